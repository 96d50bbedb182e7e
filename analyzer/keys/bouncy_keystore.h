#ifndef BOUNCY_KEYSTORE_H
#define BOUNCY_KEYSTORE_H

#include "bytes.h"

/* The frames of a BKS keystore of Bouncy Castle (BcKeyStoreSpi), versions 0 to 2: version,
 * salt, iterations; entries up to a zero; an HMAC. Numbers are big-endian. A UBER
 * keystore begins alike, and all behind is encrypted. */

enum bouncy_entry_kind {
    BOUNCY_ENTRY_CERTIFICATE = 1,
    BOUNCY_ENTRY_KEY = 2,    /* a key as it is, see bouncy_keystore_key() */
    BOUNCY_ENTRY_SECRET = 3, /* octets of somebody's own */
    BOUNCY_ENTRY_SEALED = 4  /* a key under a passphrase */
};

struct bouncy_entry {
    enum bouncy_entry_kind kind;
    struct bytes alias; /* modified UTF-8 */
    struct bytes chain; /* certificates, see bouncy_keystore_certificate() */
    struct bytes body;  /* of the kind: DER, or what is sealed, with its salt in front */
};

/* Steps over the header; false where it is none. */
MUST_CHECK bool bouncy_keystore_begin(struct bytes *from);

/* Takes the next entry. False at the end, and where none stands. */
MUST_CHECK bool bouncy_keystore_take(struct bytes *from, struct bouncy_entry *entry);

/* Takes the next certificate of a chain: its DER. */
MUST_CHECK bool bouncy_keystore_certificate(struct bytes *chain, struct bytes *der);

/* A key entry's body, also what a sealed one is when it is open: a private key in PKCS#8.
 * False for public and secret keys. */
MUST_CHECK bool bouncy_keystore_key(struct bytes *from, struct bytes *pkcs8);

/* What a sealed key's body consists of: salt, iterations, and the closed octets. */
MUST_CHECK bool bouncy_keystore_sealed(struct bytes body, struct bytes *salt, uint64_t *iterations,
                                       struct bytes *closed);

#endif
