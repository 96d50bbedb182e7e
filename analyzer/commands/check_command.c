#include "commands/check_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/check_list.h"
#include "commands/check_text.h"
#include "commands/command.h"
#include "commands/error_line.h"
#include "commands/session.h"
#include "commands/sources/evidence_file.h"
#include "commands/terminal.h"

#define EXIT_ANOTHER_KEY 1

/* Each file of the command line once, as evidence: so that every form in which a key or a
 * certificate can be found is taken here too. */
struct checking {
    struct session *session;
    const struct path_list *files;
    struct check_list list;
    size_t next;
    size_t *certificates; /* of each file */
    struct progress_state progress;
};

static bool stop_memory(struct checking *checking)
{
    return session_stop(checking->session, "out of memory");
}

static bool next_job(void *context, struct job *job)
{
    struct checking *checking = context;
    if (checking->session->stopped || checking->next == checking->files->count) {
        return false;
    }
    const char *path = checking->files->paths[checking->next++];
    struct evidence_file file = { .path = bytes_over(path, strlen(path)),
                                  .size = EVIDENCE_SIZE_UNKNOWN };
    const struct fault *fault = NULL;
    const bool found = strcmp(path, "-") == 0 || evidence_file_find(file.path, &file);
    const int fd = found ? evidence_file_open(&file, &fault) : -1;
    if (fd < 0) {
        char why[512];
        (void)snprintf(why, sizeof(why), "cannot read '%s': %s", path,
                       fault != NULL ? fault->sentence
                                     : "it is no file; of a folder, name the files");
        return session_stop(checking->session, why);
    }
    *job = (struct job){ .kind = JOB_SCAN, .number = checking->next, .count = 1, .table = -1 };
    job->files[0] = (struct job_file){
        .number = (uint32_t)checking->next, .fd = fd, .size = file.size, .mode = SCAN_WHOLE
    };
    return true;
}

/* Certificates of the key's own file count where no other file is given. */
static bool is_asked(const struct checking *checking, size_t file)
{
    return file > 0 || checking->files->count == 1;
}

static bool keep(struct checking *checking, size_t file, const struct record *record)
{
    struct check_list *list = &checking->list;
    if (record->kind == RECORD_KEY && file == 0) {
        return check_list_add_key(list, &record->key.finding);
    }
    if (record->kind == RECORD_CERTIFICATE && is_asked(checking, file)) {
        checking->certificates[file]++;
        return check_list_add_certificate(list, file, &record->certificate);
    }
    if (record->kind == RECORD_REQUEST && is_asked(checking, file)) {
        checking->certificates[file]++;
        return check_list_add_request(list, file, &record->request);
    }
    return record->kind != RECORD_JOURNAL || record->journal.weight != JOURNAL_UNREAD ||
           check_list_add_unread(list, file, record->journal.provenance, record->journal.sentence);
}

static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct checking *checking = context;
    if (!keep(checking, (size_t)job->number - 1, record)) {
        (void)stop_memory(checking);
    }
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    static const char lost[] = "the worker that read it was lost";
    struct checking *checking = context;
    (void)reason;
    checking->progress.items++;
    if (end != JOB_ENDED &&
        !check_list_add_unread(&checking->list, (size_t)job->number - 1, bytes_over(NULL, 0),
                               bytes_over(lost, sizeof(lost) - 1))) {
        (void)stop_memory(checking);
    }
}

static bool tick(void *context)
{
    struct checking *checking = context;
    return session_poll(checking->session, &checking->progress);
}

static bool read_files(struct checking *checking)
{
    const struct pool_client client = { checking, next_job, take_record, end_job, tick };
    checking->certificates = calloc(checking->files->count, sizeof(*checking->certificates));
    if (checking->certificates == NULL) {
        return stop_memory(checking);
    }
    checking->progress =
        (struct progress_state){ .phase = "files", .items_total = checking->files->count };
    return (pool_run(checking->session->pool, &client) ||
            session_stop_workers(checking->session)) &&
           !checking->session->stopped;
}

/* KEY and CERT given the wrong way round is the slip that this meets most. */
static bool note_what_is_missing(struct checking *checking)
{
    static const char none[] = "no certificate and no request for one stands in it";
    char why[512];
    if (checking->list.key_count == 0) {
        (void)snprintf(why, sizeof(why),
                       "no private key stands in '%s'; the key comes first: keytrawl check KEY "
                       "CERT...",
                       checking->files->paths[0]);
        return session_stop(checking->session, why);
    }
    for (size_t i = 0; i < checking->files->count; i++) {
        if (is_asked(checking, i) && checking->certificates[i] == 0 &&
            !check_list_add_unread(&checking->list, i, bytes_over(NULL, 0),
                                   bytes_over(none, sizeof(none) - 1))) {
            return stop_memory(checking);
        }
    }
    return check_list_answer(&checking->list) || stop_memory(checking);
}

static bool print(struct checking *checking)
{
    struct output_file output = { .descriptor = STDOUT_FILENO };
    progress_line_clear(checking->session->line);
    const struct options *options = checking->session->options;
    if (!options->quiet) {
        check_text_print(&checking->list, checking->files, options->json,
                         terminal_has_colour(STDOUT_FILENO, options->color), &output);
    }
    const bool printed = output_file_end(&output);
    buffer_clear(&output.held);
    return printed || session_stop(checking->session, "cannot write to standard output");
}

static void tell_of_passphrases(struct checking *checking)
{
    const struct check_list *list = &checking->list;
    bool closed = false;
    for (size_t i = 0; i < list->count; i++) {
        const struct check_item *item = &list->items[i];
        closed = closed || (item->answer == CHECK_OPEN && item->key != NULL &&
                            item->key->verdict == VERDICT_ENCRYPTED);
    }
    if (closed && checking->session->options->passphrases == NULL) {
        session_say(checking->session, true, "--passphrases FILE may open the key");
    }
}

static int status_of(const struct check_list *list)
{
    static const int bits[] = { [CHECK_YES] = 0,
                                [CHECK_NO] = EXIT_ANOTHER_KEY,
                                [CHECK_OPEN] = EXIT_LEADS,
                                [CHECK_UNREAD] = EXIT_UNREAD };
    int status = EXIT_SUCCESS;
    for (size_t i = 0; i < list->count; i++) {
        status |= bits[list->items[i].answer];
    }
    return status;
}

int check_command_do(const struct options *options)
{
    struct session session;
    struct checking checking = { .session = &session, .files = &options->evidence };
    const bool done = session_open_without_case(&session, options) && read_files(&checking) &&
                      note_what_is_missing(&checking) && print(&checking);
    if (!done) {
        progress_line_clear(session.line);
        (void)error_line("%s", session.why);
    } else {
        tell_of_passphrases(&checking);
    }
    const int status = done ? status_of(&checking.list) : EXIT_FATAL;
    check_list_clear(&checking.list);
    free(checking.certificates);
    session_close(&session);
    return status;
}
