#include "evidence/evidence_replay.h"

#include <string.h>

#include "evidence/file_pass.h"
#include "evidence/replay_target.h"
#include "memory_bounds.h"

/* What a walk tells, and how many keys it tells of. */
struct telling {
    const struct record_sink *sink;
    size_t keys;
};

static void take_told(void *context, const struct record *record)
{
    struct telling *telling = context;
    telling->keys += record->kind == RECORD_KEY ? 1 : 0;
    telling->sink->record(telling->sink->context, record);
}

/* As long as one of the numbers of an RSA key that may stand far from each other. */
static bool may_be_limbs(const struct place *first)
{
    return first->kind == PLACE_SPOT && first->length >= LIMB_MODULUS_BITS_MIN / 2 / 8 &&
           first->length <= RSA_BITS_MAX / 8 && first->length % 8 == 0;
}

/* Most is found from what stands around it, which is little to read. */
static void replay_raw(struct file_pass *pass, const struct place *first, struct telling *telling)
{
    const size_t before = telling->keys;
    file_pass_around(pass, first);
    if (telling->keys == before && may_be_limbs(first)) {
        file_pass_around_range(pass, first);
    }
}

/* All of them in the file itself, or all in the set of volumes that it begins. */
static void replay_pass(struct key_examiner *examiner, const struct job_file *file,
                        const struct ingest_target *targets, size_t count, bool opens,
                        const struct record_sink *sink)
{
    struct telling telling = { .sink = sink };
    const struct record_sink told = { &telling, take_told };
    struct file_pass pass;
    const struct place *before = NULL;
    bool walked = false;
    file_pass_begin_to(&pass, examiner, file, &targets[0].places[0], &told);
    pass.ingest.targets = targets;
    pass.ingest.opens = opens;
    pass.ingest.target_count = pass.top.target_to = count;
    const struct container *container = file_pass_kind(&pass);
    for (size_t i = 0; i < count; i++) {
        const struct place *first = file_pass_first(&pass, &targets[i]);
        if (!replay_is_in_raw_bytes(first, container)) {
            walked = true;
        } else if (before == NULL || !replay_same_place(first, before)) {
            replay_raw(&pass, first, &telling);
        }
        before = first;
    }
    if (walked) {
        file_pass_walk(&pass);
    }
    file_pass_clear(&pass);
}

static void walk_again(struct key_examiner *examiner, const struct job_file *file,
                       const struct ingest_target *targets, size_t count, bool opens,
                       const struct record_sink *sink)
{
    size_t own = 0; /* places in volumes come last in the order of targets */
    while (own < count && !file_pass_is_in_set(file, &targets[own].places[0])) {
        own++;
    }
    if (own > 0) {
        replay_pass(examiner, file, targets, own, opens, sink);
    }
    if (own < count) {
        replay_pass(examiner, file, targets + own, count - own, opens, sink);
    }
}

void evidence_replay_targets(struct key_examiner *examiner, const struct job_file *file,
                             const struct ingest_target *targets, size_t count,
                             const struct record_sink *sink)
{
    walk_again(examiner, file, targets, count, false, sink);
}

void evidence_replay_messages(struct key_examiner *examiner, const struct job_file *file,
                              const struct ingest_target *targets, size_t count,
                              const struct record_sink *sink)
{
    walk_again(examiner, file, targets, count, true, sink);
}

/* Lets only the finding through that the replay is after. */
struct replay {
    const struct record_sink *sink;
    uint64_t number;
};

static void take_replayed(void *context, const struct record *record)
{
    const struct replay *replay = context;
    if (record->kind == RECORD_PROGRESS) { /* the watchdog listens */
        replay->sink->record(replay->sink->context, record);
    }
    if (record->kind != RECORD_KEY) {
        return;
    }
    const struct key_finding *finding = &record->key.finding;
    struct record result = { .kind = RECORD_REPLAYED, .file = record->file };
    result.replayed.number = replay->number;
    result.replayed.verdict = finding->verdict;
    key_finding_name(finding, result.replayed.identity);
    memcpy(result.replayed.sha256, record->key.sha256, SHA256_LENGTH);
    result.replayed.proof = buffer_bytes(&finding->proof);
    replay->sink->record(replay->sink->context, &result);
}

void evidence_replay(struct key_examiner *examiner, const struct job_file *file,
                     struct bytes provenance, uint64_t number, const struct record_sink *sink)
{
    struct replay replay = { sink, number };
    const struct record_sink filter = { &replay, take_replayed };
    struct ingest_target target;
    /* A listed passphrase may have opened it after the scan, at more work than that spends. */
    key_examiner_set_work(examiner, DERIVATION_SLICE_MAX);
    if (replay_target_read(provenance, &target)) {
        evidence_replay_targets(examiner, file, &target, 1, &filter);
    }
}
