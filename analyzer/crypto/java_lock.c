#include "crypto/java_lock.h"

#include <string.h>

#include <openssl/evp.h>

#define SHA1_OCTETS 20
#define MD5_OCTETS  16
#define SALT_OCTETS 8
#define HALF_OCTETS (SALT_OCTETS / 2)
/* A PKCS#8 key begins with it: a wrong passphrase is known by the first block. */
#define SEQUENCE 0x30

struct hashing {
    EVP_MD *md;
    EVP_MD_CTX *state;
};

static bool hashing_begin(struct hashing *hashing, const char *name)
{
    hashing->md = EVP_MD_fetch(NULL, name, NULL);
    hashing->state = EVP_MD_CTX_new();
    return hashing->md != NULL && hashing->state != NULL;
}

static void hashing_end(struct hashing *hashing)
{
    EVP_MD_CTX_free(hashing->state);
    EVP_MD_free(hashing->md);
}

static bool hash_both(const struct hashing *hashing, struct bytes one, struct bytes other,
                      uint8_t *digest)
{
    return EVP_DigestInit_ex(hashing->state, hashing->md, NULL) == 1 &&
           EVP_DigestUpdate(hashing->state, one.at, one.left) == 1 &&
           EVP_DigestUpdate(hashing->state, other.at, other.left) == 1 &&
           EVP_DigestFinal_ex(hashing->state, digest, NULL) == 1;
}

/* Block for block; `into` has room for all of it. */
static bool open_stream(const struct hashing *hashing, struct bytes passphrase, struct bytes salt,
                        struct bytes closed, uint8_t *into)
{
    uint8_t stream[SHA1_OCTETS];
    bool opened = salt.left == SHA1_OCTETS;
    memcpy(stream, salt.at, opened ? SHA1_OCTETS : 0);
    for (size_t at = 0; opened && at < closed.left; at += SHA1_OCTETS) {
        opened = hash_both(hashing, passphrase, bytes_over(stream, SHA1_OCTETS), stream);
        for (size_t i = 0; opened && i < SHA1_OCTETS && at + i < closed.left; i++) {
            into[at + i] = closed.at[at + i] ^ stream[i];
        }
        opened = opened && into[0] == SEQUENCE;
    }
    memory_wipe(stream, sizeof(stream));
    return opened;
}

static bool digest_fits(const struct hashing *hashing, struct bytes passphrase, struct bytes key,
                        struct bytes digest)
{
    uint8_t made[SHA1_OCTETS];
    bool fits = hash_both(hashing, passphrase, key, made) &&
                bytes_equal(digest, bytes_over(made, SHA1_OCTETS));
    memory_wipe(made, sizeof(made));
    return fits;
}

bool java_lock_open_jks(struct bytes passphrase, struct bytes closed, struct buffer *open)
{
    struct hashing hashing = { 0 };
    struct buffer made = { 0 };
    struct bytes salt, key;
    if (closed.left <= 2 * SHA1_OCTETS || !bytes_take(&closed, SHA1_OCTETS, &salt) ||
        !bytes_take(&closed, closed.left - SHA1_OCTETS, &key) || !buffer_reserve(&made, key.left)) {
        return false;
    }
    bool opened =
        hashing_begin(&hashing, "SHA1") && open_stream(&hashing, passphrase, salt, key, made.at);
    made.used = key.left; /* what was not opened is wiped with it */
    opened = opened && digest_fits(&hashing, passphrase, buffer_bytes(&made), closed) &&
             buffer_append(open, buffer_bytes(&made));
    hashing_end(&hashing);
    buffer_clear(&made);
    return opened;
}

/* Equal halves would give the same digest twice: OpenJDK turns the first one around. */
static void part_halves(uint8_t salt[SALT_OCTETS])
{
    if (memcmp(salt, salt + HALF_OCTETS, HALF_OCTETS) != 0) {
        return;
    }
    for (size_t i = 0; i < HALF_OCTETS; i++) {
        salt[i] = salt[SALT_OCTETS - 1 - i];
    }
}

static bool derive_half(const struct hashing *hashing, struct bytes passphrase,
                        const uint8_t half[HALF_OCTETS], uint64_t iterations,
                        uint8_t digest[MD5_OCTETS])
{
    bool made = hash_both(hashing, bytes_over(half, HALF_OCTETS), passphrase, digest);
    for (uint64_t i = 1; made && i < iterations; i++) {
        made = hash_both(hashing, bytes_over(digest, MD5_OCTETS), passphrase, digest);
    }
    return made;
}

bool java_lock_derive_jceks(struct bytes passphrase, struct bytes salt, uint64_t iterations,
                            uint8_t key[JCEKS_KEY_OCTETS], uint8_t iv[JCEKS_IV_OCTETS])
{
    struct hashing hashing = { 0 };
    uint8_t halves[SALT_OCTETS], made[2 * MD5_OCTETS];
    if (salt.left != SALT_OCTETS || iterations == 0) {
        return false;
    }
    memcpy(halves, salt.at, SALT_OCTETS);
    part_halves(halves);
    bool derived =
        hashing_begin(&hashing, "MD5") &&
        derive_half(&hashing, passphrase, halves, iterations, made) &&
        derive_half(&hashing, passphrase, halves + HALF_OCTETS, iterations, made + MD5_OCTETS);
    if (derived) {
        memcpy(key, made, JCEKS_KEY_OCTETS);
        memcpy(iv, made + JCEKS_KEY_OCTETS, JCEKS_IV_OCTETS);
    }
    hashing_end(&hashing);
    memory_wipe(made, sizeof(made));
    return derived;
}
