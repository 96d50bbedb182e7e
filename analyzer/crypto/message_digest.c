#include "crypto/message_digest.h"

#include <limits.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

size_t message_digest(const char *name, struct bytes message, uint8_t digest[MESSAGE_DIGEST_MAX])
{
    unsigned length = 0;
    EVP_MD *md = EVP_MD_fetch(NULL, name, NULL);
    bool made = md != NULL && EVP_Digest(message.at, message.left, digest, &length, md, NULL) == 1;
    EVP_MD_free(md);
    return made ? length : 0;
}

size_t message_digest_keyed(const char *name, struct bytes key, struct bytes message,
                            uint8_t digest[MESSAGE_DIGEST_MAX])
{
    static const uint8_t nothing[1];
    unsigned length = 0;
    EVP_MD *md = EVP_MD_fetch(NULL, name, NULL);
    bool made =
        md != NULL && key.left <= INT_MAX &&
        HMAC(md, key.left > 0 ? key.at : nothing, (int)key.left,
             message.left > 0 ? message.at : nothing, message.left, digest, &length) != NULL;
    EVP_MD_free(md);
    return made ? length : 0;
}

void message_digest_prepare(void)
{
    static const char *const names[] = { "SHA1", "SHA256" };
    uint8_t digest[MESSAGE_DIGEST_MAX];
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)message_digest(names[i], bytes_over("x", 1), digest);
        (void)message_digest_keyed(names[i], bytes_over("x", 1), bytes_over("x", 1), digest);
    }
}
