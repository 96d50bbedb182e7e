#ifndef PKCS12_DERIVATION_H
#define PKCS12_DERIVATION_H

#include "bytes.h"
#include "crypto/digest_block.h"

/* Keys from passphrases by PKCS #12 (RFC 7292 appendix B.2). */

#define PKCS12_KEY 1 /* appendix B.3: what is made */
#define PKCS12_IV  2

/* The passphrase is spelled as its writer did, with what ends it. At least one iteration. False
 * where salt or passphrase is longer than any lock has (DERIVATION_SALT_MAX,
 * PASSPHRASE_LENGTH_MAX): nothing is made. */
MUST_CHECK bool pkcs12_derive(const struct digest_form *digest, uint8_t made,
                              struct bytes passphrase, struct bytes salt, uint64_t iterations,
                              uint8_t *key, size_t length);

#endif
