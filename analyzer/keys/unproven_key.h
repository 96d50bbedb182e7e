#ifndef UNPROVEN_KEY_H
#define UNPROVEN_KEY_H

#include "crypto/private_key.h"

/* PKCS#8 keys of algorithms that OpenSSL 3.0 does not have, known by name: leads.
 *
 * ML-DSA (FIPS 204, RFC 9881), ML-KEM (FIPS 203, RFC 9935), SLH-DSA (FIPS 205, RFC 9909),
 * GOST R 34.10 (RFC 4491, RFC 9215). Of SLH-DSA and of the expanded form of ML-KEM the
 * public half stands in the private key: it is attached as a claim, so that the lead has a
 * fingerprint. */

/* Names what `key` (KEY_OTHER, its OID set) is, from the content of the PKCS#8 OCTET STRING. */
void unproven_key_name(struct bytes inside, struct private_key *key);

#endif
