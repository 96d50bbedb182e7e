#define OPENSSL_SUPPRESS_DEPRECATED /* EVP has no way to digest one block from a given state */

#include "crypto/pbkdf2.h"

#include <assert.h>
#include <string.h>

#include <openssl/sha.h>

#include "buffer.h"

#define BLOCK  64 /* of both */
#define LENGTH 8  /* of the length at the end of the last block */
#define WORDS  8  /* SHA-1 uses five of them */

typedef uint32_t digest_state[WORDS];

/* What OpenSSL digests in; only its state is looked at. */
union digest_context {
    SHA_CTX sha1;
    SHA256_CTX sha256;
};

static void compress_sha1(union digest_context *context, digest_state state,
                          const uint8_t block[BLOCK])
{
    SHA_CTX *sha1 = &context->sha1;
    sha1->h0 = state[0];
    sha1->h1 = state[1];
    sha1->h2 = state[2];
    sha1->h3 = state[3];
    sha1->h4 = state[4];
    SHA1_Transform(sha1, block);
    state[0] = sha1->h0;
    state[1] = sha1->h1;
    state[2] = sha1->h2;
    state[3] = sha1->h3;
    state[4] = sha1->h4;
}

static void compress_sha256(union digest_context *context, digest_state state,
                            const uint8_t block[BLOCK])
{
    memcpy(context->sha256.h, state, sizeof(context->sha256.h));
    SHA256_Transform(&context->sha256, block);
    memcpy(state, context->sha256.h, sizeof(context->sha256.h));
}

/* FIPS 180-4 sections 5.3.1 and 5.3.3. */
static const struct digest_form {
    const char *name;
    size_t words;
    void (*compress)(union digest_context *context, digest_state state, const uint8_t block[BLOCK]);
    digest_state begin;
} forms[] = {
    [PBKDF2_SHA1] = { "SHA1",
                      5,
                      compress_sha1,
                      { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 } },
    [PBKDF2_SHA256] = { "SHA256",
                        8,
                        compress_sha256,
                        { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
                          0x1f83d9ab, 0x5be0cd19 } },
};

/* All that hangs on one passphrase, wiped at the end. */
struct derivation {
    const struct digest_form *form;
    digest_state inner, outer; /* of HMAC (RFC 2104 section 2), with the key's block digested */
    digest_state state, mac, sum;
    uint8_t block[BLOCK]; /* a digest and the end of a message that is a block and it */
    union digest_context context;
};

bool pbkdf2_digest_named(const char *name, enum pbkdf2_digest *digest)
{
    size_t i = 0;
    while (i < sizeof(forms) / sizeof(forms[0]) && strcmp(forms[i].name, name) != 0) {
        i++;
    }
    if (i == sizeof(forms) / sizeof(forms[0])) {
        return false;
    }
    *digest = (enum pbkdf2_digest)i;
    return true;
}

static void write_words(const digest_state state, size_t words, uint8_t *into)
{
    for (size_t i = 0; i < words; i++) {
        into[4 * i] = (uint8_t)(state[i] >> 24);
        into[4 * i + 1] = (uint8_t)(state[i] >> 16);
        into[4 * i + 2] = (uint8_t)(state[i] >> 8);
        into[4 * i + 3] = (uint8_t)state[i];
    }
}

/* In the last block: a one behind the message, and how many bits it had in all. */
static void write_end(uint8_t *blocks, size_t room, size_t used, uint64_t octets)
{
    memset(blocks + used, 0, room - used);
    blocks[used] = 0x80;
    for (size_t i = 0; i < LENGTH; i++) {
        blocks[room - 1 - i] = (uint8_t)((8 * octets) >> (8 * i));
    }
}

static void compress(struct derivation *derivation, digest_state state, const uint8_t *block)
{
    derivation->form->compress(&derivation->context, state, block);
}

/* Digests the rest of a message, of which `before` octets, whole blocks, are in the state, and
 * behind it so many octets of `count`. */
