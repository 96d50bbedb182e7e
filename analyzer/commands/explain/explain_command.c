#include "commands/explain/explain_command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bounds.h"
#include "commands/command.h"
#include "commands/error_line.h"
#include "commands/explain/explain_certificate.h"
#include "commands/explain/explain_unknown.h"
#include "commands/session.h"
#include "commands/sources/evidence_file.h"

#define EXIT_UNKNOWN 1

struct explaining {
    struct session *session;
    struct explain_subject subject;
    struct case_reading reading;
    struct explained items[EXPLAINED_MAX];
    size_t count, left_out;
    bool handed; /* the file, to a worker */
};

static bool stop_memory(struct explaining *explaining)
{
    return session_stop(explaining->session, "out of memory");
}

static bool next_job(void *context, struct job *job)
{
    struct explaining *explaining = context;
    const char *path = explaining->subject.word;
    struct evidence_file file;
    const struct fault *fault = NULL;
    if (explaining->handed || explaining->session->stopped) {
        return false;
    }
    explaining->handed = true;
    const int fd = evidence_file_find(bytes_over(path, strlen(path)), &file)
                       ? evidence_file_open(&file, &fault)
                       : -1;
    if (fd < 0) {
        return session_stop(explaining->session, "the certificate cannot be read");
    }
    *job = (struct job){ .kind = JOB_SCAN, .number = 1, .count = 1, .table = -1 };
    job->files[0] =
        (struct job_file){ .number = 1, .fd = fd, .size = file.size, .mode = SCAN_WHOLE };
    return true;
}

static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct explaining *explaining = context;
    const struct certificate *certificate = &record->certificate.certificate;
    (void)job;
    if (record->kind == RECORD_CERTIFICATE &&
        !explain_subject_add(&explaining->subject, certificate->sha256, &certificate->identity)) {
        (void)stop_memory(explaining);
    }
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    struct explaining *explaining = context;
    (void)job;
    (void)reason;
    if (end != JOB_ENDED) {
        (void)session_stop(explaining->session, "the worker that read the certificate was lost");
    }
}

static bool read_file(struct explaining *explaining)
{
    const struct pool_client client = { explaining, next_job, take_record, end_job, NULL };
    struct session *session = explaining->session;
    if (!pool_run(session->pool, &client) && !session->stopped) {
        return session_stop_workers(session);
    }
    return !session->stopped && (explaining->subject.count > 0 ||
                                 session_stop(session, "no certificate stands in that file"));
}

/* What is the name of a file is that: a domain or a number seldom is. */
static bool is_file(const char *word)
{
    struct stat status;
    return stat(word, &status) == 0 && S_ISREG(status.st_mode);
}

static void choose(struct explaining *explaining)
{
    const struct match_list *matches = &explaining->reading.matches;
    for (size_t i = 0; i < matches->count; i++) {
        const struct match_entry *entry = match_list_at(matches, i);
        if (!explain_subject_fits(&explaining->subject, entry)) {
            continue;
        }
        if (explaining->count < EXPLAINED_MAX) {
            explaining->items[explaining->count++] = (struct explained){ .entry = entry };
        } else {
            explaining->left_out++;
        }
    }
}

static bool read_case(struct explaining *explaining)
{
    struct session *session = explaining->session;
    session->file = case_open(session->options->out, CASE_READ, session->why, sizeof(session->why));
    if (session->file == NULL) {
        session->stopped = true;
        return false;
    }
    if (!case_reading_read(&explaining->reading, session->file,
                           session->options->include_short_lived)) {
        return session_stop_case(session);
    }
    choose(explaining);
    return explain_places_read(session->file, explaining->items, explaining->count) ||
           session_stop_case(session);
}

static bool print(struct explaining *explaining)
{
    struct session *session = explaining->session;
    struct buffer into = { 0 };
    struct explain_text text = { .into = &into, .json = session->options->json };
    bool read = true;
    for (size_t i = 0; i < explaining->count; i++) {
        explain_certificate(&explaining->items[i], explaining->subject.word, &text);
    }
    if (explaining->count == 0) {
        read = explain_unknown(session->file, &explaining->subject, &explaining->reading, &text) ||
               session_stop_case(session);
    }
    const bool printed = read && (!text.failed || stop_memory(explaining)) &&
                         (((into.used == 0 || fwrite(into.at, 1, into.used, stdout) == into.used) &&
                           fflush(stdout) == 0) ||
                          session_stop(session, "cannot write to standard output"));
    if (printed && explaining->left_out > 0) {
        session_say(session, true,
                    "%zu more certificates fit; a serial number or a fingerprint "
                    "names one",
                    explaining->left_out);
    }
    buffer_clear(&into);
    return printed;
}

static bool open_subject(struct explaining *explaining, const struct options *options)
{
    struct session *session = explaining->session;
    const char *word = options->evidence.paths[0];
    if (!is_file(word)) {
        *session = (struct session){ .options = options };
        return explain_subject_read(&explaining->subject, word) || stop_memory(explaining);
    }
    return session_open_without_case(session, options) &&
           (explain_subject_read(&explaining->subject, word) || stop_memory(explaining)) &&
           read_file(explaining);
}

int explain_command_do(const struct options *options)
{
    struct session session = { .options = options };
    struct explaining *explaining = calloc(1, sizeof(*explaining));
    if (explaining == NULL) {
        return error_line_fatal("out of memory");
    }
    explaining->session = &session;
    const bool done =
        open_subject(explaining, options) && read_case(explaining) && print(explaining);
    if (!done) {
        progress_line_clear(session.line);
        (void)error_line("%s", session.why[0] != '\0' ? session.why : "out of memory");
    }
    const bool known = explaining->count > 0;
    explain_places_clear(explaining->items, explaining->count);
    explain_subject_clear(&explaining->subject);
    case_reading_clear(&explaining->reading);
    free(explaining);
    session_close(&session);
    return !done ? EXIT_FATAL : known ? EXIT_SUCCESS : EXIT_UNKNOWN;
}
