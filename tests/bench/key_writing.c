#include "key_writing.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "text_encoding.h"

static struct blob blob_of_bio(BIO *bio)
{
    char *at = NULL;
    long length = BIO_get_mem_data(bio, &at);
    struct blob blob;
    FILE *stream = blob_begin(&blob);
    insist(length > 0 && fwrite(at, 1, (size_t)length, stream) == (size_t)length, "memory");
    blob_done(stream);
    BIO_free(bio);
    return blob;
}

static void string_put(FILE *into, const void *from, size_t length)
{
    const uint8_t *at = from;
    uint8_t size[4] = { (uint8_t)(length >> 24), (uint8_t)(length >> 16), (uint8_t)(length >> 8),
                        (uint8_t)length };
    insist(fwrite(size, 1, 4, into) == 4 && fwrite(at, 1, length, into) == length, "memory");
}

static void text_put(FILE *into, const char *text)
{
    string_put(into, text, strlen(text));
}

/* mpint of RFC 4251 section 5: a leading zero where the top bit is set. */
static void number_put(FILE *into, const BIGNUM *number)
{
    uint8_t octets[1024] = { 0 };
    int length = BN_bn2bin(number, octets + 1);
    int pad = length > 0 && (octets[1] & 0x80) != 0;
    string_put(into, octets + 1 - pad, (size_t)(length + pad));
}

static void point_put(FILE *into, const EC_KEY *ec)
{
    uint8_t point[128];
    size_t length = EC_POINT_point2oct(EC_KEY_get0_group(ec), EC_KEY_get0_public_key(ec),
                                       POINT_CONVERSION_UNCOMPRESSED, point, sizeof(point), NULL);
    string_put(into, point, length);
}

static struct blob openssh_public(EVP_PKEY *key)
{
    struct blob blob;
    FILE *into = blob_begin(&blob);
    if (EVP_PKEY_base_id(key) == EVP_PKEY_RSA) {
        const RSA *rsa = EVP_PKEY_get0_RSA(key);
        text_put(into, "ssh-rsa");
        number_put(into, RSA_get0_e(rsa));
        number_put(into, RSA_get0_n(rsa));
    } else {
        text_put(into, "ecdsa-sha2-nistp256");
        text_put(into, "nistp256");
        point_put(into, EVP_PKEY_get0_EC_KEY(key));
    }
    blob_done(into);
    return blob;
}

static void openssh_private_fields(FILE *into, EVP_PKEY *key)
{
    if (EVP_PKEY_base_id(key) == EVP_PKEY_RSA) {
        const RSA *rsa = EVP_PKEY_get0_RSA(key);
        text_put(into, "ssh-rsa");
        number_put(into, RSA_get0_n(rsa));
        number_put(into, RSA_get0_e(rsa));
        number_put(into, RSA_get0_d(rsa));
        number_put(into, RSA_get0_iqmp(rsa));
        number_put(into, RSA_get0_p(rsa));
        number_put(into, RSA_get0_q(rsa));
        return;
    }
    const EC_KEY *ec = EVP_PKEY_get0_EC_KEY(key);
    text_put(into, "ecdsa-sha2-nistp256");
    text_put(into, "nistp256");
    point_put(into, ec);
    number_put(into, EC_KEY_get0_private_key(ec));
}

static struct blob openssh_private(EVP_PKEY *key)
{
    static const uint8_t check[8] = { 0x4b, 0x54, 0x31, 0x37, 0x4b, 0x54, 0x31, 0x37 };
    struct blob blob;
    FILE *into = blob_begin(&blob);
    fwrite(check, 1, sizeof(check), into);
    openssh_private_fields(into, key);
    text_put(into, "shop@example.net");
    for (int pad = 1; ftell(into) % 8 != 0; pad++) {
        fputc(pad, into);
    }
    blob_done(into);
    return blob;
}

/* OpenSSH's PROTOCOL.key, without encryption. */
static struct blob openssh_write(EVP_PKEY *key)
{
    struct blob public_half = openssh_public(key);
    struct blob private_half = openssh_private(key);
    struct blob whole;
    FILE *into = blob_begin(&whole);
    fwrite("openssh-key-v1", 1, 15, into);
    text_put(into, "none");
    text_put(into, "none");
    text_put(into, "");
    fwrite("\0\0\0\1", 1, 4, into);
    string_put(into, public_half.at, public_half.length);
    string_put(into, private_half.at, private_half.length);
    blob_done(into);
    struct blob text;
    into = blob_begin(&text);
    fputs("-----BEGIN OPENSSH PRIVATE KEY-----\n", into);
    base64_write(into, whole, 70, "\n");
    fputs("-----END OPENSSH PRIVATE KEY-----\n", into);
    blob_done(into);
    blob_clear(&public_half);
    blob_clear(&private_half);
    blob_clear(&whole);
    return text;
}

static void traditional_write(BIO *bio, EVP_PKEY *key, const char *passphrase)
{
    const EVP_CIPHER *cipher = passphrase != NULL ? EVP_aes_256_cbc() : NULL;
    int length = passphrase != NULL ? (int)strlen(passphrase) : 0;
    insist(PEM_write_bio_PrivateKey_traditional(bio, key, cipher, (const unsigned char *)passphrase,
                                                length, NULL, NULL),
           "PEM");
}

struct blob key_write(EVP_PKEY *key, enum key_form_written form, const char *passphrase)
{
    if (form == FORM_OPENSSH_PEM) {
        return openssh_write(key);
    }
    BIO *bio = BIO_new(BIO_s_mem());
    insist(bio != NULL, "memory");
    int done = 1;
    switch (form) {
    case FORM_TRADITIONAL_WITH_PARAMETERS:
        if (EVP_PKEY_base_id(key) == EVP_PKEY_EC) {
            done = PEM_write_bio_ECPKParameters(bio, EC_KEY_get0_group(EVP_PKEY_get0_EC_KEY(key)));
        }
        traditional_write(bio, key, NULL);
        break;
    case FORM_PKCS8_PEM:
        done = PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);
        break;
    case FORM_ENCRYPTED_PKCS8_PEM:
        done = PEM_write_bio_PKCS8PrivateKey(bio, key, EVP_aes_256_cbc(), passphrase,
                                             (int)strlen(passphrase), NULL, NULL);
        break;
    case FORM_ENCRYPTED_TRADITIONAL_PEM:
        traditional_write(bio, key, passphrase);
        break;
    case FORM_TRADITIONAL_DER:
        done = i2d_PrivateKey_bio(bio, key);
        break;
    case FORM_PKCS8_DER:
        done = i2d_PKCS8PrivateKeyInfo_bio(bio, key);
        break;
    case FORM_TRADITIONAL_PEM:
    case FORM_OPENSSH_PEM:
    case FORMS_WRITTEN:
        traditional_write(bio, key, NULL);
        break;
    }
    insist(done, "key form");
    return blob_of_bio(bio);
}

void hex_write(char *text, const uint8_t *from, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        sprintf(text + 2 * i, "%02x", from[i]);
    }
}

void key_spki_sha256(EVP_PKEY *key, char text[65])
{
    uint8_t *der = NULL;
    int length = i2d_PUBKEY(key, &der);
    insist(length > 0, "public key");
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256(der, (size_t)length, digest);
    OPENSSL_free(der);
    hex_write(text, digest, sizeof(digest));
}
