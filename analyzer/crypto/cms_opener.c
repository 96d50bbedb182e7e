#include "crypto/cms_opener.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "bounds.h"

struct cms_opener {
    EVP_PKEY *keys[CMS_KEYS_MAX];
    size_t count;
};

struct cms_opener *cms_opener_new(void)
{
    return calloc(1, sizeof(struct cms_opener));
}

void cms_opener_free(struct cms_opener *opener)
{
    if (opener == NULL) {
        return;
    }
    for (size_t i = 0; i < opener->count; i++) {
        EVP_PKEY_free(opener->keys[i]);
    }
    free(opener);
}

size_t cms_opener_count(const struct cms_opener *opener)
{
    return opener->count;
}

/* Takes the key over. False where there is none, or no room for one more. */
static bool take_key(struct cms_opener *opener, EVP_PKEY *key)
{
    if (key == NULL || opener->count == CMS_KEYS_MAX) {
        EVP_PKEY_free(key);
        return false;
    }
    opener->keys[opener->count++] = key;
    return true;
}

/* pem_password_cb: without one OpenSSL would ask on the terminal. */
static int give_passphrase(char *into, int room, int writing, void *context)
{
    const struct bytes *passphrase = context;
    (void)writing;
    if (room < 0 || passphrase->left > (size_t)room) {
        return -1;
    }
    memcpy(into, passphrase->at, passphrase->left);
    return (int)passphrase->left;
}

static bool add_pem(struct cms_opener *opener, BIO *file, struct bytes *passphrase)
{
    bool added = false;
    while (take_key(opener, PEM_read_bio_PrivateKey(file, NULL, give_passphrase, passphrase))) {
        added = true;
    }
    return added;
}

static EVP_PKEY *key_of_store(BIO *file, struct bytes passphrase)
{
    struct buffer text = { 0 };
    EVP_PKEY *key = NULL;
    X509 *certificate = NULL;
    PKCS12 *store = d2i_PKCS12_bio(file, NULL);
    if (store != NULL && buffer_append(&text, passphrase) && buffer_append_byte(&text, 0)) {
        (void)PKCS12_parse(store, (const char *)text.at, &key, &certificate, NULL);
    }
    X509_free(certificate);
    PKCS12_free(store);
    buffer_clear(&text);
    return key;
}

static bool add_with(struct cms_opener *opener, struct bytes file, struct bytes passphrase)
{
    BIO *from = BIO_new_mem_buf(file.at, (int)file.left);
    bool added = from != NULL && add_pem(opener, from, &passphrase);
    added = added || (from != NULL && BIO_reset(from) == 1 &&
                      take_key(opener, d2i_PrivateKey_bio(from, NULL)));
    added = added ||
            (from != NULL && BIO_reset(from) == 1 &&
             take_key(opener, d2i_PKCS8PrivateKey_bio(from, NULL, give_passphrase, &passphrase)));
    added = added || (from != NULL && BIO_reset(from) == 1 &&
                      take_key(opener, key_of_store(from, passphrase)));
    BIO_free(from);
    ERR_clear_error();
    return added;
}

bool cms_opener_add(struct cms_opener *opener, struct bytes file,
                    const struct cms_opener_passphrases *passphrases)
{
    struct bytes rest = passphrases->list, passphrase = bytes_over("", 0);
    unsigned tries = 0;
    if (file.left > INT_MAX) {
        return false;
    }
    do {
        if (add_with(opener, file, passphrase)) {
            return true;
        }
    } while (++tries < CMS_KEY_PASSPHRASES_MAX && passphrases->take(&rest, &passphrase));
    return false;
}

bool cms_opener_add_key(struct cms_opener *opener, struct bytes pkcs8)
{
    const unsigned char *at = pkcs8.at;
    const bool added =
        pkcs8.left <= INT_MAX && take_key(opener, d2i_AutoPrivateKey(NULL, &at, (long)pkcs8.left));
    ERR_clear_error();
    return added;
}

bool cms_opener_add_all(struct cms_opener *opener, const struct cms_opener *other)
{
    bool added = true;
    for (size_t i = 0; added && i < other->count; i++) {
        added = EVP_PKEY_up_ref(other->keys[i]) == 1 && take_key(opener, other->keys[i]);
    }
    return added;
}

struct opening {
    CMS_ContentInfo *message;
    void *context;
    bool (*spend)(void *context);
    bool spent;
};

static bool may_try(struct opening *opening)
{
    opening->spent = opening->spent || !opening->spend(opening->context);
    return !opening->spent;
}

/* RFC 5652 section 6.2.1. */
static bool try_transport(struct opening *opening, CMS_RecipientInfo *recipient, EVP_PKEY *key)
{
    if (!EVP_PKEY_is_a(key, "RSA") || !may_try(opening) || EVP_PKEY_up_ref(key) != 1) {
        return false;
    }
    if (CMS_RecipientInfo_set0_pkey(recipient, key) != 1) {
        EVP_PKEY_free(key);
        return false;
    }
    const bool opened = CMS_RecipientInfo_decrypt(opening->message, recipient) > 0;
    (void)CMS_RecipientInfo_set0_pkey(recipient, NULL);
    return opened;
}

