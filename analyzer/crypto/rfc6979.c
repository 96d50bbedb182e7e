#define OPENSSL_SUPPRESS_DEPRECATED /* SHA256_CTX: nothing to look up, nothing on the heap */

#include "crypto/rfc6979.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/sha.h>

#include "bounds.h"
#include "buffer.h"

#define HMAC_BLOCK       64
#define ORDER_OCTETS_MAX ((size_t)SIGNING_ORDER_BITS_MAX / 8)

struct rfc6979 {
    BIGNUM *order; /* its own copy */
    uint8_t k[SHA256_LENGTH], v[SHA256_LENGTH];
    bool asked;
};

static void hmac_begin(SHA256_CTX *inner, const uint8_t key[SHA256_LENGTH], uint8_t pad)
{
    uint8_t block[HMAC_BLOCK];
    memset(block, pad, sizeof(block));
    for (size_t i = 0; i < SHA256_LENGTH; i++) {
        block[i] = (uint8_t)(key[i] ^ pad);
    }
    SHA256_Init(inner);
    SHA256_Update(inner, block, sizeof(block));
    memory_wipe(block, sizeof(block));
}

/* HMAC-SHA-256 (RFC 2104) of v, then `mark` where it is not negative, then `seed`. */
static void hmac(const uint8_t key[SHA256_LENGTH], const uint8_t v[SHA256_LENGTH], int mark,
                 struct bytes seed, uint8_t out[SHA256_LENGTH])
{
    SHA256_CTX state;
    uint8_t inner[SHA256_LENGTH];
    hmac_begin(&state, key, 0x36);
    SHA256_Update(&state, v, SHA256_LENGTH);
    if (mark >= 0) {
        uint8_t octet = (uint8_t)mark;
        SHA256_Update(&state, &octet, 1);
    }
    if (seed.left > 0) {
        SHA256_Update(&state, seed.at, seed.left);
    }
    SHA256_Final(inner, &state);
    hmac_begin(&state, key, 0x5c);
    SHA256_Update(&state, inner, sizeof(inner));
    SHA256_Final(out, &state);
    memory_wipe(&state, sizeof(state));
    memory_wipe(inner, sizeof(inner));
}

static void stir(struct rfc6979 *generator, int mark, struct bytes seed)
{
    uint8_t fresh[SHA256_LENGTH];
    hmac(generator->k, generator->v, mark, seed, fresh);
    memcpy(generator->k, fresh, sizeof(fresh));
    hmac(generator->k, generator->v, -1, bytes_over(NULL, 0), fresh);
    memcpy(generator->v, fresh, sizeof(fresh));
    memory_wipe(fresh, sizeof(fresh));
}

static bool leftmost(const uint8_t *octets, size_t length, const BIGNUM *order, BIGNUM *number)
{
    if (BN_bin2bn(octets, (int)length, number) == NULL) {
        return false;
    }
    const int spare = (int)(8 * length) - BN_num_bits(order);
    return spare <= 0 || BN_rshift(number, number, spare) == 1;
}

bool rfc6979_number(const uint8_t digest[SHA256_LENGTH], const BIGNUM *order, BIGNUM *number)
{
    return leftmost(digest, SHA256_LENGTH, order, number);
}

/* int2octets(x) || bits2octets(h1), section 3.2 step d */
static bool make_seed(const BIGNUM *order, const BIGNUM *secret, struct bytes digest, uint8_t *seed,
                      size_t width)
{
    BIGNUM *number = BN_new();
    bool made = number != NULL && BN_bn2binpad(secret, seed, (int)width) == (int)width &&
                leftmost(digest.at, digest.left, order, number);
    if (made && BN_cmp(number, order) >= 0) {
        made = BN_sub(number, number, order) == 1;
    }
    made = made && BN_bn2binpad(number, seed + width, (int)width) == (int)width;
    BN_clear_free(number);
    return made;
}

struct rfc6979 *rfc6979_new(const BIGNUM *order, const BIGNUM *secret, struct bytes digest)
{
    uint8_t seed[2 * ORDER_OCTETS_MAX];
    const size_t width = (size_t)BN_num_bytes(order);
    if (width > ORDER_OCTETS_MAX) {
        return NULL;
    }
    struct rfc6979 *generator = calloc(1, sizeof(*generator));
    if (generator == NULL) {
        return NULL;
    }
    generator->order = BN_dup(order);
    if (generator->order == NULL || !make_seed(order, secret, digest, seed, width)) {
        rfc6979_free(generator);
        return NULL;
    }
    memset(generator->v, 1, SHA256_LENGTH);
    stir(generator, 0, bytes_over(seed, 2 * width));
    stir(generator, 1, bytes_over(seed, 2 * width));
    memory_wipe(seed, sizeof(seed));
    return generator;
}

bool rfc6979_next(struct rfc6979 *generator, BIGNUM *nonce)
{
    const size_t width = (size_t)BN_num_bytes(generator->order);
    uint8_t octets[ORDER_OCTETS_MAX + SHA256_LENGTH];
    for (;;) {
        if (generator->asked) {
            stir(generator, 0, bytes_over(NULL, 0));
        }
        generator->asked = true;
        size_t made = 0;
        while (made < width) {
            uint8_t fresh[SHA256_LENGTH];
            hmac(generator->k, generator->v, -1, bytes_over(NULL, 0), fresh);
            memcpy(generator->v, fresh, sizeof(fresh));
            memcpy(octets + made, fresh, sizeof(fresh));
            made += sizeof(fresh);
        }
        bool read = leftmost(octets, width, generator->order, nonce);
        memory_wipe(octets, sizeof(octets));
        if (!read) {
            return false;
        }
        if (!BN_is_zero(nonce) && BN_cmp(nonce, generator->order) < 0) {
            return true;
        }
    }
}

void rfc6979_free(struct rfc6979 *generator)
{
    if (generator != NULL) {
        BN_free(generator->order);
        memory_wipe(generator, sizeof(*generator));
        free(generator);
    }
}
