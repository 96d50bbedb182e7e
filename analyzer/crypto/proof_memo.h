#ifndef PROOF_MEMO_H
#define PROOF_MEMO_H

#include "crypto/key_proof.h"

/* What the last keys came to, by a digest of their numbers: the same numbers are met in an
 * armour, in what its base64 stands for, and from their middle on. Of the key itself nothing is
 * kept. */

struct proof_memo;

struct proof_memo *proof_memo_new(void); /* NULL when memory ran out */
void proof_memo_free(struct proof_memo *memo);

/* Forgets all: within one evidence file alone what a proof may take is the same. */
void proof_memo_reset(struct proof_memo *memo);

/* As key_prove(). What was bounded is remembered for as long as no more work is left than then. */
void proof_memo_prove(struct proof_memo *memo, const struct private_key *key,
                      const struct key_proof_settings *settings, struct key_proof *proof);

#endif
