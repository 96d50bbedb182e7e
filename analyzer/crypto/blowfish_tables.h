#ifndef BLOWFISH_TABLES_H
#define BLOWFISH_TABLES_H

#include <stdint.h>

/* What Blowfish begins with (Schneier 1993): the fraction of pi. */
extern const uint32_t blowfish_subkeys[18];
extern const uint32_t blowfish_boxes[4][256];

#endif
