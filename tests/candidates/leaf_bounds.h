#ifndef LEAF_BOUNDS_H
#define LEAF_BOUNDS_H

#include <time.h>

#include "leaf_log.h"
#include "substitution.h"

/* What texts have in common that are read from an anchor on, for as long as they are. */

/* What a text is read from that was cut anywhere lies within it; every `stride` octets behind the
 * first `dense`. It may hold one of the known keys. */
static inline void check_shorter(struct bytes text, size_t dense, size_t stride)
{
    for (size_t length = 0; length < text.left; length += length < dense ? 1 : stride) {
        uint8_t *copy = exact_copy(text.at, length);
        struct leaf_log log = { 0 };
        scan_leaf(&log, bytes_over(copy, length));
        ck_assert_uint_le(log.keys, 1);
        log_clear(&log);
        free(copy);
    }
}

#define FLOOD ((size_t)1 << 20)

/* A mebibyte of what only looks like it is read once, not once for each of its anchors. */
static inline void check_flood(const char *piece)
{
    struct buffer text = { 0 };
    struct leaf_log log = { 0 };
    while (text.used < FLOOD) {
        put(&text, piece);
    }
    const clock_t begin = clock();
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_uint_eq(log.keys, 0);
    ck_assert_int_lt((clock() - begin) / CLOCKS_PER_SEC, 20);
    log_clear(&log);
    buffer_clear(&text);
}

#endif
