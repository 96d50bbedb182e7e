#define OPENSSL_SUPPRESS_DEPRECATED
#include <dlfcn.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/rsa.h>

#include "crypto/key_proof.h"
#include "suite.h"

/* Which numbers of an RSA key give back the others: every subset of them, missing or
 * wrong, of keys drawn by lot. */

enum { N, E, D, P, Q, DP, DQ, QINV, NUMBERS };

#define OCTETS_MAX 512

/* Stands before the one of OpenSSL, for what is ours. */
static size_t inverses;

BIGNUM *BN_mod_inverse(BIGNUM *into, const BIGNUM *of, const BIGNUM *modulus, BN_CTX *scratch)
{
    BIGNUM *(*theirs)(BIGNUM *, const BIGNUM *, const BIGNUM *, BN_CTX *) = NULL;
    *(void **)&theirs = dlsym(RTLD_NEXT, "BN_mod_inverse");
    ck_assert(theirs != NULL);
    inverses++;
    return theirs(into, of, modulus, scratch);
}

struct drawn {
    uint8_t octets[NUMBERS + 1][OCTETS_MAX]; /* a third prime behind them */
    size_t length[NUMBERS + 1];
    struct public_identity identity;
};

static struct private_key key_of(const struct drawn *drawn)
{
    struct private_key key = { .public = { .algorithm = KEY_RSA } };
    struct bytes *const places[] = {
        &key.public.n, &key.public.e,  &key.d,         &key.prime1,
        &key.prime2,   &key.exponent1, &key.exponent2, &key.coefficient
    };
    for (size_t i = 0; i < NUMBERS; i++) {
        *places[i] = bytes_over(drawn->octets[i], drawn->length[i]);
    }
    return key;
}

static void draw(struct drawn *drawn, int bits, int primes, BN_ULONG e)
{
    *drawn = (struct drawn){ 0 };
    RSA *rsa = RSA_new();
    BIGNUM *exponent = BN_new();
    ck_assert_int_eq(BN_set_word(exponent, e), 1);
    ck_assert_int_eq(RSA_generate_multi_prime_key(rsa, bits, primes, exponent, NULL), 1);
    const BIGNUM *const numbers[NUMBERS] = { RSA_get0_n(rsa),    RSA_get0_e(rsa),
                                             RSA_get0_d(rsa),    RSA_get0_p(rsa),
                                             RSA_get0_q(rsa),    RSA_get0_dmp1(rsa),
                                             RSA_get0_dmq1(rsa), RSA_get0_iqmp(rsa) };
    for (size_t i = 0; i < NUMBERS; i++) {
        drawn->length[i] = (size_t)BN_bn2bin(numbers[i], drawn->octets[i]);
    }
    const BIGNUM *others[4];
    if (primes > 2) {
        ck_assert_int_eq(RSA_get0_multi_prime_factors(rsa, others), 1);
        drawn->length[NUMBERS] = (size_t)BN_bn2bin(others[0], drawn->octets[NUMBERS]);
    }
    const struct private_key key = key_of(drawn);
    ck_assert_int_eq(public_identity_of(&key.public, &drawn->identity), OUTCOME_OK);
    RSA_free(rsa);
    BN_free(exponent);
}

/* The finding about the drawn key; NULL where it is not proven. */
static const struct key_finding *proven(const struct drawn *drawn, const struct key_proof *proof)
{
    for (size_t i = 0; i < proof->count; i++) {
        if (proof->facts[i].verdict == VERDICT_PROVEN) {
            ck_assert_mem_eq(proof->facts[i].identity.digest, drawn->identity.digest,
                             SHA256_LENGTH);
            return &proof->facts[i];
        }
    }
    return NULL;
}

static struct key_proof prove(const struct private_key *key)
{
    const struct key_proof_settings settings = { .proofs = true };
    struct key_proof proof;
    key_prove(key, &settings, &proof);
    return proof;
}

static bool has(unsigned kept, unsigned all)
{
    return (kept & all) == all;
}

static bool is_common(const struct drawn *drawn)
{
    return bytes_equal(bytes_over(drawn->octets[E], drawn->length[E]), bytes_over("\1\0\1", 3));
}

