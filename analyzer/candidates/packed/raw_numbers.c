#include "candidates/packed/raw_numbers.h"

#include "bounds.h"
#include "bytes/der.h"
#include "bytes/integer_row.h"

/* Signatures of ECDSA are pairs of numbers too, of up to 66 octets on P-521, but of 64
 * hardly ever: their first octet is at most 1. */
#define PRIME_OCTETS_MIN    64
#define EXPONENT_OCTETS_MAX 8
/* p, q, dP, dQ and qInv. */
#define NUMBERS_BEFORE_OTHERS 5
/* What an exponentiation with a modulus of 2,048 bits takes, in bytes read around anchors
 * (CANDIDATE_WORK_MAX); it grows with the cube. */
#define MODULUS_USUAL 256u
#define WORK_USUAL    ((uint64_t)128 << 10)
/* What a search for the primes takes of dP, dQ and qInv. */
#define SEARCH_USUAL ((uint64_t)512 << 10)

struct number_row {
    size_t lengths[RSA_REMAINS_MAX]; /* of the numbers, in octets */
    size_t count, length;            /* `length`: of all, in bytes */
    bool cut;                        /* another INTEGER begins behind it, which the leaf cuts off */
};

static struct number_row row_at(struct bytes text, size_t at, bool ends)
{
    struct number_row row = { 0 };
    struct bytes rest = bytes_over(text.at + at, text.left - at), number;
    while (row.count < RSA_REMAINS_MAX &&
           (integer_row_take(&rest, &number) ||
            (row.count >= NUMBERS_BEFORE_OTHERS && integer_row_enter_prime(&rest) &&
             integer_row_take(&rest, &number)))) {
        row.lengths[row.count++] = number.left;
    }
    row.length = text.left - at - rest.left;
    row.cut = ends && (rest.left == 0 || (der_next_is(rest, DER_INTEGER) &&
                                          (rest.left < 4 || der_span(rest) > rest.left)));
    return row;
}

static bool is_pair(const struct number_row *row, size_t i)
{
    const size_t p = row->lengths[i], q = i + 1 < row->count ? row->lengths[i + 1] : 0;
    return p >= PRIME_OCTETS_MIN && p <= q + 2 && q <= p + 2;
}

static bool is_plausible(const struct number_row *row)
{
    for (size_t i = 0; i + 1 < row->count; i++) {
        const size_t *lengths = row->lengths + i;
        if (is_pair(row, i) && (row->count > 2 || row->cut)) {
            return true;
        }
        if (i + 2 < row->count && lengths[0] >= PRIME_OCTETS_MIN && lengths[1] > 0 &&
            lengths[1] <= EXPONENT_OCTETS_MAX && lengths[2] <= lengths[0] &&
            lengths[2] > lengths[0] / 2) {
            return true;
        }
    }
    return false;
}

bool raw_numbers_plausible(struct bytes text, size_t at, bool ends)
{
    const struct number_row row = row_at(text, at, ends);
    return is_plausible(&row);
}

static uint64_t work_of(const struct number_row *row)
{
    size_t longest = 0; /* of a modulus: one that stands there, or one of two primes */
    for (size_t i = 0; i < row->count; i++) {
        const size_t octets = is_pair(row, i) ? 2 * row->lengths[i] : row->lengths[i];
        longest = octets > longest ? octets : longest;
    }
    const uint64_t times = (longest + MODULUS_USUAL - 1) / MODULUS_USUAL;
    const uint64_t search = row->count >= 3 ? SEARCH_USUAL * times : 0;
    return WORK_USUAL * times * times * times + search;
}

void raw_numbers_read(const struct leaf_window *window, size_t at, struct delivery *delivery)
{
    const uint64_t offset = window->base + at;
    if (offset < delivery->numbers_to && offset >= delivery->numbers_from) {
        return;
    }
    const struct number_row row = row_at(window->text, at, window->ends);
    if (!is_plausible(&row)) {
        return;
    }
    delivery->numbers_from = offset;
    delivery->numbers_to = offset + row.length;
    const struct bytes content = bytes_over(window->text.at + at, row.length);
    const struct candidate candidate = { .form = CANDIDATE_RSA_NUMBERS,
                                         .origin = ORIGIN_BINARY,
                                         .content = content,
                                         .offset = offset,
                                         .length = row.length,
                                         .taken = content };
    if (delivery_key(delivery, &candidate, true) == OFFER_TAKEN) {
        delivery_take(delivery, offset, offset + row.length);
        return;
    }
    delivery->work += work_of(&row);
}
