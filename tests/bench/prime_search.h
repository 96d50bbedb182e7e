#ifndef PRIME_SEARCH_H
#define PRIME_SEARCH_H

#include <openssl/rsa.h>

/* RSA keys quickly, for tests alone: a sieve over consecutive odd numbers leaves
 * few to be tested. About 15 ms for 2,048 bits, where RSA_generate_key_ex() takes
 * 60 to 100. The caller frees the key. */
RSA *rsa_key_make(int bits);

#endif
