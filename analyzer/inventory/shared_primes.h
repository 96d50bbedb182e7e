#ifndef SHARED_PRIMES_H
#define SHARED_PRIMES_H

#include "crypto/public_numbers.h"
#include "inventory/inventory_journal.h"
#include "inventory/leaked_primes.h"

/* Certificates of an inventory whose modulus has a prime in common with a leaked key: that prime
 * is known to everybody who has both, so the other private key is computed here, proven like any
 * other and delivered (RECORD_KEY, ENCODING_COMPUTED, the remark names the leaked key), with the
 * certificate as a matched one behind it. Moduli wait here and are looked at together.
 *
 * Where the modulus cannot be parted into two primes by what leaked, no key is made of it: the
 * journal says so. */

struct prime_batch;
struct key_proof_settings;

/* NULL when memory ran out. Both are to outlive it. */
struct prime_batch *prime_batch_new(struct leaked_primes *primes,
                                    const struct key_proof_settings *settings);
void prime_batch_free(struct prime_batch *batch);

/* Takes a certificate of `inventory`, which is to stay until it is settled, in; all are settled
 * where the batch is full. */
MUST_CHECK const struct fault *prime_batch_add(struct prime_batch *batch,
                                               struct inventory *inventory, struct bytes der,
                                               const struct public_numbers *numbers,
                                               const struct source_spot *at);
/* Looks at all that wait, of whatever inventories; before these are done. */
void prime_batch_settle(struct prime_batch *batch);

#endif
