#ifndef KEY_CACHE_H
#define KEY_CACHE_H

#include <stddef.h>

#include <openssl/evp.h>

/* Keys that cost time are made once and kept in a folder outside the repository:
 * rsa-2048.keys and p-256.keys, each a row of records (length as four bytes,
 * smallest first, then the DER: PKCS#1 or SEC 1). */

enum cached_kind { CACHED_RSA_2048, CACHED_P_256, CACHED_KINDS };

/* Makes what is missing, in so many processes at once. */
void key_cache_fill(const char *folder, enum cached_kind kind, size_t wanted, unsigned processes);

struct key_cache;

/* All keys of the kind. There are at least `wanted`, or the program ends. */
struct key_cache *key_cache_open(const char *folder, enum cached_kind kind, size_t wanted);
/* The caller frees it. */
EVP_PKEY *key_cache_get(const struct key_cache *cache, size_t number);
void key_cache_close(struct key_cache *cache);

#endif
