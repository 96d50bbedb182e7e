#ifndef CLOSED_KEY_H
#define CLOSED_KEY_H

#include "candidate.h"
#include "crypto/lock.h"

/* A private key that is closed by a passphrase: with what, and the closed bytes. */
struct closed_key {
    struct lock lock;
    struct bytes closed;
    /* Why no passphrase can open it here, in words; static, NULL when one can. */
    const char *obstacle;
};

/* The obstacle of a key that is cut off. */
extern const char closed_key_cut[];

/* Takes the AlgorithmIdentifier of a scheme of RFC 8018, RFC 7292, JKS or JCEKS: the
 * lock, and an obstacle where it cannot be opened; `closed` is left empty. UNEXPECTED
 * for any other algorithm. */
MUST_CHECK enum outcome encrypted_pkcs8_scheme(struct bytes *from, struct closed_key *key);

/* EncryptedPrivateKeyInfo (RFC 5958 section 3), closed by a scheme of RFC 8018
 * or RFC 7292, or by those of JKS and JCEKS. UNEXPECTED for anything else with that shape (a
 * DigestInfo has it). */
MUST_CHECK enum outcome encrypted_pkcs8_read(struct bytes der, struct closed_key *key);

/* Traditional PEM with a DEK-Info field (RFC 1421 section 4.6.1.3). The cipher's
 * vector is kept in `vector`, which must outlive the key. */
MUST_CHECK enum outcome encrypted_pem_read(struct bytes content, struct bytes dek_info,
                                           struct buffer *vector, struct closed_key *key);

#endif
