#include "inventory/log_entry.h"

#include "bounds.h"
#include "bytes/der.h"

#define ENTRY_X509           0
#define ENTRY_PRECERTIFICATE 1

/* A vector behind its length, as RFC 8446 section 3.4 writes them. */
static enum outcome take_vector(struct bytes *from, size_t width, struct bytes *content)
{
    struct bytes rest = *from;
    uint64_t length;
    if (!bytes_take_number(&rest, width, &length) || !bytes_take(&rest, (size_t)length, content)) {
        return OUTCOME_TRUNCATED;
    }
    *from = rest;
    return OUTCOME_OK;
}

/* A vector with one SEQUENCE in it, as long as the vector is: judged by its first octets, so
 * that what is no entry is refused before all of it is there. */
static enum outcome take_der(struct bytes *from, struct bytes *der)
{
    struct bytes rest = *from;
    uint64_t length;
    if (!bytes_take_number(&rest, 3, &length) || rest.left < 6) {
        return OUTCOME_TRUNCATED;
    }
    if (length > CERTIFICATE_DER_MAX || !der_next_is(rest, DER_SEQUENCE) ||
        der_span(rest) != length) {
        return OUTCOME_MALFORMED;
    }
    return take_vector(from, 3, der);
}

static enum outcome take_signed(struct bytes *from, struct log_entry *entry)
{
    if (entry->precertificate && !bytes_take(from, SHA256_LENGTH, &entry->issuer_key)) {
        return OUTCOME_TRUNCATED;
    }
    return take_der(from, &entry->certificate);
}

enum outcome log_entry_take(struct bytes *from, struct log_entry *entry)
{
    struct bytes rest = *from, extensions;
    struct log_entry found = { 0 };
    uint64_t timestamp, kind;
    if (!bytes_take_number(&rest, 8, &timestamp) || !bytes_take_number(&rest, 2, &kind)) {
        return OUTCOME_TRUNCATED;
    }
    /* Milliseconds since 1970, before the year 10889. */
    if (timestamp >> 48 != 0 || kind > ENTRY_PRECERTIFICATE) {
        return OUTCOME_MALFORMED;
    }
    found.precertificate = kind == ENTRY_PRECERTIFICATE;
    enum outcome outcome = take_signed(&rest, &found);
    if (outcome == OUTCOME_OK) {
        outcome = take_vector(&rest, 2, &extensions);
    }
    if (outcome == OUTCOME_OK) {
        *from = rest;
        *entry = found;
    }
    return outcome;
}

enum outcome log_leaf_take(struct bytes *from, struct log_entry *entry)
{
    struct bytes rest = *from, chain;
    struct log_entry found;
    enum outcome outcome = log_entry_take(&rest, &found);
    if (outcome == OUTCOME_OK && found.precertificate) {
        outcome = take_der(&rest, &found.certificate);
    }
    if (outcome == OUTCOME_OK) {
        outcome = take_vector(&rest, 2, &chain);
    }
    if (outcome == OUTCOME_OK && chain.left % SHA256_LENGTH != 0) {
        outcome = OUTCOME_MALFORMED;
    }
    if (outcome == OUTCOME_OK) {
        *from = rest;
        *entry = found;
    }
    return outcome;
}
