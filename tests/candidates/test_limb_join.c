/* Numbers of RSA that stand far from each other in images of memory that are made here. */
#include <time.h>

#include "bounds.h"
#include "bytes/integer_row.h"
#include "candidates/memory/limb_join.h"
#include "leaf_log.h"
#include "memory_image.h"

#define NUMBERS 6 /* of PKCS#1, up to q */
#define MIDDLE  ((size_t)160 << 10)
#define FAR     ((size_t)360 << 10)
#define FAULTS  5

enum { VERSION, N, E, D, P, Q };

/* The lowest octet first. */
static struct buffer number[NUMBERS];

static void read_numbers(void)
{
    struct bytes rest = buffer_bytes(&known_by_name("rsa2048")->content), octets;
    must(bytes_take(&rest, 4, &octets)); /* SEQUENCE */
    for (size_t i = 0; i < NUMBERS; i++) {
        must(integer_row_take(&rest, &octets));
        image_turn(octets, &number[i]);
    }
}

static void forget_numbers(void)
{
    for (size_t i = 0; i < NUMBERS; i++) {
        buffer_clear(&number[i]);
    }
    forget_known();
}

struct shown {
    uint64_t offset, length;
    size_t count, unread;
    bool by_exponent;
};

static bool has(const struct candidate *candidate, size_t at, size_t index)
{
    return candidate->content.left - at >= number[index].used &&
           memcmp(candidate->content.at + at, number[index].at, number[index].used) == 0;
}

/* What it says belongs together, and what it took is what stands there. */
static enum offer take_key(void *context, const struct candidate *candidate, bool last)
{
    static const uint8_t e[] = { 1, 0, 1, 0, 0, 0, 0, 0 };
    struct shown *shown = context;
    const size_t n = number[N].used, prime = number[P].used;
    must(last && candidate->form == CANDIDATE_LIMBS && has(candidate, 0, N));
    must(candidate->taken.left == candidate->length);
    shown->by_exponent = candidate->content.left == 2 * n + sizeof(e);
    if (shown->by_exponent) {
        must(has(candidate, n, D) && memcmp(candidate->content.at + 2 * n, e, sizeof(e)) == 0);
    } else {
        must(candidate->content.left == 2 * n);
        must((has(candidate, n, P) && has(candidate, n + prime, Q)) ||
             (has(candidate, n, Q) && has(candidate, n + prime, P)));
    }
    shown->offset = candidate->offset;
    shown->length = candidate->length;
    shown->count++;
    return OFFER_TAKEN;
}

static void take_certificate(void *context, const struct found_certificate *found)
{
    (void)context;
    (void)found;
}

static void take_reading(void *context, const char *decoding, struct bytes decoded, uint64_t offset,
                         uint64_t length)
{
    (void)context, (void)decoding, (void)decoded, (void)offset, (void)length;
}

static void take_unread(void *context, const struct fault *fault, uint64_t offset, uint64_t length)
{
    struct shown *shown = context;
    (void)offset;
    must(fault->outcome == OUTCOME_BOUND && length > 0);
    shown->unread++;
}

static struct shown scan_range(struct bytes leaf, size_t piece, uint64_t own_from, uint64_t own_to)
{
    struct shown shown = { 0 };
    const struct scan_sink sink = { &shown, take_key, take_certificate, take_reading, take_unread };
    const struct leaf_scan_span span = { .own_from = own_from, .own_to = own_to };
    struct leaf_scan *scan = leaf_scan_new(&sink, &span);
    struct bytes part;
    must(scan != NULL);
    while (leaf.left > 0) {
        must(bytes_take(&leaf, leaf.left < piece ? leaf.left : piece, &part));
        leaf_scan_push(scan, part);
    }
    leaf_scan_finish(scan);
    leaf_scan_free(scan);
    return shown;
}

static struct shown scan(const struct buffer *image)
{
    return scan_range(buffer_bytes(image), image->used, 0, UINT64_MAX);
}

enum holder { CHUNK, DUMPED, HELD, INTEGER, BARE };

/* How it is held at a place, where its first octet stands. */
static void put_number(struct buffer *image, size_t at, size_t index, enum holder holder)
{
    switch (holder) {
    case CHUNK:
        image_put_chunk(image, at, buffer_bytes(&number[index]));
        break;
    case DUMPED:
    case HELD:
        image_put_array(image, at, buffer_bytes(&number[index]),
                        holder == DUMPED ? LIMBS_BIG : LIMBS_JAVA);
        break;
    case INTEGER:
        image_put_integer(image, at, buffer_bytes(&number[index]));
        break;
    case BARE:
        image_put(image, at, buffer_bytes(&number[index]));
        break;
    }
}

