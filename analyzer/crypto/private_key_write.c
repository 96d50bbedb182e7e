#include "crypto/private_key_write.h"

#include "bounds.h"
#include "bytes/der.h"
#include "crypto/curve.h"
#include "crypto/der_writer.h"

static const uint8_t rsa_encryption[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 };
static const uint8_t rsassa_pss[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a };
static const uint8_t ec_public_key[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 };
static const uint8_t dsa[] = { 0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01 };
static const uint8_t dh_key_agreement[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x03, 0x01 };

/* Opens PrivateKeyInfo and writes all of it that stands before the key itself. */
static size_t begin(struct der_writer *der, struct bytes algorithm, struct bytes parameters)
{
    const size_t whole = der_writer_open(der, DER_SEQUENCE);
    der_writer_natural(der, bytes_over(NULL, 0)); /* version v1(0) */
    const size_t identifier = der_writer_open(der, DER_SEQUENCE);
    der_writer_put(der, DER_OBJECT_IDENTIFIER, algorithm);
    der_writer_raw(der, parameters);
    der_writer_close(der, identifier);
    return whole;
}

static void put_integer(struct der_writer *der, const BIGNUM *number)
{
    struct buffer octets = { 0 };
    if (buffer_reserve(&octets, (size_t)BN_num_bytes(number))) {
        octets.used = (size_t)BN_bn2bin(number, octets.at);
        der_writer_natural(der, buffer_bytes(&octets));
    } else {
        der->failed = true;
    }
    buffer_clear(&octets);
}

/* Opens RSAPrivateKey within its OCTET STRING within PrivateKeyInfo. */
static void begin_rsa(struct der_writer *der, bool pss, struct bytes version, size_t marks[3])
{
    marks[0] = pss ? begin(der, bytes_over(rsassa_pss, sizeof(rsassa_pss)), bytes_over(NULL, 0))
                   : begin(der, bytes_over(rsa_encryption, sizeof(rsa_encryption)),
                           bytes_over("\x05\x00", 2));
    marks[1] = der_writer_open(der, DER_OCTET_STRING);
    marks[2] = der_writer_open(der, DER_SEQUENCE);
    der_writer_natural(der, version);
}

static void end_rsa(struct der_writer *der, const size_t marks[3])
{
    der_writer_close(der, marks[2]);
    der_writer_close(der, marks[1]);
    der_writer_close(der, marks[0]);
}

bool private_key_write_rsa(const struct rsa_numbers *numbers, bool pss, struct buffer *pkcs8)
{
    const BIGNUM *const all[] = { numbers->n, numbers->e,  numbers->d,  numbers->p,
                                  numbers->q, numbers->dp, numbers->dq, numbers->qinv };
    struct der_writer der = { .into = pkcs8 };
    size_t marks[3];
    begin_rsa(&der, pss, bytes_over(NULL, 0), marks); /* two-prime(0) */
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        put_integer(&der, all[i]);
    }
    end_rsa(&der, marks);
    return !der.failed;
}

/* d modulo prime - 1. */
static void put_exponent(struct der_writer *der, const struct rsa_numbers *numbers,
                         const BIGNUM *prime)
{
    BIGNUM *less = BN_dup(prime), *exponent = BN_new();
    if (less != NULL && exponent != NULL && BN_sub_word(less, 1) == 1 &&
        BN_mod(exponent, numbers->d, less, numbers->scratch) == 1) {
        put_integer(der, exponent);
    } else {
        der->failed = true;
    }
    BN_clear_free(less);
    BN_clear_free(exponent);
}

static void put_inverse(struct der_writer *der, const BIGNUM *of, const BIGNUM *modulus,
                        BN_CTX *scratch)
{
    BIGNUM *inverse = BN_mod_inverse(NULL, of, modulus, scratch);
    if (inverse != NULL) {
        put_integer(der, inverse);
    } else {
        der->failed = true;
    }
    BN_clear_free(inverse);
}

/* OtherPrimeInfos: each with its exponent, and the inverse of all before it. */
static void put_others(struct der_writer *der, const struct rsa_numbers *numbers,
                       BIGNUM *const primes[], size_t count)
{
    BIGNUM *product = BN_new();
    const size_t others = der_writer_open(der, DER_SEQUENCE);
    der->failed = der->failed || product == NULL ||
                  BN_mul(product, primes[0], primes[1], numbers->scratch) != 1;
    for (size_t i = 2; i < count && !der->failed; i++) {
        const size_t one = der_writer_open(der, DER_SEQUENCE);
        put_integer(der, primes[i]);
        put_exponent(der, numbers, primes[i]);
        put_inverse(der, product, primes[i], numbers->scratch);
        der_writer_close(der, one);
        der->failed = der->failed || BN_mul(product, product, primes[i], numbers->scratch) != 1;
    }
    der_writer_close(der, others);
    BN_clear_free(product);
}

