/* Primes of RSA in images of memory that are made here, from the numbers of a throw-away key. */
#include "bounds.h"
#include "bytes/integer_row.h"
#include "candidates/memory/limb_arithmetic.h"
#include "candidates/memory/limb_factors.h"
#include "leaf_log.h"
#include "memory_image.h"

#define KIB    ((size_t)1 << 10)
#define PRIME  ((size_t)128)
#define CHUNK  0x91u
#define BIG    0x111u
#define PAGE   ((size_t)4 << 10)
#define SHOWN  16
#define HEADER 8
/* Beside noise: below what reaches the bound, of limbs and products that are looked at. */
#define NOISY_MODULI 600

/* The lowest octet first. */
static struct buffer n, p, q;

static void read_numbers(void)
{
    struct bytes rest = buffer_bytes(&known_by_name("rsa2048")->content), number;
    struct buffer *const wanted[] = { NULL, &n, NULL, NULL, &p, &q };
    must(bytes_take(&rest, 4, &number)); /* SEQUENCE */
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        must(integer_row_take(&rest, &number));
        if (wanted[i] != NULL) {
            image_turn(number, wanted[i]);
        }
    }
    must(n.used == 2 * PRIME && p.used == PRIME && q.used == PRIME);
}

static void forget_numbers(void)
{
    buffer_clear(&n);
    buffer_clear(&p);
    buffer_clear(&q);
    forget_known();
}

/* Before what stands there. */
static void put_header(struct buffer *image, size_t at, unsigned header)
{
    memset(image->at + at - HEADER, 0, HEADER);
    image->at[at - HEADER] = (uint8_t)header;
    image->at[at - HEADER + 1] = (uint8_t)(header >> 8);
}

/* At the place that is named, behind a header of glibc where there is one. */
static void put(struct buffer *image, size_t at, struct bytes octets, unsigned header)
{
    image_grow(image, at + octets.left + HEADER);
    memcpy(image->at + at, octets.at, octets.left);
    if (header != 0) {
        put_header(image, at, header);
    }
}

struct shown {
    struct bytes leaf;
    struct {
        uint64_t offset, length;
    } keys[SHOWN];
    size_t count, unread;
};

static enum offer take_key(void *context, const struct candidate *candidate, bool last)
{
    struct shown *shown = context;
    if (candidate->form != CANDIDATE_LIMBS || candidate->foreign) {
        return OFFER_REFUSED;
    }
    const struct bytes content = candidate->content, taken = candidate->taken;
    must(last && content.left == 4 * PRIME && taken.left == candidate->length);
    must(memcmp(content.at, n.at, n.used) == 0);
    const uint8_t *one = content.at + 2 * PRIME, *other = one + PRIME;
    must((memcmp(one, p.at, PRIME) == 0 && memcmp(other, q.at, PRIME) == 0) ||
         (memcmp(one, q.at, PRIME) == 0 && memcmp(other, p.at, PRIME) == 0));
    ck_assert_uint_lt(shown->count, SHOWN);
    shown->keys[shown->count].offset = candidate->offset;
    shown->keys[shown->count++].length = candidate->length;
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
    must(fault->outcome == OUTCOME_BOUND && length > 0 && offset < shown->leaf.left);
    shown->unread++;
}

/* What begins in [own_from, own_to), of bytes that are seen from `base` on, in such pieces. */
static struct shown scan_range(struct bytes leaf, size_t piece, uint64_t base, uint64_t own_from,
                               uint64_t own_to)
{
    struct shown shown = { .leaf = leaf };
    const struct scan_sink sink = { &shown, take_key, take_certificate, take_reading, take_unread };
    const struct leaf_scan_span span = { .base = base, .own_from = own_from, .own_to = own_to };
    struct leaf_scan *scan = leaf_scan_new(&sink, &span);
    struct bytes skipped, part;
    must(scan != NULL && bytes_take(&leaf, base, &skipped));
    while (leaf.left > 0) {
        must(bytes_take(&leaf, leaf.left < piece ? leaf.left : piece, &part));
        uint8_t *copy = exact_copy(part.at, part.left);
        leaf_scan_push(scan, bytes_over(copy, part.left));
        free(copy);
    }
    leaf_scan_finish(scan);
    leaf_scan_free(scan);
    return shown;
}

