#include "bytes/integer_row.h"

#include "bytes/der.h"

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
