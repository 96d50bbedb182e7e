/* Keys within what is read as something else: in an extension of a certificate. */
#include "candidates/inner_key.h"

#include "row_check.h"

static void prepare(void)
{
    run_prepare("");
}

static const char *const files[] = { "keys/within/octets.der", "keys/within/octets.pem",
                                     "keys/within/text.der", "keys/within/text.pem" };
#define FILES ((int)(sizeof(files) / sizeof(files[0])))

static const struct damage damages[] = {
    { "quoted", quote },
    { "in a JSON string", in_json },
};

START_TEST(row_14_key_in_an_extension_of_a_certificate)
{
    char name[KEY_IDENTITY_TEXT];
    row_name_of_spki("keys/spki/ecdsap256-rfc9500.key", name);
    struct buffer content = fixture_read(files[_i]);
    row_check_found(files[_i], "as a file", buffer_bytes(&content), name, 0, 0);
    if (content.at[0] == '-') {
        row_check_damaged(files[_i], buffer_bytes(&content), name, damages,
                          sizeof(damages) / sizeof(damages[0]));
    }
    buffer_clear(&content);
}
END_TEST

/* A length of path of 0 is no version, and neither is a serial number of 1. */
START_TEST(other_certificates_have_none)
{
    static const char *const others[] = { "keys/within/none.der", "certificates/leaf_ec.der",
                                          "certificates/ed_root.der" };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct buffer content = fixture_read(others[i]);
        size_t at = 77;
        ck_assert(!inner_key_find(buffer_bytes(&content), true, &at));
        ck_assert_uint_eq(at, 77);
        buffer_clear(&content);
    }
}
END_TEST

START_TEST(every_shorter_certificate)
{
    struct buffer content = fixture_read(files[_i]);
    for (size_t length = 0; length < content.used; length++) {
        uint8_t *copy = exact_copy(content.at, length);
        size_t at = 0;
        if (inner_key_find(bytes_over(copy, length), true, &at)) {
            ck_assert_uint_lt(at, length);
        }
        free(copy);
    }
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("inner_key");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_add_loop_test(tests, row_14_key_in_an_extension_of_a_certificate, 0, FILES);
    tcase_add_test(tests, other_certificates_have_none);
    tcase_add_loop_test(tests, every_shorter_certificate, 0, FILES);
    return suite_run("inner_key", tests);
}
