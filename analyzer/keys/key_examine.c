#include "keys/key_examine.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/der.h"
#include "crypto/sha256.h"
#include "keys/candidate_reading.h"
#include "keys/key_memo.h"
#include "keys/key_reader.h"

struct key_examiner {
    struct passphrases passphrases;
    struct buffer proof_cn;
    unsigned proofs;                    /* as in struct examination */
    struct key_examiner_settings asked; /* its texts are copied: of it the rest is read */
    struct key_memo *memo;
    struct proof_memo *proven;
    uint64_t work;
    struct proof_work failed; /* of this evidence file */
    struct passphrase_turn turn;
    struct unlock_share *shares; /* NULL: a scan */
    size_t share_count;
    void *context;
    void (*alive)(void *context);
};

struct key_examiner *key_examiner_new(const struct key_examiner_settings *settings)
{
    struct key_examiner *examiner = calloc(1, sizeof(*examiner));
    if (examiner == NULL) {
        return NULL;
    }
    examiner->asked = *settings;
    examiner->proofs = settings->proofs ? PROOF_BIT(PROOF_REQUEST) | settings->proof_forms : 0;
    examiner->work = settings->work > 0 ? settings->work : DERIVATION_SCAN_MAX;
    examiner->failed.left = UINT64_MAX;
    examiner->memo = key_memo_new();
    examiner->proven = proof_memo_new();
    if (examiner->memo == NULL || examiner->proven == NULL ||
        !buffer_append(&examiner->proof_cn, settings->proof_cn) ||
        !passphrases_read(settings->passphrases, &examiner->passphrases)) {
        key_examiner_free(examiner);
        return NULL;
    }
    examiner->passphrases.turn = &examiner->turn;
    return examiner;
}

void key_examiner_free(struct key_examiner *examiner)
{
    if (examiner != NULL) {
        passphrases_clear(&examiner->passphrases);
        buffer_clear(&examiner->proof_cn);
        key_memo_free(examiner->memo);
        proof_memo_free(examiner->proven);
        free(examiner);
    }
}

const struct passphrases *key_examiner_passphrases(const struct key_examiner *examiner)
{
    return &examiner->passphrases;
}

const struct cms_opener *key_examiner_opener(const struct key_examiner *examiner)
{
    return examiner->asked.opener;
}

struct cms_opener *key_examiner_set_opener(struct key_examiner *examiner, struct cms_opener *opener)
{
    struct cms_opener *before = examiner->asked.opener;
    examiner->asked.opener = opener;
    return before;
}

void key_examiner_set_work(struct key_examiner *examiner, uint64_t work)
{
    examiner->work = work;
}

void key_examiner_unlock(struct key_examiner *examiner, struct unlock_share *shares, size_t count,
                         void *context, void (*alive)(void *context))
{
    /* Within one turn a candidate is examined once; the next turn is of other passphrases. */
    key_memo_reset(examiner->memo);
    examiner->shares = shares;
    examiner->share_count = count;
    examiner->context = context;
    examiner->alive = alive;
}

void key_examiner_begin_file(struct key_examiner *examiner, uint64_t bytes)
{
    const uint64_t size = bytes == UINT64_MAX ? 0 : bytes / MIB;
    const uint64_t asked = examiner->asked.failed_work;
    const uint64_t granted = asked > FAILED_WORK_FLOOR ? asked : FAILED_WORK_FLOOR;
    examiner->failed = (struct proof_work){ .left = granted + size * FAILED_WORK_PER_MIB };
    key_memo_begin_file(examiner->memo);
    proof_memo_reset(examiner->proven);
}

/* What may be spent on the passphrases of one key in a scan. */
static uint64_t passphrase_work(const struct key_examiner *examiner)
{
    return examiner->work < examiner->failed.left ? examiner->work : examiner->failed.left;
}

static int compare_content(const void *content, const void *share)
{
    return memcmp(content, ((const struct unlock_share *)share)->content_sha256, SHA256_LENGTH);
}

/* Everything that the findings depend on. */
static void memo_digest(const struct examination *examination, const struct candidate *candidate,
                        bool broken, uint8_t digest[SHA256_LENGTH])
{
    struct {
        uint8_t blob[SHA256_LENGTH], parameters[SHA256_LENGTH], dek_info[SHA256_LENGTH];
        uint8_t unknown[SHA256_LENGTH];
        uint8_t form, origin, loose, broken;
    } all = { .form = (uint8_t)candidate->form };
    memcpy(all.blob, examination->blob_sha256, SHA256_LENGTH);
    sha256_of(candidate->parameters, all.parameters);
    sha256_of(candidate->dek_info, all.dek_info);
    sha256_of(candidate->unknown, all.unknown);
    all.origin = (uint8_t)candidate->origin;
    all.loose = (uint8_t)((candidate->loose ? 1 : 0) | (candidate->torn ? 2 : 0));
    all.broken = broken ? 1 : 0;
    sha256_of(bytes_over(&all, sizeof(all)), digest);
}

