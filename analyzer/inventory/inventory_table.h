#ifndef INVENTORY_TABLE_H
#define INVENTORY_TABLE_H

#include "buffer.h"

/* What the workers of the certificate side share in one sealed table: the index of keys, and
 * where primes in common are looked for, the leaked moduli. */

/* Adds a leaked RSA key to the second part: its name and its proof, a PKCS#10 request (RFC 2986)
 * that has the modulus. The coordinator carries the proof without looking at it. An
 * empty name: those that follow did not leak, they were computed; before each stands the name,
 * without a proof, of the key that it was computed with. */
MUST_CHECK bool inventory_table_add(struct buffer *moduli, const char *name, struct bytes proof);

/* Both parts; an empty second one is as good as none. */
MUST_CHECK bool inventory_table_write(struct bytes index, struct bytes moduli,
                                      struct buffer *table);
/* Takes them apart. False, and nothing written, where it is no such table. */
MUST_CHECK bool inventory_table_read(struct bytes table, struct bytes *index, struct bytes *moduli);

/* The next of the leaked keys. False at the end, or where nothing of the kind stands. */
MUST_CHECK bool inventory_table_next(struct bytes *moduli, struct bytes *name, struct bytes *proof);

#endif
