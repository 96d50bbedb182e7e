#include "inventory/leaked_primes.h"

#include <string.h>

#include "crypto/proof_of_compromise.h"
#include "inventory/inventory_table.h"
#include "suite.h"

/* Moduli of two octets; no key has such, but a request does not mind. */
static struct bytes number(unsigned value, uint8_t octets[2])
{
    octets[0] = (uint8_t)(value >> 8);
    octets[1] = (uint8_t)value;
    return bytes_over(octets, 2);
}

static void add_key(struct buffer *moduli, const char *name, unsigned modulus)
{
    uint8_t octets[2];
    const struct public_numbers numbers = { .algorithm = KEY_RSA,
                                            .n = number(modulus, octets),
                                            .e = bytes_over("\x03", 1) };
    struct buffer statement = { 0 }, request = { 0 };
    ck_assert(proof_statement_write(&numbers, PROOF_RSA_SHA256, bytes_over("x", 1), &statement) &&
              proof_of_compromise_write(buffer_bytes(&statement), PROOF_RSA_SHA256,
                                        bytes_over("\x01", 1), &request) &&
              inventory_table_add(moduli, name, buffer_bytes(&request)));
    buffer_clear(&statement);
    buffer_clear(&request);
}

static struct buffer two_keys(void)
{
    struct buffer moduli = { 0 };
    add_key(&moduli, "rsa-a", 151 * 157);
    add_key(&moduli, "rsa-b", 163 * 167);
    return moduli;
}

static const struct {
    const char *what;
    unsigned modulus, factor;
    const char *origin; /* NULL: no single one parts it */
    bool held;
} cases[] = {
    { "the first prime", 151 * 173, 151, "rsa-a", false },
    { "the second key's", 167 * 173, 167, "rsa-b", false },
    { "of each one", 157 * 163, 157, "rsa-a", false },
    { "the modulus itself", 151 * 157, 151 * 157, NULL, true },
    { "a multiple of it", 2 * 151 * 157, 151 * 157, "rsa-a", false },
};

START_TEST(origin_is_the_first_key_that_parts_it)
{
    uint8_t octets[2];
    struct buffer moduli = two_keys(), factor = { 0 };
    struct leaked_primes *primes = leaked_primes_new(buffer_bytes(&moduli), NULL);
    const struct bytes modulus = number(cases[_i].modulus, octets);
    ck_assert_ptr_nonnull(primes);
    ck_assert_int_eq(leaked_primes_hold(primes, modulus), cases[_i].held);
    for (int twice = 0; twice < 2; twice++) { /* looked up, and remembered */
        ck_assert(leaked_primes_find(primes, &modulus, 1, &factor, NULL));
        ck_assert_uint_gt(factor.used, 0);
        const char *origin = leaked_primes_origin(primes, modulus, &factor);
        ck_assert_int_eq(origin == NULL, cases[_i].origin == NULL);
        if (origin != NULL) {
            ck_assert_msg(strcmp(origin, cases[_i].origin) == 0, "%s: %s", cases[_i].what, origin);
            const unsigned found =
                factor.used == 2 ? factor.at[0] * 256u + factor.at[1] : factor.at[0];
            ck_assert_uint_eq(found, cases[_i].factor);
        }
    }
    leaked_primes_free(primes);
    buffer_clear(&factor);
    buffer_clear(&moduli);
}
END_TEST

START_TEST(every_shorter_table_is_read_as_far_as_it_goes)
{
    uint8_t octets[2];
    struct buffer moduli = two_keys(), table = { 0 };
    const struct bytes modulus = number(163 * 167, octets);
    for (size_t length = 0; length < moduli.used; length++) {
        uint8_t *copy = exact_copy(moduli.at, length);
        struct leaked_primes *primes = leaked_primes_new(bytes_over(copy, length), NULL);
        ck_assert_ptr_nonnull(primes);
        ck_assert(!leaked_primes_hold(primes, modulus));
        ck_assert(leaked_primes_are_of(primes, bytes_over(copy, length)));
        ck_assert(!leaked_primes_are_of(primes, buffer_bytes(&moduli)));
        leaked_primes_free(primes);
        free(copy);
    }
    ck_assert(inventory_table_write(bytes_over("index", 5), buffer_bytes(&moduli), &table));
    for (size_t length = 0; length <= table.used; length++) {
        uint8_t *copy = exact_copy(table.at, length);
        struct bytes index = { 0 }, rest = { 0 };
        const bool read = inventory_table_read(bytes_over(copy, length), &index, &rest);
        ck_assert_int_eq(read, length >= 8 + 5);
        ck_assert_uint_eq(index.left, read ? 5 : 0);
        ck_assert_uint_eq(rest.left, read ? length - 8 - 5 : 0);
        free(copy);
    }
    buffer_clear(&table);
    buffer_clear(&moduli);
}
END_TEST

