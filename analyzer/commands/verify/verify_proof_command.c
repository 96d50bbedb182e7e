#include "commands/verify/verify_proof_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bounds.h"
#include "bytes/item_room.h"
#include "casefile/case_view.h"
#include "commands/command.h"
#include "commands/error_line.h"
#include "commands/session.h"
#include "commands/sources/evidence_file.h"
#include "commands/verify/proof_text.h"
#include "reports/plain_text.h"

#define EXIT_NOT_PROVEN 1

/* A certificate of --cert. All jobs read the same ones in the same order. */
struct given_certificate {
    uint8_t sha256[SHA256_LENGTH], spki_sha256[SHA256_LENGTH];
    struct buffer serial, issuer_dn, subject_dn;
    bool covered;
};

/* One file of the command line. */
struct proof_item {
    const char *path;
    struct buffer text;
    struct buffer wanted; /* certificates of the case whose keys it only names */
    unsigned proofs, searches;
    bool refused;
};

struct proving {
    struct session *session;
    struct proof_item *items;
    size_t count, next;
    bool again; /* the second time */
    struct given_certificate *given;
    size_t given_count, given_room;
    struct buffer cn;    /* of the case, or --proof-cn */
    struct buffer extra; /* of the job that is made now */
    struct progress_state progress;
};

static bool stop_memory(struct proving *proving)
{
    return session_stop(proving->session, "out of memory");
}

static bool open_file(struct proving *proving, const char *path, size_t number,
                      struct job_file *into)
{
    struct evidence_file file;
    const struct fault *fault = NULL;
    char why[512];
    const int fd = evidence_file_find(bytes_over(path, strlen(path)), &file)
                       ? evidence_file_open(&file, &fault)
                       : -1;
    if (fd < 0) {
        (void)snprintf(why, sizeof(why), "cannot read '%s': %s", path,
                       fault != NULL ? fault->sentence
                                     : "it is no file; of a folder, name the files");
        return session_stop(proving->session, why);
    }
    *into = (struct job_file){ .number = (uint32_t)number, .fd = fd, .size = file.size };
    return true;
}

/* Those that want keys of the case come once more, when all have come once. */
static struct proof_item *next_item(struct proving *proving)
{
    while (proving->next < proving->count) {
        struct proof_item *item = &proving->items[proving->next++];
        if (proving->again && item->wanted.used == 0) {
            continue;
        }
        buffer_reset(&proving->extra);
        if (!buffer_append_number(&proving->extra, 4, proving->cn.used) ||
            !buffer_append(&proving->extra, buffer_bytes(&proving->cn)) ||
            !buffer_append(&proving->extra, buffer_bytes(&item->wanted))) {
            (void)stop_memory(proving);
            return NULL;
        }
        buffer_reset(&item->text);
        item->proofs = 0;
        item->refused = false;
        return item;
    }
    return NULL;
}

/* The proof in front, then all certificates. */
static bool next_job(void *context, struct job *job)
{
    struct proving *proving = context;
    const struct path_list *certs = &proving->session->options->cert;
    if (proving->session->stopped) {
        return false;
    }
    struct proof_item *item = next_item(proving);
    if (item == NULL) {
        return false;
    }
    *job = (struct job){ .kind = JOB_PROOF,
                         .number = (uint64_t)(item - proving->items) + 1,
                         .table = -1,
                         .extra = buffer_bytes(&proving->extra) };
    for (size_t i = 0; i <= certs->count; i++) {
        const char *path = i == 0 ? item->path : certs->paths[i - 1];
        if (!open_file(proving, path, i + 1, &job->files[i])) {
            for (size_t j = 0; j < i; j++) {
                (void)close(job->files[j].fd);
            }
            return false;
        }
        job->count++;
    }
    return true;
}

static bool keep_certificate(struct proving *proving, const struct certificate *certificate)
{
    struct given_certificate *all =
        item_room(proving->given, proving->given_count, &proving->given_room, 16, sizeof(*all));
    if (all == NULL) {
        return stop_memory(proving);
    }
    proving->given = all;
    struct given_certificate *given = &proving->given[proving->given_count++];
    *given = (struct given_certificate){ .covered = false };
    memcpy(given->sha256, certificate->sha256, SHA256_LENGTH);
    memcpy(given->spki_sha256, certificate->identity.spki_sha256, SHA256_LENGTH);
    return (buffer_append(&given->serial, certificate->serial) &&
            plain_text_print(certificate->issuer_dn, &given->issuer_dn) &&
            plain_text_print(certificate->subject_dn, &given->subject_dn)) ||
           stop_memory(proving);
}

