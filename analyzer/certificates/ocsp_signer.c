#include "certificates/ocsp_signer.h"

#include "bounds.h"
#include "bytes/der.h"
#include "certificates/certificate_extension.h"
#include "certificates/certificate_time.h"
#include "certificates/distinguished_name.h"
#include "certificates/signature_check.h"

#define DIGITAL_SIGNATURE_BIT 0 /* RFC 5280 section 4.2.1.3 */

static const char no_signer[] =
    "its signature holds under no key of its responder's name that was given or is in it";
static const char no_purpose[] = "its signer's certificate is not for OCSP signing";
static const char no_signing[] = "its signer's certificate does not allow signatures";
static const char strange[] = "its signer's certificate has an unknown critical extension";
static const char not_valid[] = "its signer's certificate was not valid when it was made";
static const char no_issuer[] = "no certificate of its signer's issuer was given";
static const char forged[] =
    "the signature of its signer's certificate does not hold under any issuer of its name";
static const char too_many[] = "more certificates or issuers than are tried on a signature";

static struct signed_object response_object(const struct ocsp_response *response)
{
    return (struct signed_object){ .signed_part = response->signed_part,
                                   .signed_algorithm = response->algorithm,
                                   .algorithm = response->algorithm,
                                   .signature = response->signature };
}

/* The issuer under whose own key it holds. */
static struct issuer *sign_directly(const struct ocsp_response *response,
                                    struct issuer_set *issuers, bool *bound)
{
    const struct signed_object object = response_object(response);
    struct issuer_range range = { 0 };
    if (response->responder_key.left > 0) {
        range.first = issuer_set_find_key(issuers, response->responder_key);
        range.count = range.first != NULL ? 1 : 0;
    } else if (!issuer_set_find(issuers, response->responder_name, &range)) {
        return NULL;
    }
    return issuer_range_signer(&range, &object, bound);
}

static bool same_name(struct bytes one, struct bytes other)
{
    struct buffer left = { 0 }, right = { 0 };
    const bool same = distinguished_name_fold(one, &left) == NULL &&
                      distinguished_name_fold(other, &right) == NULL &&
                      bytes_equal(buffer_bytes(&left), buffer_bytes(&right));
    buffer_clear(&left);
    buffer_clear(&right);
    return same;
}

static bool is_responder(const struct certificate_frame *frame,
                         const struct ocsp_response *response)
{
    uint8_t digest[SHA1_LENGTH];
    if (response->responder_key.left == 0) {
        return same_name(frame->subject, response->responder_name);
    }
    return issuer_key_sha1(frame->spki, digest) &&
           bytes_equal(bytes_over(digest, sizeof(digest)), response->responder_key);
}

static bool has_signed(const struct certificate_frame *frame, const struct ocsp_response *response)
{
    struct signer_key *key = signer_key_new(frame->spki);
    const bool holds = key != NULL && signature_check(key, response->algorithm,
                                                      response->signed_part, response->signature);
    signer_key_free(key);
    return holds;
}

/* True for those extensions that say nothing against a certificate for OCSP signing. */
static bool is_understood(const struct certificate_extension *extension)
{
    return !extension->critical || extension->name == EXTENSION_KEY_USAGE ||
           extension->name == EXTENSION_EXTENDED_USAGE ||
           extension->name == EXTENSION_BASIC_CONSTRAINTS ||
           extension->name == EXTENSION_ALTERNATIVE_NAME || extension->name == EXTENSION_POLICIES;
}

/* What its extensions say against it; NULL when nothing. */
static const char *check_purpose(const struct certificate_frame *frame,
                                 struct bytes *authority_key_id)
{
    struct bytes rest = frame->extensions;
    struct certificate_extension extension;
    bool purpose = false, signs = true;
    while (certificate_extension_take(&rest, &extension)) {
        if (!is_understood(&extension)) {
            return strange;
        }
        if (extension.name == EXTENSION_KEY_USAGE) {
            signs = key_usage_holds(extension.value, DIGITAL_SIGNATURE_BIT);
        } else if (extension.name == EXTENSION_EXTENDED_USAGE) {
            purpose = extended_usage_signs_ocsp(extension.value);
        } else if (extension.name == EXTENSION_AUTHORITY_KEY_ID) {
            *authority_key_id = authority_key_id_of(extension.value);
        }
    }
    if (rest.left != 0) {
        return strange;
    }
    return !purpose ? no_purpose : signs ? NULL : no_signing;
}

static const char *check_validity(const struct certificate_frame *frame, int64_t when,
                                  int64_t *not_after)
{
    struct bytes times = frame->validity;
    int64_t from, until;
    if (!certificate_time_take(&times, &from) || !certificate_time_take(&times, &until) ||
        times.left != 0 || when < from || when > until) {
        return not_valid;
    }
    *not_after = until;
    return NULL;
}

/* Does an issuer vouch for the certificate that has signed the response? */
static void ask_issuer(const struct certificate_frame *frame, const struct ocsp_response *response,
                       struct issuer_set *issuers, struct ocsp_signer *signer)
{
    struct signed_object object = { .signed_part = frame->signed_part,
                                    .signed_algorithm = frame->signed_algorithm,
                                    .algorithm = frame->algorithm,
                                    .signature = frame->signature };
    struct issuer_range range;
    bool bound = false;
    signer->failure = check_purpose(frame, &object.authority_key_id);
    if (signer->failure == NULL) {
        signer->failure = check_validity(frame, response->produced_at, &signer->not_after);
    }
    if (signer->failure != NULL) {
        return;
    }
    if (!issuer_set_find(issuers, frame->issuer, &range) || range.count == 0) {
        signer->failure = no_issuer;
        return;
    }
    signer->issuer = issuer_range_signer(&range, &object, &bound);
    signer->failure = signer->issuer != NULL ? NULL : bound ? too_many : forged;
    signer->bounded = signer->bounded || bound;
}

/* The certificates in the response: the first that somebody vouches for is the one. */
static void ask_certificates(const struct ocsp_response *response, struct issuer_set *issuers,
                             struct ocsp_signer *signer)
{
    struct bytes rest = response->certificates, whole;
    struct certificate_frame frame;
    for (unsigned tries = 0; signer->issuer == NULL && rest.left > 0; tries++) {
        if (tries == OCSP_CERTIFICATES_MAX) {
            signer->failure = too_many;
            signer->bounded = true;
            return;
        }
        if (der_take_whole(&rest, DER_STRICT, DER_SEQUENCE, &whole) != OUTCOME_OK) {
            return;
        }
        if (certificate_frame_read(whole, &frame) == NULL && is_responder(&frame, response) &&
            has_signed(&frame, response)) {
            ask_issuer(&frame, response, issuers, signer);
        }
    }
}

void ocsp_signer_find(const struct ocsp_response *response, struct issuer_set *issuers,
                      struct ocsp_signer *signer)
{
    bool bound = false;
    *signer = (struct ocsp_signer){ .not_after = INT64_MAX };
    signer->issuer = sign_directly(response, issuers, &bound);
    if (signer->issuer != NULL) {
        return;
    }
    signer->failure = bound ? too_many : no_signer;
    signer->bounded = bound;
    ask_certificates(response, issuers, signer);
    if (signer->issuer == NULL) {
        signer->not_after = INT64_MAX;
    } else {
        signer->bounded = false;
    }
}
