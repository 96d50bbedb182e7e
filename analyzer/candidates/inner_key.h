#ifndef INNER_KEY_H
#define INNER_KEY_H

#include "bytes.h"

/* A private key within a certificate: in an extension that somebody put it in, as DER or as
 * armour. What was read as a certificate is not scanned any further. */

/* Where the first thing begins that could be one: a SEQUENCE of a version and what stands behind
 * it in a key, or, with `armour`, BEGIN of one. False where there is none. */
MUST_CHECK bool inner_key_find(struct bytes certificate, bool armour, size_t *at);

#endif