/* A proof of another kind of key, no proof at all, a name that is none of ours. */
START_TEST(what_has_no_modulus_counts_for_nothing)
{
    static const char long_name[KEY_IDENTITY_TEXT + 1] =
        "rsa-"
        "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "0000";
    uint8_t octets[2];
    struct buffer moduli = { 0 };
    ck_assert(inventory_table_add(&moduli, "ec-a", bytes_over("\x30\x03\x02\x01\x00", 5)));
    ck_assert(inventory_table_add(&moduli, "rsa-none", (struct bytes){ 0 }));
    add_key(&moduli, long_name, 151 * 157);
    add_key(&moduli, "rsa-b", 163 * 167);
    struct leaked_primes *primes = leaked_primes_new(buffer_bytes(&moduli), NULL);
    ck_assert_ptr_nonnull(primes);
    ck_assert(!leaked_primes_hold(primes, number(151 * 157, octets)));
    ck_assert(leaked_primes_hold(primes, number(163 * 167, octets)));
    leaked_primes_free(primes);
    leaked_primes_free(NULL);
    buffer_clear(&moduli);
}
END_TEST

/* What was computed brings its other prime, but is no leaked key itself; where it stands again
 * it is told as it was, and the leaked keys come before it. */
START_TEST(a_computed_key_brings_a_prime)
{
    static const struct {
        unsigned modulus, factor;
        const char *origin;
    } wanted[] = { { 173 * 179, 173, "rsa-c" }, /* its other prime */
                   { 151 * 173, 151, "rsa-a" }, /* itself */
                   { 173 * 157, 157, "rsa-a" }, /* of both: the leaked one comes first */
                   { 179 * 181, 179, "rsa-0" }, /* itself, by a computed one */
                   { 181 * 191, 181, "rsa-0" } };
    uint8_t octets[2];
    struct buffer moduli = two_keys(), factor = { 0 };
    ck_assert(inventory_table_add(&moduli, "", (struct bytes){ 0 }) &&
              inventory_table_add(&moduli, "rsa-a", (struct bytes){ 0 }));
    add_key(&moduli, "rsa-c", 151 * 173);
    ck_assert(inventory_table_add(&moduli, "rsa-a-not", (struct bytes){ 0 }));
    add_key(&moduli, "rsa-0", 179 * 181);
    struct leaked_primes *primes = leaked_primes_new(buffer_bytes(&moduli), NULL);
    ck_assert_ptr_nonnull(primes);
    ck_assert(leaked_primes_hold(primes, number(151 * 157, octets)));
    ck_assert(!leaked_primes_hold(primes, number(151 * 173, octets)));
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        const struct bytes modulus = number(wanted[i].modulus, octets);
        ck_assert(leaked_primes_find(primes, &modulus, 1, &factor, NULL));
        const char *origin = leaked_primes_origin(primes, modulus, &factor);
        if (wanted[i].modulus == 179 * 181) { /* nothing parts it but what is not there */
            ck_assert_ptr_null(origin);
            continue;
        }
        ck_assert_ptr_nonnull(origin);
        ck_assert_str_eq(origin, wanted[i].origin);
        ck_assert_uint_eq(factor.at[factor.used - 1], wanted[i].factor);
    }
    leaked_primes_free(primes);
    buffer_clear(&factor);
    buffer_clear(&moduli);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("leaked_primes");
    tcase_add_loop_test(tests, origin_is_the_first_key_that_parts_it, 0,
                        (int)(sizeof(cases) / sizeof(cases[0])));
    tcase_add_test(tests, every_shorter_table_is_read_as_far_as_it_goes);
    tcase_add_test(tests, a_computed_key_brings_a_prime);
    tcase_add_test(tests, what_has_no_modulus_counts_for_nothing);
    tcase_set_timeout(tests, 60);
    return suite_run("leaked_primes", tests);
}
