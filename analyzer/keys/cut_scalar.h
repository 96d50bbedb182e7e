#ifndef CUT_SCALAR_H
#define CUT_SCALAR_H

#include "bytes.h"
#include "crypto/public_numbers.h"
#include "outcome.h"

/* What a text has of an EC scalar that has no public half beside it, and is shorter than one is
 * drawn: OUTCOME_TRUNCATED where it is the front of one, of which so much is there that it cannot
 * be a word or an example; else OUTCOME_MALFORMED. Neither is a key: any front is a scalar, too. */
enum outcome cut_scalar_outcome(struct bytes octets, enum curve curve);

#endif
