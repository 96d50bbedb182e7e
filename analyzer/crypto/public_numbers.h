#ifndef PUBLIC_NUMBERS_H
#define PUBLIC_NUMBERS_H

#include "outcome.h"
#include "public_identity.h"

/* A public key as numbers: windows on a SubjectPublicKeyInfo or on a key. */
struct public_numbers {
    enum key_algorithm algorithm;
    enum curve curve;
    struct bytes n, e;       /* RSA: magnitudes without leading zeros */
    struct bytes point;      /* EC: as encoded, compressed, uncompressed or hybrid */
    struct bytes p, q, g, y; /* DSA; DH: q may be empty */
    struct bytes raw;        /* Ed25519, Ed448, X25519, X448, others: the octets */
    struct bytes oid;        /* KEY_OTHER */
    struct bytes parameters; /* KEY_OTHER: the algorithm's, as they stand; may be empty */
};

/* Reads a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7), leniently: NULL,
 * absent or odd parameters, spare zeros; EC by named curve or by explicit
 * parameters of a curve we know. A walk: no allocation, no OpenSSL object. */
MUST_CHECK enum outcome spki_read(struct bytes spki, struct public_numbers *numbers);

/* Eight bytes of the key itself, the same for all its encodings: RSA: the low 64
 * bits of n; EC: the low 64 bits of x; DSA, DH: of y; raw: the first eight. For
 * a table look-up before any hash is taken. */
uint64_t public_numbers_probe(const struct public_numbers *numbers);

/* Length of `raw`, and of the seed behind it, of Ed25519, Ed448, X25519 and X448 (RFC 8032
 * section 5, RFC 7748 section 5); 0 for all others. */
size_t public_numbers_raw_octets(enum key_algorithm algorithm);

/* The identity. OUTCOME_MALFORMED when a compressed point lies on no curve,
 * a point is not on its curve, or a number is missing. */
MUST_CHECK enum outcome public_identity_of(const struct public_numbers *numbers,
                                           struct public_identity *identity);

/* The canonical SubjectPublicKeyInfo: rsaEncryption with NULL, named curve,
 * uncompressed point. */
struct buffer;
MUST_CHECK bool spki_write(const struct public_numbers *numbers, struct buffer *spki);

#endif
