#include "crypto/pkcs12_derivation.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/pkcs12.h>

#include "bounds.h"
#include "suite.h"

/* Keys are those that OpenSSL derives, which asks for a salt. */

static const char *const names[] = { "SHA1", "SHA256" };

static void check(const char *name, size_t passphrase, size_t salt, uint64_t iterations,
                  size_t length)
{
    uint8_t text[1200], key[150], wanted[150];
    const struct digest_form *digest = digest_form_named(name);
    ck_assert_ptr_nonnull(digest);
    for (size_t i = 0; i < sizeof(text); i++) {
        text[i] = (uint8_t)(7 * i + passphrase + salt + (i >> 5));
    }
    for (uint8_t made = PKCS12_KEY; made <= PKCS12_IV; made++) {
        ck_assert_int_eq(PKCS12_key_gen_uni(text, (int)passphrase, text + 100, (int)salt, made,
                                            (int)iterations, (int)length, wanted,
                                            EVP_get_digestbyname(name)),
                         1);
        ck_assert(pkcs12_derive(digest, made, bytes_over(text, passphrase),
                                bytes_over(text + 100, salt), iterations, key, length));
        ck_assert_msg(memcmp(key, wanted, length) == 0, "%s: %zu, %zu, %zu", name, passphrase, salt,
                      length);
    }
}

/* Around the ends of blocks: of the passphrase, of the salt, of the key. */
START_TEST(every_length_comes_to_what_openssl_derives)
{
    for (size_t i = 1; i <= 200; i++) {
        check(names[_i], i, 8, 3, 32);
        check(names[_i], 8, i, 3, 32);
        check(names[_i], i, 201 - i, 1, 1 + i % 150);
    }
    check(names[_i], 0, 8, 3, 32);
    check(names[_i], 22, 8, 2048, 24);
    check(names[_i], 22, DERIVATION_SALT_MAX, 2, 24);
}
END_TEST

/* All octets at their highest: what is added runs over from the first octet of a block. */
START_TEST(sums_that_run_over_come_to_what_openssl_derives)
{
    uint8_t full[64], key[150], wanted[150];
    memset(full, 0xff, sizeof(full));
    ck_assert_int_eq(PKCS12_key_gen_uni(full, 64, full, 64, PKCS12_KEY, 1, 150, wanted,
                                        EVP_get_digestbyname(names[_i])),
                     1);
    ck_assert(pkcs12_derive(digest_form_named(names[_i]), PKCS12_KEY, bytes_over(full, 64),
                            bytes_over(full, 64), 1, key, 150));
    ck_assert_mem_eq(key, wanted, 150);
}
END_TEST

START_TEST(what_is_longer_than_any_lock_has_is_refused)
{
    static const uint8_t text[2 * PASSPHRASE_LENGTH_MAX + 3];
    const struct digest_form *sha1 = digest_form_named("SHA1");
    uint8_t key[8] = "as it is";
    ck_assert(!pkcs12_derive(sha1, PKCS12_KEY, bytes_over(text, sizeof(text)), bytes_over(text, 8),
                             1, key, 8));
    ck_assert(!pkcs12_derive(sha1, PKCS12_KEY, bytes_over(text, 8),
                             bytes_over(text, DERIVATION_SALT_MAX + 1), 1, key, 8));
    ck_assert_mem_eq(key, "as it is", 8);
    ck_assert(pkcs12_derive(sha1, PKCS12_KEY, bytes_over(text, sizeof(text) - 1),
                            bytes_over(text, 8), 1, key, 8));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pkcs12_derivation");
    tcase_add_loop_test(tests, every_length_comes_to_what_openssl_derives, 0, 2);
    tcase_add_loop_test(tests, sums_that_run_over_come_to_what_openssl_derives, 0, 2);
    tcase_add_test(tests, what_is_longer_than_any_lock_has_is_refused);
    return suite_run("pkcs12_derivation", tests);
}
