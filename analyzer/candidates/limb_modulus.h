#ifndef LIMB_MODULUS_H
#define LIMB_MODULUS_H

#include <endian.h>
#include <string.h>

#include "buffer.h"
#include "candidates/delivery.h"
#include "memory_bounds.h"

/* Numbers that may be the modulus of an RSA key whose primes stand near it as limbs: words of 64
 * bits, the lowest first, as OpenSSL, GMP, NSS and Go hold them, which is the same as 32 bits on
 * these machines. A modulus is seen as an INTEGER of DER (of a certificate, or a public key), or as
 * limbs in a chunk of glibc's malloc, whose header says how long it is. */

#define LIMB_OCTETS 8

struct limb_modulus {
    uint64_t from, to; /* its first and its last place, between which it is never far */
    uint64_t low;      /* its lowest limb */
    size_t limbs;      /* even: primes have half of them */
    uint64_t pair;     /* where a prime of it stood last that another one follows; or UINT64_MAX */
    struct buffer octets; /* the lowest first */
};

struct limb_moduli {
    struct limb_modulus *items;
    size_t count, room;
    size_t noted; /* in this stretch, the same again too */
    bool full;    /* one more was seen in it than are kept */
};

/* The limb at `at`, all of which was seen. */
static inline uint64_t limb_at(const uint8_t *at)
{
    uint64_t limb;
    memcpy(&limb, at, sizeof(limb));
    return le64toh(limb);
}

/* True where these limbs are drawn by lot: of pointers, counts and text none is. */
bool limbs_look_drawn(const uint8_t *at, size_t limbs);

/* Notes the INTEGER that begins at `at`, where it can be a modulus. */
void limb_moduli_integer(struct limb_moduli *moduli, const struct leaf_window *window, size_t at);

/* Notes what stands in chunks that begin in [from, to), places in the window. */
void limb_moduli_chunks(struct limb_moduli *moduli, const struct leaf_window *window, size_t from,
                        size_t to);

/* Whether its primes may begin there. */
bool limb_modulus_reaches(const struct limb_modulus *modulus, uint64_t offset);

/* Forgets those whose primes begin before `offset` alone. */
void limb_moduli_forget(struct limb_moduli *moduli, uint64_t offset);
void limb_moduli_clear(struct limb_moduli *moduli);

#endif
