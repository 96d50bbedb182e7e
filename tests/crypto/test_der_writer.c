#include "crypto/der_writer.h"

#include "bytes/der.h"
#include "suite.h"

/* Lengths on either side of each form (X.690 section 8.1.3), read back strictly. */
START_TEST(lengths_are_the_shortest)
{
    static const struct {
        size_t length, header;
    } rows[] = { { 0, 2 },   { 1, 2 },   { 127, 2 },   { 128, 3 },
                 { 255, 3 }, { 256, 4 }, { 65535, 4 }, { 65536, 5 } };
    const size_t length = rows[_i].length;
    uint8_t *content = calloc(1, length + 1);
    for (int nested = 0; nested < 2; nested++) {
        struct buffer written = { 0 };
        struct der_writer der = { .into = &written };
        if (nested == 1) {
            size_t mark = der_writer_open(&der, DER_OCTET_STRING);
            der_writer_raw(&der, bytes_over(content, length));
            der_writer_close(&der, mark);
        } else {
            der_writer_put(&der, DER_OCTET_STRING, bytes_over(content, length));
        }
        ck_assert(!der.failed);
        ck_assert_uint_eq(written.used, rows[_i].header + length);
        struct bytes from = buffer_bytes(&written), back;
        ck_assert_int_eq(der_take(&from, DER_STRICT, DER_OCTET_STRING, &back), OUTCOME_OK);
        ck_assert(bytes_equal(back, bytes_over(content, length)) && from.left == 0);
        buffer_clear(&written);
    }
    free(content);
}
END_TEST

START_TEST(naturals_are_not_negative)
{
    static const struct {
        const char *magnitude;
        size_t length;
        const char *der;
        size_t der_length;
    } rows[] = {
        { "", 0, "\x02\x01\x00", 3 },         { "\0\0", 2, "\x02\x01\x00", 3 },
        { "\x7f", 1, "\x02\x01\x7f", 3 },     { "\x80", 1, "\x02\x02\x00\x80", 4 },
        { "\0\0\x01", 3, "\x02\x01\x01", 3 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buffer written = { 0 };
        struct der_writer der = { .into = &written };
        der_writer_natural(&der, bytes_over(rows[i].magnitude, rows[i].length));
        ck_assert(bytes_equal(buffer_bytes(&written), bytes_over(rows[i].der, rows[i].der_length)));
        buffer_clear(&written);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("der_writer");
    tcase_add_loop_test(tests, lengths_are_the_shortest, 0, 8);
    tcase_add_test(tests, naturals_are_not_negative);
    return suite_run("der_writer", tests);
}
