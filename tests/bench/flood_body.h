#ifndef FLOOD_BODY_H
#define FLOOD_BODY_H

#include <stdbool.h>

#include <openssl/bn.h>

#include "blob.h"

/* Hostile bodies for make_anchor_flood: each is well-formed, leads to no key, and fails as
 * late as its writer knows how. No two are the same. */

/* Numbers drawn by lot; the same ones in each run. */
struct lot {
    uint64_t state;
};

uint64_t lot_draw(struct lot *lot);
/* Octets drawn by lot. */
void lot_write(FILE *into, struct lot *lot, size_t length);
struct blob lot_blob(struct lot *lot, size_t length);

/* The same: odd, and as long as it says. */
struct blob lot_odd_blob(struct lot *lot, size_t length);
BIGNUM *number_of_blob(struct blob blob);
/* Frees the number. */
struct blob blob_of_number(BIGNUM *number);

#define SEQUENCE 0x30
/* DER: a value with its header, its content as it stands. */
void der_write(FILE *into, unsigned tag, struct blob content);
/* The same, and the content is released. */
void der_wrap(FILE *into, unsigned tag, struct blob content);
void der_number_write(FILE *into, uint64_t number);
void der_header_write(FILE *into, unsigned tag, size_t length);
void der_natural_write(FILE *into, struct blob magnitude);

/* The numbers of an RSA key in the order of PKCS#1: n, e, d, p, q, dP, dQ, qInv. */
#define RSA_NUMBERS 8
struct rsa_forgery {
    struct blob numbers[RSA_NUMBERS];
};

enum rsa_fault {
    RSA_DRAWN,     /* p q = n modulo 2^64 alone, d by lot */
    RSA_UNRELATED, /* nothing fits */
    RSA_MULTIPLIED /* all holds, but p and q are no primes */
};

void rsa_forge(struct lot *lot, size_t bits, enum rsa_fault fault, struct rsa_forgery *forgery);
void rsa_forgery_clear(struct rsa_forgery *forgery);

/* RSAPrivateKey with so many of its numbers; the SEQUENCE is as long as all would be. */
struct blob rsa_der(struct lot *lot, size_t bits, enum rsa_fault fault, size_t written);
/* The numbers one behind the other, without what was before them. */
struct blob rsa_row(struct lot *lot, size_t bits, size_t first);
/* Version, p, q, g, y, x, of maximal size. */
struct blob dsa_der(struct lot *lot, size_t bits);
/* PKCS#8 of DH: p, g, x. */
struct blob dh_der(struct lot *lot, size_t bits);
/* ECPrivateKey over a field and a curve that are written out, and a point that fits nothing. */
struct blob ec_explicit_der(struct lot *lot);
/* ECPrivateKey over P-521 whose scalar is larger than the order. */
struct blob ec_large_der(struct lot *lot);
/* EncryptedPrivateKeyInfo under PBKDF2 of so many iterations. */
struct blob closed_der(struct lot *lot, uint64_t iterations);
/* Under scrypt. */
struct blob closed_scrypt_der(struct lot *lot, uint64_t cost);
/* PFX with a MAC that fits nothing, over a bag that is closed. */
struct blob pfx_der(struct lot *lot, uint64_t iterations);

/* openssh-key-v1, closed by so many rounds of bcrypt. */
struct blob openssh_blob(struct lot *lot, unsigned rounds);

/* Writes it and releases it. */
void blob_pass(FILE *into, struct blob body);
/* With the length before it, in four octets. */
void counted_write(FILE *into, struct blob octets);
void word_write(FILE *into, const char *word);

#endif