static const struct {
    const char *what;
    struct {
        size_t index, at;
        enum holder holder;
    } put[3];
    size_t shown; /* which of them a key is told at, from 1 on; 0: none */
} layouts[] = {
    { "each far from the others",
      { { N, 4096, CHUNK }, { P, MIDDLE, CHUNK }, { Q, FAR, CHUNK } },
      2 },
    { "the modulus last", { { Q, 4096, CHUNK }, { P, MIDDLE, CHUNK }, { N, FAR, CHUNK } }, 1 },
    { "a certificate far away",
      { { N, 4099, INTEGER }, { P, MIDDLE, CHUNK }, { Q, FAR, CHUNK } },
      2 },
    { "one prime alone", { { N, FAR + 3, INTEGER }, { Q, MIDDLE, CHUNK } }, 2 },
    { "one prime alone, beside a certificate", { { N, 4099, INTEGER }, { P, 8192, CHUNK } }, 2 },
    { "one prime in a heap dump", { { N, 4099, INTEGER }, { P, MIDDLE + 5, DUMPED } }, 2 },
    { "one prime in the heap of a JVM", { { N, 4099, INTEGER }, { P, MIDDLE, HELD } }, 2 },
    { "the private exponent of OpenSSL", { { N, 4096, CHUNK }, { D, MIDDLE, CHUNK } }, 2 },
    { "the private exponent in a heap dump", { { N, 4101, DUMPED }, { D, 4401, DUMPED } }, 2 },
    { "the private exponent in the heap of a JVM", { { N, 4096, HELD }, { D, MIDDLE, HELD } }, 2 },
    { "primes before the exponent", { { N, 4096, HELD }, { D, 8192, HELD }, { Q, FAR, HELD } }, 3 },
    { "held in different ways",
      { { N, 4096, HELD }, { P, MIDDLE, CHUNK }, { Q, FAR, DUMPED } },
      2 },
    { "far away in no chunk", { { N, 4096, CHUNK }, { P, MIDDLE, BARE }, { Q, FAR, BARE } }, 0 },
    { "an exponent in no chunk", { { N, 4096, CHUNK }, { D, MIDDLE, BARE } }, 0 },
    { "no modulus", { { P, 4096, CHUNK }, { Q, MIDDLE, CHUNK }, { D, FAR, CHUNK } }, 0 },
};

static struct buffer lay_out(int row)
{
    struct buffer image = { 0 };
    image_grow(&image, FAR + 4096);
    for (size_t i = 0; i < 3 && layouts[row].put[i].at != 0; i++) {
        put_number(&image, layouts[row].put[i].at, layouts[row].put[i].index,
                   layouts[row].put[i].holder);
    }
    return image;
}

/* Whoever owns what is behind that place alone tells of the other prime, if there is one. */
static size_t others_behind(int row, uint64_t at)
{
    size_t others = 0;
    for (size_t i = 0; i < 3; i++) {
        others += layouts[row].put[i].index != N && layouts[row].put[i].at > at ? 1 : 0;
    }
    return others > 0 ? 1 : 0;
}

START_TEST(number_is_found_wherever_it_stands)
{
    struct buffer image = lay_out(_i);
    const struct shown whole = scan(&image);
    const size_t told = layouts[_i].shown;
    ck_assert_msg(whole.count == (told > 0 ? 1 : 0), "%s: %zu", layouts[_i].what, whole.count);
    ck_assert_uint_eq(whole.unread, 0);
    if (told > 0) {
        const size_t index = layouts[_i].put[told - 1].index;
        const uint64_t at = layouts[_i].put[told - 1].at;
        const struct bytes leaf = buffer_bytes(&image);
        ck_assert_msg(whole.offset == at && whole.length == number[index].used, "%s",
                      layouts[_i].what);
        ck_assert(whole.by_exponent == (index == D));
        const struct shown cut = scan_range(leaf, 100000, 0, UINT64_MAX);
        ck_assert_mem_eq(&cut, &whole, sizeof(whole));
        ck_assert_uint_eq(scan_range(leaf, 100000, at, at + 1).count, 1);
        ck_assert_uint_eq(scan_range(leaf, 100000, at + 1, UINT64_MAX).count,
                          others_behind(_i, at));
    }
    buffer_clear(&image);
}
END_TEST

/* Any bit of either; of an exponent any that its upper half is told by. */
START_TEST(numbers_of_no_key_are_none)
{
    static const size_t faults[2][FAULTS] = { { 1, 63, 64, 700, 1020 },
                                              { 1100, 1300, 1700, 2000, 2040 } };
    const size_t private = _i == 0 ? P : D;
    for (size_t i = 0; i < 2 * FAULTS; i++) {
        struct buffer image = { 0 };
        const size_t bit = faults[_i][i / 2];
        uint8_t *wrong = number[i % 2 == 0 ? (size_t)N : private].at + bit / 8;
        *wrong ^= (uint8_t)(1u << bit % 8);
        put_number(&image, 4096, N, CHUNK);
        put_number(&image, 20000, private, CHUNK);
        *wrong ^= (uint8_t)(1u << bit % 8);
        ck_assert_uint_eq(scan(&image).count, 0);
        buffer_clear(&image);
    }
}
END_TEST

