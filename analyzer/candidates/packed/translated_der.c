#include "candidates/packed/translated_der.h"

#include <string.h>

#include "bounds.h"
#include "bytes/der.h"
#include "candidates/packed/der_candidate.h"

/* Its longest header, which says how long it was. */
#define HEADER_MAX 5

static const char undone[] = "repaired: the return before each line feed, as of a transfer as text";

/* The first 0d 0a in so much of it; NULL for none. */
static const uint8_t *find_pair(struct bytes text)
{
    return text.left > 1 ? memmem(text.at, text.left, "\r\n", 2) : NULL;
}

/* Octets of it until so many came of them; how many bytes that took, 0 where there are too few. */
static size_t take_back(struct bytes text, size_t wanted, struct buffer *octets)
{
    const size_t begun = text.left;
    while (octets->used < wanted) {
        const uint8_t *pair = find_pair(text);
        const size_t before = pair != NULL ? (size_t)(pair - text.at) : text.left;
        const size_t left = wanted - octets->used;
        struct bytes part, mark;
        if (!bytes_take(&text, before < left ? before : left, &part) ||
            !buffer_append(octets, part)) {
            return 0;
        }
        if (octets->used < wanted && !bytes_take(&text, 1, &mark)) { /* the return */
            return 0;
        }
    }
    return begun - text.left;
}

static enum offer offer(const struct leaf_window *window, size_t at, size_t length,
                        struct bytes octets, struct delivery *delivery)
{
    const struct candidate candidate = { .form = CANDIDATE_DER,
                                         .origin = ORIGIN_BINARY,
                                         .content = octets,
                                         .loose = true,
                                         .undone = undone,
                                         .offset = window->base + at,
                                         .length = length,
                                         .taken = bytes_over(window->text.at + at, length) };
    return delivery_key(delivery, &candidate, false);
}

/* Where the first pair from there on begins, as far as is seen. What was looked through for one is
 * not looked through for the next: many may begin before one pair, and within each other. */
static uint64_t next_pair(const struct leaf_window *window, size_t at, struct delivery *delivery)
{
    const uint64_t offset = window->base + at, end = window->base + window->text.left;
    if (offset < delivery->unpaired_from || offset >= delivery->unpaired_to) {
        const uint8_t *pair = find_pair(leaf_window_part(window, at, window->text.left));
        delivery->unpaired_from = offset;
        delivery->unpaired_to =
            pair != NULL ? window->base + (uint64_t)(pair - window->text.at) : end - 1;
    }
    return delivery->unpaired_to;
}

/* At the end of what is seen it is said of what may be one. */
bool translated_der_may_be(const struct leaf_window *window, size_t at, struct delivery *delivery)
{
    const struct bytes from = bytes_over(window->text.at + at, window->text.left - at);
    const uint64_t span = der_span(from);
    return span <= KEY_DER_MAX && span > HEADER_MAX && from.left > HEADER_MAX &&
           next_pair(window, at, delivery) < window->base + at + span;
}

bool translated_der_read(const struct leaf_window *window, size_t at, struct delivery *delivery)
{
    const struct bytes from = bytes_over(window->text.at + at, window->text.left - at);
    const size_t span = translated_der_may_be(window, at, delivery) ? (size_t)der_span(from) : 0;
    struct buffer octets = { 0 };
    size_t shape_length = 0;
    if (span == 0 || !buffer_reserve(&octets, span)) {
        return false;
    }
    const size_t length = take_back(from, span, &octets);
    const bool taken = length > span &&
                       der_candidate_shape(buffer_bytes(&octets), &shape_length) == DER_SHAPE_KEY &&
                       shape_length == octets.used &&
                       offer(window, at, length, buffer_bytes(&octets), delivery) == OFFER_TAKEN;
    if (taken) {
        delivery_take(delivery, window->base + at, window->base + at + length);
    } else {
        delivery->digested += octets.used;
    }
    buffer_clear(&octets);
    return taken;
}
