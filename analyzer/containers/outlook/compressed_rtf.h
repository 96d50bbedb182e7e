#ifndef COMPRESSED_RTF_H
#define COMPRESSED_RTF_H

#include "container.h"

/* The body of a message as Outlook and Exchange store it (MS-OXRTFCP): RTF, compressed (`LZFu`)
 * or not (`MELA`) behind a header of 16 bytes. Its one part is a PLACE_READING named rtf. What
 * the header says of sizes and checksum is a claim: all that can be decoded is given. */
extern const struct container compressed_rtf_container;

#endif