bool private_key_write_primes(const struct rsa_numbers *numbers, BIGNUM *const primes[],
                              size_t count, bool pss, struct buffer *pkcs8)
{
    const BIGNUM *const front[] = { numbers->n, numbers->e, numbers->d, primes[0], primes[1] };
    struct der_writer der = { .into = pkcs8 };
    size_t marks[3];
    begin_rsa(&der, pss, bytes_over("\x01", count > 2 ? 1 : 0), marks);
    for (size_t i = 0; i < sizeof(front) / sizeof(front[0]); i++) {
        put_integer(&der, front[i]);
    }
    put_exponent(&der, numbers, primes[0]);
    put_exponent(&der, numbers, primes[1]);
    put_inverse(&der, primes[1], primes[0], numbers->scratch);
    if (count > 2) {
        put_others(&der, numbers, primes, count);
    }
    end_rsa(&der, marks);
    return !der.failed;
}

/* The scalar in as many octets as the order has (RFC 5915 section 3). */
static void put_scalar(struct der_writer *der, enum curve curve, struct bytes scalar)
{
    const size_t width = curve_order_octets(curve);
    struct buffer octets = { 0 };
    bool kept = scalar.left <= width;
    for (size_t i = scalar.left; kept && i < width; i++) {
        kept = buffer_append_byte(&octets, 0);
    }
    if (kept && buffer_append(&octets, scalar)) {
        der_writer_put(der, DER_OCTET_STRING, buffer_bytes(&octets));
    } else {
        der->failed = true;
    }
    buffer_clear(&octets);
}

bool private_key_write_ec(const struct public_numbers *derived, struct bytes scalar,
                          struct buffer *pkcs8)
{
    static const uint8_t version[] = { 1 }; /* ecPrivkeyVer1 */
    struct der_writer der = { .into = pkcs8 };
    struct buffer name = { 0 };
    struct der_writer curve = { .into = &name };
    der_writer_put(&curve, DER_OBJECT_IDENTIFIER, curve_oid(derived->curve));
    const size_t whole =
        begin(&der, bytes_over(ec_public_key, sizeof(ec_public_key)), buffer_bytes(&name));
    const size_t octets = der_writer_open(&der, DER_OCTET_STRING);
    const size_t key = der_writer_open(&der, DER_SEQUENCE);
    der_writer_natural(&der, bytes_over(version, sizeof(version)));
    put_scalar(&der, derived->curve, scalar);
    const size_t point = der_writer_open(&der, DER_CONTEXT_1);
    der_writer_bits(&der, derived->point);
    der_writer_close(&der, point);
    der_writer_close(&der, key);
    der_writer_close(&der, octets);
    der_writer_close(&der, whole);
    buffer_clear(&name);
    return !der.failed && !curve.failed;
}

bool private_key_write_discrete(const struct public_numbers *derived, struct bytes x,
                                struct buffer *pkcs8)
{
    struct der_writer der = { .into = pkcs8 };
    struct buffer group = { 0 };
    struct der_writer parameters = { .into = &group };
    const size_t all = der_writer_open(&parameters, DER_SEQUENCE);
    der_writer_natural(&parameters, derived->p);
    if (derived->algorithm == KEY_DSA) {
        der_writer_natural(&parameters, derived->q);
    }
    der_writer_natural(&parameters, derived->g);
    der_writer_close(&parameters, all);
    const struct bytes algorithm = derived->algorithm == KEY_DSA
                                       ? bytes_over(dsa, sizeof(dsa))
                                       : bytes_over(dh_key_agreement, sizeof(dh_key_agreement));
    const size_t whole = begin(&der, algorithm, buffer_bytes(&group));
    const size_t octets = der_writer_open(&der, DER_OCTET_STRING);
    der_writer_natural(&der, x);
    der_writer_close(&der, octets);
    der_writer_close(&der, whole);
    buffer_clear(&group);
    return !der.failed && !parameters.failed;
}

bool private_key_write_raw(enum key_algorithm algorithm, struct bytes seed, struct buffer *pkcs8)
{
    /* 1.3.101.110 to 113 (RFC 8410 section 3). */
    const uint8_t last = algorithm == KEY_X25519    ? 0x6e
                         : algorithm == KEY_X448    ? 0x6f
                         : algorithm == KEY_ED25519 ? 0x70
                                                    : 0x71;
    const uint8_t oid[] = { 0x2b, 0x65, last };
    struct der_writer der = { .into = pkcs8 };
    const size_t whole = begin(&der, bytes_over(oid, sizeof(oid)), bytes_over(NULL, 0));
    const size_t octets = der_writer_open(&der, DER_OCTET_STRING);
    der_writer_put(&der, DER_OCTET_STRING, seed);
    der_writer_close(&der, octets);
    der_writer_close(&der, whole);
    return !der.failed;
}
