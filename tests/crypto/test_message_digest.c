#include "crypto/message_digest.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

static const char *hex(const uint8_t *digest, size_t length)
{
    static char text[2 * MESSAGE_DIGEST_MAX + 1];
    text[0] = 0;
    for (size_t i = 0; i < length; i++) {
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    }
    return text;
}

/* RFC 2202 section 3 and RFC 4231 section 4, case 2; FIPS 180-4; nothing under no key. */
static const struct {
    const char *name, *key, *message, *digest;
} rows[] = {
    { "SHA1", "Jefe", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
    { "SHA256", "Jefe", "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
    { "SHA1", NULL, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d" },
    { "SHA256", "", "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad" },
    { "no such digest", "Jefe", "abc", "" },
    { "no such digest", NULL, "abc", "" },
};

START_TEST(digests_are_those_of_the_standards)
{
    uint8_t digest[MESSAGE_DIGEST_MAX];
    const struct bytes message = bytes_over(rows[_i].message, strlen(rows[_i].message));
    size_t length =
        rows[_i].key == NULL
            ? message_digest(rows[_i].name, message, digest)
            : message_digest_keyed(rows[_i].name, bytes_over(rows[_i].key, strlen(rows[_i].key)),
                                   message, digest);
    ck_assert_str_eq(hex(digest, length), rows[_i].digest);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("message_digest");
    tcase_add_loop_test(tests, digests_are_those_of_the_standards, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    return suite_run("message_digest", tests);
}
