#include "crypto/jwe_content.h"

#include <string.h>

#include "crypto/cipher.h"
#include "crypto/message_digest.h"
#include "crypto/sealed_text.h"

#define CBC_IV_OCTETS 16
#define GCM_IV_OCTETS 12

struct jwe_content {
    const char *enc;
    const char *cipher; /* OpenSSL's name */
    const char *digest; /* NULL: GCM, whose tag is its own */
    size_t key, tag;
};

static const struct jwe_content rows[] = {
    { "A128CBC-HS256", "AES-128-CBC", "SHA256", 32, 16 },
    { "A192CBC-HS384", "AES-192-CBC", "SHA384", 48, 24 },
    { "A256CBC-HS512", "AES-256-CBC", "SHA512", 64, 32 },
    { "A128GCM", "AES-128-GCM", NULL, 16, SEAL_TAG_OCTETS },
    { "A192GCM", "AES-192-GCM", NULL, 24, SEAL_TAG_OCTETS },
    { "A256GCM", "AES-256-GCM", NULL, 32, SEAL_TAG_OCTETS },
};

const struct jwe_content *jwe_content_named(struct bytes enc)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (bytes_equal(enc, bytes_over(rows[i].enc, strlen(rows[i].enc)))) {
            return &rows[i];
        }
    }
    return NULL;
}

size_t jwe_content_key_octets(const struct jwe_content *content)
{
    return content->key;
}

static bool open_gcm(const struct jwe_content *content, struct bytes key, struct bytes iv,
                     struct bytes associated, struct bytes closed, struct bytes tag,
                     struct buffer *open)
{
    struct buffer sealed = { 0 };
    bool opened =
        iv.left == GCM_IV_OCTETS && buffer_append(&sealed, closed) && buffer_append(&sealed, tag) &&
        sealed_text_open(content->cipher, key.at, iv, associated, buffer_bytes(&sealed), open);
    buffer_clear(&sealed);
    return opened;
}

/* HMAC over associated data, vector, closed text and the bits of the first (section 5.2.2.1), by
 * the first half of the key; the second half is the cipher's. */
static bool open_cbc(const struct jwe_content *content, struct bytes key, struct bytes iv,
                     struct bytes associated, struct bytes closed, struct bytes tag,
                     struct buffer *open)
{
    const struct bytes mac_key = bytes_over(key.at, key.left / 2);
    uint8_t mac[MESSAGE_DIGEST_MAX];
    struct buffer message = { 0 };
    bool opened =
        iv.left == CBC_IV_OCTETS && buffer_append(&message, associated) &&
        buffer_append(&message, iv) && buffer_append(&message, closed) &&
        buffer_append_number(&message, 8, (uint64_t)associated.left * 8) &&
        message_digest_keyed(content->digest, mac_key, buffer_bytes(&message), mac) >= tag.left &&
        bytes_equal(tag, bytes_over(mac, tag.left)) &&
        cipher_open(cipher_named(content->cipher), key.at + key.left / 2, iv.at, closed, true,
                    open);
    buffer_clear(&message);
    return opened;
}

bool jwe_content_open(const struct jwe_content *content, struct bytes key, struct bytes iv,
                      struct bytes associated, struct bytes closed, struct bytes tag,
                      struct buffer *open)
{
    if (key.left != content->key || tag.left != content->tag || closed.left == 0) {
        return false;
    }
    return content->digest == NULL ? open_gcm(content, key, iv, associated, closed, tag, open)
                                   : open_cbc(content, key, iv, associated, closed, tag, open);
}
