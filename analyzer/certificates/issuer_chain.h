#ifndef ISSUER_CHAIN_H
#define ISSUER_CHAIN_H

#include "bounds.h"
#include "certificates/issuer_set.h"

/* Who stands above whom among the issuers that the operator gave: `above` of each has to be
 * set. A CA has several certificates where others have cross-signed it: each leads upward. */

/* Do the chains above two issuers meet, so that both are under one trust anchor (RFC 5280
 * section 6.3.3 (f))? By their keys. `*bound` is set where they do not and there is more
 * than ISSUER_CHAIN_MAX certificates above one, or than ISSUER_TRIES_MAX of one name. */
bool issuer_chains_meet(const struct issuer_set *set, const struct issuer *one,
                        const struct issuer *other, bool *bound);

/* The keys that came before this issuer's: those of its own name that have signed a certificate
 * over its key, over the key of one that did so, and so on (RFC 4210 section 4.4: a CA's new key
 * with its old one). Each key once, without the issuer's own; returns how many. Who has no such
 * certificate to show is a stranger of the same name. `*bound` as above: there may be more. */
size_t issuer_predecessors(const struct issuer_set *set, const struct issuer *issuer,
                           const struct issuer *found[ISSUER_CHAIN_MAX], bool *bound);

#endif
