#ifndef FILE_DIGEST_H
#define FILE_DIGEST_H

#include "bytes.h"
#include "public_identity.h"

/* The size and the SHA-256 of all that a descriptor gives from here on; nothing in it is read as
 * anything. False with errno. */
MUST_CHECK bool file_digest_take(int descriptor, uint64_t *size, uint8_t sha256[SHA256_LENGTH]);

#endif
