#ifndef OPENPGP_NUMBERS_H
#define OPENPGP_NUMBERS_H

#include "bytes/openpgp_key.h"
#include "crypto/private_key.h"
#include "keys/closed_key.h"
#include "keys/written_number.h"

/* From the numbers of a secret key packet to those of a key. */

/* Its public half, as claimed. False for a curve that is not known here. */
MUST_CHECK bool openpgp_public_numbers(const struct openpgp_key *packet,
                                       struct public_numbers *public);

/* The key, of secret numbers in clear; `numbers` holds what must be written anew. False
 * where a number has not the length of its curve, or memory ran out. */
MUST_CHECK bool openpgp_private_numbers(const struct openpgp_key *packet,
                                        const struct bytes secret[OPENPGP_NUMBERS_MAX],
                                        struct written_numbers *numbers, struct private_key *key);

/* What a protected key is closed with; `obstacle` where that cannot be opened here. What is sealed
 * along with it, the packet's `tag` and its public fields, is written to `sealed`, which must
 * outlive the key. False when memory ran out. */
MUST_CHECK bool openpgp_closed_key(const struct openpgp_key *packet, unsigned tag,
                                   struct buffer *sealed, struct closed_key *closed);

#endif
