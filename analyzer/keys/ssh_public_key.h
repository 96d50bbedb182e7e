#ifndef SSH_PUBLIC_KEY_H
#define SSH_PUBLIC_KEY_H

#include "crypto/public_numbers.h"

/* The ssh wire encoding (RFC 4251 section 5). */

/* A string: four octets of length, then as many. */
MUST_CHECK bool ssh_take_string(struct bytes *from, struct bytes *string);
/* An mpint, without its leading zeros. */
MUST_CHECK bool ssh_take_natural(struct bytes *from, struct bytes *magnitude);

/* A public key blob (RFC 4253 section 6.6, RFC 5656, RFC 8709, and openssh's own
 * of security tokens and of certificates). UNSUPPORTED for a type that is not known. */
MUST_CHECK enum outcome ssh_public_key_read(struct bytes blob, struct public_numbers *numbers);

enum ssh_key_kind {
    SSH_UNKNOWN,
    SSH_RSA,
    SSH_ECDSA,
    SSH_ED25519,
    SSH_ED448,
    SSH_DSS,
    SSH_TOKEN_ED25519, /* sk-...: the private half is in a security token */
    SSH_TOKEN_ECDSA
};

enum ssh_key_kind ssh_key_kind_of(struct bytes type);

/* The type of the key in a certificate of openssh (PROTOCOL.certkeys), by that of the
 * certificate; any other type as it is. */
struct bytes ssh_key_type_certified(struct bytes type);

#endif
