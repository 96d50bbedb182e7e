#include "keys/key_examine.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/der.h"
#include "crypto/key_proof.h"
#include "crypto/sha256.h"
#include "keys/key_admission.h"
#include "keys/key_form.h"
#include "keys/key_memo.h"
#include "keys/openssh_key.h"
#include "keys/passphrases.h"
#include "keys/published_keys.h"
#include "keys/ssh_public_key.h"

#define FINDINGS_MAX (PROOF_FACTS_MAX * OPENSSH_KEYS_MAX)

struct key_examiner {
    struct passphrases passphrases;
    struct buffer proof_cn;
    bool proofs;
    struct key_memo *memo;
};

/* One candidate on its way. */
struct examination {
    const struct key_examiner *examiner;
    enum candidate_origin origin;
    uint8_t blob_sha256[SHA256_LENGTH];
    struct key_finding findings[FINDINGS_MAX];
    size_t count;
};

struct key_examiner *key_examiner_new(const struct key_examiner_settings *settings)
{
    struct key_examiner *examiner = calloc(1, sizeof(*examiner));
    if (examiner == NULL) {
        return NULL;
    }
    examiner->proofs = settings->proofs;
    examiner->memo = key_memo_new();
    if (examiner->memo == NULL || !buffer_append(&examiner->proof_cn, settings->proof_cn) ||
        !passphrases_read(settings->passphrases, &examiner->passphrases)) {
        key_examiner_free(examiner);
        return NULL;
    }
    return examiner;
}

void key_examiner_free(struct key_examiner *examiner)
{
    if (examiner != NULL) {
        passphrases_clear(&examiner->passphrases);
        buffer_clear(&examiner->proof_cn);
        key_memo_free(examiner->memo);
        free(examiner);
    }
}

/* Takes over the finding's proof. */
static void add_finding(struct examination *examination, struct key_finding *finding,
                        const char *encoding, const char *opened)
{
    if (examination->count == FINDINGS_MAX) {
        return;
    }
    finding->encoding = encoding;
    memcpy(finding->blob_sha256, examination->blob_sha256, SHA256_LENGTH);
    if (opened != NULL) {
        finding->remark = opened;
    }
    if (finding->verdict == VERDICT_PROVEN) {
        const char *published = published_key_remark(&finding->identity);
        finding->remark = published != NULL ? published : finding->remark;
    }
    examination->findings[examination->count++] = *finding;
    finding->proof = (struct buffer){ 0 };
}

static void prove(struct examination *examination, const struct private_key *key,
                  const char *encoding, const char *opened)
{
    if (!key_admitted(key, examination->origin)) {
        return;
    }
    const struct key_proof_settings settings = {
        .cn = buffer_bytes(&examination->examiner->proof_cn),
        .proofs = examination->examiner->proofs,
    };
    struct key_proof proof;
    key_prove(key, &settings, &proof);
    for (size_t i = 0; i < proof.count; i++) {
        if (key_fact_admitted(key, examination->origin, &proof, &proof.facts[i])) {
            add_finding(examination, &proof.facts[i], encoding, opened);
        }
    }
    key_proof_clear(&proof);
}

/* A lead: closed, with the public half where it stands in clear. */
static void add_lead(struct examination *examination, enum verdict verdict,
                     const struct public_numbers *public, const char *failure, const char *encoding)
{
    struct key_finding lead = { .verdict = verdict, .failure = failure };
    lead.has_identity = public != NULL && public_identity_of(public, &lead.identity) == OUTCOME_OK;
    add_finding(examination, &lead, encoding, NULL);
}

static bool fits_key(struct bytes opened)
{
    struct private_key key;
    bool fits = key_form_read(opened, bytes_over(NULL, 0), &key) != NULL && !key.cut;
    memory_wipe(&key, sizeof(key));
    return fits;
}

