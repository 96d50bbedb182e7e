#include "crypto/sealed_text.h"

#include <limits.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>

#define NONCE_MAX    16
#define BLOCK_OCTETS 16

static bool decrypt(EVP_CIPHER_CTX *state, struct bytes associated, struct bytes text,
                    struct buffer *open)
{
    int ignored = 0, body = 0, tail = 0;
    if ((associated.left > 0 &&
         EVP_DecryptUpdate(state, NULL, &ignored, associated.at, (int)associated.left) != 1) ||
        EVP_DecryptUpdate(state, open->at + open->used, &body, text.at, (int)text.left) != 1 ||
        EVP_DecryptFinal_ex(state, open->at + open->used + body, &tail) != 1) {
        memory_wipe(open->at + open->used, open->room - open->used);
        return false;
    }
    open->used += (size_t)body + (size_t)tail;
    return true;
}

/* EAX is made of two things that OpenSSL has: CMAC and counting AES, by the same key. */
static const struct {
    const char *name, *mac, *counting;
    size_t key;
} eax_rows[] = {
    { "AES-128-EAX", "AES-128-CBC", "AES-128-CTR", 16 },
    { "AES-192-EAX", "AES-192-CBC", "AES-192-CTR", 24 },
    { "AES-256-EAX", "AES-256-CBC", "AES-256-CTR", 32 },
};
#define EAX_ROWS (sizeof(eax_rows) / sizeof(eax_rows[0]))

/* CMAC over a block that ends in a number, and a text behind it: OMAC with its tweak. */
static bool tweaked_mac(size_t row, const uint8_t *key, uint8_t tweak, struct bytes text,
                        uint8_t mac[BLOCK_OCTETS])
{
    uint8_t first[BLOCK_OCTETS] = { 0 };
    char cipher[] = "AES-000-CBC";
    memcpy(cipher, eax_rows[row].mac, sizeof(cipher));
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher, 0),
        OSSL_PARAM_construct_end(),
    };
    size_t length = 0;
    first[BLOCK_OCTETS - 1] = tweak;
    EVP_MAC *method = EVP_MAC_fetch(NULL, "CMAC", NULL);
    EVP_MAC_CTX *state = method != NULL ? EVP_MAC_CTX_new(method) : NULL;
    const bool made =
        state != NULL && EVP_MAC_init(state, key, eax_rows[row].key, parameters) == 1 &&
        EVP_MAC_update(state, first, sizeof(first)) == 1 &&
        (text.left == 0 || EVP_MAC_update(state, text.at, text.left) == 1) &&
        EVP_MAC_final(state, mac, &length, BLOCK_OCTETS) == 1 && length == BLOCK_OCTETS;
    EVP_MAC_CTX_free(state);
    EVP_MAC_free(method);
    return made;
}

static bool count_over(size_t row, const uint8_t *key, const uint8_t *vector, struct bytes text,
                       struct buffer *open)
{
    int body = 0;
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, eax_rows[row].counting, NULL);
    EVP_CIPHER_CTX *state = EVP_CIPHER_CTX_new();
    const bool opened =
        cipher != NULL && state != NULL && buffer_reserve(open, text.left) &&
        EVP_DecryptInit_ex2(state, cipher, key, vector, NULL) == 1 &&
        EVP_DecryptUpdate(state, open->at + open->used, &body, text.at, (int)text.left) == 1 &&
        (size_t)body == text.left;
    EVP_CIPHER_CTX_free(state);
    EVP_CIPHER_free(cipher);
    if (opened) {
        open->used += text.left;
    }
    return opened;
}

/* The tag is that of the nonce, of the associated data and of the closed text, one upon the other;
 * that of the nonce is what is counted from. */
static bool open_eax(size_t row, const uint8_t *key, struct bytes nonce, struct bytes associated,
                     struct bytes text, struct bytes tag, struct buffer *open)
{
    uint8_t from[BLOCK_OCTETS], beside[BLOCK_OCTETS], over[BLOCK_OCTETS];
    if (!tweaked_mac(row, key, 0, nonce, from) || !tweaked_mac(row, key, 1, associated, beside) ||
        !tweaked_mac(row, key, 2, text, over)) {
        return false;
    }
    for (size_t i = 0; i < BLOCK_OCTETS; i++) {
        over[i] ^= from[i] ^ beside[i];
    }
    return bytes_equal(tag, bytes_over(over, BLOCK_OCTETS)) &&
           count_over(row, key, from, text, open);
}

bool sealed_text_open(const char *name, const uint8_t *key, struct bytes nonce,
                      struct bytes associated, struct bytes closed, struct buffer *open)
{
    struct bytes text;
    if (nonce.left == 0 || nonce.left > NONCE_MAX || associated.left > INT_MAX / 2 ||
        closed.left > INT_MAX / 2 || closed.left <= SEAL_TAG_OCTETS ||
        !bytes_take(&closed, closed.left - SEAL_TAG_OCTETS, &text) ||
        !buffer_reserve(open, text.left + EVP_MAX_BLOCK_LENGTH)) {
        return false;
    }
    for (size_t i = 0; i < EAX_ROWS; i++) {
        if (strcmp(eax_rows[i].name, name) == 0) {
            return open_eax(i, key, nonce, associated, text, closed, open);
        }
    }
    uint8_t tag[SEAL_TAG_OCTETS];
    for (size_t i = 0; i < sizeof(tag); i++) {
        tag[i] = closed.at[i];
    }
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);
    EVP_CIPHER_CTX *state = EVP_CIPHER_CTX_new();
    bool opened = cipher != NULL && state != NULL &&
                  EVP_DecryptInit_ex2(state, cipher, NULL, NULL, NULL) == 1 &&
                  EVP_CIPHER_CTX_ctrl(state, EVP_CTRL_AEAD_SET_IVLEN, (int)nonce.left, NULL) == 1 &&
                  EVP_DecryptInit_ex2(state, NULL, key, nonce.at, NULL) == 1 &&
                  EVP_CIPHER_CTX_ctrl(state, EVP_CTRL_AEAD_SET_TAG, (int)sizeof(tag), tag) == 1 &&
                  decrypt(state, associated, text, open);
    EVP_CIPHER_CTX_free(state);
    EVP_CIPHER_free(cipher);
    return opened;
}
