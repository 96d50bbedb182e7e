#include "commands/index/index_build.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bounds.h"
#include "commands/index/index_plan.h"
#include "commands/index/index_reading.h"
#include "commands/listing/printed_table.h"
#include "inventory/index_merge.h"

/* The index and the runs that are merged in the end. */
struct index_build {
    struct session *session;
    struct buffer file; /* its path, absolute, with NUL */
    int beside;         /* FILE.new, locked */
    struct index_plan plan;
    struct index_reading reading;
    struct certificate_index inputs[INDEX_MERGED_MAX];
    size_t count;
};

static const char *file_name(const struct index_build *build)
{
    return (const char *)build->file.at;
}

static bool stop(struct index_build *build, const char *path, const char *why)
{
    char text[512];
    (void)snprintf(text, sizeof(text), "'%s': %s", path, why);
    return session_stop(build->session, text);
}

/* The folder as the system names it, since sources are named so too. */
static bool name_file(struct index_build *build)
{
    const char *out = build->session->options->out;
    char *copy = strdup(out), *name = strdup(out);
    char *folder = copy != NULL && name != NULL ? realpath(dirname(copy), NULL) : NULL;
    bool named = folder != NULL;
    if (!named) {
        (void)stop(build, out, strerror(errno));
    } else {
        named = (buffer_append_text(&build->file, strcmp(folder, "/") != 0 ? folder : "") &&
                 buffer_append_text(&build->file, "/") &&
                 buffer_append_text(&build->file, basename(name)) &&
                 buffer_append_byte(&build->file, 0)) ||
                session_stop(build->session, "out of memory");
    }
    free(folder);
    free(copy);
    free(name);
    return named;
}

