#include "crypto/lock.h"

#include <string.h>

#include <openssl/evp.h>

#include "bounds.h"
#include "crypto/bcrypt_pbkdf.h"
#include "crypto/java_lock.h"
#include "crypto/openpgp_lock.h"
#include "crypto/pbkdf2.h"
#include "crypto/pkcs12_derivation.h"
#include "crypto/sealed_text.h"
#include "crypto/ssh1_lock.h"

#define SHA_OCTETS 20
#define MD5_OCTETS 16

#define PVK_WEAK_OCTETS 5

struct opening {
    uint8_t key[CIPHER_KEY_MAX + CIPHER_IV_MAX];
    uint8_t iv[CIPHER_IV_MAX];
    uint8_t mac_key[LOCK_MAC_KEY_MAX];
};

static uint64_t scrypt_steps(const struct lock *lock)
{
    const uint64_t n = lock->iterations, r = lock->block, p = lock->lanes;
    if (n < 2 || (n & (n - 1)) != 0 || r == 0 || p == 0 || r > SCRYPT_MEMORY_MAX / 128 ||
        n > SCRYPT_MEMORY_MAX / 128 / r || p > DERIVATION_STEPS_MAX) {
        return UINT64_MAX;
    }
    /* At most 2^21 times 10^7; beside it the salt, once for each block that is mixed. */
    return 2 * n * r * p + 4 * r * p * (lock->salt.left / DIGEST_BLOCK);
}

static struct memory_hard cost_of(const struct lock *lock)
{
    return (struct memory_hard){
        .kind = lock->kind, .memory = lock->block, .passes = lock->iterations, .lanes = lock->lanes
    };
}

uint64_t lock_opening_steps(size_t octets)
{
    return octets > OPENING_FREE_OCTETS ? (octets - OPENING_FREE_OCTETS) / OPENING_STEP_OCTETS : 0;
}

uint64_t lock_steps(const struct lock *lock)
{
    if (lock->salt.left > DERIVATION_SALT_MAX) {
        return UINT64_MAX;
    }
    switch (lock->derivation) {
    case LOCK_SCRYPT:
        return scrypt_steps(lock);
    case LOCK_BCRYPT:
        if (lock->iterations == 0 || lock->iterations > BCRYPT_ROUNDS_MAX) {
            return UINT64_MAX;
        }
        return lock->iterations * BCRYPT_ROUND_STEPS;
    case LOCK_ARGON2: {
        const struct memory_hard cost = cost_of(lock);
        return memory_hard_steps(&cost);
    }
    case LOCK_PEM:
    case LOCK_PUTTY:
    case LOCK_SSHCOM:
    case LOCK_PVK:
    case LOCK_PVK_WEAK:
    case LOCK_JKS:
    case LOCK_SSH1:
        return 1;
    case LOCK_OPENPGP:
        return openpgp_lock_steps(lock);
    case LOCK_PBKDF1:
    case LOCK_PBKDF2:
    case LOCK_PKCS12:
    case LOCK_JCEKS:
        break;
    }
    return lock->iterations > 0 ? lock->iterations : UINT64_MAX;
}

/* PBKDF1: the digest of the digest of ...; the first octets are the key, the rest the vector. */
static bool derive_pbkdf1(const struct lock *lock, struct bytes passphrase, struct opening *opening)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_MD *md = EVP_MD_fetch(NULL, lock->digest, NULL);
    EVP_MD_CTX *state = EVP_MD_CTX_new();
    bool made = md != NULL && state != NULL && EVP_DigestInit_ex(state, md, NULL) == 1 &&
                EVP_DigestUpdate(state, passphrase.at, passphrase.left) == 1 &&
                EVP_DigestUpdate(state, lock->salt.at, lock->salt.left) == 1 &&
                EVP_DigestFinal_ex(state, digest, &length) == 1;
    for (uint64_t i = 1; made && i < lock->iterations; i++) {
        made = EVP_DigestInit_ex(state, md, NULL) == 1 &&
               EVP_DigestUpdate(state, digest, length) == 1 &&
               EVP_DigestFinal_ex(state, digest, &length) == 1;
    }
    const size_t key = cipher_key_octets(lock->cipher), iv = cipher_iv_octets(lock->cipher);
    made = made && key + iv <= length;
    if (made) {
        memcpy(opening->key, digest, key);
        memcpy(opening->iv, digest + key, iv);
    }
    memory_wipe(digest, sizeof(digest));
    EVP_MD_CTX_free(state);
    EVP_MD_free(md);
    return made;
}

