#include "candidates/written/named_numbers.h"

#include "candidates/written/written_form_row.h"

/* What is read before the digits, and from there on: all of RSA-16384 in decimal is 23 KB. */
#define BEFORE 64
#define AHEAD  ((size_t)32 << 10)

void named_numbers_offer(struct delivery *delivery, const struct leaf_window *window, size_t digits)
{
    struct written_extent extent;
    const size_t from = digits > BEFORE ? digits - BEFORE : 0;
    const struct bytes text = leaf_window_part(window, from, BEFORE + AHEAD);
    if (delivery_is_taken(delivery, window->base + digits) ||
        !number_dump_named(text, digits - from, &extent)) {
        return;
    }
    const struct bytes numbers = bytes_over(text.at + extent.from, extent.to - extent.from);
    const struct candidate candidate = { .form = CANDIDATE_DUMP,
                                         .origin = ORIGIN_BINARY, /* nobody says what they are */
                                         .content = numbers,
                                         .offset = window->base + from + extent.from,
                                         .length = numbers.left,
                                         .taken = numbers };
    if (delivery_key(delivery, &candidate, false) == OFFER_TAKEN) {
        delivery_take(delivery, candidate.offset, candidate.offset + candidate.length);
    }
}