static bool lock(struct index_build *build)
{
    struct buffer path = { 0 };
    bool locked = false;
    if (index_run_path(file_name(build), 0, &path)) {
        build->beside = open((const char *)path.at, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        locked = build->beside >= 0 && flock(build->beside, LOCK_EX | LOCK_NB) == 0;
        if (!locked) {
            (void)stop(build, (const char *)path.at,
                       errno == EWOULDBLOCK ? "another build writes it" : strerror(errno));
        }
    }
    buffer_clear(&path);
    return locked;
}

/* Adds an index to what is merged. *there: it stands there and is whole. */
static bool add_input(struct index_build *build, const char *path, bool *there)
{
    struct stat facts;
    struct index_known *known = &build->plan.known;
    struct certificate_index *input = &build->inputs[build->count];
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    *there = false;
    buffer_reset(&known->fault);
    if (fd < 0) {
        return errno == ENOENT || stop(build, path, strerror(errno));
    }
    const size_t before = known->count;
    const bool is_file = fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
    if (!is_file || !index_known_read(known, build->session, JOB_INDEX_INFO, dup(fd),
                                      (uint64_t)facts.st_size, -1)) {
        (void)close(fd);
        return is_file ? false : stop(build, path, "it is no file");
    }
    const struct fault *fault = certificate_index_open(fd, (uint64_t)facts.st_size, input);
    if (known->fault.used > 0 || fault != NULL) {
        known->count = before;
        (void)close(fd);
        return true;
    }
    build->count++;
    *there = true;
    if (input->header.next_address > build->plan.next_address) {
        build->plan.next_address = input->header.next_address;
    }
    return true;
}

/* A damaged index is not built upon; a damaged run is only work that is done again. */
static bool open_inputs(struct index_build *build)
{
    struct buffer path = { 0 };
    bool there;
    bool opened = add_input(build, file_name(build), &there);
    if (opened && !there && build->plan.known.fault.used > 0) {
        opened = stop(build, file_name(build),
                      "it is no certificate index that could be built upon ('keytrawl index "
                      "verify' says more)");
    }
    for (unsigned i = 1; opened && i <= INDEX_RUNS_MAX; i++) {
        opened = (index_run_path(file_name(build), i, &path) ||
                  session_stop(build->session, "out of memory")) &&
                 add_input(build, (const char *)path.at, &there);
        if (opened && there) {
            build->reading.runs = i;
        } else if (opened && build->plan.known.fault.used > 0) {
            session_say(build->session, true, "'%s' is damaged and is left out",
                        (const char *)path.at);
            (void)unlink((const char *)path.at);
        }
    }
    buffer_clear(&path);
    return opened;
}

/* The runs that this build wrote. */
static bool open_new_runs(struct index_build *build, unsigned before)
{
    struct buffer path = { 0 };
    struct stat facts;
    bool opened = true;
    for (unsigned i = before + 1; opened && i <= build->reading.runs; i++) {
        opened = index_run_path(file_name(build), i, &path);
        const int fd = opened ? open((const char *)path.at, O_RDONLY | O_CLOEXEC) : -1;
        opened = fd >= 0 && fstat(fd, &facts) == 0 &&
                 certificate_index_open(fd, (uint64_t)facts.st_size,
                                        &build->inputs[build->count]) == NULL;
        if (opened) {
            build->count++;
        } else {
            (void)stop(build, "a run of the index", "it cannot be read again");
        }
    }
    buffer_clear(&path);
    return opened;
}

static bool add_range(void *ranges, const struct index_source *source)
{
    return index_ranges_add(ranges, source->base, source->size);
}

static bool take_source(void *writer, const struct index_source *source)
{
    return index_writer_source(writer, source);
}

static int compare_bases(const void *one, const void *other)
{
    const struct index_source *left = one, *right = other;
    return left->base < right->base ? -1 : left->base > right->base;
}

/* What was kept of earlier builds lies before what was read now, but not in order. */
static bool each_source(struct index_build *build, void *sink,
                        bool (*take)(void *sink, const struct index_source *source))
{
    const struct index_known *known = &build->plan.known;
    struct index_source *kept = calloc(known->count + 1, sizeof(*kept));
    size_t count = 0;
    for (size_t i = 0; kept != NULL && i < known->count; i++) {
        if (known->items[i].kept) {
            kept[count++] = index_known_source(known, &known->items[i]);
        }
    }
    bool taken = kept != NULL;
    if (count > 1) {
        qsort(kept, count, sizeof(*kept), compare_bases);
    }
    for (size_t i = 0; taken && i < count; i++) {
        taken = take(sink, &kept[i]);
    }
    free(kept);
    return taken && index_reading_sources(&build->reading, sink, take);
}

static bool write_merged(struct index_build *build, struct index_writer *writer)
{
    struct index_ranges ranges = { 0 };
    size_t which = build->count;
    const struct fault *fault = NULL;
    bool written = each_source(build, &ranges, add_range);
    if (written) {
        index_ranges_sort(&ranges);
        fault = index_merge(build->inputs, build->count, &ranges, writer, &which);
        written = fault == NULL && each_source(build, writer, take_source) &&
                  index_writer_end(writer, build->plan.next_address);
    }
    index_ranges_clear(&ranges);
    if (!written) {
        (void)stop(build, file_name(build),
                   fault != NULL && which < build->count
                       ? fault->sentence
                       : strerror(writer->error != 0 ? writer->error : ENOMEM));
    }
    return written;
}

static bool sync_folder(const char *file)
{
    char *copy = strdup(file);
    const int folder = copy != NULL ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    const bool synced = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0) {
        (void)close(folder);
    }
    free(copy);
    return synced;
}

static void remove_runs(const struct index_build *build)
{
    struct buffer path = { 0 };
    for (unsigned i = 1; i <= build->reading.runs; i++) {
        if (index_run_path(file_name(build), i, &path)) {
            (void)unlink((const char *)path.at);
        }
    }
    buffer_clear(&path);
}

static bool put_in_place(struct index_build *build)
{
    struct buffer path = { 0 };
    const bool placed = fsync(build->beside) == 0 && index_run_path(file_name(build), 0, &path) &&
                        rename((const char *)path.at, file_name(build)) == 0 &&
                        sync_folder(file_name(build));
    if (!placed) {
        (void)stop(build, file_name(build), strerror(errno));
    }
    buffer_clear(&path);
    return placed;
}

