#include <string.h>

#include "bytes/der.h"
#include "candidates/packed/packed_form.h"

/* Of the lengths of a SEQUENCE: the octets behind the first one. */
#define LENGTH_MAX 4
#define VERSION    "\x02\x01\x03"
#define PKCS7      "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07" /* 1.2.840.113549.1.7 */

/* Into a SEQUENCE of which not all need be there. */
static bool enter(struct bytes *from)
{
    struct bytes header;
    if (!der_next_is(*from, DER_SEQUENCE) || from->left < 2) {
        return false;
    }
    size_t octets = from->at[1] < 0x80 ? 0 : from->at[1] & 0x7fu;
    return octets <= LENGTH_MAX && bytes_take(from, 2 + octets, &header);
}

static bool take_mark(struct bytes *from, const char *mark)
{
    struct bytes taken, rest = *from;
    if (!bytes_take(&rest, strlen(mark), &taken) || memcmp(taken.at, mark, strlen(mark)) != 0) {
        return false;
    }
    *from = rest;
    return true;
}

/* PFX ::= SEQUENCE { version 3, authSafe ContentInfo of data or signedData, ... } */
static bool is_store(struct bytes from)
{
    uint64_t type;
    return enter(&from) && take_mark(&from, VERSION) && enter(&from) && take_mark(&from, PKCS7) &&
           bytes_take_number(&from, 1, &type) && (type == 1 || type == 2);
}

/* 0: it breaks off before its end in a way that no more bytes would mend. */
static size_t length_of(struct bytes from)
{
    struct bytes rest = from, whole;
    uint64_t span = der_span(from);
    if (span > 0) {
        return span < PACKED_OPEN ? (size_t)span : PACKED_OPEN;
    }
    enum outcome outcome = der_take_whole(&rest, DER_LENIENT, DER_SEQUENCE, &whole);
    if (outcome == OUTCOME_OK) {
        return whole.left;
    }
    return outcome == OUTCOME_TRUNCATED ? PACKED_OPEN : 0;
}

size_t pkcs12_extent_front(struct bytes text)
{
    return is_store(text) ? length_of(text) : 0;
}

bool pkcs12_extent(struct bytes text, size_t anchor, size_t *from, size_t *length)
{
    for (size_t octets = 0; octets <= LENGTH_MAX && octets + 2 <= anchor; octets++) {
        const size_t begin = anchor - octets - 2;
        const struct bytes rest = bytes_over(text.at + begin, text.left - begin);
        const bool fits = octets == 0 ? rest.at[1] <= 0x80 : rest.at[1] == (0x80 | octets);
        const size_t span = fits ? pkcs12_extent_front(rest) : 0;
        if (span > 0) {
            *from = begin;
            *length = span;
            return true;
        }
        if (fits && is_store(rest)) { /* BER was walked up to where it breaks off */
            *length = rest.left;
            return false;
        }
    }
    return false;
}
