#include "crypto/public_numbers.h"
#include "key_fixture.h"
#include "record/published_keys.h"
#include "suite.h"

/* The table of published keys is made by a script: what it takes for the value of a key has to be
 * what the analyzer takes for it. */
static const struct {
    const char *file, *source;
} files[] = {
    { "keys/published/testDLP1024-rfc9500.pem", "RFC 9500 2.2 testDLP1024" },
    { "keys/published/testDLP2048-rfc9500.pem", "RFC 9500 2.2 testDLP2048" },
    { "keys/published/testDLP4096-rfc9500.pem", "RFC 9500 2.2 testDLP4096" },
    { "keys/dialects/ml-dsa-44-seed.spki", "RFC 9881 ML-DSA-44" },
    { "keys/dialects/ml-kem-768-both.spki", "RFC 9935 ML-KEM-768" },
    { "keys/dialects/ml-dsa-87-seed.spki", "RFC 9881 ML-DSA-87" },
    { "keys/dialects/ml-kem-1024-seed.spki", "RFC 9935 ML-KEM-1024" },
    { "keys/dialects/slh-dsa-sha2-128f.spki", NULL },
    { "keys/spki/rsa4096-rfc9500.key", "RFC 9500 2.1 testRSA4096" },
    { "keys/spki/dsa2048-rfc6979.key", "RFC 6979 A.2.2" },
    { "keys/spki/ed448-rfc8080.key", "RFC 8080 6.2" },
};

START_TEST(public_half_is_called_by_its_name)
{
    struct pem_block block = pem_fixture(files[_i].file);
    struct public_numbers numbers;
    struct public_identity identity;
    ck_assert_int_eq(spki_read(buffer_bytes(&block.content), &numbers), OUTCOME_OK);
    ck_assert_int_eq(public_identity_of(&numbers, &identity), OUTCOME_OK);
    ck_assert_pstr_eq(published_key_source(&identity), files[_i].source);
    buffer_clear(&block.content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("published identity");
    tcase_add_loop_test(tests, public_half_is_called_by_its_name, 0,
                        (int)(sizeof(files) / sizeof(files[0])));
    return suite_run("published_identity", tests);
}