static struct shown scan(const struct buffer *image)
{
    return scan_range(buffer_bytes(image), image->used, 0, 0, UINT64_MAX);
}

static const struct {
    const char *what;
    size_t n, p, q, size;
    unsigned chunk; /* of the modulus; 0: an INTEGER */
    bool found;
} layouts[] = {
    { "as OpenSSL makes them", 0x1000, 0x1400, 0x1510, 0x4000, BIG, true },
    { "as one that was freed before is taken again", 0x5ac0, 0x2800, 0x5e80, 0x8000, BIG, true },
    { "from an arena of a thread", 0x1000, 0x1400, 0x1510, 0x4000, BIG | 4, true },
    { "the second prime first", 0x1000, 0x1510, 0x1400, 0x4000, BIG, true },
    { "beside a certificate, in any place", 0x1003, 0x1400, 0x1510, 0x4000, 0, true },
    { "the certificate behind them", 0x1603, 0x1000, 0x1100, 0x4000, 0, true },
    { "one directly behind the other", 0x1003, 0x1400, 0x1400 + PRIME, 0x4000, 0, true },
    { "up to the end of the leaf", 0x1000, 0x1400, 0x4000 - PRIME, 0x4000, BIG, true },
    { "over a border of stretches", 64 * KIB - 128, 64 * KIB - 1024, 65 * KIB, 80 * KIB, BIG,
      true },
    { "the modulus far before", 0x1000, 129 * KIB, 190 * KIB, 400 * KIB, BIG, true },
    { "the modulus farther before", 0x1000, 133 * KIB, 190 * KIB, 400 * KIB, BIG, false },
    { "the modulus far behind", 163 * KIB, 100 * KIB, 101 * KIB, 400 * KIB, BIG, true },
    { "the modulus farther behind", 165 * KIB, 100 * KIB, 101 * KIB, 400 * KIB, BIG, false },
    { "the primes far from each other", 300 * KIB, 302 * KIB, 365 * KIB, 400 * KIB, BIG, true },
    { "the primes farther from each other", 300 * KIB, 302 * KIB, 367 * KIB, 400 * KIB, BIG,
      false },
    { "at no multiple of eight", 0x1000, 0x1404, 0x1510, 0x4000, BIG, false },
    { "a chunk that was mapped", 0x1000, 0x1400, 0x1510, 0x4000, BIG | 2, false },
    { "a chunk that is too short", 0x1000, 0x1400, 0x1510, 0x4000, 0x101, false },
    { "a chunk of another length", 0x1000, 0x1400, 0x1510, 0x4000, 0x119, false },
};

static struct buffer lay_out(int row)
{
    struct buffer image = { 0 };
    image_grow(&image, layouts[row].size);
    if (layouts[row].chunk != 0) {
        put(&image, layouts[row].n, buffer_bytes(&n), layouts[row].chunk);
    } else {
        image_put_integer(&image, layouts[row].n, buffer_bytes(&n));
    }
    put(&image, layouts[row].p, buffer_bytes(&p), 0);
    put(&image, layouts[row].q, buffer_bytes(&q), 0);
    image.used = layouts[row].size;
    return image;
}

START_TEST(pair_is_found_where_it_stands)
{
    struct buffer image = lay_out(_i);
    const struct shown shown = scan(&image);
    const size_t one = layouts[_i].p, other = layouts[_i].q, from = one < other ? one : other;
    ck_assert_msg(shown.count == (layouts[_i].found ? 1 : 0), "%s: %zu", layouts[_i].what,
                  shown.count);
    if (layouts[_i].found) {
        ck_assert_uint_eq(shown.keys[0].offset, from);
        ck_assert_uint_eq(shown.keys[0].length, (one < other ? other : one) - from + PRIME);
    }
    ck_assert_uint_eq(shown.unread, 0);
    buffer_clear(&image);
}
END_TEST

