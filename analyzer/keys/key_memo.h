#ifndef KEY_MEMO_H
#define KEY_MEMO_H

#include "crypto/proof_work.h"
#include "finding.h"

/* What was found of the last candidates, so that a key that is seen raw and once
 * more through its container, or 23,000 times, is proven and opened once. It is
 * known by a digest; of the key itself nothing is kept. */

#define MEMO_FINDINGS_MAX 4

struct key_memo;

struct key_memo *key_memo_new(void); /* NULL when memory ran out */
void key_memo_free(struct key_memo *memo);
void key_memo_reset(struct key_memo *memo); /* nothing is kept any more */

/* The findings kept under a digest; NULL where there are none. Good until the
 * next key_memo_keep(). */
const struct key_finding *key_memo_find(const struct key_memo *memo,
                                        const uint8_t digest[SHA256_LENGTH], size_t *count);

/* Keeps copies in place of older ones. More than MEMO_FINDINGS_MAX are not kept. `needed`: the
 * steps that they took; `cost`: those of them that came to nothing. */
void key_memo_keep(struct key_memo *memo, const uint8_t digest[SHA256_LENGTH],
                   const struct key_finding *findings, size_t count, uint64_t needed,
                   uint64_t cost);

/* Keeps that nothing was found for want of work, of which so much was left; `whole`: as in struct
 * examination. To the end of the file. */
void key_memo_keep_open(struct key_memo *memo, const uint8_t digest[SHA256_LENGTH], uint64_t left,
                        bool whole);

/* Whether that was kept, and no more is left now: then nothing else comes out. */
bool key_memo_is_open(const struct key_memo *memo, const uint8_t digest[SHA256_LENGTH],
                      uint64_t left, bool *whole);

/* Each evidence file is charged once with the cost of what is known already, as if it had
 * been the first: what is found of a file never depends on those before it. */
void key_memo_begin_file(struct key_memo *memo);

/* Charges for those kept under a digest, where this file was not charged yet. False where it
 * has less left than they took: they may not have been found then. */
MUST_CHECK bool key_memo_charge(struct key_memo *memo, const uint8_t digest[SHA256_LENGTH],
                                struct proof_work *work);

#endif
