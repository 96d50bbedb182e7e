#ifndef LOCK_H
#define LOCK_H

#include "buffer.h"
#include "crypto/cipher.h"
#include "crypto/memory_hard.h"
#include "crypto/passphrase_spelling.h"

/* What a private key is closed with: how a passphrase becomes a key, and the
 * cipher. Read from hostile bytes; windows on them. */

enum lock_derivation {
    LOCK_PBKDF2,   /* RFC 8018 section 5.2 */
    LOCK_PBKDF1,   /* RFC 8018 section 5.1: key and vector of PBES1 */
    LOCK_SCRYPT,   /* RFC 7914 */
    LOCK_PKCS12,   /* RFC 7292 appendix B: key and vector */
    LOCK_PEM,      /* OpenSSL's EVP_BytesToKey with MD5, one round, salted with the vector */
    LOCK_BCRYPT,   /* openssh-key-v1: key and vector */
    LOCK_ARGON2,   /* RFC 9106: key, vector and key of the MAC (PuTTY, version 3) */
    LOCK_PUTTY,    /* PuTTY, versions 1 and 2: key and key of the MAC, by SHA-1; vector zeros */
    LOCK_SSHCOM,   /* Tectia: key, by MD5 over the passphrase and itself; vector zeros */
    LOCK_PVK,      /* PVK files: SHA-1 of salt and passphrase, 128 bits of it */
    LOCK_PVK_WEAK, /* the same, 40 bits of it and zeros behind them */
    LOCK_OPENPGP,  /* crypto/openpgp_lock.h */
    LOCK_JKS,      /* crypto/java_lock.h: no cipher */
    LOCK_JCEKS,    /* likewise: key and vector */
    LOCK_SSH1      /* crypto/ssh1_lock.h: no cipher */
};

#define LOCK_MAC_KEY_MAX 32

/* OpenPGP: what is derived is no key yet, but HKDF makes one of it that is good for this use
 * alone (RFC 9580 section 5.5.3). */
struct lock_separation {
    bool used;
    uint8_t octets[4]; /* packet, version, cipher, mode */
};

struct lock {
    enum lock_derivation derivation;
    const char *digest; /* OpenSSL's name, static; of PBKDF1, PBKDF2, PKCS12, OpenPGP */
    struct bytes salt;
    uint64_t iterations;   /* scrypt: N; bcrypt: rounds; Argon2: passes; OpenPGP: octets hashed, 0 =
                              once */
    uint64_t block, lanes; /* scrypt: r and p; Argon2: memory in KiB and lanes */
    enum memory_hard_kind kind; /* of Argon2 */
    /* Octets of the key of a MAC that is derived with the rest, at most LOCK_MAC_KEY_MAX:
     * lock_open() puts it behind what it opens. Argon2; PuTTY: 20; else none. */
    size_t mac_key;
    const struct cipher *cipher;
    struct bytes iv; /* empty where it is derived */
    bool padded;
    /* Authenticated encryption in place of the cipher, which says how long its key is: OpenSSL's
     * name, static; NULL: not sealed. `iv` is its nonce. */
    const char *seal;
    struct bytes associated;
    struct lock_separation separation;
    bool by_number; /* OpenPGP: numbers that are closed one by one */
    bool in_store;  /* of PKCS#12: under PBKDF2 some programs spell as under PKCS#12's own way */
};

/* The spellings of a passphrase that are worth a try, likeliest first: false when
 * there is no `round`th one. */
bool lock_spelling(const struct lock *lock, size_t round, enum passphrase_spelling *spelling);

/* Work of one derivation, in steps as DERIVATION_STEPS_MAX counts them; UINT64_MAX for
 * what cannot be computed at all. */
uint64_t lock_steps(const struct lock *lock);

/* Work of opening so many octets on top of that. */
uint64_t lock_opening_steps(size_t octets);

/* One try, with the octets of a passphrase as it is spelled for this lock. False for a wrong
 * passphrase (most of them) and where OpenSSL lacks an algorithm; `open` is then as it was. True
 * says no more than that the padding is right. The caller has looked at lock_steps(). */
MUST_CHECK bool lock_open(const struct lock *lock, struct bytes passphrase, struct bytes closed,
                          struct buffer *open);

/* Uses each derivation once. */
void lock_prepare(void);

#endif