/* However it is cut, and seen by one range or another; and from just before it. */
START_TEST(place_alone_decides)
{
    struct buffer image = lay_out(_i);
    const struct bytes leaf = buffer_bytes(&image);
    const size_t one = layouts[_i].p, other = layouts[_i].q, from = one < other ? one : other;
    const size_t count = layouts[_i].found ? 1 : 0;
    const size_t before = from > SPELLED_SPAN_MAX ? from - SPELLED_SPAN_MAX : 0;
    ck_assert_uint_eq(scan_range(leaf, 1000, 0, 0, UINT64_MAX).count, count);
    ck_assert_uint_eq(scan_range(leaf, 70000, 0, 0, from).count, 0);
    ck_assert_uint_eq(scan_range(leaf, 70000, 0, 0, from + 1).count, count);
    ck_assert_uint_eq(scan_range(leaf, 70000, before, from, from + 1).count, count);
    ck_assert_uint_eq(scan_range(leaf, 5000, before, from + 1, UINT64_MAX).count, 0);
    buffer_clear(&image);
}
END_TEST

static const struct {
    const char *what;
    enum limb_order order;
    size_t n, p, q;
    size_t wrong; /* place of an octet that is changed, by this: */
    uint8_t by;
    enum { NONE, PAIR, FIRST, SECOND } told; /* both, or one that is divided by (limb_join.h) */
} heaps[] = {
    { "a heap dump", LIMBS_BIG, 0x1003, 0x1205, 0x1333, 0, 0, PAIR },
    { "the heap itself", LIMBS_JAVA, 0x1010, 0x1130, 0x1200, 0, 0, PAIR },
    { "the certificate alone", LIMBS_BIG, 0, 0x1205, 0x1333, 0, 0, PAIR },
    { "the certificate beside a heap", LIMBS_JAVA, 0, 0x1130, 0x1200, 0, 0, PAIR },
    { "far from each other", LIMBS_BIG, 0x1003, 0x11003, 0x20003, 0, 0, PAIR },
    { "farther from each other", LIMBS_BIG, 0x1003, 0x11003, 0x22003, 0, 0, FIRST },
    { "an array of other elements", LIMBS_BIG, 0x1003, 0x1205, 0x1333, 0x1204, 1, SECOND },
    { "an array of another length", LIMBS_BIG, 0x1003, 0x1205, 0x1333, 0x1203, 2, SECOND },
    { "a modulus of another length", LIMBS_BIG, 0x1003, 0x1205, 0x1333, 0x1001, 1, NONE },
    { "a count of another length", LIMBS_JAVA, 0x1010, 0x1130, 0x1200, 0x112c, 2, SECOND },
    { "a count of millions", LIMBS_JAVA, 0x1010, 0x1130, 0x1200, 0x112e, 1, SECOND },
    { "at no multiple of eight", LIMBS_JAVA, 0x1010, 0x1134, 0x1200, 0, 0, SECOND },
    { "an octet of a number", LIMBS_JAVA, 0x1010, 0x1130, 0x1200, 0x1144, 4, SECOND },
};

