#ifndef RSA_SALVAGE_H
#define RSA_SALVAGE_H

#include "crypto/private_key.h"
#include "keys/written_number.h"

/* RSA keys whose structure is lost: a line is missing or doubled, the front or the end is
 * cut off, tags and lengths are unreadable. What is left are rows of INTEGERs, which the
 * arithmetic tells apart (crypto/rsa_remains.h). */

/* Looks for such rows anywhere in `content`: the one with the most large numbers, and the
 * best before and behind it. UNEXPECTED where their numbers make no key. */
MUST_CHECK enum outcome rsa_salvage_read(struct bytes content, struct private_key *key);

/* As the reader of CANDIDATE_RSA_NUMBERS: `content` is one such row. */
MUST_CHECK enum outcome rsa_salvage_row(struct bytes content, struct written_numbers *numbers,
                                        struct private_key *key);

#endif
