#ifndef RAW_STRUCTURE_H
#define RAW_STRUCTURE_H

#include "candidates/delivery.h"

/* Keys and certificates that lie in the middle of bytes as they are, known by
 * their structure alone. */

/* What the anchor at `at` is part of, by its kinds (ANCHORS_STRUCTURE): a certificate or an
 * encrypted key by its first bytes, 30 80 to 30 82; a key by its version, 02 01 00 or 02 01 01; an
 * OpenSSH blob by "y-v" in its magic. */
void raw_structure_read(const struct leaf_window *window, size_t at, unsigned kinds,
                        struct delivery *delivery);

/* The same at the very front of a leaf, where it may be so short that nothing else in it
 * is an anchor. */
void raw_structure_front(const struct leaf_window *window, struct delivery *delivery);

#endif
