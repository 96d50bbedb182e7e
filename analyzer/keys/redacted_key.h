#ifndef REDACTED_KEY_H
#define REDACTED_KEY_H

#include "keys/examination.h"

/* Keys of which characters were made unreadable (candidate.unknown says which bits). Of an
 * RSA key the numbers that are whole do, as far as arithmetic gives back the others; of an
 * EC key up to SCALAR_UNKNOWN_BITS_MAX bits of the scalar are searched for, where its point
 * is whole. What cannot be proven is a damaged key that says that it is redacted, with its
 * public half where that is whole. */
void redacted_key_examine(struct examination *examination, const struct candidate *candidate);

/* Proves a key of which windows on the candidate's content hold unknown bits, if it can be. */
void redacted_key_prove(struct examination *examination, const struct candidate *candidate,
                        struct private_key *key, const char *encoding);

/* Is all of a window on the candidate's content known? */
bool redacted_key_knows(const struct candidate *candidate, struct bytes window);

/* An EC key in armour whose point is not that of its scalar: where up to three letters X
 * stand in the scalar's base64, they may have been put there. When others in their place
 * make the point, that key alone is what was found. */
void redacted_key_unmask(struct examination *examination, const struct candidate *candidate,
                         const struct private_key *key, const char *encoding);

#endif
