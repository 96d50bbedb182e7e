#include "crypto/rsa_remains.h"

#include <openssl/bn.h>

#define LARGE_OCTETS    32 /* of a prime */
#define EXPONENT_OCTETS 8  /* of a public exponent that stands between large numbers */

struct remains {
    struct private_key *key;
    BIGNUM *numbers[RSA_REMAINS_MAX];
    size_t count;
    bool more_primes; /* than p and q, whose product is no modulus then */
    BIGNUM *e, *product, *less;
    BN_CTX *scratch;
};

static struct bytes at(const struct remains *remains, size_t i)
{
    return i < remains->count ? remains->key->remains[i] : bytes_over(NULL, 0);
}

static bool is_large(struct bytes number)
{
    return number.left >= LARGE_OCTETS;
}

static bool is_exponent(struct bytes number)
{
    return number.left > 0 && number.left <= EXPONENT_OCTETS &&
           (number.at[number.left - 1] & 1) != 0 && (number.left > 1 || number.at[0] >= 3);
}

static bool read_all(struct remains *remains)
{
    remains->scratch = BN_CTX_new();
    remains->e = BN_new();
    remains->product = BN_new();
    remains->less = BN_new();
    if (remains->scratch == NULL || remains->e == NULL || remains->product == NULL ||
        remains->less == NULL || BN_set_word(remains->e, 65537) != 1) {
        return false;
    }
    bool chosen = false;
    for (; remains->count < remains->key->remain_count; remains->count++) {
        struct bytes number = remains->key->remains[remains->count];
        BIGNUM *read = BN_bin2bn(number.at, (int)number.left, NULL);
        if (read == NULL) {
            return false;
        }
        remains->numbers[remains->count] = read;
        if (!chosen && is_exponent(number)) {
            chosen = BN_copy(remains->e, read) != NULL;
            remains->key->public.e = number;
        }
    }
    return true;
}

static void clear(struct remains *remains)
{
    for (size_t i = 0; i < remains->count; i++) {
        BN_clear_free(remains->numbers[i]);
    }
    BN_free(remains->e);
    BN_clear_free(remains->product);
    BN_clear_free(remains->less);
    BN_CTX_free(remains->scratch);
}

/* A number that divides another, about half as long, or less where there are more primes. */
static bool place_divisor(struct remains *remains)
{
    for (size_t i = 0; i < remains->count; i++) {
        for (size_t j = 0; j < remains->count; j++) {
            const struct bytes n = at(remains, i), p = at(remains, j);
            if (is_large(p) && n.left > p.left + p.left / 2 &&
                n.left <= (RSA_OTHER_PRIMES_MAX + 2) * p.left && BN_is_odd(remains->numbers[j]) &&
                BN_mod(remains->product, remains->numbers[i], remains->numbers[j],
                       remains->scratch) == 1 &&
                BN_is_zero(remains->product)) {
                remains->key->public.n = n;
                remains->key->prime1 = p;
                return true;
            }
        }
    }
    return false;
}

/* e x = 1 modulo the prime less 1. */
static bool is_exponent_of(const struct remains *remains, size_t x, size_t prime)
{
    return x < remains->count && !BN_is_zero(remains->numbers[x]) &&
           BN_copy(remains->less, remains->numbers[prime]) != NULL &&
           BN_sub_word(remains->less, 1) == 1 &&
           BN_mod_mul(remains->product, remains->e, remains->numbers[x], remains->less,
                      remains->scratch) == 1 &&
           BN_is_one(remains->product);
}

/* q x = 1 modulo p. */
static bool is_coefficient(const struct remains *remains, size_t x, size_t p, size_t q)
{
    return x < remains->count &&
           BN_mod_mul(remains->product, remains->numbers[q], remains->numbers[x],
                      remains->numbers[p], remains->scratch) == 1 &&
           BN_is_one(remains->product);
}

/* Whether p at i and q behind it fit what stands around them; `alone`: nothing does. */
static bool pair_fits(const struct remains *remains, size_t i)
{
    const bool alone = remains->count == 2 && remains->key->remains_end;
    return alone || (is_exponent_of(remains, i + 2, i) && is_exponent_of(remains, i + 3, i + 1)) ||
           is_coefficient(remains, i + 4, i, i + 1) ||
           (i > 0 && is_exponent_of(remains, i - 1, i) && is_exponent_of(remains, i - 1, i + 1)) ||
           (i + 3 >= remains->count && is_exponent_of(remains, i + 2, i));
}