static void examine_closed(struct examination *examination, const struct closed_key *closed,
                           struct bytes parameters, const char *encoding)
{
    struct buffer open = { 0 };
    struct passphrase_search search;
    if (!passphrases_open(&examination->examiner->passphrases, closed, fits_key, &open, &search)) {
        add_lead(examination, VERDICT_ENCRYPTED, NULL, search.failure, encoding);
        return;
    }
    struct private_key key;
    /* Behind a passphrase nothing stands by chance: as good as armour. */
    examination->origin = ORIGIN_ARMOUR;
    if (key_form_read(buffer_bytes(&open), parameters, &key) != NULL) {
        prove(examination, &key, encoding, search.remark);
    }
    buffer_clear(&open);
}

static bool fits_list(struct bytes opened)
{
    struct private_key key;
    if (!openssh_list_begin(&opened)) {
        return false;
    }
    enum outcome outcome = openssh_list_next(&opened, &key);
    return outcome == OUTCOME_OK || outcome == OUTCOME_UNSUPPORTED;
}

static void examine_list(struct examination *examination, const struct openssh_blob *blob,
                         struct bytes list, const char *encoding, const char *opened)
{
    if (!openssh_list_begin(&list)) {
        return;
    }
    for (size_t i = 0; i < blob->count; i++) {
        struct private_key key;
        struct public_numbers public;
        const bool readable = ssh_public_key_read(blob->publics[i], &public) == OUTCOME_OK;
        enum outcome outcome = openssh_list_next(&list, &key);
        if (outcome == OUTCOME_UNSUPPORTED) {
            add_lead(examination, VERDICT_UNSUPPORTED, readable ? &public : NULL,
                     "a key type that cannot be proven here, or a key in a security token",
                     encoding);
        } else if (outcome == OUTCOME_OK) {
            if (readable && key.claim_count < KEY_CLAIMS_MAX) {
                key.claims[key.claim_count++] = public;
            }
            prove(examination, &key, encoding, opened);
        } else {
            struct key_finding damaged = { .verdict = VERDICT_MALFORMED,
                                           .failure = "the list of private keys is damaged or "
                                                      "cut off",
                                           .clause = "openssh PROTOCOL.key" };
            damaged.has_claim =
                readable && public_identity_of(&public, &damaged.claimed) == OUTCOME_OK;
            add_finding(examination, &damaged, encoding, opened);
            return;
        }
    }
}

static void examine_openssh(struct examination *examination, const struct openssh_blob *blob)
{
    if (!blob->is_closed) {
        examine_list(examination, blob, blob->closed.closed, "openssh", NULL);
        return;
    }
    struct buffer open = { 0 };
    struct passphrase_search search;
    if (passphrases_open(&examination->examiner->passphrases, &blob->closed, fits_list, &open,
                         &search)) {
        examine_list(examination, blob, buffer_bytes(&open), "openssh-encrypted", search.remark);
        buffer_clear(&open);
        return;
    }
    for (size_t i = 0; i < blob->count; i++) {
        struct public_numbers public;
        const bool readable = ssh_public_key_read(blob->publics[i], &public) == OUTCOME_OK;
        add_lead(examination, VERDICT_ENCRYPTED, readable ? &public : NULL, search.failure,
                 "openssh-encrypted");
    }
}

/* A candidate by the structure that was read of it. */
struct reading {
    const struct key_form *form; /* of `key`; NULL where it is none of these */
    struct private_key key;
    bool is_closed, is_openssh;
    bool doubtful; /* cut off: another way of reading it may be whole */
    struct closed_key closed;
    struct openssh_blob openssh;
    struct buffer vector; /* of a DEK-Info field */
};

/* By its structure, whatever the armour says: a closed traditional PEM alone has none. */
static bool read_candidate(const struct candidate *candidate, struct reading *reading)
{
    const struct bytes content = candidate->content;
    reading->form = key_form_read(content, candidate->parameters, &reading->key);
    if (reading->form != NULL) {
        return true;
    }
    if (openssh_blob_read(content, &reading->openssh) == OUTCOME_OK) {
        reading->is_openssh = true;
        reading->doubtful = reading->openssh.cut;
        return true;
    }
    if (candidate->form == CANDIDATE_PEM_ENCRYPTED) {
        reading->is_closed = encrypted_pem_read(content, candidate->dek_info, &reading->vector,
                                                &reading->closed) == OUTCOME_OK;
    } else {
        reading->is_closed = encrypted_pkcs8_read(content, &reading->closed) == OUTCOME_OK;
    }
    reading->doubtful = reading->is_closed && reading->closed.obstacle != NULL;
    return reading->is_closed;
}