static bool name_given(struct proving *proving, const struct checked_proof *proof,
                       struct proof_text *text)
{
    bool covers = false;
    for (size_t i = 0; i < proving->given_count; i++) {
        struct given_certificate *given = &proving->given[i];
        if (memcmp(given->spki_sha256, proof->identity.spki_sha256, SHA256_LENGTH) == 0) {
            proof_text_certificate(text, given->sha256, buffer_bytes(&given->serial),
                                   buffer_bytes(&given->issuer_dn),
                                   buffer_bytes(&given->subject_dn));
            given->covered = covers = true;
        }
    }
    return covers;
}

static bool name_of_case(void *context, const struct case_proven_certificate *certificate)
{
    proof_text_certificate(context, certificate->sha256, certificate->serial,
                           certificate->issuer_dn, certificate->subject_dn);
    return true;
}

static bool name_case(struct proving *proving, const struct checked_proof *proof,
                      struct proof_text *text, bool *in_case)
{
    struct case_file *file = proving->session->file;
    return (case_find_proven(file, &proof->identity, in_case) &&
            case_each_certificate_of(file, &proof->identity, text, name_of_case)) ||
           session_stop_case(proving->session);
}

static void tell_proof(struct proving *proving, struct proof_item *item,
                       const struct checked_proof *proof)
{
    const struct options *options = proving->session->options;
    struct proof_text text = { .into = &item->text, .json = options->json };
    const bool holds = proof->failure == NULL && proof->has_identity && proof->signature_holds;
    bool in_case = false, covers = options->cert.count == 0;
    proof_text_begin(&text, item->path, ++item->proofs, proof);
    if (holds) {
        covers = name_given(proving, proof, &text) || covers;
        if (proving->session->file != NULL) {
            (void)name_case(proving, proof, &text, &in_case);
        }
    }
    proof_text_end(&text, holds && !covers ? "it is of none of the certificates given" : NULL,
                   proving->session->file != NULL ? &in_case : NULL);
    item->refused = item->refused || !holds || !covers;
    if (proof->wants_key && proving->session->file != NULL && !proving->again &&
        item->searches++ < PROOF_KEYS_WANTED_MAX &&
        !case_find_certificate_of(proving->session->file, proof->wanted_sha256, &item->wanted)) {
        (void)session_stop_case(proving->session);
    }
    if (text.failed) {
        (void)stop_memory(proving);
    }
}

/* Of the proof it is said in its place; a certificate that is none is a slip of whoever asks. */
static void tell_fault(struct proving *proving, struct proof_item *item, uint32_t file,
                       struct bytes sentence)
{
    const struct options *options = proving->session->options;
    if (file == 1) {
        struct proof_text text = { .into = &item->text, .json = options->json };
        proof_text_unread(&text, item->path, sentence);
        item->proofs++;
        item->refused = true;
        return;
    }
    char why[512];
    (void)snprintf(why, sizeof(why), "'%s' of --cert: %.*s", options->cert.paths[file - 2],
                   (int)sentence.left, (const char *)sentence.at);
    (void)session_stop(proving->session, why);
}

static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct proving *proving = context;
    struct proof_item *item = &proving->items[job->number - 1];
    if (record->kind == RECORD_CERTIFICATE && job->number == 1 && record->file > 1 &&
        !proving->again) {
        (void)keep_certificate(proving, &record->certificate.certificate);
    } else if (record->kind == RECORD_PROOF && record->file == 1) {
        tell_proof(proving, item, &record->proof);
    } else if (record->kind == RECORD_JOURNAL) {
        tell_fault(proving, item, record->file, record->journal.sentence);
    }
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    struct proving *proving = context;
    (void)reason;
    proving->progress.items++;
    if (end != JOB_ENDED) {
        static const char lost[] = "the worker that read it was lost";
        tell_fault(proving, &proving->items[job->number - 1], 1,
                   bytes_over(lost, sizeof(lost) - 1));
    }
}

