#include "keys/examination.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "crypto/key_proof.h"
#include "crypto/sha256.h"
#include "keys/key_admission.h"

#define ROOM_MIN 4
/* Findings that are kept: past them they are delivered, so that a store of thousands of keys
 * is no silence to whoever waits. */
#define KEPT_MAX 16

static void drop_findings(struct examination *examination)
{
    for (size_t i = 0; i < examination->count; i++) {
        buffer_clear(&examination->findings[i].proof);
        buffer_clear(&examination->findings[i].alias);
    }
    examination->count = 0;
}

void examination_clear(struct examination *examination)
{
    drop_findings(examination);
    free(examination->findings);
    examination->findings = NULL;
    examination->room = 0;
}

static void deliver_kept(struct examination *examination)
{
    for (size_t i = 0; i < examination->count; i++) {
        examination->found(examination->context, &examination->findings[i]);
    }
    examination->delivered += examination->count;
    drop_findings(examination);
}

static bool reserve(struct examination *examination)
{
    if (examination->delivered + examination->count >= PROOF_FACTS_MAX * STORE_KEYS_MAX) {
        return false;
    }
    if (examination->found != NULL && examination->count >= KEPT_MAX) {
        deliver_kept(examination);
    }
    if (examination->count < examination->room) {
        return true;
    }
    size_t room = examination->room < ROOM_MIN ? ROOM_MIN : 2 * examination->room;
    struct key_finding *findings =
        realloc(examination->findings, room * sizeof(*examination->findings));
    if (findings == NULL) {
        return false;
    }
    examination->findings = findings;
    examination->room = room;
    return true;
}

/* Takes over the finding's proof. */
static void add_finding(struct examination *examination, struct key_finding *finding,
                        const char *encoding, const char *opened)
{
    if (!reserve(examination) || !buffer_append(&finding->alias, examination->alias)) {
        examination->bounded = true;
        buffer_clear(&finding->alias);
        return;
    }
    finding->encoding = encoding;
    memcpy(finding->blob_sha256, examination->blob_sha256, SHA256_LENGTH);
    memcpy(finding->content_sha256, examination->content_sha256, SHA256_LENGTH);
    finding->repaired = finding->remark != NULL && strncmp(finding->remark, "repaired", 8) == 0;
    if (opened != NULL) {
        finding->remark = opened;
    }
    examination->fruitful = examination->fruitful || finding->verdict == VERDICT_PROVEN;
    examination->findings[examination->count++] = *finding;
    finding->proof = (struct buffer){ 0 };
    finding->alias = (struct buffer){ 0 };
}

void examination_prove(struct examination *examination, const struct private_key *key,
                       const char *encoding, const char *opened)
{
    if (!key_admitted(key, examination->origin) ||
        (examination->loose && key_is_irrefutable(key))) {
        return;
    }
    if (key_lacks_curve(key)) {
        examination_lead(examination, VERDICT_UNSUPPORTED, NULL,
                         "an EC key that is cut off before it names its curve", encoding);
        return;
    }
    const struct key_proof_settings settings = { .cn = examination->proof_cn,
                                                 .proofs = examination->proofs != 0,
                                                 .forms = examination->proofs,
                                                 .work = examination->work,
                                                 .sealer = examination->sealer };
    struct key_proof proof;
    proof_memo_prove(examination->proven, key, &settings, &proof);
    examination->unfinished = examination->unfinished || proof.bounded;
    examination->whole = examination->whole || (proof.bounded && key_is_whole(key));
    for (size_t i = 0; i < proof.count; i++) {
        if (key_fact_admitted(key, examination->origin, &proof, &proof.facts[i]) &&
            !(examination->loose && key_is_misread(key, &proof, examination->torn))) {
            add_finding(examination, &proof.facts[i], encoding, opened);
        }
    }
    key_proof_clear(&proof);
}

static bool has_verdict(const struct examination *examination, enum verdict verdict)
{
    for (size_t i = 0; i < examination->count; i++) {
        if (examination->findings[i].verdict == verdict) {
            return true;
        }
    }
    return false;
}

bool examination_has_proven(const struct examination *examination)
{
    return has_verdict(examination, VERDICT_PROVEN);
}

