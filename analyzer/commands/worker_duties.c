#include "commands/worker_duties.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "candidates/leaf_scan.h"
#include "certificates/judge.h"
#include "containers/archives/archive_walk.h"
#include "crypto/cms_opener.h"
#include "crypto/key_proof.h"
#include "crypto/key_sealer.h"
#include "evidence/evidence_decrypt.h"
#include "evidence/evidence_join.h"
#include "evidence/evidence_replay.h"
#include "evidence/evidence_scan.h"
#include "evidence/evidence_show.h"
#include "evidence/evidence_unlock.h"
#include "evidence/fragment_files.h"
#include "evidence/mail_search.h"
#include "evidence/proof_reading.h"
#include "inventory/index_lookup.h"
#include "inventory/inventory_scan.h"
#include "inventory/inventory_table.h"
#include "inventory/shared_primes.h"
#include "keys/key_examine.h"
#include "keys/passphrases.h"
#include "workers/sealed_table.h"

/* What a worker keeps from job to job. */
struct worker_state {
    struct key_examiner *examiner;
    struct key_sealer *sealer; /* NULL: no private key leaves the worker */
    struct cms_opener *opener; /* of encrypted messages: keys of --decrypt-with */
    struct buffer proof_cn;
    struct key_proof_settings computed; /* of keys that stand nowhere */
    struct leaked_primes *primes;       /* of the last table that had moduli */
};

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

bool worker_settings_add_key(struct buffer *keys, struct bytes file)
{
    return put_text(keys, file);
}

bool worker_settings_write(const struct worker_settings *settings, struct buffer *out)
{
    return buffer_append_byte(out, settings->proofs ? 1 : 0) &&
           buffer_append_number(out, 4, settings->proof_forms) &&
           buffer_append_number(out, 8, settings->work) && put_text(out, settings->proof_cn) &&
           put_text(out, settings->passphrases) && put_text(out, settings->recipient) &&
           put_text(out, settings->keys);
}

static void release(void *state)
{
    struct worker_state *kept = state;
    leaked_primes_free(kept->primes);
    key_examiner_free(kept->examiner);
    key_sealer_free(kept->sealer);
    cms_opener_free(kept->opener);
    buffer_clear(&kept->proof_cn);
    free(kept);
    leaf_scan_release();
}

/* Keys are opened here, before there is any evidence, and what is said of them is said at once. */
static bool read_keys(struct worker_state *state, struct bytes keys, struct bytes passphrases)
{
    const struct cms_opener_passphrases closed = { passphrases, passphrases_take };
    struct bytes file;
    state->opener = cms_opener_new();
    bool read = state->opener != NULL;
    while (read && take_text(&keys, &file)) {
        read = cms_opener_add(state->opener, file, &closed);
    }
    return read && (cms_opener_count(state->opener) == 0 || cms_opener_warm_up(state->opener));
}

static bool prepare(struct bytes settings, void **state)
{
    struct key_examiner_settings examiner = { .proofs = false };
    struct bytes recipient, keys;
    uint64_t proofs, forms;
    if (!bytes_take_number(&settings, 1, &proofs) || !bytes_take_number(&settings, 4, &forms) ||
        !bytes_take_number(&settings, 8, &examiner.work) ||
        !take_text(&settings, &examiner.proof_cn) || !take_text(&settings, &examiner.passphrases) ||
        !take_text(&settings, &recipient) || !take_text(&settings, &keys)) {
        return false;
    }
    examiner.failed_work = examiner.work; /* who asks for a key by name waits for it */
    examiner.proofs = proofs != 0;
    examiner.proof_forms = (unsigned)forms;
    if (!leaf_scan_prepare() || !key_examine_prepare() || !archive_walk_prepare() ||
        !inventory_scan_prepare()) {
        return false;
    }
    struct worker_state *kept = calloc(1, sizeof(*kept));
    if (kept == NULL) {
        return false;
    }
    *state = kept;
    if (recipient.left > 0 && (kept->sealer = key_sealer_new(recipient)) == NULL) {
        return false;
    }
    if (!read_keys(kept, keys, examiner.passphrases)) {
        return false;
    }
    examiner.sealer = kept->sealer;
    examiner.opener = kept->opener;
    kept->examiner = key_examiner_new(&examiner);
    const bool ready = kept->examiner != NULL && buffer_append(&kept->proof_cn, examiner.proof_cn);
    kept->computed.cn = buffer_bytes(&kept->proof_cn);
    kept->computed.proofs = examiner.proofs;
    kept->computed.forms = examiner.proof_forms;
    kept->computed.sealer = kept->sealer;
    return ready;
}

struct duty {
    const struct record_sink *sink;
    uint32_t file;
};

static void sign_of_life(void *context)
{
    const struct duty *duty = context;
    const struct record record = { .kind = RECORD_PROGRESS, .file = duty->file };
    duty->sink->record(duty->sink->context, &record);
}

/* The products of many moduli take seconds: they are made once for all jobs of a table. */
static bool keep_primes(struct worker_state *state, const struct job *job, struct bytes moduli,
                        const struct record_sink *sink)
{
    struct duty duty = { sink, job->count > 0 ? job->files[0].number : 0 };
    const struct common_factor_watch watch = { &duty, sign_of_life };
    if (state->primes == NULL || !leaked_primes_are_of(state->primes, moduli)) {
        leaked_primes_free(state->primes);
        state->primes = leaked_primes_new(moduli, &watch);
    }
    return state->primes != NULL;
}

