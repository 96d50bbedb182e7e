#include "commands/dry_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes/item_room.h"
#include "casefile/case_view.h"
#include "commands/command.h"
#include "commands/error_line.h"
#include "commands/listing/printed_table.h"
#include "commands/sources/evidence_walk.h"
#include "reports/coverage_text.h"
#include "reports/report_field.h"

/* A root of the command line, and what lies under it. */
struct dry_root {
    const char *kind, *path;
    uint64_t files, bytes, streams, known, refused;
};

/* A file that the case has read. */
struct dry_source {
    size_t path; /* where it begins among all */
    uint64_t size;
};

struct dry_run {
    const struct options *options;
    struct output_file output;
    struct buffer paths; /* of the case: each ended by NUL, in the order of bytes */
    struct dry_source *sources;
    size_t count, room;
    dev_t device; /* of the case's folder; 0 and 0: it is not there */
    ino_t inode;
    bool exists, failed;
    uint64_t refused;
    struct dry_root root;
};

static bool get_kind(const void *row, struct field_value *value)
{
    return field_text(((const struct dry_root *)row)->kind, value);
}

static bool get_root(const void *row, struct field_value *value)
{
    return field_text(((const struct dry_root *)row)->path, value);
}

static bool get_files(const void *row, struct field_value *value)
{
    return field_number(((const struct dry_root *)row)->files, value);
}

static bool get_bytes(const void *row, struct field_value *value)
{
    return field_number(((const struct dry_root *)row)->bytes, value);
}

static bool get_streams(const void *row, struct field_value *value)
{
    return field_number(((const struct dry_root *)row)->streams, value);
}

static bool get_known(const void *row, struct field_value *value)
{
    return field_number(((const struct dry_root *)row)->known, value);
}

static bool get_refused(const void *row, struct field_value *value)
{
    return field_number(((const struct dry_root *)row)->refused, value);
}

static const struct report_field fields[] = {
    { "kind", FIELD_TEXT, get_kind,
      .meaning = "what it would be read as; `output`: it would be written" },
    { "root", FIELD_TEXT, get_root,
      .meaning = "path as it was given; `-`: standard input or output" },
    { "files", FIELD_NUMBER, get_files, .meaning = "files below it" },
    { "bytes", FIELD_NUMBER, get_bytes, .meaning = "their size in bytes, pipes left out" },
    { "streams", FIELD_NUMBER, get_streams,
      .meaning = "pipes and standard input, of unknown size" },
    { "read_before", FIELD_NUMBER, get_known, .meaning = "files that the case has read already" },
    { "unlisted", FIELD_NUMBER, get_refused, .meaning = "what could not be listed" },
};
const struct report_table dry_run_table = { fields, sizeof(fields) / sizeof(fields[0]) };

/* Those that were read to their end; they come in the order of their bytes. */
static bool take_source(void *context, const struct case_source_view *source)
{
    struct dry_run *run = context;
    if (!source->done) {
        return true;
    }
    struct dry_source *more = item_room(run->sources, run->count, &run->room, 256, sizeof(*more));
    if (more == NULL) {
        return false;
    }
    run->sources = more;
    run->sources[run->count++] =
        (struct dry_source){ .path = run->paths.used, .size = source->size };
    return buffer_append(&run->paths, source->path) && buffer_append_byte(&run->paths, 0);
}

