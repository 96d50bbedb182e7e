#ifndef TAR_HEADER_H
#define TAR_HEADER_H

#include "bytes.h"

/* The header of a member of a tar archive, by POSIX.1 pax, "ustar Interchange Format", and as GNU
 * tar writes it. */
#define TAR_BLOCK ((size_t)512)

/* Is the first block of `head` one, by its check sum? It is the one mark that all kinds share. */
bool tar_header_holds(struct bytes head);

/* Octets of data that stand behind it, without their padding; 0 where the field is none. */
uint64_t tar_header_size(struct bytes block);

/* What it is a header of: '0' a file, 'x' a header of pax ... */
uint8_t tar_header_type(struct bytes block);

/* The size that a header of pax gives the member behind it. False: none; *size stays as it was. */
bool tar_pax_size(struct bytes records, uint64_t *size);

/* Does a block with more of the map of a sparse member follow: behind a header, and behind such a
 * block? */
bool tar_header_is_extended(struct bytes block);
bool tar_header_goes_on(struct bytes extension);

#endif
