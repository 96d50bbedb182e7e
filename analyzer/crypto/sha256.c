#define OPENSSL_SUPPRESS_DEPRECATED /* EVP takes longer to look up than a short message to hash */

#include "crypto/sha256.h"

#include <stdlib.h>

#include <openssl/sha.h>

#include "buffer.h"

struct sha256 {
    SHA256_CTX state;
};

void sha256_of(struct bytes message, uint8_t digest[SHA256_LENGTH])
{
    struct sha256 hash;
    SHA256_Init(&hash.state);
    sha256_add(&hash, message);
    sha256_end(&hash, digest);
    memory_wipe(&hash, sizeof(hash));
}

struct sha256 *sha256_new(void)
{
    struct sha256 *hash = malloc(sizeof(*hash));
    if (hash != NULL) {
        SHA256_Init(&hash->state);
    }
    return hash;
}

void sha256_add(struct sha256 *hash, struct bytes piece)
{
    if (piece.left > 0) {
        SHA256_Update(&hash->state, piece.at, piece.left);
    }
}

void sha256_end(struct sha256 *hash, uint8_t digest[SHA256_LENGTH])
{
    SHA256_Final(digest, &hash->state);
}

void sha256_free(struct sha256 *hash)
{
    if (hash != NULL) {
        memory_wipe(hash, sizeof(*hash));
        free(hash);
    }
}