/* What the header of rsa_repair.h promises, for a usual e. Without n, something has to say
 * that p and q belong together, unless nothing else is there. */
static bool recoverable(unsigned kept, bool missing, bool common)
{
    if (has(kept, 1u << N)) {
        return (kept & (1u << P | 1u << Q | 1u << D | 1u << DP | 1u << DQ)) != 0;
    }
    /* dP, dQ and qInv give both primes, where e is 65537. */
    if (common && missing && has(kept, 1u << DP | 1u << DQ | 1u << QINV)) {
        return true;
    }
    const bool alone = missing && (kept & ~(1u << E)) == (1u << P | 1u << Q);
    return has(kept, 1u << P | 1u << Q) &&
           (alone || has(kept, 1u << D) || has(kept, 1u << DP | 1u << DQ) || has(kept, 1u << QINV));
}

static void spoil(struct drawn *drawn, size_t number, bool missing)
{
    if (missing) {
        drawn->length[number] = 0;
        return;
    }
    /* Three octets of it, but neither its length nor its being odd. */
    uint8_t *octets = drawn->octets[number] + drawn->length[number] / 2;
    for (size_t i = 0; i < 3 && i + 1 < drawn->length[number] - drawn->length[number] / 2; i++) {
        octets[i] ^= (uint8_t)(0x5a + 7 * i);
    }
    if (number == E) {
        drawn->octets[E][drawn->length[E] - 1] ^= 2;
    }
}

static bool is_repaired(const struct key_finding *finding)
{
    return finding->remark != NULL && strncmp(finding->remark, "repaired: ", 10) == 0;
}

static void check_subset(const struct drawn *whole, unsigned kept, bool missing, bool usual)
{
    struct drawn drawn = *whole;
    for (size_t i = 0; i < NUMBERS; i++) {
        if ((kept >> i & 1u) == 0) {
            spoil(&drawn, i, missing);
        }
    }
    const struct private_key key = key_of(&drawn);
    struct key_proof proof = prove(&key);
    const struct key_finding *found = proven(&drawn, &proof);
    const bool expected = recoverable(kept, missing, is_common(whole));
    if (usual || has(kept, 1u << E)) {
        ck_assert_msg((found != NULL) == expected, "subset %x missing %d", kept, missing);
    } else {
        ck_assert_msg(found == NULL || expected, "subset %x missing %d", kept, missing);
    }
    if (found != NULL && (kept & 0x1f) != 0x1f) { /* nobody has to write dP, dQ and qInv */
        ck_assert_msg(found->remark != NULL && (is_repaired(found) || !has(kept, 1u << E)),
                      "subset %x: %s", kept, found->remark);
    }
    ck_assert(kept != 0xff || (found != NULL && found->remark == NULL && proof.count == 1));
    key_proof_clear(&proof);
}

static const struct {
    int bits;
    BN_ULONG e;
    bool usual;
} keys[] = { { 512, 65537, true },
             { 512, 3, true },
             { 520, 65537, true },
             { 768, 17, true },
             { 512, 0x10000000fu, false } };

START_TEST(table_of_subsets)
{
    struct drawn drawn;
    draw(&drawn, keys[_i].bits, 2, keys[_i].e);
    for (unsigned kept = 0; kept < 1u << NUMBERS; kept++) {
        check_subset(&drawn, kept, true, keys[_i].usual);
        check_subset(&drawn, kept, false, keys[_i].usual);
    }
}
END_TEST

/* Row m: one number is wrong, and it is said how the key was proven. */
static const struct {
    size_t wrong;
    const char *remark;
} wrong[] = {
    { E, "repaired: the public exponent from the private numbers" },
    { D, "repaired: the private exponent from the primes" },
    { P, "repaired: the first prime from the modulus and the second" },
    { Q, "repaired: the second prime from the modulus and the first" },
    { DP, "repaired: dP, dQ or qInv from the numbers that hold" },
    { DQ, "repaired: dP, dQ or qInv from the numbers that hold" },
    { QINV, "repaired: dP, dQ or qInv from the numbers that hold" },
    { N, "repaired: the modulus from the primes: the one given is another" },
};

