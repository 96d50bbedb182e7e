#ifndef SPELLED_OCTETS_H
#define SPELLED_OCTETS_H

#include "candidates/delivery.h"

/* Octets that source code or the print of a program spells (bytes/spelled_octet.h), and that no
 * sample of a text shows to be encoded: arrays with a word at each number, by their "byt" or "u8",
 * and strings of a key's DER, by the version in it: `\x02\x01\x00`, `\002\001\000`. What they
 * stand for is offered as a new leaf. */

/* Reads what stands around the anchor. What a reading took is not read again from an anchor
 * within it. */
void spelled_octets_read(const struct leaf_window *window, size_t anchor,
                         struct delivery *delivery);

#endif
