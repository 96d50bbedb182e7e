#include "crypto/lock.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/pkcs12.h>

#include "bounds.h"
#include "crypto/bcrypt_pbkdf.h"

#define PKCS12_KEY 1 /* RFC 7292 appendix B.3: the ID octet */
#define PKCS12_IV  2

struct opening {
    uint8_t key[CIPHER_KEY_MAX + CIPHER_IV_MAX];
    uint8_t iv[CIPHER_IV_MAX];
};

static uint64_t scrypt_steps(const struct lock *lock)
{
    const uint64_t n = lock->iterations, r = lock->block, p = lock->lanes;
    if (n < 2 || (n & (n - 1)) != 0 || r == 0 || p == 0 || r > SCRYPT_MEMORY_MAX / 128 ||
        n > SCRYPT_MEMORY_MAX / 128 / r || p > DERIVATION_STEPS_MAX) {
        return UINT64_MAX;
    }
    return 2 * n * r * p; /* at most 2^21 times 10^7 */
}

uint64_t lock_steps(const struct lock *lock)
{
    switch (lock->derivation) {
    case LOCK_SCRYPT:
        return scrypt_steps(lock);
    case LOCK_BCRYPT:
        if (lock->iterations == 0 || lock->iterations > BCRYPT_ROUNDS_MAX) {
            return UINT64_MAX;
        }
        return lock->iterations * BCRYPT_ROUND_STEPS;
    case LOCK_PEM:
        return 1;
    case LOCK_PBKDF1:
    case LOCK_PBKDF2:
    case LOCK_PKCS12:
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

/* OpenSSL turns the passphrase into the BMPString with two zeros behind it. */
static bool derive_pkcs12(const struct lock *lock, struct bytes passphrase, struct opening *opening)
{
    const size_t key = cipher_key_octets(lock->cipher), iv = cipher_iv_octets(lock->cipher);
    char text[PASSPHRASE_LENGTH_MAX];
    uint8_t salt[EVP_MAX_MD_SIZE];
    EVP_MD *md = EVP_MD_fetch(NULL, lock->digest, NULL);
    bool made = false;
    if (md != NULL && passphrase.left <= sizeof(text) && lock->salt.left <= sizeof(salt) &&
        lock->salt.left > 0) {
        if (passphrase.left > 0) {
            memcpy(text, passphrase.at, passphrase.left);
        }
        memcpy(salt, lock->salt.at, lock->salt.left);
        made =
            PKCS12_key_gen_utf8(text, (int)passphrase.left, salt, (int)lock->salt.left, PKCS12_KEY,
                                (int)lock->iterations, (int)key, opening->key, md) == 1 &&
            (iv == 0 ||
             PKCS12_key_gen_utf8(text, (int)passphrase.left, salt, (int)lock->salt.left, PKCS12_IV,
                                 (int)lock->iterations, (int)iv, opening->iv, md) == 1);
    }
    memory_wipe(text, sizeof(text));
    EVP_MD_free(md);
    return made;
}

static bool derive_pbkdf2(const struct lock *lock, struct bytes passphrase, struct opening *opening)
{
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

static bool derive(const struct lock *lock, struct bytes passphrase, struct opening *opening)
{
    if (passphrase.at == NULL) {
        passphrase = bytes_over("", 0);
    }
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
    }
    return false;
}

bool lock_open(const struct lock *lock, struct bytes passphrase, struct bytes closed,
               struct buffer *open)
{
    struct opening opening = { 0 };
    bool opened = derive(lock, passphrase, &opening);
    if (opened && lock->iv.left > 0) {
        opened = lock->iv.left >= cipher_iv_octets(lock->cipher);
        if (opened) {
            memcpy(opening.iv, lock->iv.at, cipher_iv_octets(lock->cipher));
        }
    }
    opened =
        opened && cipher_open(lock->cipher, opening.key, opening.iv, closed, lock->padded, open);
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
        .block = 1,
        .lanes = 1,
        .cipher = cipher_named(cipher),
        .iv = bytes_over(closed, sizeof(closed)),
    };
    struct buffer open = { 0 };
    (void)!lock_open(&lock, bytes_over("x", 1), bytes_over(closed, sizeof(closed)), &open);
    buffer_clear(&open);
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
    try_once(LOCK_PBKDF1, "MD5", "DES-CBC");
    try_once(LOCK_PBKDF1, "SHA1", "RC2-64-CBC");
    try_once(LOCK_PKCS12, "SHA1", "RC2-40-CBC");
    try_once(LOCK_SCRYPT, NULL, "AES-256-CBC");
    try_once(LOCK_PEM, NULL, "AES-256-CBC");
    try_once(LOCK_BCRYPT, NULL, "AES-256-CTR");
}
