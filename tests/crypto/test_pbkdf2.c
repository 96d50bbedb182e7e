#include "crypto/pbkdf2.h"

#include <string.h>

#include <openssl/evp.h>

#include "bytes/hex_text.h"
#include "suite.h"

/* RFC 6070 section 2 (but for the 16,777,216 iterations) and RFC 7914 section 11. */
static const struct {
    const char *digest;
    const char *passphrase;
    size_t passphrase_length;
    const char *salt;
    size_t salt_length;
    uint64_t iterations;
    const char *key;
} rows[] = {
    { "SHA1", "password", 8, "salt", 4, 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6" },
    { "SHA1", "password", 8, "salt", 4, 2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957" },
    { "SHA1", "password", 8, "salt", 4, 4096, "4b007901b765489abead49d926f721d065a429c1" },
    { "SHA1", "passwordPASSWORDpassword", 24, "saltSALTsaltSALTsaltSALTsaltSALTsalt", 36, 4096,
      "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038" },
    { "SHA1", "pass\0word", 9, "sa\0lt", 5, 4096, "56fa6aa75548099dcc37d7f03425e0c3" },
    { "SHA256", "passwd", 6, "salt", 4, 1,
      "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
      "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783" },
    { "SHA256", "Password", 8, "NaCl", 4, 80000,
      "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
      "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d" },
};

static void check_key(const uint8_t *key, size_t length, const char *wanted)
{
    char hex[257];
    hex_text_write(bytes_over(key, length), hex);
    ck_assert_str_eq(hex, wanted);
}

START_TEST(keys_are_those_of_the_standards)
{
    uint8_t key[128];
    const struct digest_form *digest = digest_form_named(rows[_i].digest);
    const size_t length = strlen(rows[_i].key) / 2;
    ck_assert_ptr_nonnull(digest);
    pbkdf2_derive(digest, bytes_over(rows[_i].passphrase, rows[_i].passphrase_length),
                  bytes_over(rows[_i].salt, rows[_i].salt_length), rows[_i].iterations, key,
                  length);
    check_key(key, length, rows[_i].key);
}
END_TEST

static void check_against_openssl(const char *name, size_t passphrase, size_t salt, size_t length)
{
    uint8_t text[300], key[100], wanted[100];
    const struct digest_form *digest = digest_form_named(name);
    for (size_t i = 0; i < sizeof(text); i++) {
        text[i] = (uint8_t)(7 * i + passphrase + salt);
    }
    ck_assert_ptr_nonnull(digest);
    ck_assert_int_eq(PKCS5_PBKDF2_HMAC((const char *)text, (int)passphrase, text + 100, (int)salt,
                                       3, EVP_get_digestbyname(name), (int)length, wanted),
                     1);
    pbkdf2_derive(digest, bytes_over(text, passphrase), bytes_over(text + 100, salt), 3, key,
                  length);
    ck_assert_mem_eq(key, wanted, length);
}

/* Around the ends of blocks: of the passphrase, of the salt, of the key. */
START_TEST(every_length_comes_to_what_openssl_derives)
{
    const char *name = _i == 0 ? "SHA1" : "SHA256";
    for (size_t i = 0; i <= 200; i++) {
        check_against_openssl(name, i, 8, 32);
        check_against_openssl(name, 8, i, 32);
        check_against_openssl(name, i, 200 - i, 1 + i % 100);
    }
}
END_TEST

START_TEST(no_other_digest_is_known)
{
    ck_assert_ptr_null(digest_form_named("SHA512"));
    ck_assert_ptr_null(digest_form_named("SHA256x"));
    ck_assert_ptr_null(digest_form_named(""));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pbkdf2");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, keys_are_those_of_the_standards, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(tests, every_length_comes_to_what_openssl_derives, 0, 2);
    tcase_add_test(tests, no_other_digest_is_known);
    return suite_run("pbkdf2", tests);
}
