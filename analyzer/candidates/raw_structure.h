#ifndef RAW_STRUCTURE_H
#define RAW_STRUCTURE_H

#include "candidates/delivery.h"

/* Keys and certificates that lie in the middle of bytes as they are, known by
 * their structure alone. Each takes the place of an anchor in the window. */

/* A key by its version, 02 01 00 or 02 01 01. */
void raw_structure_version(const struct leaf_window *window, size_t at, struct delivery *delivery);

/* A certificate or an encrypted key by its first bytes, 30 80 to 30 82. */
void raw_structure_sequence(const struct leaf_window *window, size_t at, struct delivery *delivery);

/* The same at the very front of a leaf, where it may be so short that nothing else in it
 * is an anchor. */
void raw_structure_front(const struct leaf_window *window, struct delivery *delivery);

/* An OpenSSH blob by "y-v" in its magic. */
void raw_structure_openssh(const struct leaf_window *window, size_t at, struct delivery *delivery);

#endif
