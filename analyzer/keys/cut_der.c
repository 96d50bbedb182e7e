#include "keys/cut_der.h"

#include "bytes/der.h"

/* X.690 section 8.1.3: one octet, or a count of octets, or indefinite. */
static bool step_over_header(struct bytes *from)
{
    uint64_t tag, length;
    struct bytes rest = *from, digits;
    if (!bytes_take_number(&rest, 1, &tag) || !bytes_take_number(&rest, 1, &length) ||
        (length > 0x80 && !bytes_take(&rest, (size_t)(length & 0x7f), &digits))) {
        return false;
    }
    *from = rest;
    return true;
}

enum outcome cut_der_take(struct bytes *from, unsigned tag, bool *cut, struct bytes *content)
{
    enum outcome outcome = der_take(from, DER_LENIENT, tag, content);
    if (outcome != OUTCOME_TRUNCATED || !der_next_is(*from, tag)) {
        return outcome;
    }
    struct bytes rest = *from;
    if (!step_over_header(&rest)) {
        return OUTCOME_TRUNCATED;
    }
    *content = rest;
    *from = bytes_over(NULL, 0);
    *cut = true;
    return OUTCOME_OK;
}