/* A proven key is taken at once, all else only when no other way of reading the bytes is left:
 * a wrong reading of a closed key looks no other than one under a wrong passphrase. */
static bool is_conclusive(const struct key_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (findings[i].verdict == VERDICT_PROVEN) {
            return true;
        }
    }
    return false;
}

static enum offer deliver(const struct key_finding *findings, size_t count, bool last,
                          const struct key_finding_sink *sink)
{
    if (count == 0 || (!last && !is_conclusive(findings, count))) {
        return OFFER_REFUSED;
    }
    for (size_t i = 0; i < count; i++) {
        sink->found(sink->context, &findings[i]);
    }
    return OFFER_TAKEN;
}

/* What an examination took. */
struct charge {
    uint64_t needed, cost; /* see key_memo_keep() */
    uint64_t left;         /* of the work, before */
    bool recalled;         /* it was not made, as no more would have come of it than before */
    bool curtailed;        /* fewer passphrases were tried than if it had been the first */
};

static void tell_bound(const struct examination *examination, const struct key_finding_sink *sink)
{
    static const struct fault store = {
        OUTCOME_BOUND, NULL, "a key store holds more than is examined of one, or memory ran out"
    };
    if (examination->bounded && sink->unread != NULL) {
        sink->unread(sink->context, examination->bound != NULL ? examination->bound : &store);
    }
}

/* A key that would be called forged, had there been work for it, is taken as that would be:
 * other ways of reading it would find no work either, and cost as much again. */
static bool is_forged_but_for_work(const struct examination *examination,
                                   const struct candidate *candidate,
                                   const struct candidate_reading *reading)
{
    return examination->whole && examination->count == 0 && !examination->loose &&
           !reading->broken && candidate->form != CANDIDATE_RSA_NUMBERS;
}

static enum offer conclude(struct key_examiner *examiner, const struct examination *examination,
                           const uint8_t digest[SHA256_LENGTH], const struct charge *charge,
                           enum offer offer)
{
    if (examination->certified || examination->delivered > 0 ||
        (examination->known && examination->count == 0)) {
        return OFFER_TAKEN; /* a store that holds no key is known for what it is all the same */
    }
    if (examination->bounded || charge->curtailed) {
        return offer;
    }
    if (!examination->unfinished) {
        key_memo_keep(examiner->memo, digest, examination->findings, examination->count,
                      charge->needed, charge->cost);
    } else if (examination->count == 0 && !charge->recalled) {
        key_memo_keep_open(examiner->memo, digest, charge->left, examination->whole);
    }
    return offer;
}

/* What the passphrases came to is said of the content as a whole: a store has several locks. */
static void note_turn(struct examination *examination, const struct passphrase_turn *turn)
{
    for (size_t i = 0; i < examination->count; i++) {
        if (examination->findings[i].verdict == VERDICT_ENCRYPTED) {
            examination->findings[i].try_steps = turn->steps;
            examination->findings[i].tried_all = turn->steps > 0 && turn->ended;
        }
    }
}

static struct unlock_share *share_of(const struct key_examiner *examiner,
                                     const uint8_t content_sha256[SHA256_LENGTH])
{
    return examiner->shares == NULL
               ? NULL
               : bsearch(content_sha256, examiner->shares, examiner->share_count,
                         sizeof(*examiner->shares), compare_content);
}

/* What is tried on this one: so much as the scan does, or its share. */
static void examine_anew(struct key_examiner *examiner, struct examination *examination,
                         const struct candidate *candidate, const struct candidate_reading *reading,
                         struct unlock_share *share)
{
    examiner->turn = passphrase_turn_whole(share != NULL ? UINT64_MAX : passphrase_work(examiner));
    if (share != NULL) {
        examiner->turn.from = share->from;
        examiner->turn.to = share->to;
        examiner->turn.context = examiner->context;
        examiner->turn.alive = examiner->alive;
    }
    examiner->passphrases.found = share != NULL ? share->found : bytes_over(NULL, 0);
    candidate_reading_examine(reading, candidate, examination);
    note_turn(examination, &examiner->turn);
    if (share != NULL) {
        share->met = true;
        share->opened = examiner->turn.opened;
        share->next = examiner->turn.next;
        share->ended = examiner->turn.ended;
    }
}

