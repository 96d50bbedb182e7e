#ifndef CNG_NUMBERS_H
#define CNG_NUMBERS_H

#include "crypto/private_key.h"
#include "keys/written_number.h"

/* The numbers in private key blobs of Windows' CNG (bcrypt.h): a magic number of four letters,
 * lengths of four octets, the lowest first, and numbers, the highest octet first. RSA
 * ("RSA2", "RSA3"), DSA up to 1,024 bits and beyond ("DSPV", "DPV2"), DH ("DHPV"), EC of the
 * curves of NIST ("ECS2", "ECK2" and so on), of a curve that nobody names and of one that is
 * written out ("ECDV", "ECKV").
 *
 * RSA that is cut off is read as far as it goes; all others have their secret at the end.
 * `key` is as it was where a reader refuses; UNEXPECTED: none of these. */
MUST_CHECK enum outcome cng_numbers_read(struct bytes blob, struct written_numbers *numbers,
                                         struct private_key *key);

#endif