static bool derive_pkcs12(const struct lock *lock, struct bytes passphrase, struct opening *opening)
{
    const struct digest_form *digest = digest_form_named(lock->digest);
    const size_t key = cipher_key_octets(lock->cipher), iv = cipher_iv_octets(lock->cipher);
    return digest != NULL &&
           pkcs12_derive(digest, PKCS12_KEY, passphrase, lock->salt, lock->iterations, opening->key,
                         key) &&
           pkcs12_derive(digest, PKCS12_IV, passphrase, lock->salt, lock->iterations, opening->iv,
                         iv);
}

static bool derive_pbkdf2(const struct lock *lock, struct bytes passphrase, struct opening *opening)
{
    const struct digest_form *digest = digest_form_named(lock->digest);
    if (digest != NULL) {
        pbkdf2_derive(digest, passphrase, lock->salt, lock->iterations, opening->key,
                      cipher_key_octets(lock->cipher));
        return true;
    }
    EVP_MD *md = EVP_MD_fetch(NULL, lock->digest, NULL);
    bool made = md != NULL &&
                PKCS5_PBKDF2_HMAC((const char *)passphrase.at, (int)passphrase.left, lock->salt.at,
                                  (int)lock->salt.left, (int)lock->iterations, md,
                                  (int)cipher_key_octets(lock->cipher), opening->key) == 1;
    EVP_MD_free(md);
    return made;
}

static bool derive_pem(const struct lock *lock, struct bytes passphrase, struct opening *opening)
{
    const struct cipher *cipher = lock->cipher;
    uint8_t digest[16];
    size_t made = 0;
    EVP_MD *md = EVP_MD_fetch(NULL, "MD5", NULL);
    EVP_MD_CTX *state = EVP_MD_CTX_new();
    bool held = md != NULL && state != NULL && lock->salt.left >= 8;
    while (held && made < cipher_key_octets(cipher)) {
        held = EVP_DigestInit_ex(state, md, NULL) == 1 &&
               (made == 0 || EVP_DigestUpdate(state, digest, sizeof(digest)) == 1) &&
               EVP_DigestUpdate(state, passphrase.at, passphrase.left) == 1 &&
               EVP_DigestUpdate(state, lock->salt.at, 8) == 1 &&
               EVP_DigestFinal_ex(state, digest, NULL) == 1;
        size_t rest = cipher_key_octets(cipher) - made;
        rest = rest < sizeof(digest) ? rest : sizeof(digest);
        memcpy(opening->key + made, digest, held ? rest : 0);
        made += rest;
    }
    memory_wipe(digest, sizeof(digest));
    EVP_MD_CTX_free(state);
    EVP_MD_free(md);
    return held;
}

static bool derive_bcrypt(const struct lock *lock, struct bytes passphrase, struct opening *opening)
{
    const size_t key = cipher_key_octets(lock->cipher), iv = cipher_iv_octets(lock->cipher);
    if (!bcrypt_pbkdf(passphrase, lock->salt, (uint32_t)lock->iterations, opening->key, key + iv)) {
        return false;
    }
    memcpy(opening->iv, opening->key + key, iv);
    return true;
}

