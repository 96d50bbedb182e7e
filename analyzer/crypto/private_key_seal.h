#ifndef PRIVATE_KEY_SEAL_H
#define PRIVATE_KEY_SEAL_H

#include "crypto/key_sealer.h"
#include "crypto/private_key.h"

/* For provers of keys that are one secret number or seed, so of all but RSA: closes the key that
 * was proven, unless it is there already or nothing is to be sealed (`sealer` NULL). */
void private_key_seal(const struct private_key *key, const struct public_numbers *derived,
                      struct key_sealer *sealer);

#endif
