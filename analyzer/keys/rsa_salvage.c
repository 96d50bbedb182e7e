#include "keys/rsa_salvage.h"

#include <string.h>

#include "bounds.h"
#include "buffer.h"
#include "bytes/integer_row.h"
#include "crypto/rsa_remains.h"

#define LARGE_OCTETS 32  /* of a prime */
#define ROW_MAX      200 /* numbers counted in one row */

struct row {
    size_t from, to; /* of the content */
};

/* How many large numbers stand in a row from each place on. */
static bool count_rows(struct bytes content, struct buffer *counts)
{
    buffer_reset(counts);
    if (!buffer_reserve(counts, content.left + 1)) {
        return false;
    }
    memset(counts->at, 0, content.left + 1);
    counts->used = content.left + 1;
    for (size_t i = content.left; i-- > 0;) {
        struct bytes rest = bytes_over(content.at + i, content.left - i), number;
        if (integer_row_take(&rest, &number)) {
            unsigned behind = counts->at[content.left - rest.left];
            counts->at[i] =
                (uint8_t)((number.left >= LARGE_OCTETS && behind < ROW_MAX ? 1 : 0) + behind);
        }
    }
    return true;
}

/* The best row of a stretch, from its first number on; false where there is none. */
static bool best_row(struct bytes content, struct row within, struct buffer *counts,
                     struct row *best)
{
    struct bytes stretch = bytes_over(content.at + within.from, within.to - within.from), number;
    if (!count_rows(stretch, counts)) {
        return false;
    }
    size_t from = 0;
    for (size_t i = 1; i < stretch.left; i++) {
        from = counts->at[i] > counts->at[from] ? i : from;
    }
    if (stretch.left == 0 || counts->at[from] == 0) {
        return false;
    }
    struct bytes rest = bytes_over(stretch.at + from, stretch.left - from);
    while (integer_row_take(&rest, &number)) {
    }
    *best = (struct row){ within.from + from, within.to - rest.left };
    return true;
}

static void add_row(struct bytes content, struct row row, struct private_key *key)
{
    struct bytes rest = bytes_over(content.at + row.from, row.to - row.from), number;
    while (key->remain_count < RSA_REMAINS_MAX &&
           (integer_row_take(&rest, &number) ||
            (integer_row_enter_prime(&rest) && integer_row_take(&rest, &number)))) {
        if (number.left > 0 && (number.left > 1 || number.at[0] > 1)) { /* no version */
            key->remains[key->remain_count++] = number;
        }
    }
}

enum outcome rsa_salvage_read(struct bytes content, struct private_key *key)
{
    struct buffer counts = { 0 };
    struct row main, other;
    struct private_key read = { .public = { .algorithm = KEY_RSA }, .cut = true };
    if (content.left <= KEY_DER_MAX &&
        best_row(content, (struct row){ 0, content.left }, &counts, &main)) {
        if (best_row(content, (struct row){ 0, main.from }, &counts, &other)) {
            add_row(content, other, &read);
        }
        add_row(content, main, &read);
        size_t end = main.to;
        if (best_row(content, (struct row){ main.to, content.left }, &counts, &other)) {
            add_row(content, other, &read);
            end = other.to;
        }
        read.remains_end = end == content.left;
    }
    buffer_clear(&counts);
    if (!rsa_remains_place(&read)) {
        return OUTCOME_UNEXPECTED;
    }
    *key = read;
    return OUTCOME_OK;
}

enum outcome rsa_salvage_row(struct bytes content, struct written_numbers *numbers,
                             struct private_key *key)
{
    (void)numbers; /* they stand in the content itself */
    struct private_key read = { .public = { .algorithm = KEY_RSA },
                                .cut = true,
                                .remains_end = true };
    add_row(content, (struct row){ 0, content.left }, &read);
    if (!rsa_remains_place(&read)) {
        return OUTCOME_UNEXPECTED;
    }
    *key = read;
    return OUTCOME_OK;
}