/* RFC 5652 section 6.2.2: the wrapped key is checked by what wraps it (RFC 3394). */
static bool try_agreement(struct opening *opening, CMS_RecipientInfo *recipient, EVP_PKEY *key)
{
    STACK_OF(CMS_RecipientEncryptedKey) *wrapped = CMS_RecipientInfo_kari_get0_reks(recipient);
    bool opened = false;
    for (int i = 0; !opened && i < sk_CMS_RecipientEncryptedKey_num(wrapped); i++) {
        if (EVP_PKEY_is_a(key, "RSA") || !may_try(opening)) {
            return false;
        }
        opened = CMS_RecipientInfo_kari_set0_pkey(recipient, key) == 1 &&
                 CMS_RecipientInfo_kari_decrypt(opening->message, recipient,
                                                sk_CMS_RecipientEncryptedKey_value(wrapped, i)) > 0;
        (void)CMS_RecipientInfo_kari_set0_pkey(recipient, NULL);
    }
    return opened;
}

static bool try_recipient(struct opening *opening, CMS_RecipientInfo *recipient, EVP_PKEY *key)
{
    switch (CMS_RecipientInfo_type(recipient)) {
    case CMS_RECIPINFO_TRANS:
        return try_transport(opening, recipient, key);
    case CMS_RECIPINFO_AGREE:
        return try_agreement(opening, recipient, key);
    default: /* of passphrases and of common secrets */
        return false;
    }
}

static bool find_key(struct opening *opening, const struct cms_opener *opener)
{
    STACK_OF(CMS_RecipientInfo) *recipients = CMS_get0_RecipientInfos(opening->message);
    for (int i = 0; i < sk_CMS_RecipientInfo_num(recipients); i++) {
        for (size_t k = 0; k < opener->count && !opening->spent; k++) {
            if (try_recipient(opening, sk_CMS_RecipientInfo_value(recipients, i),
                              opener->keys[k])) {
                return true;
            }
        }
    }
    return false;
}

/* Straight out of the cipher: CMS_decrypt() would copy it through windows that nobody wipes. */
static enum cms_opening decrypt(CMS_ContentInfo *message, struct buffer *content)
{
    uint8_t window[16 << 10];
    enum cms_opening end = CMS_OPENED;
    BIO *chain = CMS_dataInit(message, NULL);
    int got = chain != NULL ? BIO_read(chain, window, sizeof(window)) : -1;
    while (got > 0 && end == CMS_OPENED) {
        if (!buffer_append(content, bytes_over(window, (size_t)got))) {
            end = CMS_NO_MEMORY;
        }
        got = BIO_read(chain, window, sizeof(window));
    }
    if (end == CMS_OPENED && (chain == NULL || BIO_get_cipher_status(chain) <= 0)) {
        end = CMS_DAMAGED;
    }
    BIO_free_all(chain);
    memory_wipe(window, sizeof(window));
    return end;
}

enum cms_opening cms_opener_open(const struct cms_opener *opener, struct bytes message,
                                 void *context, bool (*spend)(void *context),
                                 struct buffer *content)
{
    const unsigned char *at = message.at;
    struct opening opening = { .context = context, .spend = spend };
    enum cms_opening end = CMS_CLOSED;
    if (opener->count == 0 || message.left > INT_MAX) {
        return CMS_CLOSED;
    }
    opening.message = d2i_CMS_ContentInfo(NULL, &at, (long)message.left);
    if (opening.message != NULL) {
        end = find_key(&opening, opener) ? decrypt(opening.message, content)
              : opening.spent            ? CMS_SPENT
                                         : CMS_CLOSED;
        CMS_ContentInfo_free(opening.message);
    }
    ERR_clear_error();
    return end;
}

static bool spend_nothing(void *context)
{
    (void)context;
    return true;
}

/* Of a certificate only the names are looked at, and the key. */
static X509 *certificate_of(EVP_PKEY *key)
{
    X509 *certificate = X509_new();
    if (certificate != NULL && X509_set_pubkey(certificate, key) == 1 &&
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) == 1) {
        return certificate;
    }
    X509_free(certificate);
    return NULL;
}

static bool close_and_open(const struct cms_opener *opener, X509 *certificate,
                           const EVP_CIPHER *cipher)
{
    struct buffer content = { 0 };
    uint8_t *der = NULL;
    BIO *text = BIO_new_mem_buf("x", 1);
    CMS_ContentInfo *message = CMS_encrypt(NULL, NULL, cipher, CMS_PARTIAL | CMS_BINARY);
    bool opened = text != NULL && message != NULL &&
                  CMS_add1_recipient_cert(message, certificate, 0) != NULL &&
                  CMS_final(message, text, NULL, CMS_BINARY) == 1;
    const int length = opened ? i2d_CMS_ContentInfo(message, &der) : 0;
    opened = length > 0 && cms_opener_open(opener, bytes_over(der, (size_t)length), NULL,
                                           spend_nothing, &content) == CMS_OPENED;
    OPENSSL_free(der);
    CMS_ContentInfo_free(message);
    BIO_free(text);
    buffer_clear(&content);
    return opened;
}

bool cms_opener_warm_up(const struct cms_opener *opener)
{
    const EVP_CIPHER *const ciphers[] = {
        EVP_aes_128_cbc(), EVP_aes_192_cbc(), EVP_aes_256_cbc(),
        EVP_aes_128_gcm(), EVP_aes_256_gcm(), EVP_des_ede3_cbc()
    };
    bool warm = true;
    for (size_t i = 0; warm && i < opener->count; i++) {
        X509 *certificate = certificate_of(opener->keys[i]);
        warm = certificate != NULL;
        for (size_t k = 0; warm && k < sizeof(ciphers) / sizeof(ciphers[0]); k++) {
            warm = close_and_open(opener, certificate, ciphers[k]);
        }
        X509_free(certificate);
    }
    ERR_clear_error();
    return warm;
}
