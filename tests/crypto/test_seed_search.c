#include <string.h>

#include "bounds.h"
#include "crypto/seed_search.h"
#include "suite.h"

/* RFC 8032 section 7.1, test 1. */
static const uint8_t seed[32] = { 0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
                                  0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
                                  0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60 };
static const uint8_t public[32] = { 0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7,
                                    0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
                                    0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25,
                                    0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a };

static const struct {
    const char *what;
    size_t width;    /* of the mask */
    uint8_t mask[3]; /* of the octets from 11 on */
    uint8_t flip;    /* of octet 0, which is known: 0 where it is right */
    bool found;
} searches[] = {
    { "a character", 32, { 0xfc }, 0, true },
    { "across octets", 32, { 0x0f, 0xc0 }, 0, true },
    { "twelve bits", 32, { 0xff, 0, 0xf0 }, 0, true },
    { "thirteen bits", 32, { 0xff, 0, 0xf8 }, 0, false },
    { "nothing unknown", 32, { 0 }, 0, false },
    { "another octet is wrong", 32, { 0xfc }, 1, false },
    { "a mask of another width", 31, { 0xfc }, 0, false },
};

START_TEST(bits_are_found_where_they_make_the_public_half)
{
    uint8_t given[32], mask[32] = { 0 };
    struct buffer found = { 0 };
    memcpy(given, seed, sizeof(given));
    memcpy(mask + 11, searches[_i].mask, sizeof(searches[_i].mask));
    given[0] ^= searches[_i].flip;
    for (size_t i = 0; i < sizeof(given); i++) {
        given[i] |= mask[i]; /* what stands in their place does not matter */
    }
    ck_assert_msg(seed_search(KEY_ED25519, bytes_over(given, 32),
                              bytes_over(mask, searches[_i].width), bytes_over(public, 32),
                              &found) == searches[_i].found,
                  "%s", searches[_i].what);
    ck_assert_uint_eq(found.used, searches[_i].found ? 32 : 0);
    ck_assert(found.used == 0 || memcmp(found.at, seed, 32) == 0);
    buffer_clear(&found);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("seed_search");
    tcase_add_loop_test(tests, bits_are_found_where_they_make_the_public_half, 0,
                        (int)(sizeof(searches) / sizeof(searches[0])));
    return suite_run("seed_search", tests);
}
