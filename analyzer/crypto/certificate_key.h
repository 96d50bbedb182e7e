#ifndef CERTIFICATE_KEY_H
#define CERTIFICATE_KEY_H

#include "crypto/public_numbers.h"

/* The public key of a certificate (RFC 5280 section 4.1), for those who want nothing
 * else of it: a walk over the DER, down to the key. UNEXPECTED where that is not what
 * the bytes are. Windows on the certificate; nothing of it is verified. */
MUST_CHECK enum outcome certificate_key_read(struct bytes der, struct public_numbers *numbers);

/* The same of a request for one (RFC 2986 section 4). */
MUST_CHECK enum outcome certificate_key_requested(struct bytes der, struct public_numbers *numbers);

#endif
