#include "bytes/der.h"
#include "suite.h"

/* RSAPublicKey ::= SEQUENCE { modulus INTEGER 0x8001, publicExponent INTEGER 3 } */
static const uint8_t rsa_public_key[] = {
    0x30, 0x08, 0x02, 0x03, 0x00, 0x80, 0x01, 0x02, 0x01, 0x03
};

/* How a parser built on der.h reads: line for line, the ASN.1 definition. */
static enum outcome read_rsa_public_key(struct bytes from, struct bytes *modulus,
                                        struct bytes *exponent)
{
    struct bytes fields;
    enum outcome outcome;
    if ((outcome = der_take(&from, DER_STRICT, DER_SEQUENCE, &fields)) != OUTCOME_OK ||
        (outcome = der_take_natural(&fields, DER_STRICT, modulus)) != OUTCOME_OK ||
        (outcome = der_take_natural(&fields, DER_STRICT, exponent)) != OUTCOME_OK ||
        (outcome = der_end(fields)) != OUTCOME_OK) {
        return outcome;
    }
    return der_end(from);
}

START_TEST(whole_key_is_read)
{
    struct bytes modulus, exponent;
    ck_assert_int_eq(read_rsa_public_key(bytes_over(rsa_public_key, sizeof(rsa_public_key)),
                                         &modulus, &exponent),
                     OUTCOME_OK);
    ck_assert(bytes_equal(modulus, bytes_over("\x80\x01", 2)));
    ck_assert(bytes_equal(exponent, bytes_over("\x03", 1)));
    ck_assert(!bytes_equal(exponent, bytes_over("\x03\x03", 2)));
}
END_TEST

/* The copy has no byte to spare, so the address sanitizer sees an over-read. */
START_TEST(every_shorter_key_is_refused)
{
    size_t kept = (size_t)_i;
    uint8_t *copy = malloc(kept > 0 ? kept : 1);
    ck_assert_ptr_nonnull(copy);
    for (size_t i = 0; i < kept; i++) {
        copy[i] = rsa_public_key[i];
    }
    struct bytes modulus, exponent;
    ck_assert_int_eq(read_rsa_public_key(bytes_over(copy, kept), &modulus, &exponent),
                     OUTCOME_TRUNCATED);
    free(copy);
}
END_TEST

START_TEST(anything_left_over_is_refused)
{
    static const uint8_t within[] = { 0x30, 0x08, 0x02, 0x01, 0x05, 0x02, 0x01, 0x03, 0x05, 0x00 };
    static const uint8_t after[] = { 0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x03, 0x00 };
    struct bytes modulus, exponent;
    ck_assert_int_eq(read_rsa_public_key(bytes_over(within, sizeof(within)), &modulus, &exponent),
                     OUTCOME_MALFORMED);
    ck_assert_int_eq(read_rsa_public_key(bytes_over(after, sizeof(after)), &modulus, &exponent),
                     OUTCOME_MALFORMED);
}
END_TEST

static const struct {
    const char *what;
    const char *der;
    size_t length;
    enum outcome outcome;
} refusals[] = {
    { "no bytes at all", "", 0, OUTCOME_TRUNCATED },
    { "another tag", "\x04\x01\x05", 3, OUTCOME_UNEXPECTED },
    { "indefinite length", "\x02\x80\x05\x00\x00", 5, OUTCOME_MALFORMED },
    { "long form for a short length", "\x02\x81\x01\x05", 4, OUTCOME_MALFORMED },
    { "zero in front of a length", "\x02\x82\x00\x80", 4, OUTCOME_MALFORMED },
    { "length of five bytes", "\x02\x85\x01\x01\x01\x01\x01", 7, OUTCOME_MALFORMED },
    { "length beyond the end", "\x02\x84\xff\xff\xff\xff\x05", 7, OUTCOME_TRUNCATED },
    { "empty INTEGER", "\x02\x00", 2, OUTCOME_MALFORMED },
    { "negative INTEGER", "\x02\x01\x80", 3, OUTCOME_MALFORMED },
    { "spare zero", "\x02\x02\x00\x05", 4, OUTCOME_MALFORMED },
};

START_TEST(refusal_names_its_reason_and_moves_nothing)
{
    struct bytes from = bytes_over(refusals[_i].der, refusals[_i].length), magnitude = { 0 };
    const struct bytes before = from;
    ck_assert_msg(der_take_natural(&from, DER_STRICT, &magnitude) == refusals[_i].outcome, "%s",
                  refusals[_i].what);
    ck_assert_ptr_eq(from.at, before.at);
    ck_assert_uint_eq(from.left, before.left);
    ck_assert_ptr_null(magnitude.at);

    if (der_take(&from, DER_STRICT, DER_INTEGER, &magnitude) != OUTCOME_OK) {
        ck_assert_ptr_eq(from.at, before.at);
        ck_assert_ptr_null(magnitude.at);
    }
}
END_TEST

int main(void)
{
    TCase *reading = tcase_create("reading");
    tcase_add_test(reading, whole_key_is_read);
    tcase_add_test(reading, anything_left_over_is_refused);
    tcase_add_loop_test(reading, every_shorter_key_is_refused, 0, (int)sizeof(rsa_public_key));
    tcase_add_loop_test(reading, refusal_names_its_reason_and_moves_nothing, 0,
                        (int)(sizeof(refusals) / sizeof(refusals[0])));
    return suite_run("der", reading);
}
