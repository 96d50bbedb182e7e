#include "crypto/openpgp_lock.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include "bounds.h"

#define SUM_OCTETS  2
#define NUMBERS_MAX 4
/* Octets handed to the digest at once, at the least. */
#define REPEATED_MIN 4096
#define SALT_MAX     32

static size_t digest_octets(const char *name)
{
    EVP_MD *md = EVP_MD_fetch(NULL, name, NULL);
    int length = md != NULL ? EVP_MD_get_size(md) : 0;
    EVP_MD_free(md);
    return length > 0 ? (size_t)length : 0;
}

uint64_t openpgp_lock_steps(const struct lock *lock)
{
    const size_t made = digest_octets(lock->digest), wanted = cipher_key_octets(lock->cipher);
    if (made == 0) {
        return 1;
    }
    return (wanted + made - 1) / made * (lock->iterations / OPENPGP_STEP_OCTETS + 1);
}

/* What is hashed over and over: salt and passphrase, as often as makes it worth a call. */
static bool repeat(struct bytes salt, struct bytes passphrase, struct buffer *unit)
{
    if (salt.left + passphrase.left == 0) {
        return true;
    }
    do {
        if (!buffer_append(unit, salt) || !buffer_append(unit, passphrase)) {
            return false;
        }
    } while (unit->used < REPEATED_MIN);
    return true;
}

/* At least the whole of salt and passphrase, once. */
static bool feed(EVP_MD_CTX *state, const struct buffer *unit, size_t once, uint64_t octets)
{
    bool fed = true;
    uint64_t left = octets > once ? octets : once;
    while (fed && left > 0) {
        size_t part = left < unit->used ? (size_t)left : unit->used;
        fed = EVP_DigestUpdate(state, unit->at, part) == 1;
        left -= part;
    }
    return fed;
}

/* Digests of the same, each behind one more zero, until the key is long enough. */
static bool derive(const struct lock *lock, const EVP_MD *md, const struct buffer *unit,
                   size_t once, uint8_t key[CIPHER_KEY_MAX])
{
    static const uint8_t zeros[CIPHER_KEY_MAX];
    const size_t wanted = cipher_key_octets(lock->cipher);
    uint8_t digest[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *state = EVP_MD_CTX_new();
    bool held = state != NULL;
    for (size_t made = 0, round = 0; held && made < wanted; round++) {
        unsigned length = 0;
        held = EVP_DigestInit_ex(state, md, NULL) == 1 &&
               EVP_DigestUpdate(state, zeros, round) == 1 &&
               feed(state, unit, once, lock->iterations) &&
               EVP_DigestFinal_ex(state, digest, &length) == 1 && length > 0;
        size_t rest = wanted - made < length ? wanted - made : length;
        memcpy(key + made, digest, held ? rest : 0);
        made += rest;
    }
    memory_wipe(digest, sizeof(digest));
    EVP_MD_CTX_free(state);
    return held;
}

bool openpgp_lock_derive(const struct lock *lock, struct bytes passphrase,
                         uint8_t key[CIPHER_KEY_MAX])
{
    struct buffer unit = { 0 };
    EVP_MD *md = EVP_MD_fetch(NULL, lock->digest, NULL);
    bool made = md != NULL && lock->salt.left <= SALT_MAX &&
                repeat(lock->salt, passphrase, &unit) &&
                derive(lock, md, &unit, lock->salt.left + passphrase.left, key);
    EVP_MD_free(md);
    buffer_clear(&unit);
    return made;
}

bool openpgp_lock_separate(const struct lock *lock, uint8_t key[CIPHER_KEY_MAX])
{
    const size_t length = cipher_key_octets(lock->cipher);
    uint8_t made[CIPHER_KEY_MAX], use[sizeof(lock->separation.octets)];
    char digest[] = "SHA256";
    memcpy(use, lock->separation.octets, sizeof(use));
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key, length),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, use, sizeof(use)),
        OSSL_PARAM_construct_end(),
    };
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *state = kdf != NULL ? EVP_KDF_CTX_new(kdf) : NULL;
    const bool held = state != NULL && EVP_KDF_derive(state, made, length, parameters) == 1;
    memcpy(key, made, held ? length : 0);
    memory_wipe(made, sizeof(made));
    EVP_KDF_CTX_free(state);
    EVP_KDF_free(kdf);
    return held;
}

/* The last octets that were closed, over all numbers. */
static void move_on(uint8_t vector[CIPHER_IV_MAX], size_t width, struct bytes closed)
{
    size_t fresh = closed.left < width ? closed.left : width;
    memmove(vector, vector + fresh, width - fresh);
    if (fresh > 0) {
        memcpy(vector + width - fresh, closed.at + closed.left - fresh, fresh);
    }
}

bool openpgp_lock_open_numbers(const struct lock *lock, const uint8_t key[CIPHER_KEY_MAX],
                               struct bytes closed, struct buffer *open)
{
    const size_t width = cipher_iv_octets(lock->cipher);
    uint8_t vector[CIPHER_IV_MAX];
    struct buffer numbers = { 0 };
    if (lock->iv.left < width) {
        return false;
    }
    memcpy(vector, lock->iv.at, width);
    bool held = true;
    for (size_t i = 0; held && i < NUMBERS_MAX && closed.left > SUM_OCTETS; i++) {
        struct bytes number;
        uint64_t bits;
        held = bytes_take_number(&closed, 2, &bits) &&
               bytes_take(&closed, (size_t)(bits + 7) / 8, &number) &&
               buffer_append_number(&numbers, 2, bits) &&
               cipher_open(lock->cipher, key, vector, number, false, &numbers);
        if (held) {
            move_on(vector, width, number);
        }
    }
    held = held && closed.left == SUM_OCTETS && buffer_append(&numbers, closed) &&
           buffer_append(open, buffer_bytes(&numbers));
    buffer_clear(&numbers);
    return held;
}
