#include "bytes/integer_row.h"

#include "bytes/der.h"

/* The first INTEGER of a structure that stands by chance behind the row is most often a version. */
#define OTHER_PRIME_OCTETS_MIN 32

bool integer_row_take(struct bytes *from, struct bytes *magnitude)
{
    struct bytes rest = *from, number;
    if (!der_next_is(rest, DER_INTEGER) || der_span(rest) > INTEGER_OCTETS_MAX + 4 ||
        der_take_natural(&rest, DER_STRICT, &number) != OUTCOME_OK) {
        return false;
    }
    *magnitude = number;
    *from = rest;
    return true;
}

/* Whatever length it claims (X.690 section 8.1.3), none too. */
static bool enter_sequence(struct bytes *from)
{
    struct bytes rest = *from, length;
    uint64_t tag, first;
    if (!bytes_take_number(&rest, 1, &tag) || tag != DER_SEQUENCE ||
        !bytes_take_number(&rest, 1, &first) ||
        (first > 0x80 && !bytes_take(&rest, (size_t)(first & 0x7f), &length))) {
        return false;
    }
    *from = rest;
    return true;
}

bool integer_row_enter_prime(struct bytes *from)
{
    struct bytes rest = *from, number;
    if (!enter_sequence(&rest)) {
        return false;
    }
    (void)enter_sequence(&rest); /* of the first, in that of all */
    struct bytes behind = rest;
    if (!integer_row_take(&behind, &number) || number.left < OTHER_PRIME_OCTETS_MIN) {
        return false;
    }
    *from = rest;
    return true;
}
