#include "commands/phases/judge_phase.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "bounds.h"
#include "bytes/item_room.h"
#include "certificates/judge.h"
#include "commands/sources/evidence_file.h"
#include "workers/sealed_table.h"

/* A file of CRLs that has not been judged yet. */
struct waiting_list {
    uint32_t number;
    uint64_t size;
};

/* The jobs go one after the other: what they hold would add up. The first is of signatures,
 * and each of the others of some CRLs. */
struct judging {
    struct session *session;
    enum judge_item item; /* what is being written */
    int descriptor;       /* of the table of the next job */
    bool begun, busy, lost;
    struct waiting_list *lists;
    size_t count, room, next;
};

static bool write_head(const struct judging *judging, uint32_t number, uint64_t length)
{
    struct buffer head = { 0 };
    const bool written = judge_case_head(&head, judging->item, number, length) &&
                         sealed_table_write(judging->descriptor, buffer_bytes(&head));
    buffer_clear(&head);
    return written;
}

static bool write_item(void *context, uint32_t number, struct bytes content)
{
    const struct judging *judging = context;
    return write_head(judging, number, content.left) &&
           sealed_table_write(judging->descriptor, content);
}

static bool write_settled(void *context, uint32_t number, const uint8_t issuer[SHA256_LENGTH],
                          struct bytes der)
{
    const struct judging *judging = context;
    return write_head(judging, number, SHA256_LENGTH + der.left) &&
           sealed_table_write(judging->descriptor, bytes_over(issuer, SHA256_LENGTH)) &&
           sealed_table_write(judging->descriptor, der);
}

static bool write_piece(void *context, struct bytes piece)
{
    const struct judging *judging = context;
    return sealed_table_write(judging->descriptor, piece);
}

static bool write_signatures(struct judging *judging)
{
    struct case_file *file = judging->session->file;
    judging->item = JUDGE_ISSUER;
    bool written = case_each_issuer(file, judging, write_item);
    judging->item = JUDGE_CERTIFICATE;
    return written && case_each_match(file, judging, write_item);
}

/* As many as one job holds, and one at least. */
static bool write_lists(struct judging *judging)
{
    struct case_file *file = judging->session->file;
    uint64_t held = 0;
    judging->item = JUDGE_SETTLED_ISSUER;
    bool written = case_each_settled_issuer(file, judging, write_settled);
    judging->item = JUDGE_SETTLED_CERTIFICATE;
    written = written && case_each_settled_match(file, judging, write_settled);
    judging->item = JUDGE_CRL;
    while (written && judging->next < judging->count) {
        const struct waiting_list *list = &judging->lists[judging->next];
        if (held > 0 && held + list->size > JUDGE_LISTS_MAX) {
            break;
        }
        written = (write_head(judging, list->number, list->size) ||
                   session_stop(judging->session, "out of memory for the issuers and CRLs")) &&
                  case_copy_crl_bytes(file, list->number, judging, write_piece);
        held += list->size + 1;
        judging->next++;
    }
    return written;
}

static bool make_table(struct judging *judging)
{
    judging->descriptor = sealed_table_begin();
    if (judging->descriptor < 0) {
        (void)session_lacks_descriptors(judging->session, fault_of_errno(errno));
        return session_stop(judging->session, "out of memory for the issuers and CRLs");
    }
    if (!(judging->begun ? write_lists(judging) : write_signatures(judging))) {
        return session_stop_case(judging->session);
    }
    return sealed_table_seal(judging->descriptor) ||
           session_stop(judging->session, "out of memory for the issuers and CRLs");
}

static bool next_job(void *context, struct job *job)
{
    struct judging *judging = context;
    if (judging->busy || judging->lost || judging->session->stopped ||
        (judging->begun && judging->next == judging->count) || !make_table(judging)) {
        return false;
    }
    *job = (struct job){ .kind = JOB_JUDGE,
                         .number = judging->next + 1,
                         .table = judging->descriptor };
    judging->begun = judging->busy = true;
    judging->descriptor = -1; /* the pool closes it */
    return true;
}

static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct judging *judging = context;
    struct case_file *file = judging->session->file;
    (void)job;
    bool kept = true;
    if (record->kind == RECORD_CRL) {
        kept = case_add_crl(file, &record->crl);
    } else if (record->kind == RECORD_REVOCATION) {
        kept = case_add_revocation(file, &record->revocation);
    } else if (record->kind == RECORD_VERIFIED) {
        kept = case_add_verified(file, &record->verified);
    } else if (record->kind == RECORD_JOURNAL) {
        kept = case_add_judge_journal(file, record->file, &record->journal);
    }
    if (!kept) {
        (void)session_stop_case(judging->session);
    }
}

/* Without this judgement no status is known, so a lost worker ends the run. */
static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    struct judging *judging = context;
    (void)job;
    (void)reason;
    judging->busy = false;
    judging->lost = judging->lost || end != JOB_ENDED;
}

static bool run_judge(struct judging *judging)
{
    struct session *session = judging->session;
    const struct pool_client client = { judging, next_job, take_record, end_job, NULL };
    if (!case_begin(session->file) || !case_clear_judgements(session->file)) {
        return session_stop_case(session);
    }
    const bool ran = pool_run(session->pool, &client);
    if (session->stopped) {
        return false;
    }
    if (!ran) {
        return session_stop_workers(session);
    }
    if (judging->lost || !judging->begun) {
        return session_stop(session, "the worker that verifies signatures and CRLs was lost");
    }
    return (case_settle_deltas(session->file) && case_commit(session->file)) ||
           session_stop_case(session);
}

static bool add_list(void *context, uint32_t number, uint64_t size)
{
    struct judging *judging = context;
    struct waiting_list *lists =
        item_room(judging->lists, judging->count, &judging->room, 64, sizeof(*lists));
    if (lists == NULL) {
        return false;
    }
    judging->lists = lists;
    judging->lists[judging->count++] = (struct waiting_list){ number, size };
    return true;
}

bool judge_phase(struct session *session)
{
    struct judging judging = { .session = session, .descriptor = -1 };
    const bool judged =
        (case_each_crl_bytes(session->file, &judging, add_list) || session_stop_case(session)) &&
        run_judge(&judging);
    if (judging.descriptor >= 0) {
        (void)close(judging.descriptor);
    }
    free(judging.lists);
    return judged;
}
