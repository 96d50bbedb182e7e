#include "crypto/pdf_lock.h"

#include <string.h>

#include <openssl/evp.h>

#include "buffer.h"
#include "crypto/cipher.h"
#include "crypto/message_digest.h"
#include "crypto/rc4.h"

#define PAD_OCTETS    32
#define MD5_OCTETS    16
#define SHA256_OCTETS 32
#define AES_BLOCK     16
/* A passphrase of revision 5 and 6 is cut there, of older ones after 32. */
#define PASSPHRASE_MOST 127
#define ROUNDS_LEAST    64
#define REPEATED        64
/* Two hashes of revision 6 are 140 rounds of AES and SHA-2 over 64 copies of up to 239 octets. */
#define STEPS_OF_REVISION_6 20000u
#define STEPS_OF_OTHERS     200u

/* Section 7.6.4.3.2, step a. */
static const uint8_t padding[PAD_OCTETS] = { 0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41,
                                             0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
                                             0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80,
                                             0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a };

uint64_t pdf_lock_steps(const struct pdf_lock *lock)
{
    return lock->revision >= 6 ? STEPS_OF_REVISION_6 : STEPS_OF_OTHERS;
}

static void pad(struct bytes passphrase, uint8_t padded[PAD_OCTETS])
{
    const size_t length = passphrase.left < PAD_OCTETS ? passphrase.left : PAD_OCTETS;
    if (length > 0) {
        memcpy(padded, passphrase.at, length);
    }
    memcpy(padded + length, padding, PAD_OCTETS - length);
}

static bool md5(const void *message, size_t length, uint8_t digest[MESSAGE_DIGEST_MAX])
{
    return message_digest("MD5", bytes_over(message, length), digest) == MD5_OCTETS;
}

/* Algorithm 2: the key of a file, of revisions 2 to 4. */
static bool make_key(const struct pdf_lock *lock, const uint8_t padded[PAD_OCTETS],
                     uint8_t key[MESSAGE_DIGEST_MAX])
{
    struct buffer message = { 0 };
    uint8_t permissions[4];
    for (size_t i = 0; i < 4; i++) {
        permissions[i] = (uint8_t)(lock->permissions >> 8 * i);
    }
    bool made = buffer_append(&message, bytes_over(padded, PAD_OCTETS)) &&
                buffer_append(&message, bytes_over(lock->owner.at, PAD_OCTETS)) &&
                buffer_append(&message, bytes_over(permissions, 4)) &&
                (lock->id.left == 0 || buffer_append(&message, lock->id)) &&
                (lock->revision < 4 || !lock->metadata_open ||
                 buffer_append(&message, bytes_over("\xff\xff\xff\xff", 4))) &&
                md5(message.at, message.used, key);
    for (unsigned i = 0; made && lock->revision >= 3 && i < 50; i++) {
        made = md5(key, lock->key_octets, key);
    }
    buffer_clear(&message);
    return made;
}

/* RC4 with the key and then, from revision 3 on, with 19 others that each octet gives. */
static void apply_rc4(const struct pdf_lock *lock, const uint8_t *key, bool back, uint8_t *at,
                      size_t length)
{
    const unsigned rounds = lock->revision >= 3 ? 20 : 1;
    uint8_t turned[MD5_OCTETS];
    struct rc4 state;
    for (unsigned i = 0; i < rounds; i++) {
        const unsigned turn = back ? rounds - 1 - i : i;
        for (size_t n = 0; n < lock->key_octets; n++) {
            turned[n] = (uint8_t)(key[n] ^ turn);
        }
        rc4_begin(&state, turned, lock->key_octets);
        rc4_apply(&state, at, length);
    }
    memory_wipe(turned, sizeof(turned));
    memory_wipe(&state, sizeof(state));
}

/* Algorithms 4 to 6. */
static bool is_user_key(const struct pdf_lock *lock, const uint8_t *key)
{
    uint8_t made[MESSAGE_DIGEST_MAX];
    if (lock->revision < 3) {
        memcpy(made, padding, PAD_OCTETS);
        apply_rc4(lock, key, false, made, PAD_OCTETS);
        return memcmp(made, lock->user.at, PAD_OCTETS) == 0;
    }
    struct buffer message = { 0 };
    const bool hashed = buffer_append(&message, bytes_over(padding, PAD_OCTETS)) &&
                        (lock->id.left == 0 || buffer_append(&message, lock->id)) &&
                        md5(message.at, message.used, made);
    buffer_clear(&message);
    apply_rc4(lock, key, false, made, MD5_OCTETS);
    return hashed && memcmp(made, lock->user.at, MD5_OCTETS) == 0;
}

