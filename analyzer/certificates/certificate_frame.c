#include "certificates/certificate_frame.h"

#include "bounds.h"
#include "bytes/der.h"
#include "certificates/certificate_extension.h"
#include "certificates/certificate_read.h"

static const struct fault cut_short = { OUTCOME_TRUNCATED, "RFC 5280 section 4.1",
                                        "the certificate ends before its structure does" };
static const struct fault no_certificate = { OUTCOME_UNEXPECTED, "RFC 5280 section 4.1",
                                             "no certificate" };
static const struct fault too_long = { OUTCOME_BOUND, "RFC 5280 section 4.1",
                                       "certificate larger than this program reads" };
static const struct fault left_over = { OUTCOME_MALFORMED, "RFC 5280 section 4.1",
                                        "bytes after the end of the certificate" };
static const struct fault bad_version = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.1",
                                          "version of the certificate cannot be read" };
static const struct fault bad_serial = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.2",
                                         "serial number cannot be read" };
static const struct fault bad_algorithm = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.3",
                                            "signature algorithm cannot be read" };
static const struct fault bad_issuer = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.4",
                                         "issuer cannot be read" };
static const struct fault bad_validity = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.5",
                                           "validity cannot be read" };
static const struct fault bad_subject = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.6",
                                          "subject cannot be read" };
static const struct fault bad_key = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.7",
                                      "subject public key cannot be read" };
static const struct fault bad_extensions = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.9",
                                             "extensions cannot be read" };
static const struct fault bad_signature = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.1.3",
                                            "signature value cannot be read" };

static bool take(struct bytes *from, unsigned tag, struct bytes *content)
{
    return der_take(from, DER_LENIENT, tag, content) == OUTCOME_OK;
}

static bool take_whole(struct bytes *from, unsigned tag, struct bytes *whole)
{
    return der_take_whole(from, DER_LENIENT, tag, whole) == OUTCOME_OK;
}

/* Version ::= INTEGER { v1(0), v2(1), v3(2) } in [0], v1 when it is not there. */
static bool take_version(struct bytes *from, unsigned *version)
{
    *version = 1;
    if (!der_next_is(*from, DER_CONTEXT_0)) {
        return true;
    }
    struct bytes tagged, number;
    if (!take(from, DER_CONTEXT_0, &tagged) ||
        der_take_natural(&tagged, DER_LENIENT, &number) != OUTCOME_OK || tagged.left != 0) {
        return false;
    }
    if (number.left > 1 || (number.left == 1 && number.at[0] > 2)) {
        return false;
    }
    *version = number.left == 0 ? 1 : 1u + number.at[0];
    return true;
}

/* Certificate: the outer SEQUENCE, and TBSCertificate in it. */
static const struct fault *take_envelope(struct bytes der, struct bytes *outer, struct bytes *whole,
                                         struct bytes *fields)
{
    if (der.left > CERTIFICATE_DER_MAX) {
        return &too_long;
    }
    enum outcome outcome = der_take(&der, DER_LENIENT, DER_SEQUENCE, outer);
    if (outcome != OUTCOME_OK) {
        return outcome == OUTCOME_TRUNCATED ? &cut_short : &no_certificate;
    }
    if (der.left != 0) {
        return &left_over;
    }
    unsigned tag;
    if (!der_next_is(*outer, DER_SEQUENCE) ||
        der_take_any(outer, DER_LENIENT, &tag, fields, whole) != OUTCOME_OK) {
        return &no_certificate;
    }
    return NULL;
}

/* TBSCertificate from its first field to the public key. */
static const struct fault *take_fields(struct bytes *from, struct certificate_frame *frame)
{
    if (!take_version(from, &frame->version)) {
        return &bad_version;
    }
    /* X.690 section 8.3.1: an octet at least; without one there is no number to revoke by */
    if (!take(from, DER_INTEGER, &frame->serial) || frame->serial.left == 0) {
        return &bad_serial;
    }
    if (!take_whole(from, DER_SEQUENCE, &frame->signed_algorithm)) {
        return &bad_algorithm;
    }
    if (!take_whole(from, DER_SEQUENCE, &frame->issuer)) {
        return &bad_issuer;
    }
    if (!take(from, DER_SEQUENCE, &frame->validity)) {
        return &bad_validity;
    }
    if (!take_whole(from, DER_SEQUENCE, &frame->subject)) {
        return &bad_subject;
    }
    return take_whole(from, DER_SEQUENCE, &frame->spki) ? NULL : &bad_key;
}

/* issuerUniqueID [1], subjectUniqueID [2], extensions [3], each of them optional. */
static bool take_extensions(struct bytes from, struct bytes *extensions)
{
    *extensions = (struct bytes){ 0 };
    for (unsigned number = 1; number <= 2; number++) {
        unsigned tag;
        struct bytes content;
        if ((der_next_is(from, 0x80 | number) || der_next_is(from, 0xa0 | number)) &&
            der_take_any(&from, DER_LENIENT, &tag, &content, NULL) != OUTCOME_OK) {
            return false;
        }
    }
    if (from.left == 0) {
        return true;
    }
    struct bytes tagged;
    return take(&from, DER_CONTEXT_3, &tagged) && take(&tagged, DER_SEQUENCE, extensions) &&
           tagged.left == 0 && from.left == 0;
}

