#ifndef ZIP_HEADER_H
#define ZIP_HEADER_H

#include "bytes.h"

/* What headers of a zip and its directory have in common (APPNOTE). */

/* 4.4.5. */
#define ZIP_STORED   0
#define ZIP_DEFLATED 8

/* 4.5.3: the extra field with the numbers that do not fit, eight octets each. The next one behind
 * those that are taken with it; false, and nothing changed, where there is none. */
MUST_CHECK bool zip_header_extra64(struct bytes *extra, struct bytes *field);

#endif
