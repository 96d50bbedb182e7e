#ifndef OPENPGP_BLOCK_H
#define OPENPGP_BLOCK_H

#include "bytes.h"

/* Secret key packets of OpenPGP as they lie in bytes: a keyring, or one exported key. */

/* Could the first of such packets begin here? A look at its first octets. */
bool openpgp_block_front(struct bytes data);

/* As packed_form.extent. The anchor is part of a packet, or the front itself. The block
 * goes from there to the end of the last secret key that follows with only such packets
 * between as belong to a keyring. What looks like one before the protection of a key is tried
 * however often it stands there: that is work. */
bool openpgp_block_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);

#endif