static bool derive_argon2(const struct lock *lock, struct bytes passphrase, struct opening *opening)
{
    const struct memory_hard cost = cost_of(lock);
    const size_t key = cipher_key_octets(lock->cipher);
    const size_t iv = lock->iv.left > 0 ? 0 : cipher_iv_octets(lock->cipher);
    uint8_t octets[CIPHER_KEY_MAX + CIPHER_IV_MAX + LOCK_MAC_KEY_MAX];
    bool made = memory_hard_derive(&cost, passphrase, lock->salt, octets, key + iv + lock->mac_key);
    if (made) {
        memcpy(opening->key, octets, key);
        memcpy(opening->iv, octets + key, iv);
        memcpy(opening->mac_key, octets + key + iv, lock->mac_key);
    }
    memory_wipe(octets, sizeof(octets));
    return made;
}

/* Digest over some parts, each of any length. */
static bool digest_of(const EVP_MD *md, const struct bytes *parts, size_t count, uint8_t *digest)
{
    EVP_MD_CTX *state = EVP_MD_CTX_new();
    bool made = md != NULL && state != NULL && EVP_DigestInit_ex(state, md, NULL) == 1;
    for (size_t i = 0; made && i < count; i++) {
        made = EVP_DigestUpdate(state, parts[i].at, parts[i].left) == 1;
    }
    made = made && EVP_DigestFinal_ex(state, digest, NULL) == 1;
    EVP_MD_CTX_free(state);
    return made;
}

/* Digests of a counter of four octets and the passphrase, in a row; for the key of the
 * MAC that of a name and the passphrase. */
static bool derive_putty(const struct lock *lock, struct bytes passphrase, struct opening *opening)
{
    static const char name[] = "putty-private-key-file-mac-key";
    static const uint8_t counters[2][4] = { { 0, 0, 0, 0 }, { 0, 0, 0, 1 } };
    uint8_t digests[2 * SHA_OCTETS];
    EVP_MD *md = EVP_MD_fetch(NULL, "SHA1", NULL);
    const struct bytes mac[] = { bytes_over(name, sizeof(name) - 1), passphrase };
    bool made = cipher_key_octets(lock->cipher) <= sizeof(digests) && lock->mac_key <= SHA_OCTETS &&
                digest_of(md, mac, 2, opening->mac_key);
    for (size_t i = 0; made && i < 2; i++) {
        const struct bytes parts[] = { bytes_over(counters[i], sizeof(counters[i])), passphrase };
        made = digest_of(md, parts, 2, digests + i * SHA_OCTETS);
    }
    if (made) {
        memcpy(opening->key, digests, cipher_key_octets(lock->cipher));
    }
    memory_wipe(digests, sizeof(digests));
    EVP_MD_free(md);
    return made;
}

static bool derive_sshcom(const struct lock *lock, struct bytes passphrase, struct opening *opening)
{
    uint8_t digests[2 * MD5_OCTETS];
    EVP_MD *md = EVP_MD_fetch(NULL, "MD5", NULL);
    const struct bytes parts[] = { passphrase, bytes_over(digests, MD5_OCTETS) };
    bool made = cipher_key_octets(lock->cipher) <= sizeof(digests) &&
                digest_of(md, parts, 1, digests) && digest_of(md, parts, 2, digests + MD5_OCTETS);
    if (made) {
        memcpy(opening->key, digests, cipher_key_octets(lock->cipher));
    }
    memory_wipe(digests, sizeof(digests));
    EVP_MD_free(md);
    return made;
}

/* `kept` octets of the digest; the rest of the key stays zero. */
static bool derive_pvk(const struct lock *lock, struct bytes passphrase, size_t kept,
                       struct opening *opening)
{
    uint8_t digest[SHA_OCTETS];
    EVP_MD *md = EVP_MD_fetch(NULL, "SHA1", NULL);
    const struct bytes parts[] = { lock->salt, passphrase };
    bool made = kept <= SHA_OCTETS && digest_of(md, parts, 2, digest);
    if (made) {
        memcpy(opening->key, digest, kept);
    }
    memory_wipe(digest, sizeof(digest));
    EVP_MD_free(md);
    return made;
}

