#ifndef CRC32_H
#define CRC32_H

#include "bytes.h"

/* The check sum of ISO 3309 that xz, 7z and RAR keep over their headers: for some hundred
 * bytes, not for contents. */
uint32_t crc32_of(struct bytes bytes);

#endif