static void examine_reading(struct examination *examination, const struct candidate *candidate,
                            const struct reading *reading)
{
    if (reading->form != NULL) {
        prove(examination, &reading->key, reading->form->name, NULL);
    } else if (reading->is_closed) {
        examine_closed(examination, &reading->closed, candidate->parameters,
                       candidate->form == CANDIDATE_PEM_ENCRYPTED ? "pem-encrypted"
                                                                  : "pkcs8-encrypted");
    } else if (reading->is_openssh) {
        examine_openssh(examination, &reading->openssh);
    }
}

/* Everything that the findings depend on. */
static void memo_digest(const struct examination *examination, const struct candidate *candidate,
                        uint8_t digest[SHA256_LENGTH])
{
    struct {
        uint8_t blob[SHA256_LENGTH], parameters[SHA256_LENGTH], dek_info[SHA256_LENGTH];
        uint8_t form, origin;
    } all;
    memset(&all, 0, sizeof(all));
    memcpy(all.blob, examination->blob_sha256, SHA256_LENGTH);
    sha256_of(candidate->parameters, all.parameters);
    sha256_of(candidate->dek_info, all.dek_info);
    all.form = (uint8_t)candidate->form;
    all.origin = (uint8_t)candidate->origin;
    sha256_of(bytes_over(&all, sizeof(all)), digest);
}

/* Leads and proven keys are taken at once; what is refuted, or cut off, only when
 * no other way of reading the bytes is left. */
static bool is_conclusive(const struct key_finding *findings, size_t count, bool doubtful)
{
    for (size_t i = 0; i < count; i++) {
        if (findings[i].verdict == VERDICT_PROVEN ||
            (!doubtful && (findings[i].verdict == VERDICT_ENCRYPTED ||
                           findings[i].verdict == VERDICT_UNSUPPORTED))) {
            return true;
        }
    }
    return false;
}

static enum offer deliver(const struct key_finding *findings, size_t count, bool doubtful,
                          bool last, const struct key_finding_sink *sink)
{
    if (count == 0 || (!last && !is_conclusive(findings, count, doubtful))) {
        return OFFER_REFUSED;
    }
    for (size_t i = 0; i < count; i++) {
        sink->found(sink->context, &findings[i]);
    }
    return OFFER_TAKEN;
}

static enum offer examine(struct key_examiner *examiner, const struct candidate *candidate,
                          const struct reading *reading, bool last,
                          const struct key_finding_sink *sink)
{
    uint8_t digest[SHA256_LENGTH];
    struct examination examination = { .examiner = examiner, .origin = candidate->origin };
    sha256_of(candidate->content, examination.blob_sha256);
    memo_digest(&examination, candidate, digest);
    size_t count;
    const struct key_finding *known = key_memo_find(examiner->memo, digest, &count);
    if (known != NULL) {
        return deliver(known, count, reading->doubtful, last, sink);
    }
    examine_reading(&examination, candidate, reading);
    enum offer offer =
        deliver(examination.findings, examination.count, reading->doubtful, last, sink);
    key_memo_keep(examiner->memo, digest, examination.findings, examination.count);
    for (size_t i = 0; i < examination.count; i++) {
        buffer_clear(&examination.findings[i].proof);
    }
    return offer;
}

enum offer key_examine(struct key_examiner *examiner, const struct candidate *candidate, bool last,
                       const struct key_finding_sink *sink)
{
    struct candidate within = *candidate;
    if (within.content.left > KEY_DER_MAX) {
        const uint64_t span = der_span(within.content);
        if (within.form == CANDIDATE_DER && (span == 0 || span > KEY_DER_MAX)) {
            return OFFER_REFUSED;
        }
        within.content.left = KEY_DER_MAX;
    }
    struct reading reading = { 0 };
    enum offer offer = OFFER_REFUSED;
    if (read_candidate(&within, &reading)) {
        offer = examine(examiner, &within, &reading, last, sink);
    }
    buffer_clear(&reading.vector);
    return offer;
}
