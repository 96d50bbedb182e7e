#include "crypto/pbkdf2.h"

#include <assert.h>
#include <string.h>

#include "buffer.h"

/* All that hangs on one passphrase, wiped at the end. */
struct derivation {
    const struct digest_form *form;
    digest_state inner, outer; /* of HMAC (RFC 2104 section 2), with the key's block digested */
    digest_state state, mac, sum;
    uint8_t block[DIGEST_BLOCK]; /* a digest and the end of a message that is a block and it */
    union digest_context context;
};

static void compress(struct derivation *derivation, digest_state state, const uint8_t *block)
{
    derivation->form->compress(&derivation->context, state, block);
}

/* Digests the rest of a message, of which `before` octets, whole blocks, are in the state, and
 * behind it so many octets of `count`. */
static void digest_rest(struct derivation *derivation, uint64_t before, struct bytes rest,
                        struct bytes count)
{
    uint8_t blocks[2 * DIGEST_BLOCK];
    const uint64_t octets = before + rest.left + count.left;
    struct bytes taken;
    while (bytes_take(&rest, DIGEST_BLOCK, &taken)) {
        compress(derivation, derivation->state, taken.at);
    }
    const size_t used = rest.left + count.left;
    if (rest.left > 0) {
        memcpy(blocks, rest.at, rest.left);
    }
    if (count.left > 0) {
        memcpy(blocks + rest.left, count.at, count.left);
    }
    const size_t room = used + 1 + DIGEST_LENGTH > DIGEST_BLOCK ? 2 * DIGEST_BLOCK : DIGEST_BLOCK;
    digest_end_write(blocks, room, used, octets);
    for (size_t at = 0; at < room; at += DIGEST_BLOCK) {
        compress(derivation, derivation->state, blocks + at);
    }
    memory_wipe(blocks, sizeof(blocks));
}

static void begin_hmac(struct derivation *derivation, const uint8_t key[DIGEST_BLOCK], uint8_t pad,
                       digest_state state)
{
    for (size_t i = 0; i < DIGEST_BLOCK; i++) {
        derivation->block[i] = key[i] ^ pad;
    }
    memcpy(state, derivation->form->begin, sizeof(derivation->form->begin));
    compress(derivation, state, derivation->block);
}

/* A passphrase longer than a block stands for its digest. */
static void begin(struct derivation *derivation, struct bytes passphrase)
{
    uint8_t key[DIGEST_BLOCK] = { 0 };
    if (passphrase.left > DIGEST_BLOCK) {
        memcpy(derivation->state, derivation->form->begin, sizeof(derivation->state));
        digest_rest(derivation, 0, passphrase, (struct bytes){ 0 });
        digest_words_write(derivation->state, derivation->form->words, key);
    } else if (passphrase.left > 0) {
        memcpy(key, passphrase.at, passphrase.left);
    }
    begin_hmac(derivation, key, 0x36, derivation->inner);
    begin_hmac(derivation, key, 0x5c, derivation->outer);
    digest_end_write(derivation->block, DIGEST_BLOCK, 4 * derivation->form->words,
                     DIGEST_BLOCK + 4 * derivation->form->words);
    memory_wipe(key, sizeof(key));
}

/* From the state of the inner digest to the MAC, which then stands in the block. */
static void end_mac(struct derivation *derivation)
{
    digest_words_write(derivation->state, derivation->form->words, derivation->block);
    memcpy(derivation->mac, derivation->outer, sizeof(derivation->mac));
    compress(derivation, derivation->mac, derivation->block);
    digest_words_write(derivation->mac, derivation->form->words, derivation->block);
}

static void add_mac(struct derivation *derivation)
{
    for (size_t i = 0; i < DIGEST_WORDS; i++) {
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
    digest_rest(derivation, DIGEST_BLOCK, salt, bytes_over(count, sizeof(count)));
    end_mac(derivation);
    add_mac(derivation);
    for (uint64_t i = 1; i < iterations; i++) {
        memcpy(derivation->state, derivation->inner, sizeof(derivation->state));
        compress(derivation, derivation->state, derivation->block);
        end_mac(derivation);
        add_mac(derivation);
    }
}

void pbkdf2_derive(const struct digest_form *digest, struct bytes passphrase, struct bytes salt,
                   uint64_t iterations, uint8_t *key, size_t length)
{
    struct derivation derivation = { .form = digest };
    const size_t whole = 4 * derivation.form->words;
    uint8_t octets[4 * DIGEST_WORDS];
    uint32_t number = 0;
    assert(iterations > 0);
    begin(&derivation, passphrase);
    for (size_t made = 0; made < length;) {
        const size_t part = length - made < whole ? length - made : whole;
        derive_block(&derivation, salt, ++number, iterations);
        digest_words_write(derivation.sum, derivation.form->words, octets);
        memcpy(key + made, octets, part);
        made += part;
    }
    memory_wipe(octets, sizeof(octets));
    memory_wipe(&derivation, sizeof(derivation));
}
