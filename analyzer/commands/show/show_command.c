#include "commands/show/show_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/command.h"
#include "commands/error_line.h"
#include "commands/session.h"
#include "commands/show/show_plan.h"
#include "commands/show/show_report.h"
#include "commands/show/show_text.h"
#include "commands/sources/evidence_again.h"
#include "commands/sources/volume_sets.h"
#include "workers/job_files.h"

struct showing {
    struct session *session;
    struct show_plan plan;
    size_t next;
    struct progress_state progress;
};

static int open_item(struct session *session, struct show_item *item, struct evidence_file *file)
{
    const struct fault *fault;
    const int fd = evidence_again_find(session, buffer_bytes(&item->path), file)
                       ? evidence_again_open(session, file, &fault)
                       : -1;
    item->opened = fd >= 0;
    return fd;
}

static bool next_job(void *context, struct job *job)
{
    struct showing *showing = context;
    struct show_plan *plan = &showing->plan;
    while (showing->next < plan->count && !showing->session->stopped) {
        struct show_item *item = &plan->items[showing->next++];
        struct evidence_file file;
        const int fd = open_item(showing->session, item, &file);
        if (fd < 0) {
            continue;
        }
        *job = (struct job){ .kind = JOB_SHOW,
                             .number = showing->next,
                             .count = 1,
                             .table = -1,
                             .extra = buffer_bytes(&plan->rows.items[item->row].encoded) };
        job->files[0] = (struct job_file){
            .number = (uint32_t)showing->next, .fd = fd, .size = file.size, .mode = SCAN_WHOLE
        };
        volume_sets_reopen(showing->session, file.path, job->extra, job, 0);
        if (!showing->session->stopped) {
            return true;
        }
        job_files_close(job);
    }
    return false;
}

static void take_shown(struct showing *showing, struct show_item *item, const struct shown *shown)
{
    item->answered = true;
    item->reached = shown->reached;
    item->depth = shown->depth;
    item->digested = shown->has_digest;
    memcpy(item->sha256_now, shown->sha256, SHA256_LENGTH);
    if (!buffer_append(&item->before, shown->before) ||
        !buffer_append(&item->behind, shown->behind)) {
        (void)session_stop(showing->session, "out of memory");
    }
}

static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct showing *showing = context;
    struct show_item *item = &showing->plan.items[job->number - 1];
    if (record->kind == RECORD_REPLAYED) { /* several keys may stand there */
        item->derived = item->derived || (record->replayed.verdict == item->verdict &&
                                          strcmp(item->name, record->replayed.identity) == 0);
    } else if (record->kind == RECORD_SHOWN && !item->answered) {
        take_shown(showing, item, &record->shown);
    }
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    struct showing *showing = context;
    (void)job;
    (void)end;
    (void)reason;
    showing->progress.items++;
}

static bool tick(void *context)
{
    struct showing *showing = context;
    return session_poll(showing->session, &showing->progress);
}

static bool plan_it(struct showing *showing)
{
    struct session *session = showing->session;
    const struct options *options = session->options;
    const char *wanted = options->evidence.paths[0];
    session->file = case_open(options->out, CASE_EXISTING, session->why, sizeof(session->why));
    session->stopped = session->file == NULL;
    if (session->stopped) {
        return false;
    }
    if (!show_plan_read(session->file, bytes_over(wanted, strlen(wanted)), options->all,
                        &showing->plan)) {
        return session_stop_case(session);
    }
    switch (showing->plan.named) {
    case SHOW_NOTHING:
        return session_stop(session,
                            "the case has no such sighting and no such key; keys.jsonl lists both, "
                            "as \"provenance\" and \"key_identity\": put it in single quotes");
    case SHOW_SEVERAL_KEYS:
        return session_stop(session, "several keys of the case begin so: give more of it; "
                                     "'keytrawl keys' lists them");
    case SHOW_SIGHTINGS:
        break;
    }
    return true;
}

static bool walk(struct showing *showing)
{
    const struct pool_client client = { showing, next_job, take_record, end_job, tick };
    showing->progress =
        (struct progress_state){ .phase = "sightings", .items_total = showing->plan.count };
    return (pool_run(showing->session->pool, &client) || session_stop_workers(showing->session)) &&
           !showing->session->stopped;
}

static bool print(struct showing *showing, bool *holds)
{
    struct buffer text = { 0 };
    bool printed = true;
    progress_line_clear(showing->session->line);
    for (size_t i = 0; printed && i < showing->plan.count; i++) {
        const struct show_item *item = &showing->plan.items[i];
        *holds = *holds && show_text_holds(item);
        buffer_reset(&text);
        printed = show_text_print(&showing->plan, item, &text)
                      ? fwrite(text.at, 1, text.used, stdout) == text.used ||
                            session_stop(showing->session, "cannot write to standard output")
                      : session_stop(showing->session, "out of memory");
    }
    buffer_clear(&text);
    return printed && (fflush(stdout) == 0 ||
                       session_stop(showing->session, "cannot write to standard output"));
}

static bool print_json(struct showing *showing, bool *holds)
{
    struct output_file output = { .descriptor = STDOUT_FILENO };
    progress_line_clear(showing->session->line);
    for (size_t i = 0; i < showing->plan.count; i++) {
        const struct show_item *item = &showing->plan.items[i];
        *holds = *holds && show_text_holds(item);
        show_report_put(&showing->plan, item, &output);
    }
    const bool printed = output_file_end(&output) ||
                         session_stop(showing->session, "cannot write to standard output");
    buffer_clear(&output.held);
    return printed;
}

int show_command_do(const struct options *options)
{
    struct session session;
    struct showing showing = { .session = &session };
    bool holds = true;
    const bool done = session_open_without_case(&session, options) && plan_it(&showing) &&
                      walk(&showing) && (options->json ? print_json : print)(&showing, &holds);
    if (!done) {
        progress_line_clear(session.line);
        (void)error_line("%s", session.why);
    }
    show_plan_clear(&showing.plan);
    session_close(&session);
    return !done ? EXIT_FATAL : holds ? EXIT_SUCCESS : EXIT_UNREAD;
}
