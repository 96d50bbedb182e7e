#ifndef LIMB_MODULUS_H
#define LIMB_MODULUS_H

#include "candidates/delivery.h"
#include "candidates/memory/limb_store.h"
#include "memory_bounds.h"

/* Numbers that may be the modulus of an RSA key whose primes stand near it in the memory of a
 * process. One is seen as an INTEGER of DER (of a certificate, or a public key), as limbs in a
 * chunk of glibc's malloc, whose header says how long it is, or as an int[] of Java, which has its
 * count. */

struct limb_modulus {
    uint64_t from, to; /* its first and its last place, between which it is never far */
    uint64_t low;      /* its lowest limb */
    size_t limbs;      /* even: primes have half of them */
    /* Where a prime of it stood last that another one follows, in each order; or UINT64_MAX. */
    uint64_t pair[LIMB_ORDERS];
    struct buffer octets; /* the lowest first */
};

struct limb_moduli {
    struct limb_modulus *items;
    size_t count, room;
    size_t noted;            /* in this stretch, the same again too */
    bool full;               /* one more was seen in it than are kept */
    struct limb_store store; /* all that was seen in the leaf, and what may be private */
};

/* Notes the INTEGER that begins at `at`, where it can be a modulus. */
void limb_moduli_integer(struct limb_moduli *moduli, const struct leaf_window *window, size_t at);

/* Notes what stands in chunks and arrays that begin in [from, to), places in the window. */
void limb_moduli_held(struct limb_moduli *moduli, const struct leaf_window *window, size_t from,
                      size_t to, const struct delivery *delivery);

/* Whether its primes may begin there. */
bool limb_modulus_reaches(const struct limb_modulus *modulus, uint64_t offset);

/* Forgets those whose primes begin before `offset` alone. */
void limb_moduli_forget(struct limb_moduli *moduli, uint64_t offset);
void limb_moduli_clear(struct limb_moduli *moduli);

#endif
