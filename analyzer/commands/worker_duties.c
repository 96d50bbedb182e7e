#include "commands/worker_duties.h"

#include "candidates/leaf_scan.h"
#include "certificates/judge.h"
#include "containers/archive_walk.h"
#include "evidence/evidence_join.h"
#include "evidence/evidence_replay.h"
#include "evidence/evidence_scan.h"
#include "evidence/evidence_unlock.h"
#include "evidence/mail_search.h"
#include "inventory/index_lookup.h"
#include "inventory/inventory_scan.h"
#include "keys/key_examine.h"
#include "workers/sealed_table.h"

static bool put_text(struct buffer *out, struct bytes text)
{
    uint8_t length[4];
    for (size_t i = 0; i < sizeof(length); i++) {
        length[i] = (uint8_t)(text.left >> (24 - 8 * i));
    }
    return text.left <= UINT32_MAX && buffer_append(out, bytes_over(length, sizeof(length))) &&
           buffer_append(out, text);
}

static bool take_text(struct bytes *from, struct bytes *text)
{
    uint64_t length;
    return bytes_take_number(from, 4, &length) && bytes_take(from, (size_t)length, text);
}

bool worker_settings_write(const struct worker_settings *settings, struct buffer *out)
{
    return buffer_append_byte(out, settings->proofs ? 1 : 0) && put_text(out, settings->proof_cn) &&
           put_text(out, settings->passphrases);
}

static bool prepare(struct bytes settings, void **state)
{
    struct key_examiner_settings examiner = { .proofs = false };
    uint64_t proofs;
    if (!bytes_take_number(&settings, 1, &proofs) || !take_text(&settings, &examiner.proof_cn) ||
        !take_text(&settings, &examiner.passphrases)) {
        return false;
    }
    examiner.proofs = proofs != 0;
    if (!leaf_scan_prepare() || !key_examine_prepare() || !archive_walk_prepare() ||
        !inventory_scan_prepare()) {
        return false;
    }
    *state = key_examiner_new(&examiner);
    return *state != NULL;
}

static void release(void *state)
{
    key_examiner_free(state);
    leaf_scan_release();
}

/* With the keys that are looked for. */
static void read_inventories(const struct key_examiner *examiner, const struct job *job,
                             const struct record_sink *sink)
{
    struct bytes table = { 0 };
    struct key_index index = { 0 };
    const struct inventory_setting setting = { .index = &index,
                                               .column = job->extra,
                                               .passphrases = key_examiner_passphrases(examiner) };
    if (job->table >= 0 &&
        (!sealed_table_map(job->table, &table) || !key_index_open(table, &index))) {
        sealed_table_unmap(table);
        return; /* no RECORD_FILE_DONE: the coordinator takes the files for lost */
    }
    for (size_t i = 0; i < job->count; i++) {
        if (job->kind == JOB_LOOK_UP) {
            index_lookup(&job->files[i], &index, sink);
        } else if (job->kind == JOB_PLACES) {
            inventory_places(&job->files[i], job->extra, &index, sink);
        } else {
            inventory_scan(&job->files[i], &setting, sink);
        }
    }
    sealed_table_unmap(table);
}

static void read_files(const struct job *job, const struct record_sink *sink,
                       void (*read)(const struct job_file *file, const struct record_sink *sink))
{
    for (size_t i = 0; i < job->count; i++) {
        read(&job->files[i], sink);
    }
}

static void judge(const struct job *job, const struct record_sink *sink)
{
    struct bytes table;
    if (sealed_table_map(job->table, &table)) {
        judge_case_run(table, sink);
        sealed_table_unmap(table);
    }
}

static void work(void *state, const struct job *job, const struct record_sink *sink)
{
    switch (job->kind) {
    case JOB_SCAN:
        for (size_t i = 0; i < job->count; i++) {
            evidence_scan(state, &job->files[i], sink);
        }
        break;
    case JOB_INVENTORY:
    case JOB_LOOK_UP:
    case JOB_PLACES:
        read_inventories(state, job, sink);
        break;
    case JOB_JUDGE:
        judge(job, sink);
        break;
    case JOB_REPLAY:
        for (size_t i = 0; i < job->count; i++) {
            evidence_replay(state, &job->files[i], job->extra, job->number, sink);
        }
        break;
    case JOB_UNLOCK:
        evidence_unlock(state, job->files, job->count, job->extra, sink);
        break;
    case JOB_JOIN:
        evidence_join(state, job, sink);
        break;
    case JOB_LIST:
        read_files(job, sink, inventory_list);
        break;
    case JOB_INDEX_INFO:
        read_files(job, sink, index_list);
        break;
    case JOB_INDEX_VERIFY:
        read_files(job, sink, index_verify);
        break;
    case JOB_THREAD:
        mail_search_run(job, sink);
        break;
    }
}

const struct worker_body worker_duties = { prepare, work, release };
