#include "crypto/detached_signature.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "bytes/der.h"

const char *detached_result_text(enum detached_result result)
{
    static const char *const texts[] = {
        "done", "it holds no private key in PEM that is open", "it holds no certificate in PEM",
        "the key is not that of the certificate, or signs nothing",
        "the signature is not of this manifest by the key of that certificate"
    };
    return texts[result];
}

/* A passphrase is never asked for. */
static int no_passphrase(char *text, int room, int writing, void *context)
{
    (void)text;
    (void)room;
    (void)writing;
    (void)context;
    return -1;
}

static BIO *over(struct bytes text)
{
    return text.left > 0 && text.left <= INT_MAX ? BIO_new_mem_buf(text.at, (int)text.left) : NULL;
}

static EVP_PKEY *read_key(struct bytes pem)
{
    BIO *source = over(pem);
    EVP_PKEY *key =
        source != NULL ? PEM_read_bio_PrivateKey(source, NULL, no_passphrase, NULL) : NULL;
    BIO_free(source);
    return key;
}

static X509 *read_certificate(struct bytes pem)
{
    BIO *source = over(pem);
    X509 *certificate =
        source != NULL ? PEM_read_bio_X509(source, NULL, no_passphrase, NULL) : NULL;
    BIO_free(source);
    return certificate;
}

static bool put_der(CMS_ContentInfo *signed_data, struct buffer *signature)
{
    unsigned char *der = NULL;
    const int length = signed_data != NULL ? i2d_CMS_ContentInfo(signed_data, &der) : -1;
    const bool put = length > 0 && buffer_append(signature, bytes_over(der, (size_t)length));
    OPENSSL_free(der);
    return put;
}

/* A key for RSASSA-PSS alone has to be told so: OpenSSL 3.0 names the signature as one of
 * PKCS #1 v1.5 otherwise, and it verifies nowhere. */
static bool set_padding(CMS_SignerInfo *signer, const EVP_PKEY *key)
{
    return EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA_PSS ||
           EVP_PKEY_CTX_set_rsa_padding(CMS_SignerInfo_get0_pkey_ctx(signer),
                                        RSA_PKCS1_PSS_PADDING) > 0;
}

/* NULL where it cannot. */
static CMS_ContentInfo *sign(BIO *content, X509 *certificate, EVP_PKEY *key)
{
    const unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP;
    CMS_ContentInfo *signed_data = CMS_sign(NULL, NULL, NULL, NULL, flags | CMS_PARTIAL);
    CMS_SignerInfo *signer = signed_data != NULL ? CMS_add1_signer(signed_data, certificate, key,
                                                                   NULL, flags | CMS_KEY_PARAM)
                                                 : NULL;
    if (signer == NULL || !set_padding(signer, key) ||
        CMS_final(signed_data, content, NULL, flags) != 1) {
        CMS_ContentInfo_free(signed_data);
        return NULL;
    }
    return signed_data;
}

enum detached_result detached_signature_make(struct bytes text, struct bytes key_pem,
                                             struct bytes certificate_pem, struct buffer *signature)
{
    enum detached_result result = DETACHED_NO_CERTIFICATE;
    CMS_ContentInfo *signed_data = NULL;
    EVP_PKEY *key = NULL;
    BIO *content = over(text);
    X509 *certificate = read_certificate(certificate_pem);
    if (certificate == NULL) {
        goto out;
    }
    result = DETACHED_NO_KEY;
    key = read_key(key_pem);
    if (key == NULL) {
        goto out;
    }
    result = DETACHED_OTHER_KEY;
    if (content != NULL && X509_check_private_key(certificate, key) == 1) {
        signed_data = sign(content, certificate, key);
        result = put_der(signed_data, signature) ? DETACHED_DONE : DETACHED_OTHER_KEY;
    }
out:
    CMS_ContentInfo_free(signed_data);
    EVP_PKEY_free(key);
    X509_free(certificate);
    BIO_free(content);
    ERR_clear_error();
    return result;
}

/* The text is hashed once for each algorithm that the list names, not for each signer: thousands
 * of them would hold the check up for hours (RFC 5652 section 5.1). */
static bool names_one_digest(struct bytes signature)
{
    struct bytes content, signed_data, names, version, list, rest;
    if (der_take(&signature, DER_LENIENT, DER_SEQUENCE, &content) != OUTCOME_OK ||
        der_take(&content, DER_LENIENT, DER_OBJECT_IDENTIFIER, &rest) != OUTCOME_OK ||
        der_take(&content, DER_LENIENT, DER_CONTEXT_0, &signed_data) != OUTCOME_OK ||
        der_take(&signed_data, DER_LENIENT, DER_SEQUENCE, &names) != OUTCOME_OK ||
        der_take_natural(&names, DER_LENIENT, &version) != OUTCOME_OK ||
        der_take(&names, DER_LENIENT, DER_SET, &list) != OUTCOME_OK) {
        return false;
    }
    return der_take(&list, DER_LENIENT, DER_SEQUENCE, &rest) == OUTCOME_OK &&
           der_end(list) == OUTCOME_OK;
}

/* Exactly one value of DER, one signer, no content of its own. */
static CMS_ContentInfo *read_signature(struct bytes signature)
{
    const unsigned char *at = signature.at;
    CMS_ContentInfo *signed_data = signature.left <= LONG_MAX && names_one_digest(signature)
                                       ? d2i_CMS_ContentInfo(NULL, &at, (long)signature.left)
                                       : NULL;
    const bool whole = signed_data != NULL && at == signature.at + signature.left &&
                       OBJ_obj2nid(CMS_get0_type(signed_data)) == NID_pkcs7_signed &&
                       CMS_is_detached(signed_data) == 1 &&
                       sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(signed_data)) == 1;
    if (!whole) {
        CMS_ContentInfo_free(signed_data);
        return NULL;
    }
    return signed_data;
}

enum detached_result detached_signature_check(struct bytes text, struct bytes signature,
                                              struct bytes certificate_pem)
{
    enum detached_result result = DETACHED_NO_CERTIFICATE;
    X509 *certificate = read_certificate(certificate_pem);
    STACK_OF(X509) *signers = sk_X509_new_null();
    CMS_ContentInfo *signed_data = read_signature(signature);
    BIO *content = over(text);
    if (certificate != NULL && signers != NULL && sk_X509_push(signers, certificate) > 0) {
        const unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY;
        result = signed_data != NULL && content != NULL &&
                         CMS_verify(signed_data, signers, NULL, content, NULL, flags) == 1
                     ? DETACHED_DONE
                     : DETACHED_FALSE;
    }
    BIO_free(content);
    CMS_ContentInfo_free(signed_data);
    sk_X509_free(signers);
    X509_free(certificate);
    ERR_clear_error();
    return result;
}
