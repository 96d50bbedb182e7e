#include "commands/index/index_command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands/command.h"
#include "commands/error_line.h"
#include "commands/index/index_build.h"
#include "commands/index/index_known.h"
#include "commands/listing/printed_table.h"
#include "commands/sources/evidence_file.h"
#include "reports/plain_text.h"
#include "reports/report_field.h"

static bool stop_at(struct session *session, const char *path, const char *why)
{
    char text[512];
    (void)snprintf(text, sizeof(text), "'%s': %s", path, why);
    return session_stop(session, text);
}

static bool read_index(struct session *session, enum job_kind kind, struct index_known *known)
{
    const char *path = session->options->evidence.paths[0];
    struct stat facts;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        const int error = errno;
        if (fd >= 0) {
            (void)close(fd);
        }
        return stop_at(session, path, fd >= 0 ? "it is no file" : strerror(error));
    }
    if (!index_known_read(known, session, kind, fd, (uint64_t)facts.st_size, -1)) {
        return false;
    }
    if (known->fault.used > 0 && buffer_append_byte(&known->fault, 0)) {
        return stop_at(session, path, (const char *)known->fault.at);
    }
    return true;
}

/* What is said of one file of an index. */
struct source_line {
    struct buffer path; /* printed */
    const struct index_source *source;
    const char *remark; /* NULL: it is as it was */
};

static bool get_path(const void *row, struct field_value *value)
{
    value->text = buffer_bytes(&((const struct source_line *)row)->path);
    return true;
}

static bool get_certificates(const void *row, struct field_value *value)
{
    return field_number(((const struct source_line *)row)->source->parsed, value);
}

static bool get_failed(const void *row, struct field_value *value)
{
    return field_number(((const struct source_line *)row)->source->failed, value);
}

static bool get_bytes(const void *row, struct field_value *value)
{
    return field_number(((const struct source_line *)row)->source->size, value);
}

static bool get_sha256(const void *row, struct field_value *value)
{
    value->text = bytes_over(((const struct source_line *)row)->source->sha256, SHA256_LENGTH);
    return true;
}

static bool get_remark(const void *row, struct field_value *value)
{
    return field_text(((const struct source_line *)row)->remark, value);
}

static const struct report_field source_fields[] = {
    { "path", FIELD_TEXT, get_path, .meaning = "inventory that it was built of" },
    { "certificates", FIELD_NUMBER, get_certificates, .meaning = "certificates that it holds" },
    { "failed", FIELD_NUMBER, get_failed, .meaning = "certificates that could not be read" },
    { "bytes", FIELD_NUMBER, get_bytes, .meaning = "its size in bytes" },
    { "sha256", FIELD_HEX, get_sha256, .meaning = "SHA-256 of it when it was read" },
    { "remark", FIELD_TEXT, get_remark, .meaning = "what is odd about it" },
};
const struct report_table index_source_table = { source_fields,
                                                 sizeof(source_fields) / sizeof(source_fields[0]) };

static void print_json(const struct source_line *line)
{
    struct output_file output = { .descriptor = STDOUT_FILENO };
    report_put_json_row(&output, &index_source_table, line);
    (void)fwrite(output.held.at, 1, output.held.used, stdout);
    buffer_clear(&output.held);
}

static void print_source(const struct session *session, struct bytes path,
                         const struct index_source *source, const char *remark)
{
    struct source_line line = { .source = source, .remark = remark };
    if (!plain_text_print_path(path, &line.path)) {
        buffer_clear(&line.path);
        return;
    }
    if (session->options->json) {
        print_json(&line);
    } else {
        (void)printf("%.*s: %llu certificates, %llu could not be read, %llu bytes%s%s\n",
                     (int)line.path.used, (const char *)line.path.at,
                     (unsigned long long)source->parsed, (unsigned long long)source->failed,
                     (unsigned long long)source->size, remark != NULL ? ": " : "",
                     remark != NULL ? remark : "");
    }
    buffer_clear(&line.path);
}