START_TEST(one_number_is_wrong)
{
    struct drawn drawn;
    draw(&drawn, 1024, 2, 65537);
    spoil(&drawn, wrong[_i].wrong, false);
    const struct private_key key = key_of(&drawn);
    struct key_proof proof = prove(&key);
    const struct key_finding *found = proven(&drawn, &proof);
    ck_assert_ptr_nonnull(found);
    ck_assert_str_eq(found->remark, wrong[_i].remark);
    /* The modulus that stands there is claimed, and is not its own. */
    ck_assert_uint_eq(proof.count, wrong[_i].wrong == N ? 2 : 1);
    if (wrong[_i].wrong == E) {
        ck_assert_mem_eq(found->identity.spki_sha256, drawn.identity.spki_sha256, SHA256_LENGTH);
    }
    key_proof_clear(&proof);
}
END_TEST

/* A public exponent that nobody chooses follows from d all the same. */
START_TEST(odd_public_exponent_is_given_back)
{
    struct drawn drawn;
    draw(&drawn, 1024, 2, 0x10000000fu);
    drawn.length[E] = 1;
    drawn.octets[E][0] = 3;
    struct private_key key = key_of(&drawn);
    struct key_proof proof = prove(&key);
    const struct key_finding *found = proven(&drawn, &proof);
    ck_assert_ptr_nonnull(found);
    ck_assert_mem_eq(found->identity.spki_sha256, drawn.identity.spki_sha256, SHA256_LENGTH);
    key_proof_clear(&proof);
}
END_TEST

static struct private_key multi_prime_of(const struct drawn *drawn)
{
    struct private_key key = key_of(drawn);
    key.multi_prime = true;
    key.other_primes[0] = bytes_over(drawn->octets[NUMBERS], drawn->length[NUMBERS]);
    key.other_prime_count = 1;
    return key;
}

START_TEST(three_primes)
{
    struct drawn whole, drawn;
    draw(&whole, 1024, 3, 65537);
    for (size_t missing = 0; missing <= NUMBERS + 1; missing++) {
        drawn = whole;
        if (missing <= NUMBERS) {
            drawn.length[missing] = 0;
        }
        const struct private_key key = multi_prime_of(&drawn);
        struct key_proof proof = prove(&key);
        const struct key_finding *found = proven(&whole, &proof);
        ck_assert_msg((found != NULL) == (missing != N), "without number %zu", missing);
        key_proof_clear(&proof);
    }
    /* With d wrong as well, the primes are what proves it. */
    drawn = whole;
    spoil(&drawn, D, false);
    drawn.length[Q] = 0;
    struct private_key key = multi_prime_of(&drawn);
    struct key_proof proof = prove(&key);
    ck_assert_ptr_nonnull(proven(&whole, &proof));
    key_proof_clear(&proof);
    /* Written as if there were two: n, e and d still hold. */
    key = key_of(&whole);
    proof = prove(&key);
    ck_assert_ptr_nonnull(proven(&whole, &proof));
    key_proof_clear(&proof);
}
END_TEST

/* Some programs drew the same prime twice: anybody factors such a modulus, and d modulo
 * p (p - 1) signs under it. */
START_TEST(prime_that_is_there_twice)
{
    struct drawn drawn;
    draw(&drawn, 1024, 2, 65537);
    BN_CTX *scratch = BN_CTX_new();
    BIGNUM *p = BN_bin2bn(drawn.octets[P], (int)drawn.length[P], NULL), *n = BN_new();
    BIGNUM *e = BN_bin2bn(drawn.octets[E], (int)drawn.length[E], NULL), *d = BN_new();
    BIGNUM *phi = BN_dup(p);
    ck_assert_int_eq(BN_sqr(n, p, scratch), 1);
    ck_assert(BN_sub_word(phi, 1) == 1 && BN_mul(phi, phi, p, scratch) == 1);
    ck_assert_ptr_nonnull(BN_mod_inverse(d, e, phi, scratch));
    drawn.length[N] = (size_t)BN_bn2bin(n, drawn.octets[N]);
    drawn.length[D] = (size_t)BN_bn2bin(d, drawn.octets[D]);
    drawn.length[Q] = (size_t)BN_bn2bin(p, drawn.octets[Q]);
    const struct private_key key = key_of(&drawn);
    ck_assert_int_eq(public_identity_of(&key.public, &drawn.identity), OUTCOME_OK);
    struct key_proof proof = prove(&key);
    ck_assert_ptr_nonnull(proven(&drawn, &proof));
    ck_assert_uint_eq(proof.count, 1);
    key_proof_clear(&proof);
    BN_free(p);
    BN_free(n);
    BN_free(e);
    BN_free(d);
    BN_free(phi);
    BN_CTX_free(scratch);
}
END_TEST

