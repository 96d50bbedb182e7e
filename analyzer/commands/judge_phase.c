#include "commands/judge_phase.h"

#include "certificates/judge.h"
#include "workers/sealed_table.h"

struct judging {
    struct session *session;
    struct buffer table;
    enum judge_item item; /* what is being added */
    int descriptor;
    bool handed_out, ended;
};

static bool add_item(void *context, uint32_t number, struct bytes content)
{
    struct judging *judging = context;
    return judge_case_add(&judging->table, judging->item, number, content);
}

static bool build_table(struct judging *judging)
{
    struct case_file *file = judging->session->file;
    judging->item = JUDGE_ISSUER;
    bool built = case_each_issuer(file, judging, add_item);
    judging->item = JUDGE_CERTIFICATE;
    built = built && case_each_match(file, judging, add_item);
    judging->item = JUDGE_CRL;
    return built && case_each_crl_bytes(file, judging, add_item);
}

static bool next_job(void *context, struct job *job)
{
    struct judging *judging = context;
    if (judging->handed_out) {
        return false;
    }
    judging->handed_out = true;
    *job = (struct job){ .kind = JOB_JUDGE, .number = 1, .table = judging->descriptor };
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
    judging->ended = end == JOB_ENDED;
}

static bool run_judge(struct judging *judging)
{
    struct session *session = judging->session;
    const struct pool_client client = { judging, next_job, take_record, end_job, NULL };
    judging->descriptor = sealed_table_make(buffer_bytes(&judging->table));
    if (judging->descriptor < 0) {
        return session_stop(session, "out of memory for the issuers and CRLs");
    }
    if (!case_begin(session->file) || !case_clear_judgements(session->file)) {
        return session_stop_case(session);
    }
    if (!pool_run(session->pool, &client) || !judging->ended) {
        return session_stop(session, "the worker that verifies signatures and CRLs was lost");
    }
    if (session->stopped) {
        return false;
    }
    return (case_settle_deltas(session->file) && case_commit(session->file)) ||
           session_stop_case(session);
}

bool judge_phase(struct session *session)
{
    struct judging judging = { .session = session, .descriptor = -1 };
    bool judged = build_table(&judging) || session_stop_case(session);
    judged = judged && run_judge(&judging);
    buffer_clear(&judging.table);
    return judged;
}
