#ifndef CRC32_H
#define CRC32_H

#include "bytes.h"

/* CRC-32 of the polynomial of ISO 3309, as Outlook has it: it begins with 0 and is not inverted
 * at its end (MS-PST section 5.3, MS-OXRTFCP section 2.1.3.1.5). Goes on from what came before. */
uint32_t crc32_on(uint32_t crc, struct bytes of);

/* The check sum that xz, 7z and RAR keep over their headers: begun with ones, and inverted. */
static inline uint32_t crc32_of(struct bytes bytes)
{
    return ~crc32_on(UINT32_MAX, bytes);
}

#endif
