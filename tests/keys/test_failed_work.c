#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "key_fixture.h"

/* Work that comes to nothing is bounded per evidence file; no key that holds is ever lost
 * by it, and what was not examined is said. */

#define FLOOD      40
#define FLOOD_BITS 8192

struct outcome_log {
    size_t proven, forged, leads, tried, unread;
};

static void log_found(void *context, const struct key_finding *finding)
{
    struct outcome_log *log = context;
    log->proven += finding->verdict == VERDICT_PROVEN ? 1 : 0;
    log->forged += finding->verdict == VERDICT_FORGED ? 1 : 0;
    log->leads += finding->verdict == VERDICT_ENCRYPTED ? 1 : 0;
    log->tried += finding->verdict == VERDICT_ENCRYPTED && finding->tried_all ? 1 : 0;
}

static void log_unread(void *context, const struct fault *fault)
{
    struct outcome_log *log = context;
    ck_assert_int_eq(fault->outcome, OUTCOME_BOUND);
    log->unread++;
}

static enum offer offer(struct key_examiner *examiner, struct bytes content, bool last,
                        struct outcome_log *log)
{
    const struct key_finding_sink sink = { log, log_found, NULL, log_unread };
    const struct candidate candidate = { .form = CANDIDATE_DER,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = content };
    return key_examine(examiner, &candidate, last, &sink);
}

static struct outcome_log examine(struct key_examiner *examiner, struct bytes content)
{
    struct outcome_log log = { 0 };
    (void)!offer(examiner, content, true, &log);
    return log;
}

static BIGNUM *drawn(int bits)
{
    BIGNUM *number = BN_new();
    ck_assert_int_eq(BN_rand(number, bits, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ODD), 1);
    return number;
}

static struct buffer der_of(RSA *rsa)
{
    uint8_t *octets = NULL;
    struct buffer der = { 0 };
    const int length = i2d_RSAPrivateKey(rsa, &octets);
    ck_assert_int_gt(length, 0);
    ck_assert(buffer_append(&der, bytes_over(octets, (size_t)length)));
    OPENSSL_free(octets);
    RSA_free(rsa);
    return der;
}

/* Nothing holds, and dP alone has to say so. */
static struct buffer forged(int bits)
{
    RSA *rsa = RSA_new();
    BIGNUM *e = BN_new();
    BN_set_word(e, 65537);
    RSA_set0_key(rsa, drawn(bits), e, drawn(bits));
    RSA_set0_factors(rsa, drawn(bits / 2), drawn(bits / 2));
    RSA_set0_crt_params(rsa, drawn(bits / 2), drawn(bits / 2), drawn(bits / 2));
    return der_of(rsa);
}

enum keep { KEEP_ALL, KEEP_EXPONENT, KEEP_DP };

/* A true key, of which others than these numbers were destroyed. */
static struct buffer true_key(enum keep keep)
{
    struct buffer content = pem_fixture("keys/rfc9500-rsa-2048.key").content;
    const uint8_t *at = content.at;
    RSA *rsa = RSA_new();
    EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &at, (long)content.used);
    RSA *whole = EVP_PKEY_get1_RSA(key);
    const bool all = keep == KEEP_ALL;
    RSA_set0_key(rsa, BN_dup(RSA_get0_n(whole)), BN_dup(RSA_get0_e(whole)),
                 keep == KEEP_DP ? drawn(2048) : BN_dup(RSA_get0_d(whole)));
    RSA_set0_factors(rsa, all ? BN_dup(RSA_get0_p(whole)) : drawn(1024),
                     all ? BN_dup(RSA_get0_q(whole)) : drawn(1024));
    RSA_set0_crt_params(rsa, keep != KEEP_EXPONENT ? BN_dup(RSA_get0_dmp1(whole)) : drawn(1024),
                        all ? BN_dup(RSA_get0_dmq1(whole)) : drawn(1024),
                        all ? BN_dup(RSA_get0_iqmp(whole)) : drawn(1024));
    RSA_free(whole);
    EVP_PKEY_free(key);
    buffer_clear(&content);
    return der_of(rsa);
}

static void check_key(struct key_examiner *examiner, enum keep keep, size_t proven)
{
    struct buffer key = true_key(keep);
    const struct outcome_log log = examine(examiner, buffer_bytes(&key));
    ck_assert_uint_eq(log.proven, proven);
    ck_assert_uint_eq(log.unread, 1 - proven);
    buffer_clear(&key);
}

