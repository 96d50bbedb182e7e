#ifndef BCRYPT_PBKDF_H
#define BCRYPT_PBKDF_H

#include "bytes.h"

/* The key derivation of openssh-key-v1 (PROTOCOL.key; bcrypt_pbkdf(3) of OpenBSD):
 * PBKDF2 with bcrypt over SHA-512 digests for its pseudo-random function, and
 * output octets dealt out in turn. False for an empty passphrase, an empty salt,
 * no rounds, no length, or a length over 1,024 octets. */
MUST_CHECK bool bcrypt_pbkdf(struct bytes passphrase, struct bytes salt, uint32_t rounds,
                             uint8_t *key, size_t length);

#endif
