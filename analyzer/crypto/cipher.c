#include "crypto/cipher.h"

#include <string.h>

#include <openssl/evp.h>

struct cipher {
    const char *name; /* OpenSSL's, and that of DEK-Info */
    const char *oid;  /* content octets; NULL where none is used for keys */
    const char *ssh;  /* NULL likewise */
    uint8_t key, iv, block;
    uint8_t counter; /* GCM's first block, chacha20-poly1305's: we do not ask for the tag */
};

static const struct cipher rows[] = {
    { "AES-128-CBC", "\x60\x86\x48\x01\x65\x03\x04\x01\x02", "aes128-cbc", 16, 16, 16, 0 },
    { "AES-192-CBC", "\x60\x86\x48\x01\x65\x03\x04\x01\x16", "aes192-cbc", 24, 16, 16, 0 },
    { "AES-256-CBC", "\x60\x86\x48\x01\x65\x03\x04\x01\x2a", "aes256-cbc", 32, 16, 16, 0 },
    { "DES-EDE3-CBC", "\x2a\x86\x48\x86\xf7\x0d\x03\x07", "3des-cbc", 24, 8, 8, 0 },
    { "DES-EDE-CBC", NULL, NULL, 16, 8, 8, 0 },
    { "DES-CBC", "\x2b\x0e\x03\x02\x07", NULL, 8, 8, 8, 0 },
    { "RC2-CBC", "\x2a\x86\x48\x86\xf7\x0d\x03\x02", NULL, 16, 8, 8, 0 },
    { "RC2-64-CBC", NULL, NULL, 8, 8, 8, 0 },
    { "RC2-40-CBC", NULL, NULL, 5, 8, 8, 0 },
    { "RC4", NULL, NULL, 16, 0, 1, 0 },
    { "RC4-40", NULL, NULL, 5, 0, 1, 0 },
    { "CAMELLIA-128-CBC", "\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x01\x02", NULL, 16, 16, 16, 0 },
    { "CAMELLIA-192-CBC", "\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x01\x03", NULL, 24, 16, 16, 0 },
    { "CAMELLIA-256-CBC", "\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x01\x04", NULL, 32, 16, 16, 0 },
    { "ARIA-128-CBC", "\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x02", NULL, 16, 16, 16, 0 },
    { "ARIA-192-CBC", "\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x07", NULL, 24, 16, 16, 0 },
    { "ARIA-256-CBC", "\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x0c", NULL, 32, 16, 16, 0 },
    { "SEED-CBC", "\x2a\x83\x1a\x8c\x9a\x44\x01\x04", NULL, 16, 16, 16, 0 },
    { "BF-CBC", "\x2b\x06\x01\x04\x01\x97\x55\x01\x02", NULL, 16, 8, 8, 0 },
    { "CAST5-CBC", NULL, NULL, 16, 8, 8, 0 },
    { "IDEA-CBC", NULL, NULL, 16, 8, 8, 0 },
    { "AES-128-CTR", NULL, "aes128-ctr", 16, 16, 16, 0 },
    { "AES-192-CTR", NULL, "aes192-ctr", 24, 16, 16, 0 },
    { "AES-256-CTR", NULL, "aes256-ctr", 32, 16, 16, 0 },
    { "AES-128-CTR", NULL, "aes128-gcm@openssh.com", 16, 12, 16, 2 },
    { "AES-256-CTR", NULL, "aes256-gcm@openssh.com", 32, 12, 16, 2 },
    { "AES-128-CFB", NULL, NULL, 16, 16, 1, 0 },
    { "AES-192-CFB", NULL, NULL, 24, 16, 1, 0 },
    { "AES-256-CFB", NULL, NULL, 32, 16, 1, 0 },
    { "CAMELLIA-128-CFB", NULL, NULL, 16, 16, 1, 0 },
    { "CAMELLIA-192-CFB", NULL, NULL, 24, 16, 1, 0 },
    { "CAMELLIA-256-CFB", NULL, NULL, 32, 16, 1, 0 },
    { "DES-EDE3-CFB", NULL, NULL, 24, 8, 1, 0 },
    { "CAST5-CFB", NULL, NULL, 16, 8, 1, 0 },
    { "BF-CFB", NULL, NULL, 16, 8, 1, 0 },
    { "IDEA-CFB", NULL, NULL, 16, 8, 1, 0 },
    { "AES-128-WRAP", NULL, NULL, 16, 8, 8, 0 }, /* RFC 3394: the octets of a key alone */
    { "AES-192-WRAP", NULL, NULL, 24, 8, 8, 0 },
    { "AES-256-WRAP", NULL, NULL, 32, 8, 8, 0 },
    { "ChaCha20", NULL, "chacha20-poly1305@openssh.com", 64, 0, 8, 1 },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static EVP_CIPHER *fetched[ROWS];

static bool is_named(const char *own, struct bytes name)
{
    return own != NULL && bytes_equal(name, bytes_over(own, strlen(own)));
}

const struct cipher *cipher_of_oid(struct bytes oid)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (is_named(rows[i].oid, oid)) {
            return &rows[i];
        }
    }
    return NULL;
}