static void digest_rest(struct derivation *derivation, uint64_t before, struct bytes rest,
                        struct bytes count)
{
    uint8_t blocks[2 * BLOCK];
    const uint64_t octets = before + rest.left + count.left;
    struct bytes taken;
    while (bytes_take(&rest, BLOCK, &taken)) {
        compress(derivation, derivation->state, taken.at);
    }
    const size_t used = rest.left + count.left;
    if (rest.left > 0) {
        memcpy(blocks, rest.at, rest.left);
    }
    if (count.left > 0) {
        memcpy(blocks + rest.left, count.at, count.left);
    }
    const size_t room = used + 1 + LENGTH > BLOCK ? 2 * BLOCK : BLOCK;
    write_end(blocks, room, used, octets);
    for (size_t at = 0; at < room; at += BLOCK) {
        compress(derivation, derivation->state, blocks + at);
    }
    memory_wipe(blocks, sizeof(blocks));
}

static void begin_hmac(struct derivation *derivation, const uint8_t key[BLOCK], uint8_t pad,
                       digest_state state)
{
    for (size_t i = 0; i < BLOCK; i++) {
        derivation->block[i] = key[i] ^ pad;
    }
    memcpy(state, derivation->form->begin, sizeof(derivation->form->begin));
    compress(derivation, state, derivation->block);
}

/* A passphrase longer than a block stands for its digest. */
static void begin(struct derivation *derivation, struct bytes passphrase)
{
    uint8_t key[BLOCK] = { 0 };
    if (passphrase.left > BLOCK) {
        memcpy(derivation->state, derivation->form->begin, sizeof(derivation->state));
        digest_rest(derivation, 0, passphrase, (struct bytes){ 0 });
        write_words(derivation->state, derivation->form->words, key);
    } else if (passphrase.left > 0) {
        memcpy(key, passphrase.at, passphrase.left);
    }
    begin_hmac(derivation, key, 0x36, derivation->inner);
    begin_hmac(derivation, key, 0x5c, derivation->outer);
    write_end(derivation->block, BLOCK, 4 * derivation->form->words,
              BLOCK + 4 * derivation->form->words);
    memory_wipe(key, sizeof(key));
}

/* From the state of the inner digest to the MAC, which then stands in the block. */
static void end_mac(struct derivation *derivation)
{
    write_words(derivation->state, derivation->form->words, derivation->block);
    memcpy(derivation->mac, derivation->outer, sizeof(derivation->mac));
    compress(derivation, derivation->mac, derivation->block);
    write_words(derivation->mac, derivation->form->words, derivation->block);
}

static void add_mac(struct derivation *derivation)
{
    for (size_t i = 0; i < WORDS; i++) {
        derivation->sum[i] ^= derivation->mac[i];
    }
}

/* One block of the key, into derivation->sum. */
static void derive_block(struct derivation *derivation, struct bytes salt, uint32_t number,
                         uint64_t iterations)
{
    const uint8_t count[4] = { (uint8_t)(number >> 24), (uint8_t)(number >> 16),
                               (uint8_t)(number >> 8), (uint8_t)number };
    memset(derivation->sum, 0, sizeof(derivation->sum));
    memcpy(derivation->state, derivation->inner, sizeof(derivation->state));
    digest_rest(derivation, BLOCK, salt, bytes_over(count, sizeof(count)));
    end_mac(derivation);
    add_mac(derivation);
    for (uint64_t i = 1; i < iterations; i++) {
        memcpy(derivation->state, derivation->inner, sizeof(derivation->state));
        compress(derivation, derivation->state, derivation->block);
        end_mac(derivation);
        add_mac(derivation);
    }
}

void pbkdf2_derive(enum pbkdf2_digest digest, struct bytes passphrase, struct bytes salt,
                   uint64_t iterations, uint8_t *key, size_t length)
{
    struct derivation derivation = { .form = &forms[digest] };
    const size_t whole = 4 * derivation.form->words;
    uint8_t octets[4 * WORDS];
    uint32_t number = 0;
    assert(iterations > 0);
    begin(&derivation, passphrase);
    for (size_t made = 0; made < length;) {
        const size_t part = length - made < whole ? length - made : whole;
        derive_block(&derivation, salt, ++number, iterations);
        write_words(derivation.sum, derivation.form->words, octets);
        memcpy(key + made, octets, part);
        made += part;
    }
    memory_wipe(octets, sizeof(octets));
    memory_wipe(&derivation, sizeof(derivation));
}
