#include "bytes/der.h"

#include <assert.h>

#include "bounds.h"

#define LENGTH_BYTES_MAX 4 /* 4 GiB is past every key, and fits any size_t */
#define INDEFINITE       SIZE_MAX

/* X.690 section 10.1: the shortest form of a length is the only one of DER. */
static enum outcome take_length(struct bytes *from, enum der_rules rules, size_t *length)
{
    uint64_t number;
    if (!bytes_take_number(from, 1, &number)) {
        return OUTCOME_TRUNCATED;
    }
    if (number < 0x80) {
        *length = (size_t)number;
        return OUTCOME_OK;
    }
    size_t width = (size_t)(number & 0x7f);
    if (width == 0) {
        *length = INDEFINITE;
        return rules == DER_LENIENT ? OUTCOME_OK : OUTCOME_MALFORMED;
    }
    if (width > LENGTH_BYTES_MAX) {
        return OUTCOME_MALFORMED;
    }
    if (!bytes_take_number(from, width, &number)) {
        return OUTCOME_TRUNCATED;
    }
    if (rules == DER_STRICT && (number < 0x80 || number >> (8 * (width - 1)) == 0)) {
        return OUTCOME_MALFORMED;
    }
    *length = (size_t)number;
    return OUTCOME_OK;
}

static enum outcome take_element(struct bytes *from, enum der_rules rules, unsigned depth,
                                 unsigned *tag, struct bytes *content);

/* X.690 section 8.1.3.6: elements up to the end-of-contents octets 00 00. */
static enum outcome take_indefinite(struct bytes *from, unsigned depth, struct bytes *content)
{
    if (depth == 0) {
        return OUTCOME_BOUND;
    }
    struct bytes rest = *from;
    for (;;) {
        struct bytes before = rest, inside;
        unsigned tag;
        enum outcome outcome = take_element(&rest, DER_LENIENT, depth - 1, &tag, &inside);
        if (outcome != OUTCOME_OK) {
            return outcome;
        }
        if (tag == 0 && inside.left == 0) {
            *content = bytes_over(from->at, from->left - before.left);
            *from = rest;
            return OUTCOME_OK;
        }
    }
}

/* Nearly all elements have a tag of one octet and a length of up to three: these are taken
 * here, by a fifth of the instructions. False: look closer. */
static inline bool take_common(struct bytes *from, unsigned *tag, struct bytes *content)
{
    if (from->left < 2 || (from->at[0] & 0x1f) == 0x1f) {
        return false;
    }
    const uint8_t *at = from->at;
    size_t header = 2, length = at[1];
    if (length >= 0x80) {
        if (from->left < 4) {
            return false;
        }
        if (length == 0x82 && at[2] > 0) {
            header = 4;
            length = (size_t)at[2] << 8 | at[3];
        } else if (length == 0x81 && at[2] >= 0x80) {
            header = 3;
            length = at[2];
        } else {
            return false;
        }
    }
    if (length > from->left - header) {
        return false;
    }
    *tag = at[0];
    *content = (struct bytes){ .at = at + header, .left = length };
    *from = (struct bytes){ .at = at + header + length, .left = from->left - header - length };
    return true;
}

static enum outcome take_element(struct bytes *from, enum der_rules rules, unsigned depth,
                                 unsigned *tag, struct bytes *content)
{
    if (take_common(from, tag, content)) {
        return OUTCOME_OK;
    }
    struct bytes rest = *from; /* becomes *from only when all went well */
    uint64_t found;
    if (!bytes_take_number(&rest, 1, &found)) {
        return OUTCOME_TRUNCATED;
    }
    if ((found & 0x1f) ==
        0x1f) { /* tags of more than one octet stand in no key and no certificate */
        return OUTCOME_MALFORMED;
    }
    size_t length;
    enum outcome outcome = take_length(&rest, rules, &length);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    struct bytes inside;
    if (length == INDEFINITE) {
        if ((found & 0x20) == 0) { /* section 8.1.3.2: only a constructed element may */
            return OUTCOME_MALFORMED;
        }
        outcome = take_indefinite(&rest, depth, &inside);
        if (outcome != OUTCOME_OK) {
            return outcome;
        }
    } else if (!bytes_take(&rest, length, &inside)) {
        return OUTCOME_TRUNCATED;
    }
    *tag = (unsigned)found;
    *content = inside;
    *from = rest;
    return OUTCOME_OK;
}

enum outcome der_take_any(struct bytes *from, enum der_rules rules, unsigned *tag,
                          struct bytes *content, struct bytes *whole)
{
    struct bytes before = *from;
    enum outcome outcome = take_element(from, rules, DER_DEPTH_MAX, tag, content);
    if (outcome == OUTCOME_OK && whole != NULL) {
        *whole = bytes_over(before.at, before.left - from->left);
    }
    return outcome;
}

bool der_next_is(struct bytes from, unsigned tag)
{
    return from.left > 0 && from.at[0] == tag;
}

static enum outcome expect(struct bytes from, unsigned tag)
{
    if (from.left == 0) {
        return OUTCOME_TRUNCATED;
    }
    return der_next_is(from, tag) ? OUTCOME_OK : OUTCOME_UNEXPECTED;
}

enum outcome der_take(struct bytes *from, enum der_rules rules, unsigned tag, struct bytes *content)
{
    unsigned found;
    if (from->left > 0 && from->at[0] == tag && take_common(from, &found, content)) {
        return OUTCOME_OK;
    }
    enum outcome outcome = expect(*from, tag);
    return outcome == OUTCOME_OK ? take_element(from, rules, DER_DEPTH_MAX, &found, content)
                                 : outcome;
}

enum outcome der_take_whole(struct bytes *from, enum der_rules rules, unsigned tag,
                            struct bytes *whole)
{
    unsigned found;
    struct bytes content;
    enum outcome outcome = expect(*from, tag);
    return outcome == OUTCOME_OK ? der_take_any(from, rules, &found, &content, whole) : outcome;
}

enum outcome der_take_natural(struct bytes *from, enum der_rules rules, struct bytes *magnitude)
{
    struct bytes rest = *from, digits;
    enum outcome outcome = der_take(&rest, rules, DER_INTEGER, &digits);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    if (rules == DER_STRICT) {
        if (digits.left == 0 || (digits.at[0] & 0x80) != 0) {
            return OUTCOME_MALFORMED;
        }
        if (digits.left > 1 && digits.at[0] == 0 && (digits.at[1] & 0x80) == 0) {
            return OUTCOME_MALFORMED; /* X.690 section 8.3.2: no spare zero */
        }
    }
    *magnitude = bytes_without_zeros(digits);
    *from = rest;
    return OUTCOME_OK;
}

enum outcome der_take_bits(struct bytes *from, enum der_rules rules, struct bytes *octets)
{
    struct bytes rest = *from, content;
    enum outcome outcome = der_take(&rest, rules, DER_BIT_STRING, &content);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    uint64_t unused;
    if (!bytes_take_number(&content, 1, &unused) || unused != 0) {
        return OUTCOME_MALFORMED;
    }
    *octets = content;
    *from = rest;
    return OUTCOME_OK;
}

uint64_t der_span(struct bytes from)
{
    struct bytes rest = from;
    uint64_t tag;
    size_t length;
    if (!bytes_take_number(&rest, 1, &tag) ||
        take_length(&rest, DER_LENIENT, &length) != OUTCOME_OK || length == INDEFINITE) {
        return 0;
    }
    return (uint64_t)(from.left - rest.left) + length;
}

enum outcome der_end(struct bytes from)
{
    return from.left == 0 ? OUTCOME_OK : OUTCOME_MALFORMED;
}
