#include "crypto/bcrypt_pbkdf.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

/* The vectors of OpenBSD's own regression test, in hexadecimal. */
static const struct {
    const char *passphrase;
    size_t passphrase_length;
    const char *salt;
    size_t salt_length;
    uint32_t rounds;
    const char *key;
} rows[] = {
    { "password", 8, "salt", 4, 4,
      "5bbf0cc293587f1c3635555c27796598d47e579071bf427e9d8fbe842aba34d9" },
    { "password", 8, "", 1, 4, "c12b566235eee04c212598970a579a67" },
    { "", 1, "salt", 4, 4, "6051be18c2f4f82cbf0efee5471b4bb9" },
    { "password", 8, "salt", 4, 8,
      "e1367ec5151a33faac4cc1c144cd23fa15d5548493ecc99b9b5d9c0d3b27bec7"
      "6227ea66088b849b20ab7aa478010246e74bba51723fefa9f9474d6508845e8d" },
};

START_TEST(key_is_that_of_openbsd)
{
    uint8_t key[128];
    char hex[257] = "";
    const size_t length = strlen(rows[_i].key) / 2;
    ck_assert(bcrypt_pbkdf(bytes_over(rows[_i].passphrase, rows[_i].passphrase_length),
                           bytes_over(rows[_i].salt, rows[_i].salt_length), rows[_i].rounds, key,
                           length));
    for (size_t i = 0; i < length; i++) {
        snprintf(hex + 2 * i, 3, "%02x", (unsigned)key[i]);
    }
    ck_assert_str_eq(hex, rows[_i].key);
}
END_TEST

START_TEST(nothing_to_derive_from_is_refused)
{
    uint8_t key[16];
    const struct bytes text = bytes_over("x", 1), none = bytes_over(NULL, 0);
    ck_assert(!bcrypt_pbkdf(none, text, 1, key, sizeof(key)));
    ck_assert(!bcrypt_pbkdf(text, none, 1, key, sizeof(key)));
    ck_assert(!bcrypt_pbkdf(text, text, 0, key, sizeof(key)));
    ck_assert(!bcrypt_pbkdf(text, text, 1, key, 0));
    ck_assert(!bcrypt_pbkdf(text, text, 1, key, 1025));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("bcrypt_pbkdf");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, key_is_that_of_openbsd, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, nothing_to_derive_from_is_refused);
    return suite_run("bcrypt_pbkdf", tests);
}