static bool tick(void *context)
{
    struct proving *proving = context;
    return session_poll(proving->session, &proving->progress);
}

/* The first file alone where certificates are given: what it brings of them counts for all. */
static bool check_files(struct proving *proving)
{
    const struct pool_client client = { proving, next_job, take_record, end_job, tick };
    const size_t all = proving->count;
    bool done = true;
    proving->progress = (struct progress_state){ .phase = "proofs", .items_total = all };
    for (proving->count = proving->session->options->cert.count > 0 ? 1 : all;
         done && proving->next < all; proving->count = all) {
        done = pool_run(proving->session->pool, &client) || session_stop_workers(proving->session);
        done = done && !proving->session->stopped;
    }
    proving->count = all;
    proving->again = true;
    proving->next = 0;
    return done &&
           (pool_run(proving->session->pool, &client) || session_stop_workers(proving->session)) &&
           !proving->session->stopped;
}

static bool print_results(const struct proving *proving)
{
    for (size_t i = 0; i < proving->count; i++) {
        const struct buffer *text = &proving->items[i].text;
        if (fwrite(text->at, 1, text->used, stdout) != text->used) {
            return false;
        }
    }
    return fflush(stdout) == 0;
}

static bool all_are_covered(const struct proving *proving)
{
    bool covered = true;
    for (size_t i = 0; i < proving->given_count; i++) {
        const struct given_certificate *given = &proving->given[i];
        if (!given->covered) {
            covered = false;
            session_say(proving->session, true, "no proof is of the certificate number %zu, %.*s",
                        i + 1, (int)given->subject_dn.used, (const char *)given->subject_dn.at);
        }
    }
    return covered;
}

static bool any_is_refused(const struct proving *proving)
{
    bool refused = false;
    for (size_t i = 0; i < proving->count; i++) {
        refused = refused || proving->items[i].refused;
    }
    return refused;
}

static bool open_case(struct proving *proving)
{
    struct session *session = proving->session;
    const struct options *options = session->options;
    if (options->out != NULL) {
        session->file = case_open(options->out, CASE_EXISTING, session->why, sizeof(session->why));
        session->stopped = session->file == NULL;
    }
    if (session->stopped) {
        return false;
    }
    return options->proof_cn != NULL
               ? buffer_append_text(&proving->cn, options->proof_cn) || stop_memory(proving)
           : session->file != NULL ? case_get_setting(session->file, "proof_cn", &proving->cn) ||
                                         session_stop_case(session)
                                   : true;
}

static bool list_files(struct proving *proving)
{
    const struct path_list *files = &proving->session->options->evidence;
    if (proving->session->options->cert.count >= JOB_FILES_MAX) {
        return session_stop(proving->session, "more files of --cert than are taken at once");
    }
    proving->items = calloc(files->count, sizeof(*proving->items));
    if (proving->items == NULL) {
        return stop_memory(proving);
    }
    for (; proving->count < files->count; proving->count++) {
        proving->items[proving->count].path = files->paths[proving->count];
    }
    return true;
}

static void clear(struct proving *proving)
{
    for (size_t i = 0; i < proving->count; i++) {
        buffer_clear(&proving->items[i].text);
        buffer_clear(&proving->items[i].wanted);
    }
    for (size_t i = 0; i < proving->given_count; i++) {
        buffer_clear(&proving->given[i].serial);
        buffer_clear(&proving->given[i].issuer_dn);
        buffer_clear(&proving->given[i].subject_dn);
    }
    free(proving->items);
    free(proving->given);
    buffer_clear(&proving->cn);
    buffer_clear(&proving->extra);
}

int verify_proof_command_do(const struct options *options)
{
    struct session session;
    struct proving proving = { .session = &session };
    bool done = session_open_without_case(&session, options) && open_case(&proving) &&
                list_files(&proving) && check_files(&proving);
    if (done) {
        progress_line_clear(session.line);
        done = print_results(&proving) || session_stop(&session, "cannot write to standard output");
    }
    if (!done) {
        progress_line_clear(session.line);
        (void)error_line("%s", session.why);
    }
    const bool proven = done && all_are_covered(&proving) && !any_is_refused(&proving);
    clear(&proving);
    session_close(&session);
    return !done ? EXIT_FATAL : proven ? EXIT_SUCCESS : EXIT_NOT_PROVEN;
}
