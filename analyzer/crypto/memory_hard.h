#ifndef MEMORY_HARD_H
#define MEMORY_HARD_H

#include "bytes.h"

/* Argon2 (RFC 9106), version 1.3, without a secret and without associated data. */

enum memory_hard_kind { ARGON_D, ARGON_I, ARGON_ID };

struct memory_hard {
    enum memory_hard_kind kind;
    uint64_t memory; /* KiB */
    uint64_t passes;
    uint64_t lanes; /* computed one after the other: a worker makes no threads */
};

/* Work of one derivation, in steps as DERIVATION_STEPS_MAX counts them; UINT64_MAX for
 * what is against RFC 9106 section 3.1, and for more than MEMORY_HARD_BYTES_MAX. */
uint64_t memory_hard_steps(const struct memory_hard *cost);

/* False where memory_hard_steps() says UINT64_MAX, for a salt of less than 8 octets, and
 * when memory ran out. `key` may hold anything then. */
MUST_CHECK bool memory_hard_derive(const struct memory_hard *cost, struct bytes passphrase,
                                   struct bytes salt, uint8_t *key, size_t length);

#endif
