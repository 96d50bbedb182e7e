#include "crypto/key_sealer.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "bounds.h"
#include "crypto/cms_opener.h"
#include "crypto/sha256.h"

#define SLOTS 1024 /* with an RSA-4096 key in each: 3 MiB */

struct seal_slot {
    bool used, given;
    char name[KEY_IDENTITY_TEXT];
    struct buffer content;
    const char *note;
};

struct key_sealer {
    X509 *recipient;
    struct cms_opener *collected; /* instead of a recipient */
    uint8_t sha256[SHA256_LENGTH];
    struct buffer subject;
    struct seal_slot slots[SLOTS];
};

static X509 *read_certificate(struct bytes text)
{
    BIO *from = BIO_new_mem_buf(text.at, text.left <= INT32_MAX ? (int)text.left : 0);
    X509 *certificate = from != NULL ? PEM_read_bio_X509(from, NULL, NULL, NULL) : NULL;
    if (certificate == NULL && from != NULL && BIO_reset(from) == 1) {
        certificate = d2i_X509_bio(from, NULL);
    }
    BIO_free(from);
    return certificate;
}

static bool describe(struct key_sealer *sealer)
{
    unsigned length = SHA256_LENGTH;
    BIO *into = BIO_new(BIO_s_mem());
    char *text = NULL;
    bool described = into != NULL &&
                     X509_digest(sealer->recipient, EVP_sha256(), sealer->sha256, &length) == 1 &&
                     X509_NAME_print_ex(into, X509_get_subject_name(sealer->recipient), 0,
                                        XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0;
    if (described) {
        const long size = BIO_get_mem_data(into, &text);
        described = size >= 0 && buffer_append(&sealer->subject, bytes_over(text, (size_t)size));
    }
    BIO_free(into);
    return described;
}

static bool use_oaep(CMS_RecipientInfo *recipient)
{
    EVP_PKEY_CTX *context = CMS_RecipientInfo_get0_pkey_ctx(recipient);
    return context != NULL && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) == 1;
}

static bool use_sha256(CMS_RecipientInfo *recipient)
{
    EVP_PKEY_CTX *context = CMS_RecipientInfo_get0_pkey_ctx(recipient);
    return context != NULL && EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) == 1;
}

/* RSAES-PKCS1-v1_5 and a KDF with SHA-1 are what CMS takes unless it is told otherwise. */
static bool add_recipient(CMS_ContentInfo *message, X509 *certificate)
{
    CMS_RecipientInfo *recipient =
        CMS_add1_recipient_cert(message, certificate, CMS_KEY_PARAM | CMS_USE_KEYID);
    if (recipient == NULL) { /* without a subject key identifier */
        recipient = CMS_add1_recipient_cert(message, certificate, CMS_KEY_PARAM);
    }
    if (recipient == NULL) {
        return false;
    }
    return EVP_PKEY_is_a(X509_get0_pubkey(certificate), "RSA") ? use_oaep(recipient)
                                                               : use_sha256(recipient);
}

/* Written straight into the cipher: CMS_encrypt() would copy the key through windows of its own,
 * which nobody wipes. */
static bool write_content(CMS_ContentInfo *message, struct bytes open)
{
    BIO *chain = CMS_dataInit(message, NULL);
    const bool written = chain != NULL && open.left <= INT32_MAX &&
                         BIO_write(chain, open.at, (int)open.left) == (int)open.left &&
                         BIO_flush(chain) == 1 && CMS_dataFinal(message, chain) == 1;
    BIO_free_all(chain);
    return written;
}

static bool close_key(X509 *recipient, struct bytes open, struct buffer *closed)
{
    CMS_ContentInfo *message = CMS_encrypt(NULL, NULL, EVP_aes_256_gcm(), CMS_PARTIAL | CMS_BINARY);
    bool made =
        message != NULL && add_recipient(message, recipient) && write_content(message, open);
    uint8_t *der = NULL;
    const int length = made ? i2d_CMS_ContentInfo(message, &der) : -1;
    made = length > 0 && buffer_append(closed, bytes_over(der, (size_t)length));
    OPENSSL_free(der);
    CMS_ContentInfo_free(message);
    return made;
}

/* Where the certificate says what its key is for (RFC 5280 section 4.2.1.3), a key that may close
 * nothing is most likely the wrong file. */
static bool may_receive(X509 *certificate, bool rsa)
{
    return (X509_get_key_usage(certificate) & (rsa ? KU_KEY_ENCIPHERMENT : KU_KEY_AGREEMENT)) != 0;
}

/* The check of the key refuses an even modulus or exponent, an exponent of 1, under which all
 * would lie open, and a point that is not on its curve. */
