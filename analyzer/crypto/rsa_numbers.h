#ifndef RSA_NUMBERS_H
#define RSA_NUMBERS_H

#include <openssl/bn.h>

#include "crypto/private_key.h"

/* The numbers of an RSA key as integers, and which of them hold together. */
struct rsa_numbers {
    BIGNUM *n, *e, *d, *p, *q, *dp, *dq, *qinv;
    BN_CTX *scratch;
    bool factored;      /* p q = n, neither of them 1 */
    bool d_holds;       /* e d = 1 modulo p - 1 and q - 1; only said of factored ones */
    const char *remark; /* which numbers were mended; static, NULL for none */
};

/* Whether n and e could be those of a key at all: an odd modulus of 64 bits or
 * more, an odd exponent from 3 on, not longer than the modulus. (With e = 1
 * anybody "signs" for any modulus.) Costs nothing. */
bool rsa_public_plausible(const struct private_key *key);

/* Reads them and finds the factors: those given, or what one of them leaves of n.
 * False when memory ran out. */
MUST_CHECK bool rsa_numbers_read(const struct private_key *key, struct rsa_numbers *numbers);

/* For factored ones: makes d, dP, dQ and qInv that hold, where those given do
 * not, and says so in the remark. False where there is no d for e. */
MUST_CHECK bool rsa_numbers_mend(struct rsa_numbers *numbers);

/* p q = another modulus for which e and d are right: then n becomes that one. */
bool rsa_numbers_own_modulus(struct rsa_numbers *numbers);

/* Wipes and frees. */
void rsa_numbers_clear(struct rsa_numbers *numbers);

#endif
