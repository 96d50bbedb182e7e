#include "keys/pkcs12_store.h"

#include <string.h>

#include "bytes/der.h"
#include "keys/cut_der.h"
#include "keys/octet_string.h"

#define PKCS7 "\x2a\x86\x48\x86\xf7\x0d\x01\x07" /* 1.2.840.113549.1.7 */

static const char oid_data[] = PKCS7 "\x01";
static const char oid_signed[] = PKCS7 "\x02";
static const char oid_enveloped[] = PKCS7 "\x03";
static const char oid_encrypted[] = PKCS7 "\x06";

static const char unknown_scheme[] = "it is closed by a scheme that is not known";

static bool is_oid(struct bytes oid, const char *own)
{
    return bytes_equal(oid, bytes_over(own, strlen(own)));
}

/* ContentInfo ::= SEQUENCE { contentType, content [0] EXPLICIT OPTIONAL } */
static enum outcome take_content(struct bytes *from, bool *cut, struct bytes *type,
                                 struct bytes *content)
{
    struct bytes rest = *from, fields, oid, tagged;
    bool shorter = false;
    enum outcome outcome = cut_der_take(&rest, DER_SEQUENCE, &shorter, &fields);
    if (outcome != OUTCOME_OK ||
        (outcome = der_take(&fields, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid)) != OUTCOME_OK ||
        (outcome = cut_der_take(&fields, DER_CONTEXT_0, &shorter, &tagged)) != OUTCOME_OK) {
        return outcome;
    }
    *type = oid;
    *content = tagged;
    *cut = *cut || shorter;
    *from = rest;
    return OUTCOME_OK;
}

/* SignedData as far as the content that it signs (RFC 5652 section 5.1): the privacy
 * of a store whose integrity is kept by a signature. */
static enum outcome enter_signed(struct bytes *content, bool *cut)
{
    struct bytes fields, skipped, type;
    enum outcome outcome = cut_der_take(content, DER_SEQUENCE, cut, &fields);
    if (outcome != OUTCOME_OK ||
        (outcome = der_take(&fields, DER_LENIENT, DER_INTEGER, &skipped)) != OUTCOME_OK ||
        (outcome = der_take(&fields, DER_LENIENT, DER_SET, &skipped)) != OUTCOME_OK ||
        (outcome = take_content(&fields, cut, &type, content)) != OUTCOME_OK) {
        return outcome;
    }
    return is_oid(type, oid_data) ? OUTCOME_OK : OUTCOME_UNEXPECTED;
}

enum outcome pkcs12_store_read(struct bytes pfx, struct buffer *joined, bool *cut,
                               struct bytes *parts)
{
    struct bytes fields, version, type, content, safe, sequence;
    bool shorter = false;
    enum outcome outcome = cut_der_take(&pfx, DER_SEQUENCE, &shorter, &fields);
    if (outcome != OUTCOME_OK ||
        (outcome = der_take_natural(&fields, DER_LENIENT, &version)) != OUTCOME_OK) {
        return outcome;
    }
    if (version.left != 1 || version.at[0] != 3) {
        return OUTCOME_UNEXPECTED;
    }
    if ((outcome = take_content(&fields, &shorter, &type, &content)) != OUTCOME_OK) {
        return outcome;
    }
    if (is_oid(type, oid_signed)) {
        outcome = enter_signed(&content, &shorter);
    } else if (!is_oid(type, oid_data)) {
        outcome = OUTCOME_UNEXPECTED;
    }
    if (outcome != OUTCOME_OK ||
        (outcome = octet_string_take(&content, DER_OCTET_STRING, joined, &shorter, &safe)) !=
            OUTCOME_OK ||
        (outcome = cut_der_take(&safe, DER_SEQUENCE, &shorter, &sequence)) != OUTCOME_OK) {
        return outcome;
    }
    *cut = shorter;
    *parts = sequence;
    return OUTCOME_OK;
}

/* EncryptedData ::= SEQUENCE { version, EncryptedContentInfo SEQUENCE { contentType,
 * algorithm, encryptedContent [0] IMPLICIT OCTET STRING } } (RFC 5652 section 8) */
static enum outcome read_encrypted(struct bytes content, struct buffer *joined, bool cut,
                                   struct closed_key *closed)
{
    struct bytes fields, version, info, type;
    enum outcome outcome = cut_der_take(&content, DER_SEQUENCE, &cut, &fields);
    if (outcome != OUTCOME_OK ||
        (outcome = der_take(&fields, DER_LENIENT, DER_INTEGER, &version)) != OUTCOME_OK ||
        (outcome = cut_der_take(&fields, DER_SEQUENCE, &cut, &info)) != OUTCOME_OK ||
        (outcome = der_take(&info, DER_LENIENT, DER_OBJECT_IDENTIFIER, &type)) != OUTCOME_OK) {
        return outcome;
    }
    struct closed_key read = { .obstacle = unknown_scheme };
    struct bytes algorithm;
    if (encrypted_pkcs8_scheme(&info, &read) != OUTCOME_OK &&
        (outcome = der_take(&info, DER_LENIENT, DER_SEQUENCE, &algorithm)) != OUTCOME_OK) {
        return outcome;
    }
    outcome = octet_string_take(&info, 0x80, joined, &cut, &read.closed);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    read.lock.in_store = true;
    read.obstacle = cut ? closed_key_cut : read.obstacle;
    *closed = read;
    return OUTCOME_OK;
}

static enum outcome read_part(struct bytes type, struct bytes content, bool cut,
                              struct buffer *joined, struct pkcs12_part *part)
{
    if (is_oid(type, oid_data)) {
        part->kind = PKCS12_CLEAR;
        return octet_string_take(&content, DER_OCTET_STRING, joined, &cut, &part->contents);
    }
    if (is_oid(type, oid_encrypted)) {
        part->kind = PKCS12_CLOSED;
        return read_encrypted(content, joined, cut, &part->closed);
    }
    part->kind = PKCS12_ENVELOPED;
    part->contents = content;
    return is_oid(type, oid_enveloped) ? OUTCOME_OK : OUTCOME_UNEXPECTED;
}

enum outcome pkcs12_store_take(struct bytes *parts, struct buffer *joined, struct pkcs12_part *part)
{
    struct pkcs12_part read = { .kind = PKCS12_CLEAR };
    struct bytes type, content;
    bool cut = false;
    enum outcome outcome = take_content(parts, &cut, &type, &content);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    outcome = read_part(type, content, cut, joined, &read);
    if (outcome == OUTCOME_OK) {
        *part = read;
    }
    return outcome == OUTCOME_OK || outcome == OUTCOME_BOUND || outcome == OUTCOME_NO_MEMORY
               ? outcome
               : OUTCOME_UNEXPECTED;
}
