#include "crypto/pkcs12_derivation.h"

#include <assert.h>
#include <string.h>

#include "bounds.h"
#include "buffer.h"

/* UTF-16 takes two octets where UTF-8 takes one; two of zero end it. */
#define SPELLED_MAX     (2 * PASSPHRASE_LENGTH_MAX + 2)
#define WHOLE_BLOCKS(n) (((n) + DIGEST_BLOCK - 1) / DIGEST_BLOCK * DIGEST_BLOCK)

/* All that hangs on one passphrase, wiped at the end. */
struct derivation {
    const struct digest_form *form;
    /* D, of one block, and I: salt and passphrase, each again and again up to whole blocks */
    uint8_t blocks[DIGEST_BLOCK + WHOLE_BLOCKS(DERIVATION_SALT_MAX) + WHOLE_BLOCKS(SPELLED_MAX)];
    size_t used;
    uint8_t digest[4 * DIGEST_WORDS];
    union digest_context context;
    digest_state state;
};

static void put_repeated(struct derivation *derivation, struct bytes text)
{
    const size_t octets = WHOLE_BLOCKS(text.left);
    for (size_t i = 0; i < octets; i++) {
        derivation->blocks[derivation->used++] = text.at[i % text.left];
    }
}

/* The digest of all blocks, and of that again for each further iteration. */
static void digest_blocks(struct derivation *derivation, uint64_t iterations)
{
    const struct digest_form *form = derivation->form;
    uint8_t end[DIGEST_BLOCK];
    digest_end_write(end, sizeof(end), 0, derivation->used);
    memcpy(derivation->state, form->begin, sizeof(derivation->state));
    for (size_t at = 0; at < derivation->used; at += DIGEST_BLOCK) {
        form->compress(&derivation->context, derivation->state, derivation->blocks + at);
    }
    form->compress(&derivation->context, derivation->state, end);
    digest_words_write(derivation->state, form->words, derivation->digest);
    digest_repeat(form, derivation->digest, iterations - 1);
}

/* To each block of I the digest, again and again up to a block, and one: numbers whose first
 * octet is the highest. */
static void add_digest(struct derivation *derivation)
{
    const size_t octets = 4 * derivation->form->words;
    for (size_t at = DIGEST_BLOCK; at < derivation->used; at += DIGEST_BLOCK) {
        unsigned carry = 1;
        for (size_t i = DIGEST_BLOCK; i-- > 0;) {
            carry += derivation->blocks[at + i] + derivation->digest[i % octets];
            derivation->blocks[at + i] = (uint8_t)carry;
            carry >>= 8;
        }
    }
}

bool pkcs12_derive(const struct digest_form *digest, uint8_t made, struct bytes passphrase,
                   struct bytes salt, uint64_t iterations, uint8_t *key, size_t length)
{
    struct derivation derivation = { .form = digest };
    const size_t whole = 4 * digest->words;
    assert(iterations > 0);
    if (passphrase.left > SPELLED_MAX || salt.left > DERIVATION_SALT_MAX) {
        return false;
    }
    put_repeated(&derivation, bytes_over(&made, 1));
    put_repeated(&derivation, salt);
    put_repeated(&derivation, passphrase);
    for (size_t done = 0; done < length;) {
        const size_t part = length - done < whole ? length - done : whole;
        digest_blocks(&derivation, iterations);
        memcpy(key + done, derivation.digest, part);
        add_digest(&derivation);
        done += part;
    }
    memory_wipe(&derivation, sizeof(derivation));
    return true;
}
