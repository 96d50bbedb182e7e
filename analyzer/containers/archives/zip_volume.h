#ifndef ZIP_VOLUME_H
#define ZIP_VOLUME_H

#include "bytes.h"

/* A zip that was cut into volumes says at its end how many stand before the last (APPNOTE 4.3.16,
 * "number of this disk"). */

/* Bytes of the end of a zip in which its last record stands: 22, and a comment. */
#define ZIP_VOLUME_TAIL ((size_t)22 + 65535)

/* False, and nothing changed, when no end of a zip stands there. `before` is unknown to zip64
 * (65535), where it stands elsewhere: false as well. */
MUST_CHECK bool zip_volume_read(struct bytes tail, uint64_t *before);

#endif
