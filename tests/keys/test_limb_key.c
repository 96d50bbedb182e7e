#include "bytes/integer_row.h"
#include "key_fixture.h"

/* n, p and q of RSA as candidates/memory/limb_factors puts them together. */

#define NUMBERS 6 /* of PKCS#1, up to q */
#define OCTETS  512

static void turn_round(struct bytes number, struct buffer *into)
{
    for (size_t i = number.left; i-- > 0;) {
        ck_assert(buffer_append_byte(into, number.at[i]));
    }
}

/* Of a throw-away key of 2048 bits; `order` says which of its numbers. */
static struct buffer put_together(const size_t order[3])
{
    struct pem_block block = pem_fixture("candidates/rsa2048.pem");
    struct bytes rest = buffer_bytes(&block.content), numbers[NUMBERS], header;
    struct buffer content = { 0 };
    ck_assert(bytes_take(&rest, 4, &header));
    for (size_t i = 0; i < NUMBERS; i++) {
        ck_assert(integer_row_take(&rest, &numbers[i]));
    }
    for (size_t i = 0; i < 3; i++) {
        turn_round(numbers[order[i]], &content);
    }
    ck_assert_uint_eq(content.used, OCTETS);
    buffer_clear(&block.content);
    return content;
}

static const size_t right[] = { 1, 4, 5 };

static struct delivered examine(struct bytes content)
{
    struct key_examiner *examiner = examiner_with("");
    const struct candidate candidate = { .form = CANDIDATE_LIMBS,
                                         .origin = ORIGIN_BINARY,
                                         .content = content };
    struct delivered delivered = examine_as(examiner, &candidate, true);
    key_examiner_free(examiner);
    return delivered;
}

START_TEST(primes_are_proven_as_the_key_that_they_are_of)
{
    const size_t other[] = { 1, 5, 4 };
    struct buffer content = put_together(_i == 0 ? right : other);
    struct pem_block block = pem_fixture("candidates/rsa2048.pem");
    struct key_examiner *examiner = examiner_with("");
    const struct candidate whole = { .form = CANDIDATE_DER,
                                     .origin = ORIGIN_ARMOUR,
                                     .content = buffer_bytes(&block.content) };
    struct delivered expected = examine_as(examiner, &whole, true);
    struct delivered delivered = examine(buffer_bytes(&content));
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_str_eq(delivered.findings[0].encoding, "limbs");
    ck_assert_str_eq(delivered.findings[0].remark,
                     "repaired: the private exponent from the primes");
    ck_assert_mem_eq(delivered.findings[0].identity.spki_sha256,
                     expected.findings[0].identity.spki_sha256, SHA256_LENGTH);
    delivered_clear(&expected);
    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&block.content);
    buffer_clear(&content);
}
END_TEST

/* It is told in the middle of bytes, where nothing claims to be a key. */
START_TEST(what_is_no_key_is_not_told)
{
    struct buffer content = put_together(right);
    content.at[_i * 16] ^= 2;
    struct delivered delivered = examine(buffer_bytes(&content));
    for (size_t i = 0; i < delivered.count; i++) {
        ck_assert_int_eq(delivered.findings[i].verdict, VERDICT_PROVEN);
    }
    delivered_clear(&delivered);
    buffer_clear(&content);
}
END_TEST

/* n, d and e. */
static struct buffer put_exponents(void)
{
    static const uint8_t e[] = { 1, 0, 1, 0, 0, 0, 0, 0 };
    struct pem_block block = pem_fixture("candidates/rsa2048.pem");
    struct bytes rest = buffer_bytes(&block.content), number, header;
    struct buffer content = { 0 };
    ck_assert(bytes_take(&rest, 4, &header));
    for (size_t i = 0; i <= 3; i++) {
        ck_assert(integer_row_take(&rest, &number));
        if (i % 2 == 1) {
            turn_round(number, &content);
        }
    }
    ck_assert(buffer_append(&content, bytes_over(e, sizeof(e))));
    ck_assert_uint_eq(content.used, OCTETS + sizeof(e));
    buffer_clear(&block.content);
    return content;
}

START_TEST(exponents_are_proven_as_the_key_that_they_are_of)
{
    struct buffer content = put_exponents();
    struct delivered delivered = examine(buffer_bytes(&content));
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_str_eq(delivered.findings[0].encoding, "limbs");
    ck_assert_str_eq(delivered.findings[0].remark, "repaired: the factors from n, e and d");
    delivered_clear(&delivered);
    content.at[OCTETS / 2 + 1] ^= 4; /* of d */
    delivered = examine(buffer_bytes(&content));
    for (size_t i = 0; i < delivered.count; i++) {
        ck_assert_int_eq(delivered.findings[i].verdict, VERDICT_PROVEN);
    }
    delivered_clear(&delivered);
    buffer_clear(&content);
}
END_TEST

START_TEST(shorter_contents_are_refused)
{
    struct buffer content = _i == 0 ? put_together(right) : put_exponents();
    for (size_t kept = 0; kept < content.used; kept += kept + 8 < content.used ? 7 : 1) {
        uint8_t *copy = exact_copy(content.at, kept);
        struct delivered delivered = examine(bytes_over(copy, kept));
        ck_assert_uint_eq(delivered.count, 0);
        delivered_clear(&delivered);
        free(copy);
    }
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("limb_key");
    if (!key_examine_prepare()) {
        return EXIT_FAILURE;
    }
    tcase_add_loop_test(tests, primes_are_proven_as_the_key_that_they_are_of, 0, 2);
    tcase_add_loop_test(tests, what_is_no_key_is_not_told, 0, OCTETS / 16);
    tcase_add_test(tests, exponents_are_proven_as_the_key_that_they_are_of);
    tcase_add_loop_test(tests, shorter_contents_are_refused, 0, 2);
    return suite_run("limb_key", tests);
}
