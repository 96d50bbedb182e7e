#include "bytes/sha1.h"

#include <string.h>

#include "suite.h"

/* FIPS 180 examples, and a length whose padding takes a block of its own. */
static const struct {
    const char *text;
    const char *sum;
} sums[] = {
    { "", "\xda\x39\xa3\xee\x5e\x6b\x4b\x0d\x32\x55\xbf\xef\x95\x60\x18\x90\xaf\xd8\x07\x09" },
    { "abc", "\xa9\x99\x3e\x36\x47\x06\x81\x6a\xba\x3e\x25\x71\x78\x50\xc2\x6c\x9c\xd0\xd8\x9d" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "\x84\x98\x3e\x44\x1c\x3b\xd2\x6e\xba\xae\x4a\xa1\xf9\x51\x29\xe5\xe5\x46\x70\xf1" },
};

START_TEST(sums_are_those_of_the_standard)
{
    const char *text = sums[_i].text;
    for (size_t piece = 1; piece < 70; piece += 7) {
        struct bytes rest = bytes_over(text, strlen(text)), some;
        struct sha1 sum;
        uint8_t digest[SHA1_SIZE];
        sha1_begin(&sum);
        while (bytes_take(&rest, piece, &some) && some.left > 0) {
            sha1_push(&sum, some);
        }
        sha1_push(&sum, rest);
        sha1_end(&sum, digest);
        ck_assert_mem_eq(digest, sums[_i].sum, SHA1_SIZE);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sha1");
    tcase_add_loop_test(tests, sums_are_those_of_the_standard, 0,
                        (int)(sizeof(sums) / sizeof(sums[0])));
    return suite_run("sha1", tests);
}