struct built_row {
    const struct index_build *build;
    const struct index_header *header;
};

static bool get_index(const void *row, struct field_value *value)
{
    return field_text(file_name(((const struct built_row *)row)->build), value);
}

static bool get_certificates(const void *row, struct field_value *value)
{
    return field_number(((const struct built_row *)row)->header->entries, value);
}

static bool get_authorities(const void *row, struct field_value *value)
{
    return field_number(((const struct built_row *)row)->header->authorities, value);
}

static bool get_files(const void *row, struct field_value *value)
{
    return field_number(((const struct built_row *)row)->header->sources, value);
}

static bool get_failed(const void *row, struct field_value *value)
{
    return field_number(((const struct built_row *)row)->build->reading.failed, value);
}

static const struct report_field built_fields[] = {
    { "index", FIELD_TEXT, get_index, .meaning = "path of the index" },
    { "certificates", FIELD_NUMBER, get_certificates, .meaning = "certificates that it holds" },
    { "authorities", FIELD_NUMBER, get_authorities, .meaning = "those of them that are of CAs" },
    { "files", FIELD_NUMBER, get_files, .meaning = "inventories that it was built of" },
    { "failed", FIELD_NUMBER, get_failed,
      .meaning = "entries of what was read now that could not be read" },
};
const struct report_table index_built_table = { built_fields,
                                                sizeof(built_fields) / sizeof(built_fields[0]) };

static void say_built(const struct index_build *build, const struct index_writer *writer)
{
    const struct options *options = build->session->options;
    const struct built_row row = { build, &writer->header };
    if (options->json) {
        struct output_file output = { .descriptor = STDOUT_FILENO };
        report_put_json_row(&output, &index_built_table, &row);
        (void)fwrite(output.held.at, 1, output.held.used, stdout);
        buffer_clear(&output.held);
    } else if (!options->quiet) {
        (void)printf("%s: %llu certificates of %llu files, %llu of them of CAs\n", file_name(build),
                     (unsigned long long)writer->header.entries,
                     (unsigned long long)writer->header.sources,
                     (unsigned long long)writer->header.authorities);
    }
}

static bool merge(struct index_build *build)
{
    struct index_writer writer;
    index_writer_init(&writer, build->beside);
    bool merged =
        ftruncate(build->beside, 0) == 0 || stop(build, file_name(build), strerror(errno));
    merged = merged && write_merged(build, &writer) && put_in_place(build);
    if (merged) {
        remove_runs(build);
        say_built(build, &writer);
    }
    index_writer_clear(&writer);
    return merged;
}

/* Nothing is left behind where nothing was made. */
static void clear(struct index_build *build)
{
    struct buffer path = { 0 };
    if (build->beside >= 0 && build->session->stopped &&
        index_run_path(file_name(build), 0, &path)) {
        (void)unlink((const char *)path.at);
    }
    buffer_clear(&path);
    for (size_t i = 0; i < build->count; i++) {
        (void)close(build->inputs[i].fd);
    }
    if (build->beside >= 0) {
        (void)close(build->beside);
    }
    index_reading_clear(&build->reading);
    index_plan_clear(&build->plan);
    buffer_clear(&build->file);
    free(build);
}

bool index_build(struct session *session, bool *unread)
{
    struct index_build *build = calloc(1, sizeof(*build));
    if (build == NULL) {
        return session_stop(session, "out of memory");
    }
    build->session = session;
    build->beside = -1;
    build->plan.session = session;
    bool built = name_file(build) && lock(build);
    build->plan.file = file_name(build);
    built = built && open_inputs(build);
    const unsigned before = build->reading.runs;
    built = built && index_plan_make(&build->plan, &session->options->evidence) &&
            index_reading_run(&build->reading, &build->plan) && open_new_runs(build, before) &&
            merge(build);
    *unread = build->plan.refused || build->reading.failed > 0;
    clear(build);
    return built;
}
