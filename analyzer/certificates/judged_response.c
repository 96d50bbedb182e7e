#include "certificates/judged_response.h"

#include <string.h>

#include "bytes/der.h"
#include "certificates/ocsp_response.h"
#include "certificates/ocsp_signer.h"
#include "crypto/message_digest.h"
#include "crypto/sha256.h"

static const struct fault no_answer = { OUTCOME_UNEXPECTED, "RFC 6960 section 4.2.1",
                                        "OCSP response that is an error of the responder's, and "
                                        "no answer" };

/* The hashes that a CertID is made with (RFC 6960 section 4.1.1), by OpenSSL's names. */
static const struct {
    const char *name;
    size_t length;
    const char *oid;
} hashes[] = {
    { "SHA1", 5, "\x2b\x0e\x03\x02\x1a" },
    { "SHA256", 9, "\x60\x86\x48\x01\x65\x03\x04\x02\x01" },
    { "SHA384", 9, "\x60\x86\x48\x01\x65\x03\x04\x02\x02" },
    { "SHA512", 9, "\x60\x86\x48\x01\x65\x03\x04\x02\x03" },
    { "SHA224", 9, "\x60\x86\x48\x01\x65\x03\x04\x02\x04" },
};
#define HASHES (sizeof(hashes) / sizeof(hashes[0]))

struct judged_response {
    struct ocsp_response response;
    struct ocsp_signer signer;
    uint8_t sha256[SHA256_LENGTH];
    struct {
        uint8_t digest[MESSAGE_DIGEST_MAX];
        size_t length; /* 0: not taken yet */
    } key_hash[HASHES], name_hash[HASHES];
};

static int64_t earlier(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

static bool is_digest(struct bytes digest, const uint8_t *expected, size_t length)
{
    return length > 0 && bytes_equal(digest, bytes_over(expected, length));
}

/* Is the answer of this issuer's key? The digests are the same for all answers. */
static bool is_key_named(struct judged_response *judged, const struct ocsp_answer *answer,
                         size_t *hash)
{
    const struct certificate_frame *frame = &judged->signer.issuer->frame;
    for (size_t i = 0; i < HASHES; i++) {
        if (!bytes_equal(answer->hash, bytes_over(hashes[i].oid, hashes[i].length))) {
            continue;
        }
        if (judged->key_hash[i].length == 0) {
            judged->key_hash[i].length = message_digest(hashes[i].name, ocsp_key_bits(frame->spki),
                                                        judged->key_hash[i].digest);
            judged->name_hash[i].length =
                message_digest(hashes[i].name, frame->subject, judged->name_hash[i].digest);
        }
        *hash = i;
        return is_digest(answer->key_hash, judged->key_hash[i].digest, judged->key_hash[i].length);
    }
    return false;
}

/* RFC 6960 section 4.1.1: of the issuer's Name as the certificate has it; some take the one
 * of the issuer's certificate, which may be encoded otherwise. */
static bool is_name_named(const struct judged_response *judged, const struct ocsp_answer *answer,
                          size_t hash, const struct judged_certificate *certificate)
{
    uint8_t digest[MESSAGE_DIGEST_MAX];
    const size_t length = message_digest(hashes[hash].name, certificate->issuer_name, digest);
    return is_digest(answer->name_hash, digest, length) ||
           is_digest(answer->name_hash, judged->name_hash[hash].digest,
                     judged->name_hash[hash].length);
}

static void send_answer(const struct judged_response *judged, const struct judged_case *given,
                        const struct ocsp_answer *answer,
                        const struct judged_certificate *certificate)
{
    struct record record = { .kind = RECORD_REVOCATION };
    record.revocation = (struct revocation){
        .revoked_at = answer->revoked_at,
        .reason = answer->reason,
        .state = answer->state == OCSP_REVOKED ? REVOCATION_REVOKED
                 : answer->state == OCSP_GOOD  ? REVOCATION_GOOD
                                               : REVOCATION_UNKNOWN,
        .ocsp = true,
        .this_update = answer->this_update,
        .next_update = earlier(answer->next_update, judged->signer.not_after),
    };
    memcpy(record.revocation.crl_sha256, judged->sha256, SHA256_LENGTH);
    memcpy(record.revocation.certificate_sha256, certificate->sha256, SHA256_LENGTH);
    given->sink->record(given->sink->context, &record);
}

static void match_answer(struct judged_response *judged, const struct judged_case *given,
                         const struct ocsp_answer *answer)
{
    size_t count, hash;
    const struct judged_certificate *found =
        judged_set_find(given->certificates, judged->signer.issuer, answer->serial, &count);
    if (count == 0 || !is_key_named(judged, answer, &hash)) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (is_name_named(judged, answer, hash, &found[i])) {
            send_answer(judged, given, answer, &found[i]);
        }
    }
}

static void match_answers(struct judged_response *judged, const struct judged_case *given)
{
    struct bytes rest = judged->response.answers;
    struct ocsp_answer answer;
    while (given->certificates->count > 0 && ocsp_answer_take(&rest, &answer)) {
        match_answer(judged, given, &answer);
    }
}

/* It is as new as its newest answer, and stale when the last of them is. */
static void send_response(const struct judged_response *judged, const struct judged_case *given)
{
    struct bytes rest = judged->response.answers;
    struct ocsp_answer answer;
    struct crl_facts facts = { .form = CRL_FORM_OCSP,
                               .this_update = judged->response.produced_at,
                               .next_update = INT64_MAX,
                               .entries = judged->response.count };
    for (bool first = true; ocsp_answer_take(&rest, &answer); first = false) {
        if (first || answer.this_update > facts.this_update) {
            facts.this_update = answer.this_update;
        }
        if (first || answer.next_update > facts.next_update) {
            facts.next_update = answer.next_update;
        }
    }
    struct bytes name = judged->response.responder_name;
    if (judged->signer.issuer != NULL) {
        facts.next_update = earlier(facts.next_update, judged->signer.not_after);
        name = judged->signer.issuer->frame.subject;
        memcpy(facts.issuer_sha256, judged->signer.issuer->sha256, SHA256_LENGTH);
    }
    memcpy(facts.sha256, judged->sha256, SHA256_LENGTH);
    judged_case_tell(given, &facts, name, judged->signer.failure);
}

static const struct fault not_all_tried = {
    OUTCOME_BOUND, "RFC 6960 section 4.2.2.2",
    "a response with more certificates or issuers than are tried on its signature"
};

void judged_response_run(struct bytes der, struct bytes named, const struct judged_case *given)
{
    struct judged_response judged = { 0 };
    const struct fault *fault = ocsp_response_read(der, &judged.response);
    if (fault == NULL && judged.response.status != 0) {
        fault = &no_answer;
    }
    if (fault != NULL) {
        judged_case_fault(given, fault, der.left);
        return;
    }
    sha256_of(named, judged.sha256);
    ocsp_signer_find(&judged.response, given->issuers, &judged.signer);
    if (judged.signer.bounded) {
        judged_case_fault(given, &not_all_tried, 0);
    }
    send_response(&judged, given);
    if (judged.signer.issuer != NULL) {
        match_answers(&judged, given);
    }
}
