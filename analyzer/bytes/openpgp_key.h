#ifndef OPENPGP_KEY_H
#define OPENPGP_KEY_H

#include "bytes/openpgp_packet.h"
#include "outcome.h"

/* The body of a secret key packet (RFC 9580 section 5.5, RFC 4880 section 5.5, and version 5
 * of LibrePGP), by its structure alone: the public numbers, how the secret ones are
 * protected, and these. All windows are on the body. */

/* Section 9.1 */
enum openpgp_algorithm {
    OPENPGP_RSA = 1,
    OPENPGP_RSA_ENCRYPT = 2,
    OPENPGP_RSA_SIGN = 3,
    OPENPGP_ELGAMAL = 16,
    OPENPGP_DSA = 17,
    OPENPGP_ECDH = 18,
    OPENPGP_ECDSA = 19,
    OPENPGP_ELGAMAL_SIGN = 20, /* withdrawn */
    OPENPGP_EDDSA = 22,        /* with an OID, as legacy */
    OPENPGP_X25519 = 25,
    OPENPGP_X448 = 26,
    OPENPGP_ED25519 = 27,
    OPENPGP_ED448 = 28
};

/* Section 3.7.2.1: what else the usage octet holds is a cipher, keyed with the MD5 of
 * the passphrase. */
enum openpgp_usage {
    OPENPGP_CLEAR = 0,
    OPENPGP_AEAD = 253,
    OPENPGP_CFB_SHA1 = 254,
    OPENPGP_CFB_SUM = 255
};

/* Section 3.7.1, and GnuPG's own (doc/DETAILS) */
enum openpgp_s2k {
    OPENPGP_S2K_SIMPLE = 0,
    OPENPGP_S2K_SALTED = 1,
    OPENPGP_S2K_ITERATED = 3,
    OPENPGP_S2K_ARGON2 = 4,
    OPENPGP_S2K_DUMMY = 1001, /* no secret numbers here */
    OPENPGP_S2K_CARD = 1002   /* they are in a smart card */
};

/* Section 9.6 */
enum openpgp_mode { OPENPGP_EAX = 1, OPENPGP_OCB = 2, OPENPGP_GCM = 3 };

struct openpgp_protection {
    unsigned usage, cipher, s2k, digest; /* numbers of the registry */
    struct bytes salt;
    uint32_t octets;                /* of the iterated one: how many are hashed */
    unsigned passes, lanes, memory; /* of Argon2; memory as the power of two of KiB */
    unsigned mode;                  /* of OPENPGP_AEAD, see enum openpgp_mode */
    struct bytes iv;
};

#define OPENPGP_NUMBERS_MAX 4

struct openpgp_key {
    unsigned version, algorithm;
    struct bytes curve; /* content octets of its OID; of ECDH, ECDSA, EDDSA */
    /* RSA: n, e. DSA: p, q, g, y. ElGamal: p, g, y. With a curve: the point. Else: octets. */
    struct bytes public[OPENPGP_NUMBERS_MAX];
    bool exact;          /* every number has the bits that it says, and fills what is counted */
    struct bytes fields; /* those of the public key packet, from the version on */
    struct openpgp_protection protection;
    struct bytes secret; /* what follows: closed, or numbers and their sum */
};

/* UNSUPPORTED for versions and algorithms beside these: there is then no more than
 * version and algorithm. With `cut` the body ended before its time. */
MUST_CHECK enum outcome openpgp_key_read(struct bytes body, struct openpgp_key *key);

/* The secret numbers in clear: RSA: d, p, q, u. Others: one, or octets. `rest`: what is
 * behind them. False where they end before their time. */
MUST_CHECK bool openpgp_key_numbers(const struct openpgp_key *key, struct bytes clear,
                                    struct bytes secret[OPENPGP_NUMBERS_MAX], struct bytes *rest);

/* Sum of the octets, as it stands in two of them behind secret numbers. */
uint16_t openpgp_key_sum(struct bytes octets);

/* True when all that can be held against each other holds: for a key that stands in the
 * middle of other bytes. */
bool openpgp_key_beyond_doubt(const struct openpgp_key *key);

#endif
