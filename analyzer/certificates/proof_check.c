#include "certificates/proof_check.h"

#include <string.h>

#include "bounds.h"
#include "bytes/der.h"
#include "certificates/certificate_frame.h"
#include "certificates/certificate_time.h"
#include "certificates/distinguished_name.h"
#include "certificates/proof_key.h"
#include "certificates/signature_check.h"
#include "crypto/proof_of_compromise.h"

static const struct fault bad_request = { OUTCOME_MALFORMED, "RFC 2986 section 4",
                                          "no request for a certificate, and no certificate" };
static const struct fault bad_signature = { OUTCOME_MALFORMED, NULL,
                                            "the signature does not hold under its key" };
/* Who gets a holder to sign a text of his own (an authority signs names, a responder nonces) makes
 * two of one hash, and the signature goes over to the one that calls the key known: so a false
 * proof would revoke an authority. An honest proof is made on purpose, and as easily by SHA-256;
 * BR 7.1.3.2 knows no SHA-1 either. */
static const struct fault weak_hash = {
    OUTCOME_UNSUPPORTED, "BR 7.1.3.2",
    "it is signed by a hash under which signatures go over to other texts (MD5, SHA-1): ask for "
    "one by SHA-256"
};
static const struct fault no_statement = { OUTCOME_UNEXPECTED, NULL,
                                           "it states no compromise of the key" };
static const struct fault no_attribute = {
    OUTCOME_UNEXPECTED, "draft-mpalmer-key-compromise-attestation section 2",
    "it names itself an attestation, but its subject or its attribute is another"
};
static const struct fault two_algorithms = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.1.2",
                                             "it names two different signature algorithms" };

/* The first second of 1950. */
#define PROOF_CERTIFICATE_DATE (-INT64_C(631152000))

/* CertificationRequest ::= SEQUENCE { info, algorithm, signature } */
struct request {
    struct bytes info, subject, spki, attributes; /* whole */
    struct bytes algorithm, signature;
};

static bool read_info(struct bytes info, struct request *request)
{
    struct bytes fields, version;
    return der_take(&info, DER_STRICT, DER_SEQUENCE, &fields) == OUTCOME_OK &&
           der_take_natural(&fields, DER_STRICT, &version) == OUTCOME_OK && version.left == 0 &&
           der_take_whole(&fields, DER_STRICT, DER_SEQUENCE, &request->subject) == OUTCOME_OK &&
           der_take_whole(&fields, DER_STRICT, DER_SEQUENCE, &request->spki) == OUTCOME_OK &&
           (!der_next_is(fields, DER_CONTEXT_0) ||
            der_take_whole(&fields, DER_STRICT, DER_CONTEXT_0, &request->attributes) ==
                OUTCOME_OK) &&
           der_end(fields) == OUTCOME_OK;
}

static bool read_request(struct bytes der, struct request *request)
{
    struct bytes fields;
    *request = (struct request){ .info = { 0 } };
    return der_take(&der, DER_STRICT, DER_SEQUENCE, &fields) == OUTCOME_OK && der.left == 0 &&
           der_take_whole(&fields, DER_STRICT, DER_SEQUENCE, &request->info) == OUTCOME_OK &&
           der_take_whole(&fields, DER_STRICT, DER_SEQUENCE, &request->algorithm) == OUTCOME_OK &&
           der_take_bits(&fields, DER_STRICT, &request->signature) == OUTCOME_OK &&
           der_end(fields) == OUTCOME_OK && read_info(request->info, request);
}

/* The draft leaves no choice in how these two are written. */
static bool is_attestation(const struct request *request)
{
    static const char subject[] = "\x30\x29\x31\x27\x30\x25\x06\x03\x55\x04\x03\x0c\x1e"
                                  "" PROOF_CN_ATTESTATION;
    static const char attributes[] =
        "\xa0\x25\x30\x23\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e\x31\x16\x30\x14\x30\x12"
        "\x06\x08\x2b\x06\x01\x05\x05\x07\x01\x17\x01\x01\xff\x04\x03\x01\x01\xff";
    return bytes_equal(request->subject, bytes_over(subject, sizeof(subject) - 1)) &&
           bytes_equal(request->attributes, bytes_over(attributes, sizeof(attributes) - 1));
}

static bool is_text(struct bytes said, const char *text)
{
    return bytes_equal(said, bytes_over(text, strlen(text)));
}

static bool begins_with(struct bytes said, const char *text)
{
    return said.left >= strlen(text) && is_text(bytes_over(said.at, strlen(text)), text);
}