static struct outcome_log flood(struct key_examiner *examiner)
{
    struct outcome_log sum = { 0 };
    for (size_t i = 0; i < FLOOD; i++) {
        struct buffer key = forged(FLOOD_BITS);
        const struct outcome_log log = examine(examiner, buffer_bytes(&key));
        ck_assert_uint_eq(log.forged + log.unread, 1); /* none of them in silence */
        sum.forged += log.forged;
        sum.unread += log.unread;
        buffer_clear(&key);
    }
    return sum;
}

/* A flood of forgeries takes no more than the budget. */
static void check_flood(struct key_examiner *examiner)
{
    const struct outcome_log log = flood(examiner);
    /* Each takes one exponentiation with half the modulus' bits at least. */
    const uint64_t words = FLOOD_BITS / 64;
    const uint64_t least = words * words * (FLOOD_BITS / 2) / EXPONENTIATION_STEP;
    ck_assert_uint_ge(log.forged, 2);
    ck_assert_uint_le(log.forged * least, FAILED_WORK_FLOOR);
    ck_assert_uint_eq(log.unread, FLOOD - log.forged);
    ck_assert_uint_gt(log.unread, 0);
}

START_TEST(what_costs_much_is_said_not_to_be_examined_and_proven_in_the_next_file)
{
    struct key_examiner *examiner = examiner_with("");
    key_examiner_begin_file(examiner, 0);
    check_flood(examiner);
    for (size_t i = 0; i < 500; i++) { /* up to the last steps */
        struct buffer key = forged(2048);
        (void)examine(examiner, buffer_bytes(&key));
        buffer_clear(&key);
    }
    check_key(examiner, KEEP_DP, 0);
    key_examiner_begin_file(examiner, 0);
    check_key(examiner, KEEP_DP, 1);
    key_examiner_free(examiner);
}
END_TEST

/* A whole key without work is, as a forgery, told once its bytes were read in the last way; what
 * holds is proven. */
START_TEST(behind_any_flood_what_holds_is_proven_and_what_does_not_is_told_once)
{
    struct key_examiner *examiner = examiner_with("");
    struct buffer key = forged(FLOOD_BITS);
    struct outcome_log log = { 0 };
    key_examiner_begin_file(examiner, 0);
    check_flood(examiner);
    ck_assert_int_eq(offer(examiner, buffer_bytes(&key), false, &log), OFFER_REFUSED);
    ck_assert_uint_eq(log.unread, 0);
    ck_assert_int_eq(offer(examiner, buffer_bytes(&key), true, &log), OFFER_TAKEN);
    ck_assert_uint_eq(log.unread, 1);
    ck_assert_uint_eq(log.forged, 0);
    buffer_clear(&key);
    check_key(examiner, KEEP_ALL, 1);
    check_key(examiner, KEEP_EXPONENT, 1); /* parted without an exponentiation */
    key_examiner_free(examiner);
}
END_TEST

START_TEST(proven_keys_cost_nothing_of_it)
{
    struct key_examiner *examiner = examiner_with("");
    key_examiner_begin_file(examiner, 0);
    for (size_t i = 0; i < 600; i++) { /* each takes 10,000 steps, and is drawn anew */
        check_key(examiner, KEEP_DP, 1);
    }
    key_examiner_free(examiner);
}
END_TEST

/* Two primes, and exponents as no program makes them: as long as the modulus. */
static struct buffer large_exponent(const BIGNUM *p, const BIGNUM *q)
{
    RSA *rsa = RSA_new();
    BN_CTX *scratch = BN_CTX_new();
    BIGNUM *n = BN_new(), *less_p = BN_dup(p), *less_q = BN_dup(q), *phi = BN_new();
    BIGNUM *e = NULL, *d = NULL;
    BN_sub_word(less_p, 1);
    BN_sub_word(less_q, 1);
    BN_mul(n, p, q, scratch);
    BN_mul(phi, less_p, less_q, scratch);
    while (d == NULL) {
        BN_free(e);
        e = drawn(BN_num_bits(n) - 1);
        d = BN_mod_inverse(NULL, e, phi, scratch);
    }
    BIGNUM *dp = BN_new(), *dq = BN_new();
    BN_mod(dp, d, less_p, scratch);
    BN_mod(dq, d, less_q, scratch);
    RSA_set0_key(rsa, n, e, d);
    RSA_set0_factors(rsa, BN_dup(p), BN_dup(q));
    RSA_set0_crt_params(rsa, dp, dq, BN_mod_inverse(NULL, q, p, scratch));
    BN_free(phi);
    BN_free(less_p);
    BN_free(less_q);
    BN_CTX_free(scratch);
    return der_of(rsa);
}

