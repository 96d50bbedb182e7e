#ifndef LZNT1_DECODER_H
#define LZNT1_DECODER_H

#include "containers/archives/stream_decoder.h"

/* LZNT1 (MS-XCA section 2.5), in which NTFS keeps files of compressed folders: units of up to 16
 * chunks, each of which decodes to 4 KiB by itself, at the front of a cluster. The end of a unit is
 * a header of zero, and zeros up to the next cluster; behind those goes on what is one file. */

#define LZNT1_PLAIN ((size_t)4096) /* of a chunk, decoded */
/* Clusters begin at sectors, and so do units. */
#define LZNT1_SECTOR 512

extern const struct stream_decoder lznt1_decoder;

/* Does a unit begin there, in the middle of other bytes? Its first chunk is packed, decodes to as
 * much as one has or is the last, and to more than it takes. `taken`: octets that were decoded. */
bool lznt1_unit_stands(struct bytes head, size_t *taken);

#endif