static bool is_usable(X509 *certificate)
{
    EVP_PKEY *key = certificate != NULL ? X509_get0_pubkey(certificate) : NULL;
    const bool rsa = key != NULL && EVP_PKEY_is_a(key, "RSA");
    if (key == NULL || (!rsa && !EVP_PKEY_is_a(key, "EC")) || !may_receive(certificate, rsa) ||
        EVP_PKEY_get_security_bits(key) < RECIPIENT_SECURITY_BITS) {
        return false;
    }
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    const bool sound = context != NULL && EVP_PKEY_public_check(context) == 1;
    EVP_PKEY_CTX_free(context);
    return sound;
}

struct key_sealer *key_sealer_new(struct bytes certificate)
{
    struct key_sealer *sealer = calloc(1, sizeof(*sealer));
    struct buffer trial = { 0 };
    if (sealer == NULL) {
        return NULL;
    }
    sealer->recipient = read_certificate(certificate);
    const bool ready = is_usable(sealer->recipient) && describe(sealer) &&
                       close_key(sealer->recipient, bytes_over("x", 1), &trial);
    buffer_clear(&trial);
    if (!ready) {
        key_sealer_free(sealer);
        return NULL;
    }
    return sealer;
}

struct key_sealer *key_sealer_collecting(struct cms_opener *opener)
{
    struct key_sealer *sealer = calloc(1, sizeof(*sealer));
    if (sealer != NULL) {
        sealer->collected = opener;
    }
    return sealer;
}

void key_sealer_free(struct key_sealer *sealer)
{
    if (sealer == NULL) {
        return;
    }
    for (size_t i = 0; i < SLOTS; i++) {
        buffer_clear(&sealer->slots[i].content);
    }
    buffer_clear(&sealer->subject);
    X509_free(sealer->recipient);
    free(sealer);
}

struct bytes key_sealer_subject(const struct key_sealer *sealer)
{
    return buffer_bytes(&sealer->subject);
}

const uint8_t *key_sealer_sha256(const struct key_sealer *sealer)
{
    return sealer->sha256;
}

static size_t slot_of(const char *name)
{
    uint8_t digest[SHA256_LENGTH];
    sha256_of(bytes_over(name, strlen(name)), digest);
    return ((size_t)digest[0] << 8 | digest[1]) % SLOTS;
}

static bool name_of(const struct public_numbers *derived, char name[KEY_IDENTITY_TEXT])
{
    struct public_identity identity;
    if (public_identity_of(derived, &identity) != OUTCOME_OK) {
        return false;
    }
    public_identity_text(&identity, name);
    return true;
}

bool key_sealer_wants(const struct key_sealer *sealer, const struct public_numbers *derived)
{
    char name[KEY_IDENTITY_TEXT];
    if (sealer == NULL || !name_of(derived, name)) {
        return false;
    }
    const struct seal_slot *slot = &sealer->slots[slot_of(name)];
    return !slot->used || strcmp(slot->name, name) != 0;
}

static struct seal_slot *clear_slot(struct key_sealer *sealer, const struct public_numbers *derived)
{
    char name[KEY_IDENTITY_TEXT];
    if (!name_of(derived, name)) {
        return NULL;
    }
    struct seal_slot *slot = &sealer->slots[slot_of(name)];
    buffer_clear(&slot->content);
    *slot = (struct seal_slot){ .used = true };
    memcpy(slot->name, name, sizeof(name));
    return slot;
}

void key_sealer_take(struct key_sealer *sealer, const struct public_numbers *derived,
                     struct bytes pkcs8)
{
    struct seal_slot *slot = clear_slot(sealer, derived);
    if (sealer->collected != NULL) {
        if (slot != NULL && !cms_opener_add_key(sealer->collected, pkcs8)) {
            slot->note = "it opens no message";
        }
        return;
    }
    if (slot != NULL && !close_key(sealer->recipient, pkcs8, &slot->content)) {
        slot->note = "it could not be closed for the recipient";
    }
}

void key_sealer_refuse(struct key_sealer *sealer, const struct public_numbers *derived,
                       const char *note)
{
    struct seal_slot *slot = clear_slot(sealer, derived);
    if (slot != NULL) {
        slot->note = note;
    }
}

bool key_sealer_give(struct key_sealer *sealer, const char *name, struct sealed_key *sealed)
{
    struct seal_slot *slot = &sealer->slots[slot_of(name)];
    if (!slot->used || slot->given || strcmp(slot->name, name) != 0) {
        return false;
    }
    slot->given = true;
    *sealed = (struct sealed_key){ buffer_bytes(&slot->content), slot->note };
    return true;
}
