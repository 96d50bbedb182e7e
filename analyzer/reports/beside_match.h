#ifndef BESIDE_MATCH_H
#define BESIDE_MATCH_H

#include "reports/lead_beside.h"

/* Which of the certificates and requests that were read lie beside which lead. False when memory
 * ran out. */
MUST_CHECK bool beside_match_all(struct beside_list *list);

/* An order of keys that have an identity. */
int beside_match_compare_keys(const struct public_identity *one,
                              const struct public_identity *other);

#endif