/* The victim's modulus with an attacker's numbers, whichever of them: never proven. */
START_TEST(no_modulus_of_a_victim_is_proven)
{
    struct drawn victim, own;
    draw(&victim, 512, 2, 65537);
    draw(&own, 512, 2, 65537);
    for (unsigned taken = 0; taken < 1u << NUMBERS; taken++) {
        struct drawn mixed = victim;
        for (size_t i = D; i < NUMBERS; i++) {
            if ((taken >> i & 1u) != 0) {
                memset(mixed.octets[i], 0, OCTETS_MAX);
                mixed.length[i] = 0;
            } else {
                memcpy(mixed.octets[i], own.octets[i], OCTETS_MAX);
                mixed.length[i] = own.length[i];
            }
        }
        const struct private_key key = key_of(&mixed);
        struct key_proof proof = prove(&key);
        const struct key_finding *found = proven(&own, &proof); /* asserts whose it is */
        ck_assert(proof.count == 1 || found != NULL);
        ck_assert(proof.count > 0);
        for (size_t i = 0; i < proof.count; i++) {
            ck_assert(proof.facts[i].verdict != VERDICT_PROVEN || &proof.facts[i] == found);
        }
        key_proof_clear(&proof);
    }
}
END_TEST

/* e = 1, e even, a small prime times a victim's modulus, a modulus that is a prime or a
 * square: these prove nothing of anybody else's, and end. */
START_TEST(strange_numbers_end)
{
    struct drawn victim;
    draw(&victim, 512, 2, 65537);
    static const char *const strange[] = { "", "\x01", "\x02", "\x03", "\x04", "\x07", "\xff" };
    for (size_t field = 0; field < NUMBERS; field++) {
        for (size_t i = 0; i < sizeof(strange) / sizeof(strange[0]); i++) {
            struct drawn drawn = victim;
            for (size_t j = D; j < NUMBERS; j++) {
                drawn.length[j] = strlen(strange[i]);
                memcpy(drawn.octets[j], strange[i], drawn.length[j]);
            }
            if (field < D) {
                drawn.length[field] = strlen(strange[i]);
                memcpy(drawn.octets[field], strange[i], drawn.length[field]);
            } else { /* the modulus itself, or its square's root */
                memcpy(drawn.octets[field], victim.octets[N], victim.length[N]);
                drawn.length[field] = victim.length[N];
            }
            const struct private_key key = key_of(&drawn);
            struct key_proof proof = prove(&key);
            for (size_t j = 0; j < proof.count; j++) {
                ck_assert_int_ne(proof.facts[j].verdict, VERDICT_PROVEN);
            }
            key_proof_clear(&proof);
        }
    }
}
END_TEST

/* A modulus that was made up, with so many taken off it, and dP and dQ of another key: refuted, and
 * how many inverses were looked for on the way, and work was counted. */
static size_t refute(const struct drawn *own, BN_ULONG less, uint64_t *spent)
{
    struct drawn drawn = *own;
    BIGNUM *n = BN_bin2bn(own->octets[N], (int)own->length[N], NULL);
    ck_assert_int_eq(BN_sub_word(n, less), 1);
    ck_assert_int_eq(BN_bn2bin(n, drawn.octets[N]), (int)own->length[N]);
    BN_free(n);
    drawn.length[D] = drawn.length[P] = drawn.length[Q] = drawn.length[QINV] = 0;
    const struct private_key key = key_of(&drawn);
    struct proof_work work = { .left = UINT64_MAX };
    const struct key_proof_settings settings = { .work = &work };
    struct key_proof proof;
    inverses = 0;
    key_prove(&key, &settings, &proof);
    ck_assert_uint_eq(proof.count, 1);
    ck_assert_int_eq(proof.facts[0].verdict, VERDICT_FORGED);
    ck_assert(!proof.bounded);
    *spent = work.spent;
    key_proof_clear(&proof);
    return inverses;
}