/* Of the same name and size: what run looks at, but for the time of the last change. */
static bool is_known(const struct dry_run *run, const struct evidence_file *file)
{
    size_t low = 0, high = run->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const char *path = (const char *)run->paths.at + run->sources[middle].path;
        const int order = bytes_compare(bytes_over(path, strlen(path)), file->path);
        if (order == 0) {
            return run->sources[middle].size == file->size;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return false;
}

static bool take_file(void *context, const struct evidence_file *file)
{
    struct dry_run *run = context;
    run->root.files++;
    if (file->size == EVIDENCE_SIZE_UNKNOWN) {
        run->root.streams++;
    } else {
        run->root.bytes += file->size;
    }
    run->root.known += is_known(run, file) ? 1 : 0;
    return true;
}

static bool take_refused(void *context, struct bytes path, const struct fault *fault, bool note)
{
    struct dry_run *run = context;
    (void)path;
    (void)fault;
    run->root.refused += note ? 0 : 1;
    return true;
}

static void say_root(struct dry_run *run)
{
    const struct dry_root *root = &run->root;
    char line[256], size[16];
    coverage_size_text(root->bytes, size);
    (void)snprintf(line, sizeof(line), "%-12s %llu file%s, %s%s", root->kind,
                   (unsigned long long)root->files, root->files == 1 ? "" : "s", size,
                   root->streams > 0 ? " and what a stream gives" : "");
    output_put_text(&run->output, line);
    if (root->known > 0) {
        (void)snprintf(line, sizeof(line), ", %llu read before", (unsigned long long)root->known);
        output_put_text(&run->output, line);
    }
    if (root->refused > 0) {
        (void)snprintf(line, sizeof(line), ", %llu that cannot be listed",
                       (unsigned long long)root->refused);
        output_put_text(&run->output, line);
    }
    output_put_text(&run->output, ": ");
    output_put_text(&run->output, root->path);
    output_put_text(&run->output, "\n");
}

static void list_root(struct dry_run *run, const char *kind, const char *path)
{
    const struct evidence_walk_sink sink = { .context = run,
                                             .file = take_file,
                                             .refused = take_refused };
    run->root = (struct dry_root){ .kind = kind, .path = path };
    run->failed = !evidence_walk(path, run->device, run->inode, &sink);
    run->refused += run->root.refused;
    if (run->options->json) {
        report_put_json_row(&run->output, &dry_run_table, &run->root);
    } else {
        say_root(run);
    }
}

static void list_roots(struct dry_run *run, const char *kind, const struct path_list *roots)
{
    for (size_t i = 0; i < roots->count && !run->failed; i++) {
        list_root(run, kind, roots->paths[i]);
    }
}

static bool take_root(void *context, enum source_kind kind, const char *path)
{
    static const char *const kinds[] = { [SOURCE_EVIDENCE] = "evidence",
                                         [SOURCE_INVENTORY] = "certificates",
                                         [SOURCE_CRL] = "crls",
                                         [SOURCE_ISSUERS] = "issuers" };
    struct dry_run *run = context;
    list_root(run, kinds[kind], path);
    return !run->failed;
}

static bool works_on_what_is_there(const struct dry_run *run)
{
    const enum command command = run->options->command;
    return command == COMMAND_MATCH || command == COMMAND_UNLOCK || command == COMMAND_REPORT;
}

/* Of `unlock` the sources, which are read again: evidence for its words and closed keys, and what
 * the keys that it opens are matched with. */
static bool read_sources(struct dry_run *run, struct case_file *file)
{
    run->exists = true;
    return case_each_source_view(file, SOURCE_EVIDENCE, run, take_source) &&
           (run->options->command != COMMAND_UNLOCK || case_each_root(file, run, take_root));
}

static bool read_case(struct dry_run *run)
{
    struct stat folder;
    char why[512], path[4096];
    const bool there = stat(run->options->out, &folder) == 0;
    if (there) {
        run->device = folder.st_dev;
        run->inode = folder.st_ino;
    }
    (void)snprintf(path, sizeof(path), "%s/case.db", run->options->out);
    if (!works_on_what_is_there(run) && (!there || access(path, F_OK) != 0)) {
        run->exists = run->options->command == COMMAND_INDEX_BUILD && there;
        return true;
    }
    struct case_file *file = case_open(run->options->out, CASE_READ, why, sizeof(why));
    if (file == NULL) {
        return error_line("%s", why);
    }
    const bool read = read_sources(run, file);
    if (!read && !run->failed) {
        (void)error_line("cannot read the case: %s", case_error(file));
    }
    case_close(file);
    return read;
}

static void say_what_is_made(struct dry_run *run)
{
    const bool index = run->options->command == COMMAND_INDEX_BUILD;
    output_put_text(&run->output, index ? "index        " : "case         ");
    output_put_text(&run->output, run->options->out);
    output_put_text(&run->output, run->exists ? " goes on" : " would be made");
    if (run->options->command == COMMAND_REPORT) {
        output_put_text(&run->output, ", and its outputs would be written again");
    }
    output_put_text(&run->output, "; nothing was read or written (--dry-run)\n");
}

static int list_all(struct dry_run *run)
{
    const struct options *options = run->options;
    list_roots(run, options->command == COMMAND_INDEX_BUILD ? "certificates" : "evidence",
               &options->evidence);
    list_roots(run, "certificates", &options->certs);
    list_roots(run, "issuers", &options->issuers);
    list_roots(run, "crls", &options->crls);
    if (!options->json) {
        say_what_is_made(run);
    } else if (options->command == COMMAND_REPORT) { /* which reads nothing but the case */
        const struct dry_root written = { .kind = "output", .path = options->out };
        report_put_json_row(&run->output, &dry_run_table, &written);
    }
    if (run->failed) {
        return error_line_fatal("out of memory");
    }
    if (!output_file_end(&run->output)) {
        return error_line_fatal("cannot write to standard output: %s",
                                strerror(run->output.failure));
    }
    return run->refused > 0 ? EXIT_UNREAD : EXIT_SUCCESS;
}

bool dry_run_say_output(const char *path, uint64_t bytes, bool json)
{
    struct output_file output = { .descriptor = STDOUT_FILENO };
    char size[16];
    if (json) {
        const struct dry_root written = {
            .kind = "output", .path = path != NULL ? path : "-", .files = 1, .bytes = bytes
        };
        report_put_json_row(&output, &dry_run_table, &written);
    } else {
        coverage_size_text(bytes, size);
        output_put_text(&output, size);
        output_put_text(&output, " would be written to ");
        output_put_text(&output, path != NULL ? path : "standard output");
        output_put_text(&output, "; nothing was (--dry-run)\n");
    }
    const bool said = output_file_end(&output);
    buffer_clear(&output.held);
    return said;
}

int dry_run_do(const struct options *options)
{
    struct dry_run run = { .options = options, .output = { .descriptor = STDOUT_FILENO } };
    const int status = read_case(&run) ? list_all(&run) : EXIT_FATAL;
    buffer_clear(&run.output.held);
    buffer_clear(&run.paths);
    free(run.sources);
    return status;
}
