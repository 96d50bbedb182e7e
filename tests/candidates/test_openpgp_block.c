#include "candidates/packed/openpgp_block.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "buffer.h"
#include "suite.h"

/* RSA keys whose secret part is on a card, of which 65537 alone is an anchor. */

#define FILLING 0x5a
#define CARD    "\xfe\0\x65\0GNU\1"

static void append_number(struct buffer *into, size_t octets, size_t number)
{
    ck_assert(buffer_append_number(into, octets, number));
}

/* A packet of version 4, with something before and behind it; where its exponent stands. */
static size_t write_packet(struct buffer *into, size_t bits)
{
    const size_t width = (bits + 7) / 8;
    append_number(into, 1, FILLING);
    append_number(into, 1, 0x95);
    append_number(into, 2, 6 + 2 + width + 5 + sizeof(CARD) - 1);
    append_number(into, 1, 4);
    append_number(into, 4, 0x5a5a5a5a);
    append_number(into, 1, 1);
    append_number(into, 2, bits);
    append_number(into, 1, (size_t)1 << (bits - 1) % 8);
    for (size_t i = 2; i < width; i++) {
        append_number(into, 1, FILLING);
    }
    append_number(into, 1, FILLING | 1);
    const size_t exponent = into->used;
    ck_assert(buffer_append(into, bytes_over("\0\x11\1\0\1", 5)) &&
              buffer_append(into, bytes_over(CARD, sizeof(CARD) - 1)));
    append_number(into, 1, FILLING);
    return exponent;
}

static void look_for(size_t bits, bool there)
{
    struct buffer text = { 0 };
    size_t from = 0, length = 0;
    const size_t exponent = write_packet(&text, bits);
    uint8_t *exact = exact_copy(text.at, text.used);
    ck_assert_msg(openpgp_block_extent(bytes_over(exact, text.used), exponent, &from, &length) ==
                      there,
                  "%zu bits", bits);
    if (there) {
        ck_assert_uint_eq(from, 1);
        ck_assert_uint_eq(length, text.used - 2);
    }
    free(exact);
    buffer_clear(&text);
}

START_TEST(modulus_of_every_width_is_found_from_its_exponent)
{
    for (size_t bits = 249; bits <= RSA_BITS_MAX; bits += bits < 1100 ? 1 : 7) {
        look_for(bits, true);
    }
    look_for(RSA_BITS_MAX, true);
}
END_TEST

START_TEST(modulus_of_another_width_is_none)
{
    look_for(240, false);
    look_for(248, false);
    look_for(RSA_BITS_MAX + 1, false);
    look_for(RSA_BITS_MAX + 8, false);
}
END_TEST

static void append_filled(struct buffer *into, size_t bits)
{
    append_number(into, 2, bits);
    append_number(into, 1, 0x80 | FILLING);
    for (size_t i = 2; i < bits / 8; i++) {
        append_number(into, 1, FILLING);
    }
    append_number(into, 1, FILLING | 1);
}

/* A closed key of DSA; its generator is full of what looks like the front of one. Where its
 * protection stands. */
static size_t write_closed_dsa(struct buffer *into, size_t fronts)
{
    static const uint8_t front[] = { 4, 0, 0, 0, 0, 17, 0 };
    static const uint8_t closed[] = { 0xfe, 7, 3, 2, 1, 2, 3, 4, 5, 6, 7, 8, 0x60 };
    const size_t numbers = 4 * 2 + 3 * 256 + 32, filling = 16 + 40;
    append_number(into, 1, 0x95);
    append_number(into, 2, 6 + numbers + sizeof(closed) + filling);
    append_number(into, 1, 4);
    append_number(into, 4, 0x5a5a5a5a);
    append_number(into, 1, 17);
    append_filled(into, 2048);
    append_filled(into, 256);
    append_filled(into, 2048);
    for (size_t i = 0; i < fronts; i++) {
        memcpy(into->at + into->used - (i + 1) * sizeof(front), front, sizeof(front));
    }
    append_filled(into, 2048);
    const size_t protection = into->used;
    ck_assert(buffer_append(into, bytes_over(closed, sizeof(closed))));
    for (size_t i = 0; i < filling; i++) {
        append_number(into, 1, FILLING);
    }
    return protection;
}

START_TEST(fronts_that_are_none_hide_no_key)
{
    struct buffer text = { 0 };
    size_t from = 7, length = 0;
    const size_t protection = write_closed_dsa(&text, 30);
    ck_assert(openpgp_block_extent(buffer_bytes(&text), protection, &from, &length));
    ck_assert_uint_eq(from, 0);
    ck_assert_uint_eq(length, text.used);
    /* Without its tag: what was read for nothing is said. */
    text.at[0] = 0;
    from = 7;
    length = 0;
    ck_assert(!openpgp_block_extent(buffer_bytes(&text), protection, &from, &length));
    ck_assert_uint_eq(from, 7);
    ck_assert_uint_ge(length, 30);
    buffer_clear(&text);
}
END_TEST

/* Each prefix ends somewhere in front of the exponent's anchor, at it, or behind it. */
START_TEST(exponent_at_the_front_of_a_text_is_looked_at_within_it)
{
    struct buffer text = { 0 };
    size_t from, length;
    const size_t exponent = write_packet(&text, 1024);
    for (size_t cut = 0; cut <= exponent; cut++) {
        const size_t left = text.used - cut;
        uint8_t *exact = exact_copy(text.at + cut, left);
        ck_assert(openpgp_block_extent(bytes_over(exact, left), exponent - cut, &from, &length) ==
                  (cut <= 1));
        free(exact);
    }
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("openpgp_block");
    tcase_add_test(tests, modulus_of_every_width_is_found_from_its_exponent);
    tcase_add_test(tests, modulus_of_another_width_is_none);
    tcase_add_test(tests, fronts_that_are_none_hide_no_key);
    tcase_add_test(tests, exponent_at_the_front_of_a_text_is_looked_at_within_it);
    return suite_run("openpgp_block", tests);
}
