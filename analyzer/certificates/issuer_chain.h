#ifndef ISSUER_CHAIN_H
#define ISSUER_CHAIN_H

#include "certificates/issuer_set.h"

/* Who stands above whom among the issuers that the operator gave: `above` of each has to be
 * set. A CA has several certificates where others have cross-signed it: each leads upward. */

/* Do the chains above two issuers meet, so that both are under one trust anchor (RFC 5280
 * section 6.3.3 (f))? By their keys. Past ISSUER_CHAIN_MAX certificates nothing more is
 * looked at. */
bool issuer_chains_meet(const struct issuer_set *set, const struct issuer *one,
                        const struct issuer *other);

#endif