START_TEST(heap_of_java_is_read)
{
    struct buffer image = { 0 };
    image_grow(&image, 0x30000);
    if (heaps[_i].n != 0) {
        image_put_array(&image, heaps[_i].n, buffer_bytes(&n), heaps[_i].order);
    } else {
        image_put_integer(&image, 0x1003, buffer_bytes(&n));
    }
    image_put_array(&image, heaps[_i].p, buffer_bytes(&p), heaps[_i].order);
    image_put_array(&image, heaps[_i].q, buffer_bytes(&q), heaps[_i].order);
    image.at[heaps[_i].wrong] ^= heaps[_i].by;
    const struct shown shown = scan(&image);
    const bool told = heaps[_i].told != NONE;
    ck_assert_msg(shown.count == (told ? 1 : 0), "%s: %zu", heaps[_i].what, shown.count);
    if (told) {
        const size_t from = heaps[_i].told == SECOND ? heaps[_i].q : heaps[_i].p;
        const size_t to = heaps[_i].told == FIRST ? heaps[_i].p : heaps[_i].q;
        ck_assert_uint_eq(shown.keys[0].offset, from);
        ck_assert_uint_eq(shown.keys[0].length, to - from + PRIME);
        ck_assert_uint_eq(scan_range(buffer_bytes(&image), 5000, 0, from, from + 1).count, 1);
        image.used = heaps[_i].q + PRIME;
        ck_assert_uint_eq(scan(&image).count, 1);
        image.used--;
        ck_assert_uint_eq(scan(&image).count, heaps[_i].told == SECOND ? 0 : 1);
    }
    buffer_clear(&image);
}
END_TEST

START_TEST(whole_piece_is_read_like_its_parts)
{
    struct buffer image = { 0 };
    for (size_t at = PAGE; at < 2000 * KIB; at += 230 * KIB) {
        put(&image, at, buffer_bytes(&n), BIG);
        put(&image, at + 10 * KIB, buffer_bytes(&p), CHUNK);
        put(&image, at + 60 * KIB, buffer_bytes(&q), CHUNK);
    }
    const struct shown whole = scan(&image),
                       cut = scan_range(buffer_bytes(&image), 3000, 0, 0, UINT64_MAX);
    ck_assert_uint_eq(whole.count, 9);
    ck_assert_mem_eq(&whole.keys, &cut.keys, sizeof(whole.keys));
    buffer_clear(&image);
}
END_TEST

/* OpenSSL keeps each of them again, with what its multiplication needs. */
START_TEST(copies_that_are_near_are_told_once)
{
    struct buffer image = { 0 };
    for (size_t i = 0; i < 4; i++) {
        put(&image, PAGE + 600 * i, buffer_bytes(&p), CHUNK);
        put(&image, PAGE + 600 * i + 200, buffer_bytes(&q), CHUNK);
    }
    put(&image, 2 * PAGE, buffer_bytes(&n), BIG);
    image_put_integer(&image, 2 * PAGE + 512, buffer_bytes(&n));
    put(&image, 100 * KIB, buffer_bytes(&q), CHUNK);
    put(&image, 100 * KIB + 512, buffer_bytes(&p), CHUNK);
    const struct shown shown = scan(&image);
    ck_assert_uint_eq(shown.count, 2);
    ck_assert_uint_eq(shown.keys[0].offset, PAGE);
    ck_assert_uint_eq(shown.keys[1].offset, 100 * KIB);
    buffer_clear(&image);
}
END_TEST

/* Any bit of the three, also where the lowest limbs fit. */
START_TEST(numbers_of_no_key_are_none)
{
    static const size_t bits[] = { 1, 63, 64, 100, 8 * PRIME - 2 };
    for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
        for (size_t wrong = 0; wrong < 3; wrong++) {
            static const size_t places[] = { 0x1000, 0x1400, 0x1510 };
            struct buffer image = lay_out(0);
            image.at[places[wrong] + bits[i] / 8] ^= (uint8_t)(1u << bits[i] % 8);
            ck_assert_uint_eq(scan(&image).count, 0);
            buffer_clear(&image);
        }
    }
}
END_TEST

START_TEST(shorter_images_hold_none)
{
    struct buffer image = lay_out(0);
    for (size_t kept = 0x1510; kept < 0x1510 + PRIME; kept++) {
        image.used = kept;
        ck_assert_uint_eq(scan(&image).count, 0);
    }
    image.used = 0x1510 + PRIME;
    ck_assert_uint_eq(scan(&image).count, 1);
    buffer_clear(&image);
}
END_TEST

