#ifndef ARMOUR_BASE64_H
#define ARMOUR_BASE64_H

#include "bytes.h"

/* The front of armour, "-----BEGIN ", as base64 shows it: one of three ways, by
 * what stands before it. It says where the groups of four begin. */

struct armour_base64 {
    const char *text;
    const char *lead; /* characters that make a whole group with its front */
    size_t place;     /* how many: where in a group of four it begins, 0, 2 or 3 */
};

/* The first that begins in [from, to) of the text, which may end behind `to`;
 * `to` and NULL where there is none. */
size_t armour_base64_find(struct bytes text, size_t from, size_t to,
                          const struct armour_base64 **mark);

#endif
