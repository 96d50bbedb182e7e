#ifndef KEY_ADMISSION_H
#define KEY_ADMISSION_H

#include "candidate.h"
#include "crypto/key_proof.h"

/* Which results are believed, by where the candidate came from. What stands in
 * armour was meant to be a key; what looks like one in the middle of a binary
 * has to show that it is. */

/* Before the proof: may such bytes be a key at all here? */
bool key_admitted(const struct private_key *key, enum candidate_origin origin);

/* True where an EC key is cut off before it says on which curve it is: a lead. */
bool key_lacks_curve(const struct private_key *key);

/* After the proof: is this fact to be reported? */
bool key_fact_admitted(const struct private_key *key, enum candidate_origin origin,
                       const struct key_proof *proof, const struct key_finding *fact);

/* True where a key that holds all numbers of RSA, in lengths that belong together, was read
 * without doubt: what is refuted of it is a forgery, whichever way its bytes are read. */
bool key_is_whole(const struct private_key *key);

/* True where its private number stands alone: any number of that length is a key, so that
 * one that was misread is none the worse for it. */
bool key_is_irrefutable(const struct private_key *key);

/* True where such a number has a public half beside it that is another one's: what was read
 * with characters too many or too few is no forgery. Of text that octets stand in (`torn`) no
 * scalar is taken whose point is none, either. */
bool key_is_misread(const struct private_key *key, const struct key_proof *proof, bool torn);

#endif