/* Whether d before p and q is longer than they are together, or another prime stands behind
 * qInv: they do not make n alone. */
static bool has_more_primes(const struct remains *remains, size_t i)
{
    const bool longer = i > 0 &&
                        at(remains, i - 1).left > at(remains, i).left + at(remains, i + 1).left &&
                        is_exponent_of(remains, i - 1, i) && is_exponent_of(remains, i - 1, i + 1);
    const bool another = is_large(at(remains, i + 5)) && BN_is_odd(remains->numbers[i + 5]) &&
                         is_exponent_of(remains, i + 6, i + 5);
    return longer || another;
}

/* Neighbours that are p and q. */
static bool place_pair(struct remains *remains)
{
    for (size_t i = 0; i + 1 < remains->count; i++) {
        const struct bytes p = at(remains, i), q = at(remains, i + 1);
        if (!is_large(p) || p.left > q.left + 2 || q.left > p.left + 2 ||
            !BN_is_odd(remains->numbers[i]) || !BN_is_odd(remains->numbers[i + 1]) ||
            !pair_fits(remains, i)) {
            continue;
        }
        remains->more_primes = has_more_primes(remains, i);
        if (remains->more_primes) {
            return false;
        }
        struct private_key *key = remains->key;
        key->prime1 = p;
        key->prime2 = q;
        key->d = i > 0 && at(remains, i - 1).left > p.left + 2 ? at(remains, i - 1)
                                                               : bytes_over(NULL, 0);
        if (i + 3 < remains->count) { /* dP alone says nothing of q */
            key->exponent1 = at(remains, i + 2);
            key->exponent2 = at(remains, i + 3);
            key->coefficient = at(remains, i + 4);
        }
        return true;
    }
    return false;
}

/* n, e and d; or n, e, and dP, dQ and qInv at the end of all. */
static bool place_by_order(struct remains *remains)
{
    struct private_key *key = remains->key;
    for (size_t i = 0; i + 2 < remains->count; i++) {
        const struct bytes n = at(remains, i), d = at(remains, i + 2);
        if (!is_large(n) || !is_exponent(at(remains, i + 1)) || !BN_is_odd(remains->numbers[i])) {
            continue;
        }
        key->public.n = n;
        key->public.e = at(remains, i + 1);
        if (d.left <= n.left && d.left > n.left / 2 + 2) {
            key->d = d;
        }
        if (remains->key->remains_end) {
            const size_t last = remains->count - 1;
            key->exponent1 = last >= i + 4 ? at(remains, last - 2) : bytes_over(NULL, 0);
            key->exponent2 = last >= i + 3 ? at(remains, last - 1) : bytes_over(NULL, 0);
        }
        return key->d.left > 0 || key->exponent2.left > 0;
    }
    return false;
}

static bool is_alike(struct bytes one, struct bytes other)
{
    return is_large(one) && one.left <= other.left + 2 && other.left <= one.left + 2;
}

/* dP, dQ and qInv at the end of all, and q before them. */
static bool place_end(struct remains *remains)
{
    struct private_key *key = remains->key;
    if (!key->remains_end || remains->count < 3) {
        return false;
    }
    const size_t dp = remains->count - 3;
    if (!is_alike(at(remains, dp), at(remains, dp + 1)) ||
        !is_alike(at(remains, dp), at(remains, dp + 2))) {
        return false;
    }
    key->exponent1 = at(remains, dp);
    key->exponent2 = at(remains, dp + 1);
    key->coefficient = at(remains, dp + 2);
    if (dp > 0 && is_alike(at(remains, dp - 1), at(remains, dp))) {
        key->prime2 = at(remains, dp - 1);
    }
    return true;
}

bool rsa_remains_place(struct private_key *key)
{
    struct private_key placed = *key;
    struct remains remains = { .key = &placed };
    bool found = read_all(&remains) &&
                 (place_divisor(&remains) || place_pair(&remains) ||
                  (!remains.more_primes && (place_by_order(&remains) || place_end(&remains))));
    clear(&remains);
    if (found) {
        placed.remain_count = 0;
        *key = placed;
    }
    return found;
}