static struct buffer noise(size_t size)
{
    struct buffer image = { 0 };
    uint64_t drawn = 7;
    while (image.used < size) {
        drawn = drawn * 6364136223846793005u + 1442695040888963407u;
        must(buffer_append_byte(&image, (uint8_t)(drawn >> 56)));
    }
    return image;
}

/* Noise has primes everywhere, and products of the lowest limbs: it hides no key. */
START_TEST(key_in_noise_is_found)
{
    struct buffer image = noise(300 * KIB);
    image_put_integer(&image, 150 * KIB + 3, buffer_bytes(&n));
    put(&image, 151 * KIB, buffer_bytes(&p), 0);
    put(&image, 200 * KIB, buffer_bytes(&q), 0);
    const struct shown shown = scan(&image);
    ck_assert_uint_eq(shown.count, 1);
    ck_assert_uint_eq(shown.keys[0].offset, 151 * KIB);
    ck_assert_uint_eq(shown.unread, 0);
    buffer_clear(&image);
}
END_TEST

/* A lowest limb that none of them has is told from theirs at once. Where chains were gone through
 * for one of four, so many moduli came to the bound. */
START_TEST(noise_around_moduli_is_read_to_its_end)
{
    struct buffer image = noise(400 * KIB);
    size_t at = 64 * KIB;
    for (size_t i = 0; i < NOISY_MODULI; i++, at += 2 * PRIME + 16) {
        image.at[at] |= 1;
        image.at[at + 2 * PRIME - 1] |= 0x80;
        put_header(&image, at, BIG);
    }
    ck_assert_uint_lt(at, 230 * KIB);
    image_put_integer(&image, 231 * KIB + 3, buffer_bytes(&n));
    put(&image, 260 * KIB, buffer_bytes(&p), 0);
    put(&image, 300 * KIB, buffer_bytes(&q), 0);
    const struct shown shown = scan(&image);
    ck_assert_uint_eq(shown.count, 1);
    ck_assert_uint_eq(shown.unread, 0);
    buffer_clear(&image);
}
END_TEST

/* Nothing is a product of two primes that is a multiple of a small one. All limbs of the noise were
 * held against each such number, and came to the bound. */
START_TEST(moduli_with_small_factors_hide_no_key)
{
    struct buffer image = noise(500 * KIB);
    for (size_t at = 64 * KIB; at < 320 * KIB; at += 2 * PRIME + 16) {
        image.at[at] |= 1;
        image.at[at + 2 * PRIME - 1] = 0x80;
        while (!limb_has_small_factor(image.at + at, 2 * PRIME / HEADER)) {
            image.at[at] = (uint8_t)(image.at[at] + 2);
        }
        put_header(&image, at, BIG);
    }
    image_put_integer(&image, 321 * KIB + 3, buffer_bytes(&n));
    put(&image, 330 * KIB, buffer_bytes(&p), 0);
    put(&image, 340 * KIB, buffer_bytes(&q), 0);
    const struct shown shown = scan(&image);
    ck_assert_uint_eq(shown.count, 1);
    ck_assert_uint_eq(shown.unread, 0);
    buffer_clear(&image);
}
END_TEST

/* More moduli than are kept. */
START_TEST(flood_of_moduli_is_told)
{
    struct buffer image = { 0 };
    n.used = PRIME;
    for (size_t at = PAGE; at < 200 * KIB; at += PRIME + 16) {
        n.at[40] = (uint8_t)at;
        n.at[41] = (uint8_t)(at >> 8);
        n.at[42] = (uint8_t)(at >> 16);
        while (limb_has_small_factor(n.at, n.used / HEADER)) {
            n.at[0] = (uint8_t)(n.at[0] + 2);
        }
        put(&image, at, buffer_bytes(&n), CHUNK);
    }
    const struct shown shown = scan(&image);
    ck_assert_uint_eq(shown.count, 0);
    ck_assert_uint_gt(shown.unread, 0);
    buffer_clear(&image);
}
END_TEST