static bool derive(const struct lock *lock, struct bytes passphrase, struct opening *opening)
{
    switch (lock->derivation) {
    case LOCK_PBKDF2:
        return derive_pbkdf2(lock, passphrase, opening);
    case LOCK_PBKDF1:
        return derive_pbkdf1(lock, passphrase, opening);
    case LOCK_SCRYPT:
        return EVP_PBE_scrypt((const char *)passphrase.at, passphrase.left, lock->salt.at,
                              lock->salt.left, lock->iterations, lock->block, lock->lanes,
                              2 * SCRYPT_MEMORY_MAX, opening->key,
                              cipher_key_octets(lock->cipher)) == 1;
    case LOCK_PKCS12:
        return derive_pkcs12(lock, passphrase, opening);
    case LOCK_PEM:
        return derive_pem(lock, passphrase, opening);
    case LOCK_BCRYPT:
        return derive_bcrypt(lock, passphrase, opening);
    case LOCK_ARGON2:
        return derive_argon2(lock, passphrase, opening);
    case LOCK_PUTTY:
        return derive_putty(lock, passphrase, opening);
    case LOCK_SSHCOM:
        return derive_sshcom(lock, passphrase, opening);
    case LOCK_PVK:
        return derive_pvk(lock, passphrase, cipher_key_octets(lock->cipher), opening);
    case LOCK_PVK_WEAK:
        return derive_pvk(lock, passphrase, PVK_WEAK_OCTETS, opening);
    case LOCK_OPENPGP:
        return openpgp_lock_derive(lock, passphrase, opening->key);
    case LOCK_JCEKS:
        return java_lock_derive_jceks(passphrase, lock->salt, lock->iterations, opening->key,
                                      opening->iv);
    case LOCK_JKS:
    case LOCK_SSH1:
        break;
    }
    return false;
}

bool lock_spelling(const struct lock *lock, size_t round, enum passphrase_spelling *spelling)
{
    static const enum passphrase_spelling own[] = { SPELLING_BMP, SPELLING_LATIN, SPELLING_NONE },
                                          stored[] = { SPELLING_GIVEN, SPELLING_BMP },
                                          java[] = { SPELLING_UTF16 },
                                          others[] = { SPELLING_GIVEN };
    const enum passphrase_spelling *row = others;
    size_t count = sizeof(others) / sizeof(others[0]);
    if (lock->derivation == LOCK_PKCS12) {
        row = own;
        count = sizeof(own) / sizeof(own[0]);
    } else if (lock->derivation == LOCK_JKS) {
        row = java;
    } else if (lock->in_store && lock->derivation == LOCK_PBKDF2) {
        row = stored;
        count = sizeof(stored) / sizeof(stored[0]);
    }
    if (round >= count) {
        return false;
    }
    *spelling = row[round];
    return true;
}

bool lock_open(const struct lock *lock, struct bytes passphrase, struct bytes closed,
               struct buffer *open)
{
    struct opening opening = { 0 };
    if (passphrase.at == NULL) { /* memcpy() and OpenSSL want a place even for no octets */
        passphrase = bytes_over("", 0);
    }
    if (lock->derivation == LOCK_JKS) {
        return java_lock_open_jks(passphrase, closed, open);
    }
    if (lock->derivation == LOCK_SSH1) {
        return ssh1_lock_open(passphrase, closed, open);
    }
    bool opened = derive(lock, passphrase, &opening);
    if (lock->separation.used) {
        opened = opened && openpgp_lock_separate(lock, opening.key);
    }
    if (lock->seal != NULL) {
        opened = opened && sealed_text_open(lock->seal, opening.key, lock->iv, lock->associated,
                                            closed, open);
        memory_wipe(&opening, sizeof(opening));
        return opened;
    }
    if (opened && lock->iv.left > 0) {
        opened = lock->iv.left >= cipher_iv_octets(lock->cipher);
        if (opened) {
            memcpy(opening.iv, lock->iv.at, cipher_iv_octets(lock->cipher));
        }
    }
    opened = opened && buffer_reserve(open, closed.left + 2 * CIPHER_KEY_MAX) &&
             (lock->by_number ? openpgp_lock_open_numbers(lock, opening.key, closed, open)
                              : cipher_open(lock->cipher, opening.key, opening.iv, closed,
                                            lock->padded, open)) &&
             buffer_append(open, bytes_over(opening.mac_key, lock->mac_key));
    memory_wipe(&opening, sizeof(opening));
    return opened;
}

