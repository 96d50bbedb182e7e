#ifndef RAR_VOLUME_H
#define RAR_VOLUME_H

#include "bytes.h"

/* A file of a RAR archive that was cut into volumes begins with the mark and the main header of
 * an archive each (RAR 4.x: flags of MAIN_HEAD; RAR 5.0: "Main archive header"). */

/* Bytes of its front that say which volume it is. */
#define RAR_VOLUME_HEAD ((size_t)64)

/* Is it a volume that is not the first? False where that cannot be told. */
bool rar_volume_continues(struct bytes head);

/* Octets of the block that ends an archive of RAR 5.0, from behind its check sum, where libarchive
 * leaves off; 0 where no such stands. */
#define RAR_END_LOOK ((size_t)64)
size_t rar_end_rest(struct bytes head);

#endif