static void read_each(const struct job *job, const struct inventory_setting *setting,
                      const struct record_sink *sink)
{
    if (job->kind == JOB_INVENTORY) {
        inventory_scan_each(job->files, job->count, setting, sink);
        return;
    }
    for (size_t i = 0; i < job->count; i++) {
        if (job->kind == JOB_LOOK_UP) {
            index_lookup(&job->files[i], setting->index, sink);
        } else {
            inventory_places(&job->files[i], job->extra, setting->index, sink);
        }
    }
}

/* With the keys that are looked for. Where that fails no RECORD_FILE_DONE comes, and the
 * coordinator takes the files for lost. */
static void read_inventories(struct worker_state *state, const struct job *job,
                             const struct record_sink *sink)
{
    struct bytes table = { 0 }, keys, moduli = { 0 };
    struct key_index index = { 0 };
    struct inventory_setting setting = { .index = &index,
                                         .column = job->extra,
                                         .passphrases = key_examiner_passphrases(state->examiner) };
    bool ready = job->table < 0 ||
                 (sealed_table_map(job->table, &table) &&
                  inventory_table_read(table, &keys, &moduli) && key_index_open(keys, &index));
    if (ready && moduli.left > 0) {
        ready = keep_primes(state, job, moduli, sink);
        setting.primes = ready ? prime_batch_new(state->primes, &state->computed) : NULL;
        ready = setting.primes != NULL;
    }
    if (ready) {
        read_each(job, &setting, sink);
    }
    prime_batch_free(setting.primes);
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

static void do_job(struct worker_state *kept, const struct job *job, const struct record_sink *sink)
{
    switch (job->kind) {
    case JOB_SCAN:
        for (size_t i = 0; i < job->count; i++) {
            evidence_scan(kept->examiner, &job->files[i], sink);
        }
        break;
    case JOB_INVENTORY:
    case JOB_LOOK_UP:
    case JOB_PLACES:
        read_inventories(kept, job, sink);
        break;
    case JOB_JUDGE:
        judge(job, sink);
        break;
    case JOB_REPLAY:
        for (size_t i = 0; i < job->count; i++) {
            evidence_replay(kept->examiner, &job->files[i], job->extra, job->number, sink);
        }
        break;
    case JOB_SHOW:
        for (size_t i = 0; i < job->count; i++) {
            evidence_show(kept->examiner, &job->files[i], job->extra, job->number, sink);
        }
        break;
    case JOB_UNLOCK:
        evidence_unlock(kept->examiner, job->files, job->count, job->extra, sink);
        break;
    case JOB_JOIN:
        evidence_join(kept->examiner, job, sink);
        break;
    case JOB_DECRYPT:
        evidence_decrypt(kept->examiner, job, sink);
        break;
    case JOB_FRAGMENTS:
        fragment_files_scan(kept->examiner, &job->files[0], job->extra, sink);
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
    case JOB_PROOF:
        proof_reading_run(job, sink);
        break;
    }
}

/* What goes out, and behind each proven key the same once more, sealed. */
struct sealed_sink {
    const struct record_sink *sink;
    struct key_sealer *sealer;
};

static void send_sealed(const struct sealed_sink *to, const char *name, uint32_t file)
{
    struct sealed_key sealed;
    struct record record = { .kind = RECORD_SEALED, .file = file };
    if (!key_sealer_give(to->sealer, name, &sealed)) {
        return;
    }
    (void)snprintf(record.sealing.identity, sizeof(record.sealing.identity), "%s", name);
    memcpy(record.sealing.recipient_sha256, key_sealer_sha256(to->sealer), SHA256_LENGTH);
    record.sealing.recipient = key_sealer_subject(to->sealer);
    record.sealing.content = sealed.content;
    if (sealed.note != NULL) {
        record.sealing.note = bytes_over(sealed.note, strlen(sealed.note));
    }
    to->sink->record(to->sink->context, &record);
}

static void send_with_sealed(void *context, const struct record *record)
{
    const struct sealed_sink *to = context;
    to->sink->record(to->sink->context, record);
    if (record->kind == RECORD_KEY && record->key.finding.verdict == VERDICT_PROVEN) {
        char name[KEY_IDENTITY_TEXT];
        key_finding_name(&record->key.finding, name);
        send_sealed(to, name, record->file);
    } else if (record->kind == RECORD_REPLAYED && record->replayed.verdict == VERDICT_PROVEN) {
        send_sealed(to, record->replayed.identity, record->file);
    }
}

static void work(void *state, const struct job *handed, const struct record_sink *sink)
{
    struct worker_state *kept = state;
    struct job placed = *handed;
    const struct job *job = &placed;
    for (size_t i = 0; i < placed.count; i++) {
        struct job_file *file = &placed.files[i];
        assert(file->first_volume + file->volume_count <= placed.volume_count ||
               file->volume_count == 0);
        file->volumes = placed.volumes + file->first_volume;
        file->container = placed.extra;
    }
    struct sealed_sink to = { sink, kept->sealer };
    const struct record_sink sealing = { &to, send_with_sealed };
    do_job(kept, job, kept->sealer != NULL ? &sealing : sink);
}

const struct worker_body worker_duties = { prepare, work, release };
