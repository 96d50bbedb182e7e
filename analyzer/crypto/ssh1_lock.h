#ifndef SSH1_LOCK_H
#define SSH1_LOCK_H

#include "buffer.h"

/* LOCK_SSH1: how SSH version 1 closes a key file. The MD5 of the passphrase is two keys of DES, the
 * first of them the third as well; the three ciphers chain their blocks each for itself, with
 * vectors of zeros (inner CBC, which is not the CBC of DES-EDE3). */

#define SSH1_BLOCK_OCTETS 8

/* Appends what is under it: as many octets, without a check of any kind. False, with `open` as it
 * was, where they are no whole blocks, or OpenSSL lacks an algorithm. */
MUST_CHECK bool ssh1_lock_open(struct bytes passphrase, struct bytes closed, struct buffer *open);

#endif
