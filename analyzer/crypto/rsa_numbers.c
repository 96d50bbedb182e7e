#include "crypto/rsa_numbers.h"

#include "bounds.h"

#define MODULUS_OCTETS_MIN 8
#define PRIME_BITS_MIN     32
/* Shorter ones are of exercises, which may take any primes. */
#define SMALL_FACTOR_BITS_MIN 512

static bool is_odd(struct bytes magnitude)
{
    return magnitude.left > 0 && (magnitude.at[magnitude.left - 1] & 1) != 0;
}

bool rsa_modulus_plausible(const struct private_key *key)
{
    return key->public.n.left >= MODULUS_OCTETS_MIN && is_odd(key->public.n);
}

bool rsa_exponent_plausible(const struct private_key *key)
{
    const struct bytes e = key->public.e;
    return is_odd(e) && (e.left > 1 || e.at[0] >= 3) &&
           (e.left <= key->public.n.left || !rsa_modulus_plausible(key));
}

/* Numbers far longer than the modulus belong to no key and only cost time: they
 * count as missing. */
static BIGNUM *number_within(struct bytes magnitude, size_t octets)
{
    if (magnitude.left > octets) {
        magnitude = bytes_over(NULL, 0);
    }
    return BN_bin2bn(magnitude.at, (int)magnitude.left, NULL);
}

static uint64_t low_bits(struct bytes magnitude)
{
    uint64_t low = 0;
    for (size_t i = magnitude.left > 8 ? magnitude.left - 8 : 0; i < magnitude.left; i++) {
        low = low << 8 | magnitude.at[i];
    }
    return low;
}

/* Modulo 2^64 one multiplication refuses nearly everything that is no key. */
static bool factors_plausible(const struct private_key *key)
{
    const struct bytes p = key->prime1, q = key->prime2, n = key->public.n;
    return is_odd(p) && is_odd(q) && p.left + q.left >= n.left && p.left + q.left <= n.left + 1 &&
           low_bits(p) * low_bits(q) == low_bits(n);
}

/* The other factor, where `given` divides n and is neither 1 nor n. */
static BIGNUM *cofactor(const struct rsa_numbers *numbers, const BIGNUM *given)
{
    if (BN_is_zero(given) || BN_is_one(given) || !BN_is_odd(given) ||
        BN_ucmp(given, numbers->n) >= 0) {
        return NULL;
    }
    BIGNUM *other = BN_new(), *rest = BN_new();
    if (other != NULL && rest != NULL &&
        BN_div(other, rest, numbers->n, given, numbers->scratch) == 1 && BN_is_zero(rest) &&
        !BN_is_one(other)) {
        BN_free(rest);
        return other;
    }
    BN_clear_free(other);
    BN_free(rest);
    return NULL;
}

static void replace(BIGNUM **old, BIGNUM *new)
{
    BN_clear_free(*old);
    *old = new;
}

static void find_factors(struct rsa_numbers *numbers)
{
    BIGNUM *other = cofactor(numbers, numbers->p);
    if (other != NULL) {
        if (BN_cmp(other, numbers->q) != 0) {
            numbers->remark = "repaired: the second prime from the modulus and the first";
        }
        replace(&numbers->q, other);
        numbers->factored = true;
        return;
    }
    other = cofactor(numbers, numbers->q);
    if (other != NULL) {
        numbers->remark = "repaired: the first prime from the modulus and the second";
        replace(&numbers->p, other);
        numbers->factored = true;
    }
}

/* q q^-1 = 1 and e dP = 1, modulo what they belong to. */
static bool is_inverse(const BIGNUM *one, const BIGNUM *other, const BIGNUM *modulus,
                       BN_CTX *scratch)
{
    BIGNUM *product = BN_new();
    bool held = product != NULL && !BN_is_zero(modulus) &&
                BN_mod_mul(product, one, other, modulus, scratch) == 1 && BN_is_one(product);
    BN_clear_free(product);
    return held;
}

