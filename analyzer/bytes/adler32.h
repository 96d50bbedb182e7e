#ifndef ADLER32_H
#define ADLER32_H

#include "bytes.h"

/* The check sum of RFC 1950 section 8.2. */
uint32_t adler32_of(struct bytes of);

#endif