static bool divides_any(const struct drawn *own, BN_ULONG less)
{
    BIGNUM *n = BN_bin2bn(own->octets[N], (int)own->length[N], NULL);
    bool divides = false;
    ck_assert_int_eq(BN_sub_word(n, less), 1);
    for (BN_ULONG odd = 3; odd < 256 && !divides; odd += 2) {
        divides = BN_mod_word(n, odd) == 0;
    }
    BN_free(n);
    return divides;
}

/* It is the modulus of no key, and nothing is raised for it; but it counts like one. */
START_TEST(modulus_with_a_small_factor_is_refuted_for_nothing)
{
    struct drawn own;
    uint64_t with = 0, without = 0;
    size_t of_each[2] = { 0 };
    draw(&own, 1024, 2, 65537);
    for (BN_ULONG less = 2; of_each[0] == 0 || of_each[1] == 0; less += 2) {
        const bool small = divides_any(&own, less);
        of_each[small]++;
        ck_assert((refute(&own, less, small ? &with : &without) == 0) == small);
    }
    ck_assert_uint_gt(with, 0);
    ck_assert_uint_eq(with, without);
}
END_TEST

/* Of a key without its modulus: so many are taken off one of its numbers. */
static void take_off(struct drawn *drawn, int number, BN_ULONG less)
{
    BIGNUM *changed = BN_bin2bn(drawn->octets[number], (int)drawn->length[number], NULL);
    ck_assert_int_eq(BN_sub_word(changed, less), 1);
    drawn->length[number] = (size_t)BN_bn2bin(changed, drawn->octets[number]);
    BN_free(changed);
}

static bool has_small_factor(const struct drawn *drawn, int number)
{
    BIGNUM *read = BN_bin2bn(drawn->octets[number], (int)drawn->length[number], NULL);
    bool divides = false;
    for (BN_ULONG odd = 3; odd < 256 && !divides; odd += 2) {
        divides = BN_mod_word(read, odd) == 0;
    }
    BN_free(read);
    return divides;
}

/* What has a small factor is no prime, and no public exponent is looked for; but it counts. */
START_TEST(primes_with_a_small_factor_are_refuted_for_nothing)
{
    struct drawn own;
    uint64_t spent[2] = { 0 };
    size_t of_each[2] = { 0 };
    draw(&own, 1024, 2, 65537);
    own.length[N] = own.length[QINV] = 0;
    take_off(&own, DQ, 2);
    for (BN_ULONG less = 2; of_each[0] == 0 || of_each[1] == 0; less += 2) {
        struct drawn drawn = own;
        take_off(&drawn, P, less);
        const bool small = has_small_factor(&drawn, P);
        const struct private_key key = key_of(&drawn);
        struct proof_work work = { .left = UINT64_MAX };
        const struct key_proof_settings settings = { .work = &work };
        struct key_proof proof;
        inverses = 0;
        key_prove(&key, &settings, &proof);
        ck_assert(proof.count == 1 && proof.facts[0].verdict != VERDICT_PROVEN && !proof.bounded);
        ck_assert((inverses == 0) == small);
        spent[small] = work.spent;
        of_each[small]++;
        key_proof_clear(&proof);
    }
    ck_assert_uint_gt(spent[0], 0);
    ck_assert_uint_eq(spent[0], spent[1]);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rsa_repair");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, table_of_subsets, 0, (int)(sizeof(keys) / sizeof(keys[0])));
    tcase_add_loop_test(tests, one_number_is_wrong, 0, (int)(sizeof(wrong) / sizeof(wrong[0])));
    tcase_add_test(tests, odd_public_exponent_is_given_back);
    tcase_add_test(tests, three_primes);
    tcase_add_test(tests, prime_that_is_there_twice);
    tcase_add_test(tests, no_modulus_of_a_victim_is_proven);
    tcase_add_test(tests, strange_numbers_end);
    tcase_add_test(tests, modulus_with_a_small_factor_is_refuted_for_nothing);
    tcase_add_test(tests, primes_with_a_small_factor_are_refuted_for_nothing);
    return suite_run("rsa_repair", tests);
}