/* p - 1; p is odd, so its lowest bit is all that changes. */
static BIGNUM *less_one(const BIGNUM *prime)
{
    BIGNUM *less = BN_dup(prime);
    if (less != NULL && BN_sub_word(less, 1) != 1) {
        BN_clear_free(less);
        return NULL;
    }
    return less;
}

bool rsa_numbers_inverse_below(const struct rsa_numbers *numbers, const BIGNUM *one,
                               const BIGNUM *other, const BIGNUM *prime)
{
    BIGNUM *less = BN_is_zero(prime) ? NULL : less_one(prime);
    bool held =
        less != NULL && !BN_is_zero(other) && is_inverse(one, other, less, numbers->scratch);
    BN_clear_free(less);
    return held;
}

bool rsa_numbers_exponent_holds(const struct rsa_numbers *numbers)
{
    return rsa_numbers_inverse_below(numbers, numbers->e, numbers->d, numbers->p) &&
           rsa_numbers_inverse_below(numbers, numbers->e, numbers->d, numbers->q);
}

/* A modulus of two primes that are known is as wide as both; their exponents are as wide
 * as they are. */
static size_t width_of(const struct private_key *key)
{
    const size_t exponents = key->exponent1.left + key->exponent2.left;
    const bool primes_known = key->prime1.left > 0 && key->prime2.left > 0;
    const size_t primes = primes_known ? key->prime1.left + key->prime2.left : exponents;
    const size_t most = RSA_BITS_MAX / 8 + 8;
    size_t width =
        rsa_modulus_plausible(key) || key->public.n.left > primes ? key->public.n.left : primes;
    width += 8;
    return width < most ? width : most;
}

static bool read_numbers(const struct private_key *key, struct rsa_numbers *numbers)
{
    const size_t width = width_of(key);
    const struct bytes usual = bytes_over("\x01\x00\x01", 3);
    *numbers = (struct rsa_numbers){
        .n = number_within(key->public.n, width),
        .e = number_within(rsa_exponent_plausible(key) ? key->public.e : usual, width),
        .d = number_within(key->d, width),
        .p = number_within(key->prime1, width),
        .q = number_within(key->prime2, width),
        .dp = number_within(key->exponent1, width),
        .dq = number_within(key->exponent2, width),
        .qinv = number_within(key->coefficient, width),
        .scratch = BN_CTX_new(),
    };
    if (!rsa_exponent_plausible(key)) {
        numbers->remark = "repaired: the public exponent is taken to be 65537";
    }
    for (size_t i = 0; i < key->other_prime_count; i++) {
        numbers->others[i] = number_within(key->other_primes[i], width);
        if (numbers->others[i] == NULL) {
            return false;
        }
        numbers->other_count++;
    }
    return numbers->n != NULL && numbers->e != NULL && numbers->d != NULL && numbers->p != NULL &&
           numbers->q != NULL && numbers->dp != NULL && numbers->dq != NULL &&
           numbers->qinv != NULL && numbers->scratch != NULL;
}

bool rsa_numbers_read(const struct private_key *key, struct rsa_numbers *numbers)
{
    BIGNUM *product = BN_new();
    if (!read_numbers(key, numbers) || product == NULL) {
        BN_free(product);
        return false;
    }
    if (key->multi_prime || !rsa_modulus_plausible(key)) {
        BN_free(product);
        return true;
    }
    if (factors_plausible(key) && BN_mul(product, numbers->p, numbers->q, numbers->scratch) == 1 &&
        BN_cmp(product, numbers->n) == 0 && !BN_is_one(numbers->p) && !BN_is_one(numbers->q)) {
        numbers->factored = true;
    } else {
        find_factors(numbers);
    }
    BN_clear_free(product);
    if (numbers->factored) {
        numbers->d_holds = rsa_numbers_exponent_holds(numbers);
    }
    return true;
}

