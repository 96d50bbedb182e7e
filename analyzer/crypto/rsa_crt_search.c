#include "crypto/rsa_crt_search.h"

#include <string.h>

#include "bounds.h"

#define PUBLIC_EXPONENT 65537u
/* A number of 2,048 bits has about five prime factors below e, and a few dozen divisors. */
#define DIVISORS_MAX 512
/* Numbers of one key differ by no more octets. */
#define SHORT_MAX  4
#define OCTETS_MIN 32
/* Words that are divided by a word in the time of one step (bounds.h), and what one candidate
 * for a prime takes beside the product it is held against. */
#define DIVISION_STEP   16u
#define CANDIDATE_STEPS 2u
/* Pairs of odd primes below e. */
#define PRIME_PAIRS 3271u

struct divisors {
    uint32_t values[DIVISORS_MAX];
    size_t count;
};

struct search {
    const BIGNUM *dp, *dq, *qinv;
    BIGNUM *p, *q, *product;
    BIGNUM *whole, *rest; /* q qInv - 1 = whole (e dP - 1) + rest */
    BN_CTX *scratch;
    struct proof_work *work;
};

/* Primes below e, odd ones only: one octet for each odd number. */
struct sieve {
    uint8_t composite[PUBLIC_EXPONENT / 2 + 1];
};

static void sieve_fill(struct sieve *sieve)
{
    memset(sieve, 0, sizeof(*sieve));
    for (uint32_t odd = 3; odd * odd < PUBLIC_EXPONENT; odd += 2) {
        for (uint32_t i = odd * odd; sieve->composite[odd / 2] == 0 && i < PUBLIC_EXPONENT;
             i += 2 * odd) {
            sieve->composite[i / 2] = 1;
        }
    }
}

/* The first prime from an odd number on; 0 where there is none below e. */
static uint32_t sieve_next(const struct sieve *sieve, uint32_t odd)
{
    while (odd < PUBLIC_EXPONENT && sieve->composite[odd / 2] != 0) {
        odd += 2;
    }
    return odd < PUBLIC_EXPONENT ? odd : 0;
}

/* All products of those that are known with powers of a prime, below e. */
static void add_prime(struct divisors *divisors, uint32_t prime, unsigned times)
{
    const size_t before = divisors->count;
    uint64_t power = 1;
    for (unsigned i = 0; i < times; i++) {
        power *= prime;
        for (size_t k = 0; k < before && power < PUBLIC_EXPONENT; k++) {
            if (divisors->values[k] * power < PUBLIC_EXPONENT && divisors->count < DIVISORS_MAX) {
                divisors->values[divisors->count++] = (uint32_t)(divisors->values[k] * power);
            }
        }
    }
}

/* Takes the prime out of the number; how often it was there. */
static unsigned divide_out(BIGNUM *number, uint32_t prime)
{
    unsigned times = 0;
    while (!BN_is_zero(number) && BN_mod_word(number, prime) == 0) {
        (void)BN_div_word(number, prime);
        times++;
    }
    return times;
}

static void take_out(BIGNUM *rest, uint32_t prime, struct divisors *divisors)
{
    const unsigned times = prime > 0 ? divide_out(rest, prime) : 0;
    if (times > 0) {
        add_prime(divisors, prime, times);
    }
}

/* Two primes at once: a division by their product says whether one of them is there. */
static void take_out_odd(BIGNUM *rest, struct divisors *divisors)
{
    struct sieve sieve;
    sieve_fill(&sieve);
    for (uint32_t one = sieve_next(&sieve, 3); one > 0;) {
        const uint32_t other = sieve_next(&sieve, one + 2), pair = other > 0 ? one * other : one;
        const BN_ULONG left = BN_mod_word(rest, pair);
        take_out(rest, left % one == 0 ? one : 0, divisors);
        take_out(rest, other > 0 && left % other == 0 ? other : 0, divisors);
        one = other > 0 ? sieve_next(&sieve, other + 2) : 0;
    }
}

static uint64_t words_of(const BIGNUM *number)
{
    return ((uint64_t)BN_num_bits(number) + 63) / 64;
}

/* e x - 1 and its divisors below e; false where memory or the budget ran out. */
static bool find_divisors(const struct search *search, const BIGNUM *x, BIGNUM *multiple,
                          struct divisors *divisors)
{
    if (!proof_work_take(search->work, PRIME_PAIRS * words_of(x) / DIVISION_STEP)) {
        return false;
    }
    BIGNUM *rest = BN_new();
    bool made = rest != NULL && BN_copy(multiple, x) != NULL &&
                BN_mul_word(multiple, PUBLIC_EXPONENT) == 1 && BN_sub_word(multiple, 1) == 1 &&
                BN_copy(rest, multiple) != NULL;
    *divisors = (struct divisors){ .values = { 1 }, .count = 1 };
    if (made) {
        take_out(rest, 2, divisors);
        take_out_odd(rest, divisors);
    }
    BN_clear_free(rest);
    return made;
}

