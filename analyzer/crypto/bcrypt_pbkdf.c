#define OPENSSL_SUPPRESS_DEPRECATED /* SHA512_CTX: nothing to look up, nothing on the heap */

#include "crypto/bcrypt_pbkdf.h"

#include <string.h>

#include <openssl/sha.h>

#include "buffer.h"
#include "crypto/blowfish_tables.h"

#define SUBKEYS      18
#define BLOCK_OCTETS 32 /* of one bcrypt hash */
#define BLOCK_WORDS  8
#define HASH_ROUNDS  64
#define LENGTH_MAX   1024

struct blowfish {
    uint32_t subkeys[SUBKEYS];
    uint32_t boxes[4][256];
};

static uint32_t mix(const struct blowfish *state, uint32_t half)
{
    return ((state->boxes[0][half >> 24] + state->boxes[1][half >> 16 & 0xff]) ^
            state->boxes[2][half >> 8 & 0xff]) +
           state->boxes[3][half & 0xff];
}

static void encipher(const struct blowfish *state, uint32_t *left, uint32_t *right)
{
    uint32_t one = *left ^ state->subkeys[0], other = *right;
    for (size_t i = 1; i < SUBKEYS - 1; i += 2) {
        other ^= mix(state, one) ^ state->subkeys[i];
        one ^= mix(state, other) ^ state->subkeys[i + 1];
    }
    *left = other ^ state->subkeys[SUBKEYS - 1];
    *right = one;
}

/* The next four octets of a string that is read round and round. */
static uint32_t next_word(const uint8_t text[SHA512_DIGEST_LENGTH], size_t *at)
{
    uint32_t word = 0;
    for (size_t i = 0; i < 4; i++) {
        word = word << 8 | text[*at];
        *at = (*at + 1) % SHA512_DIGEST_LENGTH;
    }
    return word;
}

/* Enciphers its own tables; with a salt each block is mixed with it first. */
static void expand(struct blowfish *state, const uint8_t *salt, const uint8_t *text)
{
    size_t at = 0;
    for (size_t i = 0; i < SUBKEYS; i++) {
        state->subkeys[i] ^= next_word(text, &at);
    }
    uint32_t left = 0, right = 0;
    at = 0;
    for (size_t i = 0; i < SUBKEYS; i += 2) {
        left ^= salt != NULL ? next_word(salt, &at) : 0;
        right ^= salt != NULL ? next_word(salt, &at) : 0;
        encipher(state, &left, &right);
        state->subkeys[i] = left;
        state->subkeys[i + 1] = right;
    }
    for (size_t box = 0; box < 4; box++) {
        for (size_t i = 0; i < 256; i += 2) {
            left ^= salt != NULL ? next_word(salt, &at) : 0;
            right ^= salt != NULL ? next_word(salt, &at) : 0;
            encipher(state, &left, &right);
            state->boxes[box][i] = left;
            state->boxes[box][i + 1] = right;
        }
    }
}

static void bcrypt_hash(const uint8_t *passphrase, const uint8_t *salt, uint8_t out[BLOCK_OCTETS])
{
    static const uint8_t magic[SHA512_DIGEST_LENGTH] = "OxychromaticBlowfishSwatDynamite";
    struct blowfish state;
    memcpy(state.subkeys, blowfish_subkeys, sizeof(state.subkeys));
    memcpy(state.boxes, blowfish_boxes, sizeof(state.boxes));
    expand(&state, salt, passphrase);
    for (size_t i = 0; i < HASH_ROUNDS; i++) {
        expand(&state, NULL, salt);
        expand(&state, NULL, passphrase);
    }
    uint32_t words[BLOCK_WORDS];
    size_t at = 0;
    for (size_t i = 0; i < BLOCK_WORDS; i++) {
        words[i] = next_word(magic, &at);
    }
    for (size_t round = 0; round < HASH_ROUNDS; round++) {
        for (size_t i = 0; i < BLOCK_WORDS; i += 2) {
            encipher(&state, &words[i], &words[i + 1]);
        }
    }
    for (size_t i = 0; i < BLOCK_OCTETS; i++) { /* words leave little-endian */
        out[i] = (uint8_t)(words[i / 4] >> (8 * (i % 4)));
    }
    memory_wipe(&state, sizeof(state));
    memory_wipe(words, sizeof(words));
}

/* One block: the sum of as many hashes as there are rounds, each salted with the one before. */
static void make_block(const uint8_t *passphrase, struct bytes salt, uint32_t count,
                       uint32_t rounds, uint8_t block[BLOCK_OCTETS])
{
    const uint8_t counter[4] = { (uint8_t)(count >> 24), (uint8_t)(count >> 16),
                                 (uint8_t)(count >> 8), (uint8_t)count };
    uint8_t digest[SHA512_DIGEST_LENGTH], hash[BLOCK_OCTETS];
    SHA512_CTX state;
    SHA512_Init(&state);
    SHA512_Update(&state, salt.at, salt.left);
    SHA512_Update(&state, counter, sizeof(counter));
    SHA512_Final(digest, &state);
    bcrypt_hash(passphrase, digest, hash);
    memcpy(block, hash, BLOCK_OCTETS);
    for (uint32_t round = 1; round < rounds; round++) {
        SHA512_Init(&state);
        SHA512_Update(&state, hash, sizeof(hash));
        SHA512_Final(digest, &state);
        bcrypt_hash(passphrase, digest, hash);
        for (size_t i = 0; i < BLOCK_OCTETS; i++) {
            block[i] ^= hash[i];
        }
    }
    memory_wipe(digest, sizeof(digest));
    memory_wipe(hash, sizeof(hash));
    memory_wipe(&state, sizeof(state));
}

bool bcrypt_pbkdf(struct bytes passphrase, struct bytes salt, uint32_t rounds, uint8_t *key,
                  size_t length)
{
    if (passphrase.left == 0 || salt.left == 0 || rounds == 0 || length == 0 ||
        length > LENGTH_MAX) {
        return false;
    }
    uint8_t secret[SHA512_DIGEST_LENGTH], block[BLOCK_OCTETS];
    SHA512_CTX state;
    SHA512_Init(&state);
    SHA512_Update(&state, passphrase.at, passphrase.left);
    SHA512_Final(secret, &state);
    const size_t blocks = (length + BLOCK_OCTETS - 1) / BLOCK_OCTETS;
    for (size_t count = 0; count < blocks; count++) {
        make_block(secret, salt, (uint32_t)count + 1, rounds, block);
        for (size_t i = 0; i < BLOCK_OCTETS && i * blocks + count < length; i++) {
            key[i * blocks + count] = block[i];
        }
    }
    memory_wipe(secret, sizeof(secret));
    memory_wipe(block, sizeof(block));
    memory_wipe(&state, sizeof(state));
    return true;
}
