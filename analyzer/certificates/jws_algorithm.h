#ifndef JWS_ALGORITHM_H
#define JWS_ALGORITHM_H

#include "buffer.h"
#include "public_identity.h"

/* The signature algorithms of JOSE that a public key has (RFC 7518 section 3.1, RFC 8037
 * section 3.1, RFC 8812 section 3.2). "none" and those with a MAC are not among them. */

#define JWS_IDENTIFIER_MAX 64

struct jws_algorithm {
    uint8_t identifier[JWS_IDENTIFIER_MAX]; /* AlgorithmIdentifier, as certificates have it */
    size_t length;
    size_t width; /* of r and of s of an ECDSA signature, in octets; 0 for all others */
};

/* The algorithm of this name, exactly as written, if it is one for such a key: RFC 7518 gives
 * each curve its own. */
MUST_CHECK bool jws_algorithm_find(struct bytes name, const struct public_identity *identity,
                                   struct jws_algorithm *algorithm);

/* The signature as certificates have it. False where its length is wrong, r or s is zero, or
 * memory ran out. */
MUST_CHECK bool jws_algorithm_signature(const struct jws_algorithm *algorithm, struct bytes given,
                                        struct buffer *signature);

/* The curve with this name in a JWK; CURVE_NONE for others. */
enum curve jws_curve(struct bytes name);

#endif
