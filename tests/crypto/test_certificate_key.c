#include "crypto/certificate_key.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

#define LARGEST 1024

static size_t read_file(const char *name, uint8_t *into)
{
    char path[512];
    snprintf(path, sizeof(path), FIXTURES "/keys/stores/%s.cer", name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    size_t length = fread(into, 1, LARGEST, file);
    fclose(file);
    return length;
}

START_TEST(key_of_a_certificate_is_read)
{
    uint8_t der[LARGEST];
    struct public_numbers numbers = { 0 };
    size_t length = read_file("ecdsap256-rfc9500", der);
    ck_assert_int_eq(certificate_key_read(bytes_over(der, length), &numbers), OUTCOME_OK);
    ck_assert_int_eq(numbers.algorithm, KEY_EC);
    ck_assert_int_eq(numbers.curve, CURVE_P256);
    ck_assert_uint_eq(numbers.point.left, 65);
    length = read_file("rsa1024-rfc9500", der);
    ck_assert_int_eq(certificate_key_read(bytes_over(der, length), &numbers), OUTCOME_OK);
    ck_assert_int_eq(numbers.algorithm, KEY_RSA);
    ck_assert_uint_eq(numbers.n.left, 128);
}
END_TEST

START_TEST(every_shorter_certificate_is_refused)
{
    uint8_t der[LARGEST];
    const size_t length = read_file("ecdsap256-rfc9500", der);
    for (size_t kept = 0; kept < length; kept++) {
        uint8_t *copy = exact_copy(der, kept);
        struct public_numbers numbers = { .algorithm = KEY_OTHER };
        ck_assert_int_eq(certificate_key_read(bytes_over(copy, kept), &numbers),
                         OUTCOME_UNEXPECTED);
        ck_assert_int_eq(numbers.algorithm, KEY_OTHER);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("certificate_key");
    tcase_add_test(tests, key_of_a_certificate_is_read);
    tcase_add_test(tests, every_shorter_certificate_is_refused);
    return suite_run("certificate_key", tests);
}
