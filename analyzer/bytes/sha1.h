#ifndef SHA1_H
#define SHA1_H

#include "bytes.h"

/* SHA-1 (FIPS 180-4 section 6.1) as git numbers its objects with it: an identifier by which the
 * parts of a repository name each other, and no cryptography. Nothing is proven with it. */

#define SHA1_SIZE ((size_t)20)

struct sha1 {
    uint32_t state[5];
    uint64_t length; /* octets so far */
    uint8_t block[64];
};

void sha1_begin(struct sha1 *sum);
void sha1_push(struct sha1 *sum, struct bytes piece);
/* Writes the digest, and wipes what was left of the content. */
void sha1_end(struct sha1 *sum, uint8_t digest[SHA1_SIZE]);

#endif