static bool print_info(struct session *session)
{
    struct index_known known = { 0 };
    const bool read = read_index(session, JOB_INDEX_INFO, &known);
    for (size_t i = 0; read && i < known.count; i++) {
        print_source(session, index_known_path(&known, &known.items[i]), &known.items[i].source,
                     NULL);
    }
    if (read && !session->options->json) {
        (void)printf("%llu entries of %zu files in %llu bytes\n",
                     (unsigned long long)known.done.rows, known.count,
                     (unsigned long long)known.done.size);
    }
    index_known_clear(&known);
    return read;
}

/* The digest of one file, taken by a worker. */
struct digesting {
    struct session *session;
    struct job job;
    bool handed_out;
    struct file_done done;
};

static bool next_job(void *context, struct job *job)
{
    struct digesting *digesting = context;
    if (digesting->handed_out) {
        return false;
    }
    digesting->handed_out = true;
    *job = digesting->job;
    return true;
}

static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct digesting *digesting = context;
    (void)job;
    if (record->kind == RECORD_FILE_DONE) {
        digesting->done = record->done;
    }
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    (void)context;
    (void)job;
    (void)end;
    (void)reason;
}

static bool tick(void *context)
{
    const struct progress_state progress = { .phase = "verify" };
    return session_poll(((struct digesting *)context)->session, &progress);
}

/* NULL where it is as it was. */
static const char *what_changed(struct session *session, struct bytes path,
                                const struct index_source *source)
{
    struct digesting digesting = { .session = session };
    const struct pool_client client = { &digesting, next_job, take_record, end_job, tick };
    struct evidence_file file;
    const struct fault *fault;
    if (!evidence_file_find(path, &file)) {
        return "it is no more";
    }
    if (file.size != source->size || file.modified != source->modified) {
        return "inventory changed since the index was built";
    }
    const int fd = evidence_file_open(&file, &fault);
    if (fd < 0) {
        return fault->sentence;
    }
    digesting.job = (struct job){ .kind = JOB_LIST, .number = 1, .count = 1, .table = -1 };
    digesting.job.files[0] = (struct job_file){
        .number = 1, .fd = fd, .size = file.size, .mode = SCAN_DIGEST, .to = file.size
    };
    if (!pool_run(session->pool, &client)) {
        return "it was not read";
    }
    return !digesting.done.has_digest ? "it could not be read"
           : memcmp(digesting.done.sha256, source->sha256, SHA256_LENGTH) != 0
               ? "inventory changed since the index was built"
               : NULL;
}

static bool verify(struct session *session, bool *unread)
{
    struct index_known known = { 0 };
    const bool read = read_index(session, JOB_INDEX_VERIFY, &known);
    for (size_t i = 0; read && i < known.count && !session->stopped; i++) {
        const struct bytes path = index_known_path(&known, &known.items[i]);
        const char *remark = what_changed(session, path, &known.items[i].source);
        if (remark != NULL || session->options->json) {
            *unread = *unread || remark != NULL;
            print_source(session, path, &known.items[i].source, remark);
        }
    }
    if (read && !session->stopped && !session->options->quiet && !session->options->json) {
        (void)printf("%llu entries of %zu files: sums, order and places hold%s\n",
                     (unsigned long long)known.done.rows, known.count,
                     *unread ? ", but not all inventories are as they were" : "");
    }
    index_known_clear(&known);
    return read && !session->stopped;
}

int index_command_do(const struct options *options)
{
    struct session session;
    bool unread = false, done = session_open_without_case(&session, options);
    if (done) {
        done = options->command == COMMAND_INDEX_BUILD  ? index_build(&session, &unread)
               : options->command == COMMAND_INDEX_INFO ? print_info(&session)
                                                        : verify(&session, &unread);
    }
    if (!done) {
        progress_line_clear(session.line);
        (void)error_line("%s", session.why);
    }
    session_close(&session);
    return !done ? EXIT_FATAL : unread ? EXIT_UNREAD : 0;
}
