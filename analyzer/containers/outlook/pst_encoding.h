#ifndef PST_ENCODING_H
#define PST_ENCODING_H

#include <stddef.h>
#include <stdint.h>

/* How the data blocks of an Outlook file are encoded, MS-PST sections 5.1 and 5.2.
 * No secret is in it: both are undone in place, without a password. */

/* "Compressible": each byte through one table. */
void pst_encoding_permute(uint8_t *at, size_t length);

/* "High": three tables that turn from a key, the low half of the block's number. Its own
 * inverse. */
void pst_encoding_cycle(uint8_t *at, size_t length, uint32_t key);

#endif