/* d = e^-1 modulo (p - 1)(q - 1). */
static bool make_exponent(struct rsa_numbers *numbers, const BIGNUM *p1, const BIGNUM *q1)
{
    BIGNUM *phi = BN_new(), *d = BN_new();
    bool made = phi != NULL && d != NULL && BN_mul(phi, p1, q1, numbers->scratch) == 1 &&
                BN_mod_inverse(d, numbers->e, phi, numbers->scratch) != NULL;
    if (made) {
        replace(&numbers->d, d);
        d = NULL;
        numbers->d_holds = true;
        numbers->remark = numbers->remark != NULL
                              ? numbers->remark
                              : "repaired: the private exponent from the primes";
    }
    BN_clear_free(phi);
    BN_clear_free(d);
    return made;
}

static bool mend_crt(struct rsa_numbers *numbers, const BIGNUM *p1, const BIGNUM *q1)
{
    BN_CTX *scratch = numbers->scratch;
    if (is_inverse(numbers->e, numbers->dp, p1, scratch) &&
        is_inverse(numbers->e, numbers->dq, q1, scratch) &&
        is_inverse(numbers->q, numbers->qinv, numbers->p, scratch)) {
        return true;
    }
    if (numbers->remark == NULL && (!BN_is_zero(numbers->dp) || !BN_is_zero(numbers->dq))) {
        numbers->remark = "repaired: dP, dQ or qInv from the numbers that hold";
    }
    return BN_mod(numbers->dp, numbers->d, p1, scratch) == 1 &&
           BN_mod(numbers->dq, numbers->d, q1, scratch) == 1 &&
           BN_mod_inverse(numbers->qinv, numbers->q, numbers->p, scratch) != NULL;
}

bool rsa_numbers_mend(struct rsa_numbers *numbers)
{
    BIGNUM *p1 = less_one(numbers->p), *q1 = less_one(numbers->q);
    bool mended = p1 != NULL && q1 != NULL &&
                  (numbers->d_holds || make_exponent(numbers, p1, q1)) && mend_crt(numbers, p1, q1);
    BN_clear_free(p1);
    BN_clear_free(q1);
    return mended;
}

/* Something says of both that they belong to one key, or nothing could: a wrong one may
 * be a prime by chance. */
static bool primes_belong(const struct rsa_numbers *numbers)
{
    const bool alone = BN_is_zero(numbers->n) && BN_is_zero(numbers->d) &&
                       BN_is_zero(numbers->dp) && BN_is_zero(numbers->dq) &&
                       BN_is_zero(numbers->qinv);
    return alone || rsa_numbers_exponent_holds(numbers) ||
           (rsa_numbers_inverse_below(numbers, numbers->e, numbers->dp, numbers->p) &&
            rsa_numbers_inverse_below(numbers, numbers->e, numbers->dq, numbers->q)) ||
           is_inverse(numbers->q, numbers->qinv, numbers->p, numbers->scratch);
}

bool rsa_numbers_own_modulus(struct rsa_numbers *numbers)
{
    BIGNUM *product = BN_new();
    if (product == NULL || BN_num_bits(numbers->p) < PRIME_BITS_MIN ||
        BN_num_bits(numbers->q) < PRIME_BITS_MIN ||
        BN_num_bits(numbers->p) + BN_num_bits(numbers->q) > (int)RSA_BITS_MAX ||
        !BN_is_odd(numbers->p) || !BN_is_odd(numbers->q) || !primes_belong(numbers) ||
        BN_mul(product, numbers->p, numbers->q, numbers->scratch) != 1) {
        BN_clear_free(product);
        return false;
    }
    numbers->remark = BN_is_zero(numbers->n)
                          ? "repaired: the modulus from the primes"
                          : "repaired: the modulus from the primes: the one given is another";
    replace(&numbers->n, product);
    numbers->factored = true;
    numbers->d_holds = rsa_numbers_exponent_holds(numbers);
    return true;
}

bool rsa_numbers_may_raise(const struct rsa_numbers *numbers, const BIGNUM *exponent, int more_bits)
{
    const int bits = BN_num_bits(numbers->n), all = BN_num_bits(exponent) + more_bits;
    return bits > RSA_USUAL_BITS ? proof_work_raise_kept(numbers->work, bits, all)
                                 : proof_work_raise(numbers->work, bits, all);
}