static void try_once(enum lock_derivation derivation, const char *digest, const char *cipher)
{
    static const uint8_t closed[16] = { 0 };
    const struct lock lock = {
        .derivation = derivation,
        .digest = digest,
        .salt = bytes_over(closed, 8),
        .iterations = derivation == LOCK_SCRYPT ? 2 : 1,
        .block = derivation == LOCK_ARGON2 ? 8 : 1,
        .lanes = 1,
        .cipher = cipher_named(cipher),
        .iv = bytes_over(closed, sizeof(closed)),
    };
    struct buffer open = { 0 };
    (void)!lock_open(&lock, bytes_over("x", 1), bytes_over(closed, sizeof(closed)), &open);
    buffer_clear(&open);
}

static void seal_once(void)
{
    static const char *const seals[] = { "AES-128-EAX", "AES-192-EAX", "AES-256-EAX",
                                         "AES-128-OCB", "AES-192-OCB", "AES-256-OCB",
                                         "AES-128-GCM", "AES-192-GCM", "AES-256-GCM" };
    static const uint8_t sealed[2 * SEAL_TAG_OCTETS];
    const struct lock lock = { .cipher = cipher_named("AES-256-CFB") };
    uint8_t key[CIPHER_KEY_MAX] = { 0 };
    struct buffer none = { 0 };
    for (size_t i = 0; i < sizeof(seals) / sizeof(seals[0]); i++) {
        (void)!sealed_text_open(seals[i], key, bytes_over(sealed, 12), bytes_over(sealed, 1),
                                bytes_over(sealed, sizeof(sealed)), &none);
    }
    (void)!openpgp_lock_separate(&lock, key);
    buffer_clear(&none);
}

void lock_prepare(void)
{
    static const char *const digests[] = { "MD5",      "SHA1",     "SHA224",     "SHA256",
                                           "SHA384",   "SHA512",   "SHA512-224", "SHA512-256",
                                           "SHA3-224", "SHA3-256", "SHA3-384",   "SHA3-512",
                                           "SM3" };
    for (size_t i = 0; i < sizeof(digests) / sizeof(digests[0]); i++) {
        try_once(LOCK_PBKDF2, digests[i], "AES-128-CBC");
    }
    static const char *const openpgp[] = { "MD5",    "SHA1",   "RIPEMD160", "SHA224",  "SHA256",
                                           "SHA384", "SHA512", "SHA3-256",  "SHA3-512" };
    for (size_t i = 0; i < sizeof(openpgp) / sizeof(openpgp[0]); i++) {
        try_once(LOCK_OPENPGP, openpgp[i], "AES-256-CFB");
    }
    seal_once();
    try_once(LOCK_PBKDF1, "MD5", "DES-CBC");
    try_once(LOCK_PBKDF1, "SHA1", "RC2-64-CBC");
    try_once(LOCK_PKCS12, "SHA1", "RC2-40-CBC");
    try_once(LOCK_SCRYPT, NULL, "AES-256-CBC");
    try_once(LOCK_PEM, NULL, "AES-256-CBC");
    try_once(LOCK_PBKDF2, "SHA512",
             "AES-256-CTR"); /* what bcrypt uses; it is code of our own, and slow */
    try_once(LOCK_ARGON2, NULL, "AES-256-CBC");
    try_once(LOCK_PUTTY, NULL, "AES-256-CBC");
    try_once(LOCK_SSHCOM, NULL, "DES-EDE3-CBC");
    try_once(LOCK_SSH1, NULL, "DES-EDE3-CBC");
    try_once(LOCK_PVK, NULL, "RC4");
    try_once(LOCK_JKS, NULL, "DES-EDE3-CBC");
    try_once(LOCK_JCEKS, NULL, "DES-EDE3-CBC");
}
