#ifndef DIGEST_BLOCK_H
#define DIGEST_BLOCK_H

#include <openssl/sha.h>

#include "bytes.h"

/* SHA-1 and SHA-256 block for block (FIPS 180-4), for what derives a key by digesting a million
 * times: OpenSSL's own ways allocate and copy states between, for three times as long. What is
 * kept here is the caller's to wipe. */

#define DIGEST_BLOCK  64 /* octets, of both */
#define DIGEST_WORDS  8  /* SHA-1 uses five of them */
#define DIGEST_LENGTH 8  /* octets of the length at the end of the last block */

typedef uint32_t digest_state[DIGEST_WORDS];

/* What OpenSSL digests in; only its state is looked at. */
union digest_context {
    SHA_CTX sha1;
    SHA256_CTX sha256;
};

struct digest_form {
    const char *name;
    size_t words;
    void (*compress)(union digest_context *context, digest_state state,
                     const uint8_t block[DIGEST_BLOCK]);
    digest_state begin;
};

/* The digest by OpenSSL's name. NULL: none of the two. */
MUST_CHECK const struct digest_form *digest_form_named(const char *name);

/* So many words, with their first octet first. */
void digest_words_write(const digest_state state, size_t words, uint8_t *into);

/* Behind the used octets of the last blocks: a one behind the message, and how many bits of so
 * many octets it had in all. */
void digest_end_write(uint8_t *blocks, size_t room, size_t used, uint64_t octets);

/* The digest of a digest, so many times, in its place. */
void digest_repeat(const struct digest_form *form, uint8_t *digest, uint64_t times);

#endif