static const struct fault *take_signature(struct bytes from, struct certificate_frame *frame)
{
    if (!take_whole(&from, DER_SEQUENCE, &frame->algorithm)) {
        return &bad_algorithm;
    }
    if (der_take_bits(&from, DER_LENIENT, &frame->signature) != OUTCOME_OK) {
        return &bad_signature;
    }
    return from.left == 0 ? NULL : &left_over;
}

/* All fields of a TBSCertificate. */
static const struct fault *take_signed(struct bytes fields, struct certificate_frame *frame)
{
    const struct fault *fault = take_fields(&fields, frame);
    if (fault == NULL && !take_extensions(fields, &frame->extensions)) {
        fault = &bad_extensions;
    }
    return fault;
}

const struct fault *certificate_frame_read_signed(struct bytes der, struct certificate_frame *frame)
{
    struct certificate_frame found = { .signed_part = der };
    struct bytes fields;
    const enum outcome outcome = der_take(&der, DER_LENIENT, DER_SEQUENCE, &fields);
    const struct fault *fault = outcome == OUTCOME_TRUNCATED ? &cut_short : &no_certificate;
    if (outcome == OUTCOME_OK) {
        fault = der.left != 0 ? &left_over : take_signed(fields, &found);
    }
    if (fault == NULL) {
        *frame = found;
    }
    return fault;
}

const struct fault *certificate_frame_read(struct bytes der, struct certificate_frame *frame)
{
    struct certificate_frame found = { 0 };
    struct bytes outer, fields;
    const struct fault *fault = take_envelope(der, &outer, &found.signed_part, &fields);
    if (fault == NULL) {
        fault = take_signed(fields, &found);
    }
    if (fault == NULL) {
        fault = take_signature(outer, &found);
    }
    if (fault == NULL) {
        *frame = found;
    }
    return fault;
}

bool certificate_frame_is_authority(const struct certificate_frame *frame)
{
    if (frame->version == 1) {
        return bytes_equal(frame->issuer, frame->subject);
    }
    return certificate_frame_says_authority(frame);
}

/* Asked of each certificate of an inventory: the walk ends with the second of the two. */
bool certificate_frame_vouches(const struct certificate_frame *frame)
{
    if (frame->version == 1) {
        return bytes_equal(frame->issuer, frame->subject);
    }
    struct bytes rest = frame->extensions;
    struct certificate_extension extension;
    bool vouches = false;
    for (unsigned seen = 0; seen < 2 && certificate_extension_take(&rest, &extension);) {
        if (extension.name == EXTENSION_BASIC_CONSTRAINTS) {
            vouches = vouches || basic_constraints_authority(extension.value);
            seen++;
        } else if (extension.name == EXTENSION_KEY_USAGE) {
            vouches = vouches || key_usage_holds(extension.value, KEY_USAGE_CRL_SIGN);
            seen++;
        }
    }
    return vouches;
}

bool certificate_frame_says_authority(const struct certificate_frame *frame)
{
    struct bytes rest = frame->extensions;
    struct certificate_extension extension;
    while (certificate_extension_take(&rest, &extension)) {
        if (extension.name == EXTENSION_BASIC_CONSTRAINTS) {
            return basic_constraints_authority(extension.value);
        }
    }
    return false;
}

/* Into an element whose content need not be all there. False when no such element begins here. */
static bool enter(struct bytes *from, unsigned tag, uint64_t *span)
{
    if (!der_next_is(*from, tag)) {
        return false;
    }
    struct bytes header;
    *span = der_span(*from);
    if (*span == 0 || from->left < 2) {
        return false;
    }
    size_t width = (from->at[1] & 0x80) == 0 ? 0 : from->at[1] & 0x7fu;
    return bytes_take(from, 2 + width, &header);
}

static bool step_over(struct bytes *from, unsigned tag)
{
    struct bytes content;
    return take(from, tag, &content);
}

/* As far as the validity: before it, a CRL of version 2 reads like a certificate of version 1. */
size_t certificate_span(struct bytes from)
{
    uint64_t outer, inner;
    unsigned version;
    struct bytes validity;
    if (!enter(&from, DER_SEQUENCE, &outer) || outer > CERTIFICATE_DER_MAX ||
        !enter(&from, DER_SEQUENCE, &inner) || inner >= outer) {
        return 0;
    }
    if (!take_version(&from, &version) || !step_over(&from, DER_INTEGER) ||
        !step_over(&from, DER_SEQUENCE) || !step_over(&from, DER_SEQUENCE) ||
        !take(&from, DER_SEQUENCE, &validity)) {
        return 0;
    }
    if (!der_next_is(validity, DER_UTC_TIME) && !der_next_is(validity, DER_GENERALIZED_TIME)) {
        return 0;
    }
    return (size_t)outer;
}
