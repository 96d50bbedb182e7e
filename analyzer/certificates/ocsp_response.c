#include "certificates/ocsp_response.h"

#include "bytes/der.h"
#include "certificates/certificate_extension.h"
#include "certificates/certificate_time.h"

#define SUCCESSFUL  0
#define STATE_GOOD  0x80 /* CertStatus, RFC 6960 section 4.2.1 */
#define STATE_KNOWN 0xa1
#define STATE_NONE  0x82
#define SHA1_LENGTH 20

static const struct fault no_response = { OUTCOME_MALFORMED, "RFC 6960 section 4.2.1",
                                          "OCSP response cannot be read" };
static const struct fault left_over = { OUTCOME_MALFORMED, "RFC 6960 section 4.2.1",
                                        "bytes after the end of the OCSP response" };
static const struct fault other_kind = { OUTCOME_UNSUPPORTED, "RFC 6960 section 4.2.1",
                                         "OCSP response of a kind that is not read" };
static const struct fault bad_answer = { OUTCOME_MALFORMED, "RFC 6960 section 4.2.1",
                                         "answer of the OCSP response cannot be read" };
static const struct fault strange = { OUTCOME_UNSUPPORTED, "RFC 6960 section 4.4",
                                      "OCSP response with an unknown critical extension" };

static bool take(struct bytes *from, unsigned tag, struct bytes *content)
{
    return der_take(from, DER_STRICT, tag, content) == OUTCOME_OK;
}

static bool take_whole(struct bytes *from, unsigned tag, struct bytes *whole)
{
    return der_take_whole(from, DER_STRICT, tag, whole) == OUTCOME_OK;
}

/* What stands in an explicit tag, and nothing beside it. */
static bool take_tagged(struct bytes *from, unsigned tag, unsigned inner, struct bytes *content)
{
    struct bytes rest = *from, tagged, found;
    if (!take(&rest, tag, &tagged) || !take(&tagged, inner, &found) || tagged.left != 0) {
        return false;
    }
    *content = found;
    *from = rest;
    return true;
}

static bool take_time(struct bytes *from, int64_t *seconds)
{
    return der_next_is(*from, DER_GENERALIZED_TIME) && certificate_time_take(from, seconds);
}

static bool take_octet(struct bytes *from, unsigned tag, unsigned *value)
{
    struct bytes content;
    if (!take(from, tag, &content) || content.left != 1 || content.at[0] > 0x7f) {
        return false;
    }
    *value = content.at[0];
    return true;
}

/* CertID ::= SEQUENCE { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber } */
static bool take_identifier(struct bytes *from, struct ocsp_answer *answer)
{
    struct bytes fields, algorithm;
    return take(from, DER_SEQUENCE, &fields) && take(&fields, DER_SEQUENCE, &algorithm) &&
           take(&algorithm, DER_OBJECT_IDENTIFIER, &answer->hash) &&
           take(&fields, DER_OCTET_STRING, &answer->name_hash) &&
           take(&fields, DER_OCTET_STRING, &answer->key_hash) &&
           take(&fields, DER_INTEGER, &answer->serial) && fields.left == 0;
}

/* RevokedInfo ::= SEQUENCE { revocationTime, revocationReason [0] EXPLICIT OPTIONAL } */
static bool read_revoked(struct bytes fields, struct ocsp_answer *answer)
{
    struct bytes tagged;
    unsigned reason;
    answer->state = OCSP_REVOKED;
    if (!take_time(&fields, &answer->revoked_at)) {
        return false;
    }
    if (fields.left == 0) {
        return true;
    }
    if (!take(&fields, DER_CONTEXT_0, &tagged) || fields.left != 0 ||
        !take_octet(&tagged, DER_ENUMERATED, &reason) || tagged.left != 0) {
        return false;
    }
    answer->reason = (int)reason;
    return true;
}

static bool take_state(struct bytes *from, struct ocsp_answer *answer)
{
    struct bytes content;
    answer->reason = -1;
    if (der_next_is(*from, STATE_KNOWN)) {
        return take(from, STATE_KNOWN, &content) && read_revoked(content, answer);
    }
    const unsigned tag = der_next_is(*from, STATE_GOOD) ? STATE_GOOD : STATE_NONE;
    answer->state = tag == STATE_GOOD ? OCSP_GOOD : OCSP_UNKNOWN;
    return take(from, tag, &content) && content.left == 0;
}

static bool take_next_update(struct bytes *from, int64_t *seconds)
{
    struct bytes tagged;
    *seconds = INT64_MAX;
    return !der_next_is(*from, DER_CONTEXT_0) ||
           (take(from, DER_CONTEXT_0, &tagged) && take_time(&tagged, seconds) && tagged.left == 0);
}

static bool take_extensions(struct bytes *from, struct bytes *extensions)
{
    *extensions = (struct bytes){ 0 };
    return from->left == 0 ||
           (take_tagged(from, DER_CONTEXT_1, DER_SEQUENCE, extensions) && from->left == 0);
}

static bool take_answer(struct bytes *answers, struct ocsp_answer *answer, struct bytes *extensions)
{
    struct bytes rest = *answers, fields, more;
    struct ocsp_answer found = { 0 };
    if (!take(&rest, DER_SEQUENCE, &fields) || !take_identifier(&fields, &found) ||
        !take_state(&fields, &found) || !take_time(&fields, &found.this_update) ||
        !take_next_update(&fields, &found.next_update) || !take_extensions(&fields, &more)) {
        return false;
    }
    *answer = found;
    *extensions = more;
    *answers = rest;
    return true;
}

bool ocsp_answer_take(struct bytes *answers, struct ocsp_answer *answer)
{
    struct bytes extensions;
    return take_answer(answers, answer, &extensions);
}

