#ifndef CIPHER_H
#define CIPHER_H

#include "buffer.h"

/* The ciphers that private keys are closed with, by each of their names. */
struct cipher; /* a row of a static table */

/* By the content octets of an OBJECT IDENTIFIER, by the name in a DEK-Info field
 * (RFC 1423, OpenSSL), by the name in an openssh-key-v1 blob, by our own name.
 * NULL for those that are not known. */
const struct cipher *cipher_of_oid(struct bytes oid);
const struct cipher *cipher_of_dek_name(struct bytes name);
const struct cipher *cipher_of_ssh_name(struct bytes name);
const struct cipher *cipher_named(const char *name);

size_t cipher_key_octets(const struct cipher *cipher);
size_t cipher_iv_octets(const struct cipher *cipher);
size_t cipher_block_octets(const struct cipher *cipher); /* 1 for stream ciphers */

/* False where OpenSSL lacks it: IDEA is often left out, older ones are in a provider of
 * their own. */
bool cipher_is_there(const struct cipher *cipher);

#define CIPHER_KEY_MAX 64
#define CIPHER_IV_MAX  16

/* Appends what stood under the cipher. With `padded` the padding of RFC 8018
 * section 6.1.1 is taken off, and false where it is wrong. False also where the
 * length does not fit or OpenSSL lacks the cipher. */
MUST_CHECK bool cipher_open(const struct cipher *cipher, const uint8_t *key, const uint8_t *iv,
                            struct bytes closed, bool padded, struct buffer *open);

/* Fetches all of them, so that none is looked for later. */
void cipher_prepare(void);

#endif
