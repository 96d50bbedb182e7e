#ifndef CUT_SCALAR_H
#define CUT_SCALAR_H

#include "keys/examination.h"
#include "outcome.h"

/* What a text has of an EC scalar that has no public half beside it, and is shorter than one is
 * drawn: OUTCOME_TRUNCATED where it is the front of one, of which so much is there that it cannot
 * be a word or an example; else OUTCOME_MALFORMED. Neither is a key: any front is a scalar, too. */
enum outcome cut_scalar_outcome(struct bytes octets, enum curve curve);

/* Of an EC key that was examined and does not make the point beside it: where one or two octets are
 * missing at an end of its private number (half an octet as well, at its end), those that make the
 * point are searched for. Where more are missing it is told as cut off, and not as forged. What is
 * left of the number stays a key of its own, if it was proven: nobody knows that it is none. */
void cut_scalar_complete(struct examination *examination, const struct candidate *candidate,
                         const struct private_key *key, const char *encoding);

#endif