bool examination_has_forged(const struct examination *examination)
{
    return has_verdict(examination, VERDICT_FORGED);
}

void examination_retract_forged(struct examination *examination)
{
    size_t kept = 0;
    for (size_t i = 0; i < examination->count; i++) {
        if (examination->findings[i].verdict == VERDICT_FORGED) {
            buffer_clear(&examination->findings[i].proof);
        } else {
            examination->findings[kept++] = examination->findings[i];
        }
    }
    examination->count = kept;
}

bool examination_may_search(struct examination *examination, const struct candidate *candidate,
                            uint64_t steps)
{
    if ((candidate->searches == NULL || (*candidate->searches)++ < SCALAR_SEARCHES_MAX) &&
        proof_work_take(examination->work, steps)) {
        return true;
    }
    examination->unfinished = true;
    return false;
}

void examination_restart(struct examination *examination)
{
    while (examination->count > 0) {
        buffer_clear(&examination->findings[--examination->count].proof);
    }
}

void examination_bound(struct examination *examination, const struct fault *fault)
{
    examination->bound = examination->bounded ? examination->bound : fault;
    examination->bounded = true;
}

void examination_settle(struct examination *examination)
{
    const bool proven = examination_has_proven(examination);
    size_t kept = 0;
    for (size_t i = 0; i < examination->count; i++) {
        struct key_finding *finding = &examination->findings[i];
        if (finding->verdict == VERDICT_MALFORMED && (proven || kept > 0)) {
            buffer_clear(&finding->proof);
            continue;
        }
        examination->findings[kept++] = *finding;
    }
    examination->count = kept;
}

void examination_settle_redacted(struct examination *examination,
                                 const struct public_numbers *claimed, const char *encoding)
{
    size_t kept = 0;
    for (size_t i = 0; i < examination->count; i++) {
        struct key_finding *finding = &examination->findings[i];
        if (finding->verdict == VERDICT_PROVEN) {
            examination->findings[kept++] = *finding;
        } else {
            buffer_clear(&finding->proof);
        }
    }
    examination->count = kept;
    if (kept == 0) {
        examination_malformed(examination, claimed, "redacted: too much of it is missing", NULL,
                              encoding);
    }
}

void examination_lead(struct examination *examination, enum verdict verdict,
                      const struct public_numbers *public, const char *failure,
                      const char *encoding)
{
    struct public_identity identity;
    const bool readable = public != NULL && public_identity_of(public, &identity) == OUTCOME_OK;
    examination_lead_of(examination, verdict, readable ? &identity : NULL, failure, encoding);
}

void examination_lead_of(struct examination *examination, enum verdict verdict,
                         const struct public_identity *identity, const char *failure,
                         const char *encoding)
{
    struct key_finding lead = { .verdict = verdict, .failure = failure };
    if (identity != NULL) {
        lead.identity = *identity;
        lead.has_identity = true;
    }
    add_finding(examination, &lead, encoding, NULL);
}

void examination_malformed(struct examination *examination, const struct public_numbers *claimed,
                           const char *failure, const char *clause, const char *encoding)
{
    struct key_finding damaged = { .verdict = VERDICT_MALFORMED,
                                   .failure = failure,
                                   .clause = clause };
    damaged.has_claim =
        claimed != NULL && public_identity_of(claimed, &damaged.claimed) == OUTCOME_OK;
    add_finding(examination, &damaged, encoding, NULL);
}

void examination_certificate(struct examination *examination, struct bytes der, struct bytes alias)
{
    examination_account(examination, der);
    if (examination->certificate != NULL) {
        examination->certified = true;
        examination->certificate(examination->context, der, alias);
    }
}

void examination_account(const struct examination *examination, struct bytes window)
{
    if (examination->account != NULL && window.left > 0) {
        examination->account->read(examination->account->context, window);
    }
}

void examination_enter(struct examination *examination, struct bytes entry, struct bytes alias)
{
    sha256_of(entry, examination->blob_sha256);
    examination->alias = alias;
}

void examination_trust(struct examination *examination)
{
    examination->origin = ORIGIN_ARMOUR;
    examination->loose = examination->torn; /* a block that was lost opens to any scalar */
}