static bool open_as_user(const struct pdf_lock *lock, const uint8_t padded[PAD_OCTETS],
                         uint8_t key[PDF_LOCK_KEY_MAX])
{
    uint8_t made[MESSAGE_DIGEST_MAX];
    const bool opened = make_key(lock, padded, made) && is_user_key(lock, made);
    if (opened) {
        memcpy(key, made, lock->key_octets);
    }
    memory_wipe(made, sizeof(made));
    return opened;
}

/* Algorithm 7: the owner's opens /O, under which the user's stands. */
static bool open_as_owner(const struct pdf_lock *lock, const uint8_t padded[PAD_OCTETS],
                          uint8_t key[PDF_LOCK_KEY_MAX])
{
    uint8_t made[MESSAGE_DIGEST_MAX], user[PAD_OCTETS];
    bool hashed = md5(padded, PAD_OCTETS, made);
    for (unsigned i = 0; hashed && lock->revision >= 3 && i < 50; i++) {
        hashed = md5(made, MD5_OCTETS, made);
    }
    memcpy(user, lock->owner.at, PAD_OCTETS);
    apply_rc4(lock, made, true, user, PAD_OCTETS);
    const bool opened = hashed && open_as_user(lock, user, key);
    memory_wipe(made, sizeof(made));
    memory_wipe(user, sizeof(user));
    return opened;
}

static bool open_by_md5(const struct pdf_lock *lock, struct bytes passphrase,
                        uint8_t key[PDF_LOCK_KEY_MAX])
{
    uint8_t padded[PAD_OCTETS];
    if (lock->owner.left < PAD_OCTETS || lock->user.left < PAD_OCTETS || lock->key_octets < 5 ||
        lock->key_octets > MD5_OCTETS) {
        return false;
    }
    pad(passphrase, padded);
    const bool opened = open_as_user(lock, padded, key) || open_as_owner(lock, padded, key);
    memory_wipe(padded, sizeof(padded));
    return opened;
}

static bool close_by_aes(const uint8_t *key, const uint8_t *iv, struct bytes open, uint8_t *closed)
{
    int length = 0;
    EVP_CIPHER *aes = EVP_CIPHER_fetch(NULL, "AES-128-CBC", NULL);
    EVP_CIPHER_CTX *state = EVP_CIPHER_CTX_new();
    const bool done = aes != NULL && state != NULL &&
                      EVP_EncryptInit_ex2(state, aes, key, iv, NULL) == 1 &&
                      EVP_CIPHER_CTX_set_padding(state, 0) == 1 &&
                      EVP_EncryptUpdate(state, closed, &length, open.at, (int)open.left) == 1 &&
                      (size_t)length == open.left;
    EVP_CIPHER_CTX_free(state);
    EVP_CIPHER_free(aes);
    return done;
}

/* Algorithm 2.B, from step a on: `hash` of `*length` octets becomes the next. Gives the last octet
 * that was closed. */
static bool next_round(struct bytes passphrase, struct bytes more, uint8_t *hash, size_t *length,
                       uint8_t *last)
{
    static const char *const names[] = { "SHA256", "SHA384", "SHA512" };
    struct buffer open = { 0 }, closed = { 0 };
    bool made = true;
    for (unsigned i = 0; made && i < REPEATED; i++) {
        made = (passphrase.left == 0 || buffer_append(&open, passphrase)) &&
               buffer_append(&open, bytes_over(hash, *length)) &&
               (more.left == 0 || buffer_append(&open, more));
    }
    made = made && buffer_reserve(&closed, open.used + AES_BLOCK) &&
           close_by_aes(hash, hash + AES_BLOCK, buffer_bytes(&open), closed.at);
    if (made) {
        unsigned sum = 0; /* 256 leaves 1 when it is divided by 3 */
        for (size_t i = 0; i < AES_BLOCK; i++) {
            sum += closed.at[i];
        }
        closed.used = open.used;
        *last = closed.at[closed.used - 1];
        *length = message_digest(names[sum % 3], buffer_bytes(&closed), hash);
        made = *length >= SHA256_OCTETS;
    }
    buffer_clear(&open);
    buffer_clear(&closed);
    return made;
}

