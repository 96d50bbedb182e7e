#include "crypto/sealed_text.h"

#include <limits.h>

#include <openssl/evp.h>

#define NONCE_MAX 15

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