/* multiple / k + 1, where that is odd and not longer than x. */
static bool make_prime(const BIGNUM *multiple, uint32_t k, const BIGNUM *x, BIGNUM *prime)
{
    return BN_copy(prime, multiple) != NULL && BN_div_word(prime, k) == 0 &&
           BN_add_word(prime, 1) == 1 && BN_is_odd(prime) && BN_cmp(prime, x) > 0 &&
           BN_num_bytes(prime) <= BN_num_bytes(x) + SHORT_MAX;
}

static bool belong(const struct search *search)
{
    return BN_cmp(search->qinv, search->p) < 0 &&
           BN_mod_mul(search->product, search->q, search->qinv, search->p, search->scratch) == 1 &&
           BN_is_one(search->product);
}

static bool split(const struct search *search, const BIGNUM *multiple)
{
    return BN_mul(search->product, search->q, search->qinv, search->scratch) == 1 &&
           BN_sub_word(search->product, 1) == 1 &&
           BN_div(search->whole, search->rest, search->product, multiple, search->scratch) == 1;
}

/* Whether p divides q qInv - 1. As e dP - 1 = k (p - 1), it is -k modulo p: what is divided then
 * is a few words longer than p, not twice as long. */
static bool may_belong(const struct search *search, uint32_t k)
{
    return BN_copy(search->product, search->whole) != NULL &&
           BN_mul_word(search->product, k) == 1 &&
           BN_sub(search->product, search->rest, search->product) == 1 &&
           BN_mod(search->product, search->product, search->p, search->scratch) == 1 &&
           BN_is_zero(search->product);
}

/* The p that fits this q. */
static bool find_p(struct search *search, const BIGNUM *multiple, const struct divisors *divisors)
{
    const uint64_t words = words_of(search->dp);
    if (!proof_work_take(search->work, divisors->count * (words * words / EXPONENTIATION_STEP +
                                                          CANDIDATE_STEPS)) ||
        !split(search, multiple)) {
        return false;
    }
    for (size_t i = 0; i < divisors->count; i++) {
        const uint32_t k = divisors->values[i];
        if (make_prime(multiple, k, search->dp, search->p) && may_belong(search, k) &&
            belong(search)) {
            return true;
        }
    }
    return false;
}

/* e dQ = 1 modulo q - 1. */
static bool is_exponent_of_q(struct search *search)
{
    BIGNUM *less = BN_dup(search->q);
    bool held = less != NULL && BN_sub_word(less, 1) == 1 && !BN_is_zero(less) &&
                BN_copy(search->product, search->dq) != NULL &&
                BN_mul_word(search->product, PUBLIC_EXPONENT) == 1 &&
                BN_mod(search->product, search->product, less, search->scratch) == 1 &&
                BN_is_one(search->product);
    BN_clear_free(less);
    return held;
}

static bool find_both(struct search *search, BIGNUM *multiple, BIGNUM *other)
{
    struct divisors of_p, of_q;
    if (!BN_is_zero(search->q)) {
        return is_exponent_of_q(search) && find_divisors(search, search->dp, multiple, &of_p) &&
               find_p(search, multiple, &of_p);
    }
    if (!find_divisors(search, search->dp, multiple, &of_p) ||
        !find_divisors(search, search->dq, other, &of_q)) {
        return false;
    }
    for (size_t i = 0; i < of_q.count; i++) {
        if (make_prime(other, of_q.values[i], search->dq, search->q) &&
            find_p(search, multiple, &of_p)) {
            return true;
        }
    }
    return false;
}

/* As long as each other, as numbers of one key are. */
static bool is_plausible(const struct rsa_numbers *numbers)
{
    const int dp = BN_num_bytes(numbers->dp), dq = BN_num_bytes(numbers->dq);
    const int qinv = BN_num_bytes(numbers->qinv), most = dp + SHORT_MAX;
    return BN_is_word(numbers->e, PUBLIC_EXPONENT) && dp >= OCTETS_MIN && dq <= most &&
           dq + SHORT_MAX >= dp && qinv <= most && qinv >= OCTETS_MIN / 2 &&
           BN_num_bytes(numbers->q) <= most;
}

bool rsa_crt_search(struct rsa_numbers *numbers)
{
    if (!is_plausible(numbers)) {
        return false;
    }
    struct search search = { .dp = numbers->dp,
                             .dq = numbers->dq,
                             .qinv = numbers->qinv,
                             .p = BN_new(),
                             .q = BN_dup(numbers->q),
                             .product = BN_new(),
                             .whole = BN_new(),
                             .rest = BN_new(),
                             .scratch = numbers->scratch,
                             .work = numbers->work };
    BIGNUM *multiple = BN_new(), *other = BN_new();
    const bool found = search.p != NULL && search.q != NULL && search.product != NULL &&
                       search.whole != NULL && search.rest != NULL && multiple != NULL &&
                       other != NULL && find_both(&search, multiple, other);
    if (found) {
        BN_swap(numbers->p, search.p);
        BN_swap(numbers->q, search.q);
    }
    BN_clear_free(search.p);
    BN_clear_free(search.q);
    BN_clear_free(search.product);
    BN_clear_free(search.whole);
    BN_clear_free(search.rest);
    BN_clear_free(multiple);
    BN_clear_free(other);
    return found;
}
