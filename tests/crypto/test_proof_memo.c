#include "crypto/proof_memo.h"

#include <string.h>

#include "crypto/private_key.h"
#include "crypto/proof_work.h"
#include "suite.h"

/* Numbers that no relation holds together, and whose public exponent is too long for any to be
 * asked cheaply: only exponentiations refute them. */
static uint8_t modulus[128], public_exponent[40], private_exponent[120];

static struct private_key key_of(void)
{
    memset(modulus, 0xc5, sizeof(modulus));
    memset(public_exponent, 0x35, sizeof(public_exponent));
    memset(private_exponent, 0x6b, sizeof(private_exponent));
    struct private_key key = { .public.algorithm = KEY_RSA };
    key.public.n = bytes_over(modulus, sizeof(modulus));
    key.public.e = bytes_over(public_exponent, sizeof(public_exponent));
    key.d = bytes_over(private_exponent, sizeof(private_exponent));
    return key;
}

static bool is_bounded(struct proof_memo *memo, struct proof_work *work)
{
    const struct private_key key = key_of();
    const struct key_proof_settings settings = { .work = work };
    struct key_proof proof = { 0 };
    proof_memo_prove(memo, &key, &settings, &proof);
    const bool bounded = proof.bounded;
    key_proof_clear(&proof);
    return bounded;
}

START_TEST(bounded_proof_is_remembered_until_there_is_more_work)
{
    struct proof_memo *memo = proof_memo_new();
    struct proof_work work = { .left = 10 };
    ck_assert_ptr_nonnull(memo);
    ck_assert(is_bounded(memo, &work));
    work = (struct proof_work){ .left = 9 };
    ck_assert(is_bounded(memo, &work));
    ck_assert(!work.refused); /* nothing was asked for anew */
    work = (struct proof_work){ .left = 11 };
    ck_assert(is_bounded(memo, &work));
    ck_assert(work.refused);
    work = (struct proof_work){ .left = UINT64_MAX };
    ck_assert(!is_bounded(memo, &work));
    ck_assert_uint_gt(work.spent, 0);
    proof_memo_free(memo);
}
END_TEST

START_TEST(refuted_key_is_remembered_whatever_work_is_left)
{
    struct proof_memo *memo = proof_memo_new();
    struct proof_work work = { .left = UINT64_MAX };
    ck_assert_ptr_nonnull(memo);
    ck_assert(!is_bounded(memo, &work));
    work = (struct proof_work){ .left = 1 };
    ck_assert(!is_bounded(memo, &work));
    ck_assert_uint_eq(work.spent, 0);
    proof_memo_reset(memo);
    ck_assert(is_bounded(memo, &work));
    proof_memo_free(memo);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("proof_memo");
    tcase_add_test(tests, bounded_proof_is_remembered_until_there_is_more_work);
    tcase_add_test(tests, refuted_key_is_remembered_whatever_work_is_left);
    return suite_run("proof_memo", tests);
}