/* Proven as long as there is budget; past it that is said, and keys of any program cost
 * nothing of it. */
START_TEST(true_keys_that_are_made_to_take_long_are_proven_within_the_budget)
{
    struct key_examiner *examiner = examiner_with("");
    BIGNUM *p = BN_new(), *q = BN_new();
    size_t proven = 0, unread = 0;
    BN_generate_prime_ex(p, 1536, 0, NULL, NULL, NULL);
    BN_generate_prime_ex(q, 1536, 0, NULL, NULL, NULL);
    key_examiner_begin_file(examiner, 0);
    for (size_t i = 0; i < 450; i++) { /* each takes 13,800 steps for e alone */
        struct buffer key = large_exponent(p, q);
        const struct outcome_log log = examine(examiner, buffer_bytes(&key));
        proven += log.proven;
        unread += log.unread;
        buffer_clear(&key);
    }
    ck_assert_uint_ge(proven, 100);
    ck_assert_uint_gt(unread, 0);
    ck_assert_uint_eq(proven + unread, 450);
    check_key(examiner, KEEP_ALL, 1);
    BN_free(p);
    BN_free(q);
    key_examiner_free(examiner);
}
END_TEST

/* A wrong passphrase list of a hundred, at 2,048 iterations. */
static struct key_examiner *closed_examiner(void)
{
    char list[1024] = "";
    for (int i = 0; i < 100; i++) {
        snprintf(list + strlen(list), sizeof(list) - strlen(list), "w%d\n", i);
    }
    const struct key_examiner_settings settings = { .passphrases = bytes_over(list, strlen(list)) };
    struct key_examiner *examiner = key_examiner_new(&settings);
    ck_assert_ptr_nonnull(examiner);
    key_examiner_begin_file(examiner, 0);
    return examiner;
}

static struct outcome_log examine_closed(struct key_examiner *examiner, uint8_t change)
{
    struct pem_block block = pem_fixture("keys/encrypted/pkcs8-pbkdf2-sha256.pem");
    block.content.at[block.content.used - 1] ^= change;
    const struct outcome_log log = examine(examiner, buffer_bytes(&block.content));
    ck_assert_uint_eq(log.leads, 1);
    buffer_clear(&block.content);
    return log;
}

START_TEST(closed_keys_past_the_budget_are_leads_that_were_not_tried)
{
    struct key_examiner *examiner = closed_examiner();
    size_t tried = 0;
    for (uint8_t i = 0; i < 40; i++) {
        tried += examine_closed(examiner, i).tried;
    }
    ck_assert_uint_ge(tried, 20);
    ck_assert_uint_le(tried * 101 * 2048, FAILED_WORK_FLOOR);
    key_examiner_begin_file(examiner, 0);
    ck_assert_uint_eq(examine_closed(examiner, 40).tried, 1);
    key_examiner_free(examiner);
}
END_TEST

START_TEST(the_same_closed_key_is_charged_once)
{
    struct key_examiner *examiner = closed_examiner();
    for (int i = 0; i < 1000; i++) {
        ck_assert_uint_eq(examine_closed(examiner, 1).tried, 1);
    }
    ck_assert_uint_eq(examine_closed(examiner, 2).tried, 1);
    key_examiner_free(examiner);
}
END_TEST

/* What is found of a file does not depend on those before it. */
START_TEST(what_is_remembered_is_charged_to_each_file)
{
    struct key_examiner *examiner = closed_examiner();
    size_t tried[2] = { 0 };
    for (size_t file = 0; file < 2; file++) {
        key_examiner_begin_file(examiner, 0);
        for (uint8_t i = 0; i < 40; i++) {
            tried[file] += examine_closed(examiner, i).tried;
        }
    }
    ck_assert_uint_lt(tried[0], 40);
    ck_assert_uint_eq(tried[0], tried[1]);
    key_examiner_free(examiner);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("failed_work");
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, what_costs_much_is_said_not_to_be_examined_and_proven_in_the_next_file);
    tcase_add_test(tests, behind_any_flood_what_holds_is_proven_and_what_does_not_is_told_once);
    tcase_add_test(tests, proven_keys_cost_nothing_of_it);
    tcase_add_test(tests, true_keys_that_are_made_to_take_long_are_proven_within_the_budget);
    tcase_add_test(tests, closed_keys_past_the_budget_are_leads_that_were_not_tried);
    tcase_add_test(tests, the_same_closed_key_is_charged_once);
    tcase_add_test(tests, what_is_remembered_is_charged_to_each_file);
    return suite_run("failed_work", tests);
}