/* All of them in the first stretch, in chunks that overlap. */
START_TEST(flood_of_moduli_at_the_front_is_told)
{
    static const uint8_t chunk[7 * HEADER] = { CHUNK };
    struct buffer image = { 0 };
    image_grow(&image, 200 * KIB);
    for (size_t at = PAGE; at + sizeof(chunk) < 64 * KIB; at += sizeof(chunk)) {
        memset(image.at + at, 0x11, sizeof(chunk));
        memcpy(image.at + at, chunk, HEADER);
    }
    const struct shown shown = scan(&image);
    ck_assert_uint_eq(shown.count, 0);
    ck_assert_uint_gt(shown.unread, 0);
    buffer_clear(&image);
}
END_TEST

/* The elements of one hold the front of the next: there are more of them than limbs. */
START_TEST(arrays_within_arrays_have_room)
{
    static const uint8_t front[] = { 0x81, 0x55, 0, 0, 0, 16, 10 };
    struct buffer image = { 0 };
    n.used = PRIME;
    image_grow(&image, 300 * KIB);
    for (size_t at = PAGE; at + sizeof(front) < 300 * KIB; at += sizeof(front)) {
        memcpy(image.at + at, front, sizeof(front));
    }
    put(&image, 150 * KIB, buffer_bytes(&n), CHUNK);
    ck_assert_uint_eq(scan(&image).count, 0);
    buffer_clear(&image);
}
END_TEST

/* Each pair of limbs of it could be the lowest of two primes. */
START_TEST(flood_of_primes_is_told)
{
    static const uint8_t one[HEADER] = { 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
    static const uint8_t square[HEADER] = { 1, 0xfe };
    struct buffer image = { 0 };
    image_grow(&image, 200 * KIB);
    for (size_t at = PAGE; at < 200 * KIB; at += HEADER) {
        memcpy(image.at + at, one, HEADER);
    }
    memcpy(n.at, square, HEADER);
    while (limb_has_small_factor(n.at, n.used / HEADER)) {
        n.at[HEADER]++;
    }
    put(&image, 100 * KIB, buffer_bytes(&n), BIG);
    const struct shown shown = scan(&image);
    ck_assert_uint_eq(shown.count, 0);
    ck_assert_uint_gt(shown.unread, 0);
    buffer_clear(&image);
}
END_TEST

int main(void)
{
    const int rows = (int)(sizeof(layouts) / sizeof(layouts[0]));
    TCase *tests = tcase_create("limb_factors");
    tcase_add_checked_fixture(tests, read_numbers, forget_numbers);
    tcase_add_loop_test(tests, pair_is_found_where_it_stands, 0, rows);
    tcase_add_loop_test(tests, place_alone_decides, 0, rows);
    tcase_add_loop_test(tests, heap_of_java_is_read, 0, (int)(sizeof(heaps) / sizeof(heaps[0])));
    tcase_add_test(tests, whole_piece_is_read_like_its_parts);
    tcase_add_test(tests, copies_that_are_near_are_told_once);
    tcase_add_test(tests, numbers_of_no_key_are_none);
    tcase_add_test(tests, shorter_images_hold_none);
    tcase_add_test(tests, key_in_noise_is_found);
    tcase_add_test(tests, noise_around_moduli_is_read_to_its_end);
    tcase_add_test(tests, moduli_with_small_factors_hide_no_key);
    tcase_add_test(tests, flood_of_moduli_is_told);
    tcase_add_test(tests, flood_of_moduli_at_the_front_is_told);
    tcase_add_test(tests, arrays_within_arrays_have_room);
    tcase_add_test(tests, flood_of_primes_is_told);
    if (!leaf_scan_prepare()) {
        return EXIT_FAILURE;
    }
    const int status = suite_run("limb_factors", tests);
    leaf_scan_release();
    return status;
}