/* Algorithm 2.B; in revision 5 the first hash is all. */
static bool hash_of(const struct pdf_lock *lock, struct bytes passphrase, struct bytes salt,
                    struct bytes more, uint8_t hash[MESSAGE_DIGEST_MAX])
{
    struct buffer message = { 0 };
    size_t length = 0;
    uint8_t last = 0;
    if ((passphrase.left == 0 || buffer_append(&message, passphrase)) &&
        buffer_append(&message, salt) && (more.left == 0 || buffer_append(&message, more))) {
        length = message_digest("SHA256", buffer_bytes(&message), hash);
    }
    bool made = length == SHA256_OCTETS;
    for (unsigned round = 0;
         made && lock->revision >= 6 && (round < ROUNDS_LEAST || last + 32u > round); round++) {
        made = next_round(passphrase, more, hash, &length, &last);
    }
    buffer_clear(&message);
    return made;
}

/* Algorithms 11 and 12, and 2.A: /U and /O are a hash and two salts. */
static bool open_by_sha(const struct pdf_lock *lock, struct bytes passphrase, bool as_owner,
                        uint8_t key[PDF_LOCK_KEY_MAX])
{
    const struct bytes entry = as_owner ? lock->owner : lock->user;
    const struct bytes closed = as_owner ? lock->owner_key : lock->user_key;
    static const uint8_t no_vector[AES_BLOCK] = { 0 };
    uint8_t hash[MESSAGE_DIGEST_MAX];
    struct buffer open = { 0 };
    if (entry.left < 48 || closed.left < PDF_LOCK_KEY_MAX || lock->user.left < 48) {
        return false;
    }
    const struct bytes more = bytes_over(lock->user.at, as_owner ? 48 : 0);
    bool opened = hash_of(lock, passphrase, bytes_over(entry.at + 32, 8), more, hash) &&
                  memcmp(hash, entry.at, SHA256_OCTETS) == 0 &&
                  hash_of(lock, passphrase, bytes_over(entry.at + 40, 8), more, hash) &&
                  cipher_open(cipher_named("AES-256-CBC"), hash, no_vector,
                              bytes_over(closed.at, PDF_LOCK_KEY_MAX), false, &open);
    if (opened) {
        memcpy(key, open.at, PDF_LOCK_KEY_MAX);
    }
    memory_wipe(hash, sizeof(hash));
    buffer_clear(&open);
    return opened;
}

bool pdf_lock_open(const struct pdf_lock *lock, struct bytes passphrase,
                   uint8_t key[PDF_LOCK_KEY_MAX])
{
    if (lock->revision < 2 || lock->revision > 6) {
        return false;
    }
    if (lock->revision < 5) {
        return open_by_md5(lock, passphrase, key);
    }
    if (passphrase.left > PASSPHRASE_MOST) {
        passphrase.left = PASSPHRASE_MOST;
    }
    return open_by_sha(lock, passphrase, false, key) || open_by_sha(lock, passphrase, true, key);
}

size_t pdf_lock_object_key(const uint8_t *key, size_t key_octets, uint32_t number,
                           uint16_t generation, bool aes, uint8_t object_key[16])
{
    uint8_t message[PDF_LOCK_KEY_MAX + 9], digest[MESSAGE_DIGEST_MAX] = { 0 };
    const uint8_t place[9] = { (uint8_t)number,
                               (uint8_t)(number >> 8),
                               (uint8_t)(number >> 16),
                               (uint8_t)generation,
                               (uint8_t)(generation >> 8),
                               's',
                               'A',
                               'l',
                               'T' };
    const size_t length = key_octets + 5 < MD5_OCTETS ? key_octets + 5 : MD5_OCTETS;
    memcpy(message, key, key_octets);
    memcpy(message + key_octets, place, sizeof(place));
    const bool made = md5(message, key_octets + (aes ? 9 : 5), digest);
    memcpy(object_key, digest, length);
    memory_wipe(message, sizeof(message));
    memory_wipe(digest, sizeof(digest));
    return made ? length : 0;
}

void pdf_lock_prepare(void)
{
    static const uint8_t nothing[AES_BLOCK] = { 0 };
    uint8_t digest[MESSAGE_DIGEST_MAX], closed[AES_BLOCK];
    static const char *const names[] = { "MD5", "SHA256", "SHA384", "SHA512" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)message_digest(names[i], bytes_over(nothing, 1), digest);
    }
    (void)close_by_aes(nothing, nothing, bytes_over(nothing, AES_BLOCK), closed);
}
