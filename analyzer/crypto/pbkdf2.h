#ifndef PBKDF2_H
#define PBKDF2_H

#include "bytes.h"
#include "crypto/digest_block.h"

/* PBKDF2 (RFC 8018 section 5.2) with HMAC over SHA-1 or SHA-256. What HMAC makes of the passphrase
 * is worked out once, and each iteration is two blocks of the digest and nothing else: OpenSSL
 * copies states between, for three times as long. */

/* At least one iteration. Octets of the key: at most 2^32 - 1 times those of the digest. */
void pbkdf2_derive(const struct digest_form *digest, struct bytes passphrase, struct bytes salt,
                   uint64_t iterations, uint8_t *key, size_t length);

#endif
