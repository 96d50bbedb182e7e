#ifndef NAMELESS_KEYS_H
#define NAMELESS_KEYS_H

#include "evidence/ingest.h"
#include "finding.h"

/* Malformed keys that do not say whose they are: no certificate can be theirs. LIMIT_NAMELESS_KEYS
 * of one file, or of one range or share of it, are told one by one. Of the others the journal has
 * the place of the first, where what was not told of begins, and at the end the place of the last,
 * with how many there are; each takes of the work that is done for nothing. */

/* Is it one of those? */
bool nameless_keys_has(const struct key_finding *finding);

/* Counts one that stands at `where`, below `chain`. False past the bound. */
MUST_CHECK bool nameless_keys_may_tell(struct ingest *ingest, const struct provenance *chain,
                                       const struct place *where);

/* Says how many were not told of, where any were, and forgets them. */
void nameless_keys_end(struct ingest *ingest);

#endif
