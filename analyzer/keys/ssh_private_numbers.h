#ifndef SSH_PRIVATE_NUMBERS_H
#define SSH_PRIVATE_NUMBERS_H

#include "crypto/private_key.h"
#include "keys/ssh_public_key.h"
#include "keys/written_number.h"

/* The private half of a key that PuTTY keeps apart from the public one: RSA d, p, q,
 * q^-1 mod p; DSA x; ECDSA the scalar; Ed25519 and Ed448 the seed. */

#define SSH_SEED_MAX 64

/* Reads it; `public` is the public half beside it, a claim (of no algorithm where it
 * cannot be read, of EC perhaps the curve alone: RSA makes its modulus of the primes then).
 * `numbers` has SSH_SEED_MAX octets to spare: a seed was written without the zeros at its end
 * before PuTTY 0.71. TRUNCATED, with `key` as it was, where not even the first number is there;
 * MALFORMED for a kind that cannot be read without `public`; UNSUPPORTED for one that is not known.
 */
MUST_CHECK enum outcome ssh_private_numbers_read(enum ssh_key_kind kind,
                                                 const struct public_numbers *public,
                                                 struct bytes blob, struct written_numbers *numbers,
                                                 struct private_key *key);

/* Could such numbers stand in `blob`, with less than a block of padding behind them? Lengths
 * and a product of low bits: one in 2^24 of random blobs would pass. `public` may be empty but for
 * the curve of EC: then their lengths alone say it, to the last octet. */
bool ssh_private_numbers_plausible(enum ssh_key_kind kind, const struct public_numbers *public,
                                   struct bytes blob);

#endif