static const struct fault *check_extensions(struct bytes extensions)
{
    struct certificate_extension extension;
    while (certificate_extension_take(&extensions, &extension)) {
        if (extension.critical && extension.name != EXTENSION_OCSP_NONCE) {
            return &strange;
        }
    }
    return extensions.left == 0 ? NULL : &no_response;
}

static const struct fault *check_answers(struct ocsp_response *response)
{
    struct bytes rest = response->answers, extensions;
    struct ocsp_answer answer;
    const struct fault *fault = NULL;
    while (fault == NULL && take_answer(&rest, &answer, &extensions)) {
        fault = check_extensions(extensions);
        response->count++;
    }
    return fault == NULL && rest.left != 0 ? &bad_answer : fault;
}

/* version [0] EXPLICIT DEFAULT v1: no other is known. */
static bool take_version(struct bytes *from)
{
    struct bytes number;
    return !der_next_is(*from, DER_CONTEXT_0) ||
           (take_tagged(from, DER_CONTEXT_0, DER_INTEGER, &number) && number.left == 1 &&
            number.at[0] == 0);
}

/* ResponderID ::= CHOICE { byName [1] Name, byKey [2] KeyHash } */
static bool take_responder(struct bytes *from, struct ocsp_response *response)
{
    struct bytes tagged;
    if (!der_next_is(*from, DER_CONTEXT_1)) {
        return take_tagged(from, DER_CONTEXT_2, DER_OCTET_STRING, &response->responder_key) &&
               response->responder_key.left == SHA1_LENGTH;
    }
    return take(from, DER_CONTEXT_1, &tagged) &&
           take_whole(&tagged, DER_SEQUENCE, &response->responder_name) && tagged.left == 0;
}

static const struct fault *read_data(struct bytes fields, struct ocsp_response *response)
{
    struct bytes extensions;
    if (!take_version(&fields) || !take_responder(&fields, response) ||
        !take_time(&fields, &response->produced_at) ||
        !take(&fields, DER_SEQUENCE, &response->answers) ||
        !take_extensions(&fields, &extensions)) {
        return &no_response;
    }
    const struct fault *fault = check_extensions(extensions);
    return fault != NULL ? fault : check_answers(response);
}

/* BasicOCSPResponse ::= SEQUENCE { tbsResponseData, signatureAlgorithm, signature,
 * certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL } */
static const struct fault *read_basic(struct bytes der, struct ocsp_response *response)
{
    struct bytes fields, data;
    unsigned tag;
    if (!take(&der, DER_SEQUENCE, &fields) || der.left != 0 || !der_next_is(fields, DER_SEQUENCE) ||
        der_take_any(&fields, DER_STRICT, &tag, &data, &response->signed_part) != OUTCOME_OK ||
        !take_whole(&fields, DER_SEQUENCE, &response->algorithm) ||
        der_take_bits(&fields, DER_STRICT, &response->signature) != OUTCOME_OK ||
        (fields.left > 0 &&
         !take_tagged(&fields, DER_CONTEXT_0, DER_SEQUENCE, &response->certificates)) ||
        fields.left != 0) {
        return &no_response;
    }
    return read_data(data, response);
}

/* ResponseBytes ::= SEQUENCE { responseType, response OCTET STRING } */
static const struct fault *read_bytes(struct bytes fields, struct ocsp_response *response)
{
    static const char basic[] = "\x2b\x06\x01\x05\x05\x07\x30\x01\x01";
    struct bytes type, content;
    if (!take(&fields, DER_OBJECT_IDENTIFIER, &type) ||
        !take(&fields, DER_OCTET_STRING, &content) || fields.left != 0) {
        return &no_response;
    }
    return bytes_equal(type, bytes_over(basic, sizeof(basic) - 1)) ? read_basic(content, response)
                                                                   : &other_kind;
}

const struct fault *ocsp_response_read(struct bytes der, struct ocsp_response *response)
{
    struct bytes outer, fields;
    struct ocsp_response found = { 0 };
    if (!take(&der, DER_SEQUENCE, &outer)) {
        return &no_response;
    }
    if (der.left != 0) {
        return &left_over;
    }
    if (!take_octet(&outer, DER_ENUMERATED, &found.status)) {
        return &no_response;
    }
    const struct fault *fault = NULL;
    if (found.status == SUCCESSFUL) {
        fault = take_tagged(&outer, DER_CONTEXT_0, DER_SEQUENCE, &fields) && outer.left == 0
                    ? read_bytes(fields, &found)
                    : &no_response;
    } else if (outer.left != 0) {
        fault = &no_response; /* section 4.2.1: an error has no responseBytes */
    }
    if (fault == NULL) {
        *response = found;
    }
    return fault;
}

bool ocsp_response_is_one(struct bytes from)
{
    struct bytes header;
    if (!der_next_is(from, DER_SEQUENCE) || from.left < 2) {
        return false;
    }
    const size_t width = (from.at[1] & 0x80) == 0 ? 0 : from.at[1] & 0x7fu;
    return bytes_take(&from, 2 + width, &header) && der_next_is(from, DER_ENUMERATED);
}

struct bytes ocsp_key_bits(struct bytes spki)
{
    struct bytes fields, algorithm, bits;
    if (der_take(&spki, DER_LENIENT, DER_SEQUENCE, &fields) != OUTCOME_OK ||
        der_take(&fields, DER_LENIENT, DER_SEQUENCE, &algorithm) != OUTCOME_OK ||
        der_take_bits(&fields, DER_LENIENT, &bits) != OUTCOME_OK) {
        return (struct bytes){ 0 };
    }
    return bits;
}
