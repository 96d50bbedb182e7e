#ifndef MICROSOFT_NUMBERS_H
#define MICROSOFT_NUMBERS_H

#include "crypto/private_key.h"
#include "keys/written_number.h"

/* The numbers in key blobs of Windows. What is cut off is read as far as it goes; `key`
 * is as it was where a reader refuses. */

/* PRIVATEKEYBLOB of the CryptoAPI (wincrypt.h), behind its BLOBHEADER: "RSA2" or "DSS2",
 * bits, and numbers, the lowest octet first. */
MUST_CHECK enum outcome microsoft_numbers_read(struct bytes body, struct written_numbers *numbers,
                                               struct private_key *key);

/* True for a body that is as long as it says: what a passphrase that fits gives. */
bool microsoft_numbers_fit(struct bytes body);

/* Takes a number of four octets, the lowest first. */
MUST_CHECK bool microsoft_word_take(struct bytes *from, uint32_t *word);

#endif
