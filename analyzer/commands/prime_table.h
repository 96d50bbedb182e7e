#ifndef PRIME_TABLE_H
#define PRIME_TABLE_H

#include "commands/session.h"

/* What --shared-primes holds the inventories against: the moduli of the leaked RSA keys, as
 * their proofs tell them. */
struct prime_table {
    struct buffer moduli; /* of inventory/inventory_table.h; empty: no primes are looked for */
    char name[65];        /* a digest, for the case */
};

/* Gathers them. A leaked key whose modulus the case does not hold, because no proof was kept,
 * is in the journal. False when the session must stop. */
MUST_CHECK bool prime_table_read(struct prime_table *table, struct session *session);
void prime_table_clear(struct prime_table *table);

/* Were the inventories of the case held against these very moduli? */
MUST_CHECK bool prime_table_is_known(const struct prime_table *table, struct session *session,
                                     bool *known);
/* Says that they were, or (NULL) that some were not. */
MUST_CHECK bool prime_table_keep(const struct prime_table *table, struct session *session);

/* An index does not hold moduli: says so in the journal of its source. */
MUST_CHECK bool prime_table_refuse_index(struct session *session, uint32_t number);

#endif
