#ifndef SHA256_H
#define SHA256_H

#include "bytes.h"
#include "public_identity.h"

/* SHA-256 (FIPS 180-4) of OpenSSL behind our own noun. */
void sha256_of(struct bytes message, uint8_t digest[SHA256_LENGTH]);

struct sha256;
struct sha256 *sha256_new(void); /* NULL when memory ran out */
void sha256_add(struct sha256 *hash, struct bytes piece);
void sha256_end(struct sha256 *hash, uint8_t digest[SHA256_LENGTH]);
void sha256_free(struct sha256 *hash);

#endif
