#ifndef PRIME_TABLE_H
#define PRIME_TABLE_H

#include "commands/session.h"

/* What --shared-primes holds the inventories against: the moduli of the leaked RSA keys, as
 * their proofs tell them, and those of keys that were computed with them: each brings a prime
 * that others may share. Such a key is of generation 1, one that was computed with it of 2. */
struct prime_table {
    struct buffer moduli; /* of inventory/inventory_table.h; empty: no primes are looked for */
    char name[65];        /* a digest, for the case */
    bool all;             /* no key of the case was left out for its generation */
};

/* Gathers them, of computed keys those up to a generation, behind the leaked ones and an older one
 * before a younger: so it is the same key that others are computed with, whatever was computed
 * before. A leaked key whose modulus the case does not hold, because no proof was kept,
 * is in the journal. False when the session must stop. */
MUST_CHECK bool prime_table_read(struct prime_table *table, struct session *session,
                                 unsigned generation);
void prime_table_clear(struct prime_table *table);

/* Were the inventories of the case held against these very moduli? */
MUST_CHECK bool prime_table_is_known(const struct prime_table *table, struct session *session,
                                     bool *known);
/* Says that they were, or (NULL) that some were not. */
MUST_CHECK bool prime_table_keep(const struct prime_table *table, struct session *session);

/* An index does not hold moduli: says so in the journal of its source. */
MUST_CHECK bool prime_table_refuse_index(struct session *session, uint32_t number);

#endif
