#define OPENSSL_SUPPRESS_DEPRECATED /* EVP has no way to digest one block from a given state */

#include "crypto/digest_block.h"

#include <endian.h>
#include <string.h>

#include "buffer.h"

static void compress_sha1(union digest_context *context, digest_state state,
                          const uint8_t block[DIGEST_BLOCK])
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
                            const uint8_t block[DIGEST_BLOCK])
{
    memcpy(context->sha256.h, state, sizeof(context->sha256.h));
    SHA256_Transform(&context->sha256, block);
    memcpy(state, context->sha256.h, sizeof(context->sha256.h));
}

/* FIPS 180-4 sections 5.3.1 and 5.3.3. */
static const struct digest_form forms[] = {
    { "SHA1", 5, compress_sha1, { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 } },
    { "SHA256",
      8,
      compress_sha256,
      { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
        0x5be0cd19 } },
};

const struct digest_form *digest_form_named(const char *name)
{
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        if (strcmp(forms[i].name, name) == 0) {
            return &forms[i];
        }
    }
    return NULL;
}

void digest_words_write(const digest_state state, size_t words, uint8_t *into)
{
    for (size_t i = 0; i < words; i++) {
        const uint32_t word = htobe32(state[i]);
        memcpy(into + 4 * i, &word, sizeof(word));
    }
}

void digest_end_write(uint8_t *blocks, size_t room, size_t used, uint64_t octets)
{
    memset(blocks + used, 0, room - used);
    blocks[used] = 0x80;
    for (size_t i = 0; i < DIGEST_LENGTH; i++) {
        blocks[room - 1 - i] = (uint8_t)((8 * octets) >> (8 * i));
    }
}

void digest_repeat(const struct digest_form *form, uint8_t *digest, uint64_t times)
{
    union digest_context context;
    digest_state state;
    uint8_t block[DIGEST_BLOCK];
    const size_t octets = 4 * form->words;
    memcpy(block, digest, octets);
    digest_end_write(block, sizeof(block), octets, octets);
    for (uint64_t i = 0; i < times; i++) {
        memcpy(state, form->begin, sizeof(state));
        form->compress(&context, state, block);
        digest_words_write(state, form->words, block);
    }
    memcpy(digest, block, octets);
    memory_wipe(block, sizeof(block));
    memory_wipe(state, sizeof(state));
    memory_wipe(&context, sizeof(context));
}