/* p would be the modulus of d mod (p - 1), as its primes are p and 1. */
START_TEST(prime_is_no_modulus)
{
    struct bytes rest = buffer_bytes(&known_by_name("rsa2048")->content), octets;
    struct buffer image = { 0 }, dp = { 0 };
    image_grow(&image, FAR);
    must(bytes_take(&rest, 4, &octets));
    for (size_t i = 0; i <= NUMBERS; i++) {
        must(integer_row_take(&rest, &octets));
    }
    image_turn(octets, &dp);
    image_put_chunk(&image, 4096, buffer_bytes(&number[P]));
    image_put_chunk(&image, 8192, buffer_bytes(&dp));
    ck_assert_uint_eq(scan(&image).count, 0);
    buffer_clear(&dp);
    buffer_clear(&image);
}
END_TEST

START_TEST(shorter_images_hold_none)
{
    struct buffer image = { 0 };
    put_number(&image, 4096, N, CHUNK);
    put_number(&image, 20000, P, CHUNK);
    for (size_t kept = 20000; kept < 20000 + number[P].used; kept++) {
        image.used = kept;
        ck_assert_uint_eq(scan(&image).count, 0);
    }
    buffer_clear(&image);
}
END_TEST

/* Copies of what was told near its modulus are not told again. */
START_TEST(key_that_was_told_is_not_told_again)
{
    struct buffer image = { 0 };
    image_grow(&image, FAR + 4096);
    put_number(&image, 4096, N, CHUNK);
    put_number(&image, 8192, P, CHUNK);
    put_number(&image, 12288, Q, CHUNK);
    put_number(&image, FAR, P, CHUNK);
    const struct shown shown = scan(&image);
    ck_assert_uint_eq(shown.count, 1);
    ck_assert_uint_eq(shown.offset, 8192);
    buffer_clear(&image);
}
END_TEST

/* More numbers than are kept: it is said. Of 17 limbs, as no modulus and no prime of one has. */
START_TEST(flood_of_numbers_is_told)
{
    struct buffer image = { 0 }, held = { 0 };
    must(buffer_append(&held, buffer_bytes(&number[P])));
    must(buffer_append(&held, bytes_over(number[Q].at, LIMB_OCTETS)));
    must(buffer_append_number(&held, LIMB_OCTETS, 0));
    for (size_t i = 0; i <= LIMB_STORED_MAX; i++) {
        held.at[1] = (uint8_t)i;
        held.at[2] = (uint8_t)(i >> 8);
        image_put_chunk(&image, 64 + 176 * i, buffer_bytes(&held));
    }
    image_grow(&image, image.used + 4096);
    const struct shown shown = scan(&image);
    ck_assert_uint_eq(shown.count, 0);
    ck_assert_uint_eq(shown.unread, 1);
    buffer_clear(&held);
    buffer_clear(&image);
}
END_TEST

/* Each could be the private exponent of all others. */
START_TEST(flood_of_moduli_is_told)
{
    struct buffer image = { 0 };
    for (size_t i = 0; i < 1000; i++) {
        number[P].at[1] = (uint8_t)i;
        number[P].at[2] = (uint8_t)(i >> 8);
        put_number(&image, 64 + 160 * i, P, CHUNK);
    }
    const struct shown shown = scan(&image);
    ck_assert_uint_eq(shown.count, 0);
    ck_assert_uint_eq(shown.unread, 1);
    buffer_clear(&image);
}
END_TEST

#define ALIKE       200000u
#define SECONDS_MAX 5

/* They differ in another limb than the lowest: none is gone through for each of the others. */
START_TEST(numbers_with_one_lowest_limb_cost_no_more)
{
    struct limb_store store = { 0 };
    const struct limb_sight sight = { .held = true, .owned = true };
    struct bytes octets = bytes_over(number[P].at, number[P].used);
    const clock_t begin = clock();
    for (uint32_t i = 0; i < ALIKE; i++) {
        memcpy(number[P].at + LIMB_OCTETS, &i, sizeof(i));
        limb_store_add(&store, octets, &sight);
        limb_store_add(&store, octets, &sight);
    }
    ck_assert_uint_eq(store.count, LIMB_STORED_MAX);
    ck_assert_int_lt((clock() - begin) / CLOCKS_PER_SEC, SECONDS_MAX);
    limb_store_clear(&store);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("limb_join");
    tcase_add_checked_fixture(tests, read_numbers, forget_numbers);
    tcase_add_loop_test(tests, number_is_found_wherever_it_stands, 0,
                        (int)(sizeof(layouts) / sizeof(layouts[0])));
    tcase_add_loop_test(tests, numbers_of_no_key_are_none, 0, 2);
    tcase_add_test(tests, prime_is_no_modulus);
    tcase_add_test(tests, shorter_images_hold_none);
    tcase_add_test(tests, key_that_was_told_is_not_told_again);
    tcase_add_test(tests, flood_of_numbers_is_told);
    tcase_add_test(tests, flood_of_moduli_is_told);
    tcase_add_test(tests, numbers_with_one_lowest_limb_cost_no_more);
    if (!leaf_scan_prepare()) {
        return EXIT_FAILURE;
    }
    const int status = suite_run("limb_join", tests);
    leaf_scan_release();
    return status;
}