static const struct fault *judge_name(const struct request *request, struct bytes cn,
                                      const struct proof_setting *setting,
                                      struct checked_proof *checked)
{
    if (is_text(cn, PROOF_CN_ATTESTATION)) {
        checked->statement = is_attestation(request) ? STATES_ATTESTATION : STATES_NOTHING;
        return checked->statement == STATES_NOTHING ? &no_attribute : NULL;
    }
    checked->statement = is_text(cn, PROOF_CN_BOULDER)                          ? STATES_BOULDER
                         : begins_with(cn, PROOF_CN_REQUEST)                    ? STATES_REQUEST
                         : setting->cn.left > 0 && bytes_equal(cn, setting->cn) ? STATES_GIVEN
                                                                                : STATES_NOTHING;
    return checked->statement == STATES_NOTHING ? &no_statement : NULL;
}

static void keep_said(struct bytes said, struct checked_proof *checked)
{
    checked->said = said;
    if (checked->said.left > PROOF_SAID_MAX) {
        checked->said.left = PROOF_SAID_MAX;
    }
}

/* False where memory ran out, or the name cannot be read: then it says nothing. */
static bool take_common_name(struct bytes subject, struct buffer *said)
{
    static const char common_name[] = "\x55\x04\x03";
    return distinguished_name_attribute(subject, bytes_over(common_name, 3), said);
}

static const struct fault *judge_hash(struct bytes algorithm)
{
    return signature_hash_is_weak(algorithm) ? &weak_hash : NULL;
}

static const struct fault *check_request(const struct request *request,
                                         const struct proof_setting *setting, struct buffer *said,
                                         struct checked_proof *checked)
{
    struct buffer spki = { 0 };
    const bool named = take_common_name(request->subject, said);
    keep_said(buffer_bytes(said), checked);
    const struct fault *fault = proof_key_read(request->spki, checked, &spki);
    checked->signature_holds =
        fault == NULL &&
        proof_key_verifies(&spki, request->algorithm, request->info, request->signature);
    buffer_clear(&spki);
    const struct fault *unsaid =
        named ? judge_name(request, buffer_bytes(said), setting, checked) : &no_statement;
    return fault != NULL               ? fault
           : !checked->signature_holds ? &bad_signature
           : unsaid != NULL            ? unsaid
                                       : judge_hash(request->algorithm);
}

static bool is_of_1950(const struct certificate_frame *frame, struct bytes name)
{
    struct bytes validity = frame->validity;
    int64_t from, to;
    return frame->serial.left == 1 && frame->serial.at[0] <= 1 && /* 0 in its first versions */
           certificate_time_take(&validity, &from) && certificate_time_take(&validity, &to) &&
           from == PROOF_CERTIFICATE_DATE && to == PROOF_CERTIFICATE_DATE &&
           bytes_equal(frame->subject, frame->issuer) && is_text(name, PROOF_CN_CERTIFICATE);
}

static const struct fault *check_certificate(const struct certificate_frame *frame,
                                             struct buffer *said, struct checked_proof *checked)
{
    struct buffer spki = { 0 };
    const bool named = take_common_name(frame->subject, said);
    keep_said(buffer_bytes(said), checked);
    if (named && is_of_1950(frame, buffer_bytes(said))) {
        checked->statement = STATES_CERTIFICATE;
    }
    const struct fault *fault = proof_key_read(frame->spki, checked, &spki);
    if (fault == NULL && !bytes_equal(frame->signed_algorithm, frame->algorithm)) {
        fault = &two_algorithms;
    }
    checked->signature_holds =
        fault == NULL &&
        proof_key_verifies(&spki, frame->algorithm, frame->signed_part, frame->signature);
    buffer_clear(&spki);
    return fault != NULL                          ? fault
           : checked->statement == STATES_NOTHING ? &no_statement
           : !checked->signature_holds            ? &bad_signature
                                                  : judge_hash(frame->algorithm);
}

void proof_check_der(struct bytes der, const struct proof_setting *setting, struct buffer *said,
                     struct checked_proof *checked)
{
    struct request request;
    struct certificate_frame frame;
    *checked = (struct checked_proof){ .structure = STRUCTURE_NONE };
    buffer_reset(said);
    if (read_request(der, &request)) {
        checked->structure = STRUCTURE_REQUEST;
        proof_key_refuse(checked, check_request(&request, setting, said, checked));
    } else if (certificate_frame_read(der, &frame) == NULL) {
        checked->structure = STRUCTURE_CERTIFICATE;
        proof_key_refuse(checked, check_certificate(&frame, said, checked));
    } else {
        proof_key_refuse(checked, &bad_request);
    }
}