/* Primes below 256, of which four of five odd numbers that are no primes have one, and the product
 * of each row: as many as have 32 bits, which BN_mod_word() is made for. */
#define ROW_PRIMES 9
static const struct {
    uint32_t product;
    uint8_t primes[ROW_PRIMES]; /* 0 behind the last */
} small_primes[] = {
    { 3234846615, { 3, 5, 7, 11, 13, 17, 19, 23, 29 } },
    { 95041567, { 31, 37, 41, 43, 47 } },
    { 907383479, { 53, 59, 61, 67, 71 } },
    { 4132280413, { 73, 79, 83, 89, 97 } },
    { 121330189, { 101, 103, 107, 109 } },
    { 257557397, { 113, 127, 131, 137 } },
    { 490995677, { 139, 149, 151, 157 } },
    { 842952707, { 163, 167, 173, 179 } },
    { 1314423991, { 181, 191, 193, 197 } },
    { 2125525169, { 199, 211, 223, 227 } },
    { 3073309843, { 229, 233, 239, 241 } },
    { 251, { 251 } },
};

/* One remainder for a row: one for each odd divisor took one part of 25 of a proof. */
static bool divides_small(const BIGNUM *number)
{
    for (size_t row = 0; row < sizeof(small_primes) / sizeof(small_primes[0]); row++) {
        const BN_ULONG rest = BN_mod_word(number, small_primes[row].product);
        for (size_t i = 0; i < ROW_PRIMES && small_primes[row].primes[i] != 0; i++) {
            if (rest % small_primes[row].primes[i] == 0) {
                return true;
            }
        }
    }
    return false;
}

bool rsa_numbers_has_small_factor(const struct rsa_numbers *numbers)
{
    return BN_num_bits(numbers->n) >= SMALL_FACTOR_BITS_MIN && divides_small(numbers->n);
}

/* Fermat's test: 2^(number - 1) is 1 for all primes but two, and for hardly any other number. */
static bool fails_fermat(const BIGNUM *number, BN_CTX *scratch)
{
    BIGNUM *two = BN_new(), *exponent = less_one(number), *power = BN_new();
    const bool fails = two != NULL && exponent != NULL && power != NULL &&
                       BN_set_word(two, 2) == 1 && BN_is_odd(number) &&
                       BN_mod_exp(power, two, exponent, number, scratch) == 1 && !BN_is_one(power);
    BN_free(two);
    BN_clear_free(exponent);
    BN_clear_free(power);
    return fails;
}

/* A tenth of what a proof costs that fails: only where many did. */
static bool is_doubted(const struct rsa_numbers *numbers)
{
    return numbers->work != NULL && numbers->work->left < FAILED_WORK_FLOOR &&
           (fails_fermat(numbers->p, numbers->scratch) ||
            fails_fermat(numbers->q, numbers->scratch));
}

static bool are_primes_long(const struct rsa_numbers *numbers)
{
    return BN_num_bits(numbers->p) >= PRIME_BITS_MIN && BN_num_bits(numbers->q) >= PRIME_BITS_MIN;
}

bool rsa_numbers_divisible(const struct rsa_numbers *numbers)
{
    return are_primes_long(numbers) && (divides_small(numbers->p) || divides_small(numbers->q));
}

bool rsa_numbers_composite(const struct rsa_numbers *numbers)
{
    return rsa_numbers_divisible(numbers) || (are_primes_long(numbers) && is_doubted(numbers));
}

void rsa_numbers_clear(struct rsa_numbers *numbers)
{
    BN_free(numbers->n);
    BN_free(numbers->e);
    BN_clear_free(numbers->d);
    BN_clear_free(numbers->p);
    BN_clear_free(numbers->q);
    BN_clear_free(numbers->dp);
    BN_clear_free(numbers->dq);
    BN_clear_free(numbers->qinv);
    for (size_t i = 0; i < numbers->other_count; i++) {
        BN_clear_free(numbers->others[i]);
    }
    BN_CTX_free(numbers->scratch);
    *numbers = (struct rsa_numbers){ 0 };
}
