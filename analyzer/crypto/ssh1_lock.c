#include "crypto/ssh1_lock.h"

#include <limits.h>
#include <string.h>

#include <openssl/evp.h>

#include "crypto/message_digest.h"

#define DES_OCTETS SSH1_BLOCK_OCTETS

/* One of the three, in place: DES alone is that of EDE3 with one key three times, which
 * needs no provider of old algorithms. */
static bool pass_layer(const EVP_CIPHER *cipher, const uint8_t *des, bool encrypt, uint8_t *octets,
                       size_t length)
{
    static const uint8_t vector[SSH1_BLOCK_OCTETS] = { 0 };
    uint8_t key[3 * DES_OCTETS];
    for (size_t i = 0; i < sizeof(key); i++) {
        key[i] = des[i % DES_OCTETS];
    }
    int made = 0;
    EVP_CIPHER_CTX *state = EVP_CIPHER_CTX_new();
    const bool passed =
        state != NULL &&
        EVP_CipherInit_ex2(state, cipher, key, vector, encrypt ? 1 : 0, NULL) == 1 &&
        EVP_CIPHER_CTX_set_padding(state, 0) == 1 &&
        EVP_CipherUpdate(state, octets, &made, octets, (int)length) == 1 && (size_t)made == length;
    EVP_CIPHER_CTX_free(state);
    memory_wipe(key, sizeof(key));
    return passed;
}

bool ssh1_lock_open(struct bytes passphrase, struct bytes closed, struct buffer *open)
{
    uint8_t keys[MESSAGE_DIGEST_MAX];
    if (closed.left == 0 || closed.left % SSH1_BLOCK_OCTETS != 0 || closed.left > INT_MAX / 2 ||
        !buffer_reserve(open, closed.left) ||
        message_digest("MD5", passphrase, keys) != 2 * DES_OCTETS) {
        return false;
    }
    uint8_t *octets = open->at + open->used;
    memcpy(octets, closed.at, closed.left);
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "DES-EDE3-CBC", NULL);
    const bool opened = cipher != NULL && pass_layer(cipher, keys, false, octets, closed.left) &&
                        pass_layer(cipher, keys + DES_OCTETS, true, octets, closed.left) &&
                        pass_layer(cipher, keys, false, octets, closed.left);
    EVP_CIPHER_free(cipher);
    memory_wipe(keys, sizeof(keys));
    if (!opened) {
        memory_wipe(octets, closed.left);
        return false;
    }
    open->used += closed.left;
    return true;
}
