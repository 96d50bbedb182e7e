#include "bytes/der.h"
#include "suite.h"

static const struct {
    const char *what;
    const char *der;
    size_t length;
    const char *magnitude;
    size_t magnitude_length;
} tolerated[] = {
    { "plain", "\x02\x01\x05", 3, "\x05", 1 },
    { "long form for a short length", "\x02\x81\x01\x05", 4, "\x05", 1 },
    { "zeros in front of a length", "\x02\x83\x00\x00\x01\x05", 6, "\x05", 1 },
    { "spare zeros", "\x02\x03\x00\x00\x05", 5, "\x05", 1 },
    { "negative", "\x02\x02\x81\x05", 4, "\x81\x05", 2 },
    { "empty", "\x02\x00", 2, "", 0 },
};

START_TEST(spelling_of_ber_is_tolerated)
{
    struct bytes from = bytes_over(tolerated[_i].der, tolerated[_i].length), magnitude;
    ck_assert_msg(der_take_natural(&from, DER_LENIENT, &magnitude) == OUTCOME_OK, "%s",
                  tolerated[_i].what);
    ck_assert(bytes_equal(magnitude,
                          bytes_over(tolerated[_i].magnitude, tolerated[_i].magnitude_length)));
    ck_assert_uint_eq(from.left, 0);
}
END_TEST

/* SEQUENCE (indefinite) { SEQUENCE (indefinite) { INTEGER 5 }, INTEGER 6 } and a byte behind it */
static const uint8_t indefinite[] = { 0x30, 0x80, 0x30, 0x80, 0x02, 0x01, 0x05, 0x00,
                                      0x00, 0x02, 0x01, 0x06, 0x00, 0x00, 0xaa };

START_TEST(indefinite_length_ends_at_its_own_mark)
{
    struct bytes from = bytes_over(indefinite, sizeof(indefinite)), outer, inner, number;
    ck_assert_int_eq(der_take(&from, DER_LENIENT, DER_SEQUENCE, &outer), OUTCOME_OK);
    ck_assert_uint_eq(from.left, 1);
    ck_assert_int_eq(der_take(&outer, DER_LENIENT, DER_SEQUENCE, &inner), OUTCOME_OK);
    ck_assert_int_eq(der_take_natural(&inner, DER_LENIENT, &number), OUTCOME_OK);
    ck_assert(bytes_equal(number, bytes_over("\x05", 1)));
    ck_assert_uint_eq(inner.left, 0);
    ck_assert_int_eq(der_take_natural(&outer, DER_LENIENT, &number), OUTCOME_OK);
    ck_assert(bytes_equal(number, bytes_over("\x06", 1)));
    ck_assert_int_eq(der_end(outer), OUTCOME_OK);
}
END_TEST

START_TEST(every_shorter_indefinite_length_is_refused)
{
    size_t kept = (size_t)_i;
    uint8_t *copy = exact_copy(indefinite, kept);
    struct bytes from = bytes_over(copy, kept), outer = { 0 };
    ck_assert_int_eq(der_take(&from, DER_LENIENT, DER_SEQUENCE, &outer), OUTCOME_TRUNCATED);
    ck_assert_uint_eq(from.left, kept);
    ck_assert_ptr_null(outer.at);
    free(copy);
}
END_TEST

START_TEST(indefinite_lengths_without_end_hit_the_depth_bound)
{
    uint8_t deep[400];
    for (size_t i = 0; i < sizeof(deep); i++) {
        deep[i] = i % 2 == 0 ? 0x30 : 0x80;
    }
    struct bytes from = bytes_over(deep, sizeof(deep)), content;
    ck_assert_int_eq(der_take(&from, DER_LENIENT, DER_SEQUENCE, &content), OUTCOME_BOUND);
}
END_TEST

START_TEST(span_goes_by_the_header_alone)
{
    ck_assert_uint_eq(der_span(bytes_over("\x30\x82\x01\x00", 4)), 260);
    ck_assert_uint_eq(der_span(bytes_over("\x30\x03", 2)), 5);
    ck_assert_uint_eq(der_span(bytes_over("\x30\x80", 2)), 0);
    ck_assert_uint_eq(der_span(bytes_over("\x30\x82\x01", 3)), 0);
    ck_assert_uint_eq(der_span(bytes_over("", 0)), 0);
}
END_TEST

START_TEST(bits_are_whole_octets)
{
    struct bytes from = bytes_over("\x03\x02\x00\x41", 4), octets = { 0 };
    ck_assert_int_eq(der_take_bits(&from, DER_STRICT, &octets), OUTCOME_OK);
    ck_assert(bytes_equal(octets, bytes_over("A", 1)));
    from = bytes_over("\x03\x02\x04\x40", 4);
    ck_assert_int_eq(der_take_bits(&from, DER_STRICT, &octets), OUTCOME_MALFORMED);
    ck_assert_uint_eq(from.left, 4);
    from = bytes_over("\x03\x00", 2);
    ck_assert_int_eq(der_take_bits(&from, DER_STRICT, &octets), OUTCOME_MALFORMED);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("lenient");
    tcase_add_loop_test(tests, spelling_of_ber_is_tolerated, 0,
                        (int)(sizeof(tolerated) / sizeof(tolerated[0])));
    tcase_add_test(tests, indefinite_length_ends_at_its_own_mark);
    tcase_add_loop_test(tests, every_shorter_indefinite_length_is_refused, 0,
                        (int)sizeof(indefinite) - 1);
    tcase_add_test(tests, indefinite_lengths_without_end_hit_the_depth_bound);
    tcase_add_test(tests, span_goes_by_the_header_alone);
    tcase_add_test(tests, bits_are_whole_octets);
    return suite_run("der_lenient", tests);
}