/* What came to nothing is charged to the evidence file. */
static struct charge examine_charged(struct key_examiner *examiner, struct examination *examination,
                                     const struct candidate *candidate,
                                     const struct candidate_reading *reading,
                                     struct unlock_share *share)
{
    const struct proof_work before = examiner->failed;
    const bool short_of_work = passphrase_work(examiner) < examiner->work;
    examine_anew(examiner, examination, candidate, reading, share);
    const uint64_t left = examiner->failed.left, tried = share == NULL ? examiner->turn.spent : 0;
    (void)proof_work_take(&examiner->failed, tried < left ? tried : left);
    struct charge charge = { .needed = examiner->failed.spent - before.spent,
                             .left = before.left,
                             .curtailed = short_of_work && !examiner->turn.ended };
    if (examination->fruitful) {
        proof_work_give_back(&examiner->failed, &before);
    }
    charge.cost = before.left - examiner->failed.left;
    return charge;
}

/* Nothing but that was found of it before in this file, with as much work or more. */
static bool recall_open(const struct key_examiner *examiner, struct examination *examination,
                        const uint8_t digest[SHA256_LENGTH])
{
    examination->unfinished =
        examiner->shares == NULL &&
        key_memo_is_open(examiner->memo, digest, examiner->failed.left, &examination->whole);
    return examination->unfinished;
}

static const struct fault used_up = {
    OUTCOME_BOUND, NULL,
    "not examined to the end: too much before it in this file only looked like keys"
};

static enum offer examine_once(struct key_examiner *examiner, struct examination *examination,
                               const struct candidate *candidate,
                               const struct candidate_reading *reading, bool last,
                               const struct key_finding_sink *sink)
{
    uint8_t digest[SHA256_LENGTH];
    struct unlock_share *share = share_of(examiner, examination->content_sha256);
    size_t count;
    if (examiner->shares != NULL && share == NULL) {
        return OFFER_REFUSED;
    }
    memo_digest(examination, candidate, reading->broken, digest);
    const struct key_finding *known = key_memo_find(examiner->memo, digest, &count);
    if (known != NULL && key_memo_charge(examiner->memo, digest, &examiner->failed)) {
        return deliver(known, count, last, sink);
    }
    struct charge charge = { .recalled = recall_open(examiner, examination, digest) };
    if (!charge.recalled) {
        charge = examine_charged(examiner, examination, candidate, reading, share);
    }
    enum offer offer = deliver(examination->findings, examination->count, last, sink);
    if (examination->unfinished && !examination->fruitful && sink->unread != NULL &&
        (last || candidate->origin == ORIGIN_PACKED)) {
        sink->unread(sink->context, &used_up);
    }
    if (last || offer == OFFER_TAKEN || candidate->origin == ORIGIN_PACKED) {
        tell_bound(examination, sink); /* once, however many readings there are */
    }
    offer = conclude(examiner, examination, digest, &charge, offer);
    return last && is_forged_but_for_work(examination, candidate, reading) ? OFFER_TAKEN : offer;
}

static enum offer examine(struct key_examiner *examiner, const struct candidate *candidate,
                          const struct candidate_reading *reading, bool last,
                          const struct key_finding_sink *sink)
{
    struct examination examination = { .passphrases = &examiner->passphrases,
                                       .proof_cn = buffer_bytes(&examiner->proof_cn),
                                       .proofs = examiner->proofs,
                                       .sealer = examiner->asked.sealer,
                                       .work = &examiner->failed,
                                       .proven = examiner->proven,
                                       .origin = candidate->origin,
                                       .loose = candidate->loose || candidate->torn,
                                       .torn = candidate->torn,
                                       .account = candidate->account,
                                       .context = sink->context,
                                       .found = last ? sink->found : NULL,
                                       .certificate = sink->certificate };
    sha256_of(candidate->content, examination.blob_sha256);
    memcpy(examination.content_sha256, examination.blob_sha256, SHA256_LENGTH);
    enum offer offer = examine_once(examiner, &examination, candidate, reading, last, sink);
    examination_clear(&examination);
    return offer;
}

enum offer key_examine(struct key_examiner *examiner, const struct candidate *candidate, bool last,
                       const struct key_finding_sink *sink)
{
    struct candidate within = *candidate;
    if (within.content.left > KEY_DER_MAX && key_reader_of(within.form) == NULL) {
        const uint64_t span = der_span(within.content);
        if (within.form == CANDIDATE_DER && (span == 0 || span > KEY_DER_MAX)) {
            return OFFER_REFUSED;
        }
        within.content.left = KEY_DER_MAX;
    }
    struct candidate_reading reading = { 0 };
    enum offer offer = candidate_reading_read(&reading, &within, last)
                           ? examine(examiner, &within, &reading, last, sink)
                           : OFFER_REFUSED;
    candidate_reading_clear(&reading);
    return offer;
}