const struct cipher *cipher_of_dek_name(struct bytes name)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (rows[i].iv >= 8 && is_named(rows[i].name, name) && strstr(rows[i].name, "CBC")) {
            return &rows[i];
        }
    }
    return NULL;
}

const struct cipher *cipher_of_ssh_name(struct bytes name)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (is_named(rows[i].ssh, name)) {
            return &rows[i];
        }
    }
    return NULL;
}

const struct cipher *cipher_named(const char *name)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

size_t cipher_key_octets(const struct cipher *cipher)
{
    return cipher->key;
}

size_t cipher_iv_octets(const struct cipher *cipher)
{
    return cipher->iv;
}

size_t cipher_block_octets(const struct cipher *cipher)
{
    return cipher->block;
}

static const EVP_CIPHER *fetch(const struct cipher *cipher)
{
    EVP_CIPHER **slot = &fetched[cipher - rows];
    if (*slot == NULL) {
        *slot = EVP_CIPHER_fetch(NULL, cipher->name, NULL);
    }
    return *slot;
}

bool cipher_is_there(const struct cipher *cipher)
{
    return fetch(cipher) != NULL;
}

/* GCM counts in the last octets of the block and keeps its block 1 for the tag;
 * chacha20-poly1305 counts from 1 in the first octets, after the block that makes
 * the key of its tag. Our proof is the structure that comes out, not the tag. */
static void counter_block(const struct cipher *cipher, const uint8_t *iv,
                          uint8_t block[CIPHER_IV_MAX])
{
    memset(block, 0, CIPHER_IV_MAX);
    if (cipher->iv > 0) {
        memcpy(block, iv, cipher->iv);
    }
    if (cipher->counter != 0) {
        block[cipher->iv > 0 ? CIPHER_IV_MAX - 1 : 0] = cipher->counter;
    }
}

bool cipher_open(const struct cipher *cipher, const uint8_t *key, const uint8_t *iv,
                 struct bytes closed, bool padded, struct buffer *open)
{
    const EVP_CIPHER *evp = fetch(cipher);
    if (evp == NULL || closed.left == 0 || closed.left > INT32_MAX / 2 ||
        closed.left % cipher->block != 0 ||
        !buffer_reserve(open, closed.left + EVP_MAX_BLOCK_LENGTH)) {
        return false;
    }
    uint8_t block[CIPHER_IV_MAX];
    counter_block(cipher, iv, block);
    int body = 0, tail = 0;
    EVP_CIPHER_CTX *state = EVP_CIPHER_CTX_new();
    if (state != NULL) { /* OpenSSL wants to be told that a wrapping is meant */
        EVP_CIPHER_CTX_set_flags(state, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    }
    bool opened =
        state != NULL && EVP_DecryptInit_ex2(state, evp, key, block, NULL) == 1 &&
        EVP_CIPHER_CTX_set_padding(state, padded ? 1 : 0) == 1 &&
        EVP_DecryptUpdate(state, open->at + open->used, &body, closed.at, (int)closed.left) == 1 &&
        EVP_DecryptFinal_ex(state, open->at + open->used + body, &tail) == 1;
    EVP_CIPHER_CTX_free(state);
    if (!opened) {
        memory_wipe(open->at + open->used, open->room - open->used);
        return false;
    }
    open->used += (size_t)body + (size_t)tail;
    return true;
}

void cipher_prepare(void)
{
    static const uint8_t nothing[CIPHER_KEY_MAX] = { 0 };
    for (size_t i = 0; i < ROWS; i++) {
        struct buffer open = { 0 };
        (void)!cipher_open(&rows[i], nothing, nothing, bytes_over(nothing, 16), false, &open);
        buffer_clear(&open);
    }
}
