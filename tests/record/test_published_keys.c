#include "record/published_keys.h"

#include <ctype.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "suite.h"

static struct public_identity identity_of(const char *digest)
{
    struct public_identity identity = { .algorithm = KEY_RSA };
    for (size_t i = 0; i < SHA256_LENGTH; i++) {
        const int high = hex_digit((uint8_t)digest[2 * i]);
        const int low = hex_digit((uint8_t)digest[2 * i + 1]);
        identity.digest[i] = (uint8_t)(high << 4 | low);
    }
    return identity;
}

/* What a search by halves and the outputs rely on. */
START_TEST(rows_are_sorted_and_plain)
{
    ck_assert_uint_gt(published_key_count, 1000);
    for (size_t i = 0; i < published_key_count; i++) {
        const struct published_key *row = &published_keys[i];
        ck_assert_uint_eq(strlen(row->digest), 2 * SHA256_LENGTH);
        ck_assert_uint_eq(strspn(row->digest, "0123456789abcdef"), 2 * SHA256_LENGTH);
        ck_assert(i == 0 || strcmp(published_keys[i - 1].digest, row->digest) < 0);
        ck_assert_uint_gt(strlen(row->source), 0);
        for (const char *at = row->source; *at != '\0'; at++) {
            ck_assert(isprint((unsigned char)*at));
        }
    }
}
END_TEST

START_TEST(every_row_is_found)
{
    for (size_t i = 0; i < published_key_count; i++) {
        const struct public_identity identity = identity_of(published_keys[i].digest);
        ck_assert_ptr_eq(published_key_source(&identity), published_keys[i].source);
    }
}
END_TEST

START_TEST(no_other_key_is_found)
{
    struct public_identity identity = { .algorithm = KEY_RSA };
    ck_assert_ptr_null(published_key_source(&identity));
    memset(identity.digest, 0xff, SHA256_LENGTH);
    ck_assert_ptr_null(published_key_source(&identity));
    identity = identity_of(published_keys[published_key_count / 2].digest);
    identity.digest[SHA256_LENGTH - 1] ^= 1;
    ck_assert_ptr_null(published_key_source(&identity));
}
END_TEST

/* The digest of the public value, as make-published-keys takes it: RFC 9500 section 2.1. */
START_TEST(a_key_is_called_by_its_name_in_the_rfc)
{
    const struct public_identity identity =
        identity_of("d5246bc377541fb76508de53d527eb973a81b755144ab531a6a0b7b4af0e7088");
    ck_assert_str_eq(published_key_source(&identity), "RFC 9500 2.1 testRSA2048");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("published_keys");
    tcase_add_test(tests, rows_are_sorted_and_plain);
    tcase_add_test(tests, every_row_is_found);
    tcase_add_test(tests, no_other_key_is_found);
    tcase_add_test(tests, a_key_is_called_by_its_name_in_the_rfc);
    return suite_run("published_keys", tests);
}
