#include "issuing_brand.h"

#include <openssl/ec.h>
#include <openssl/x509v3.h>

#include "give_up.h"

static X509_NAME *name_make(const char *organisation, const char *common_name)
{
    X509_NAME *name = X509_NAME_new();
    const unsigned char *o = (const unsigned char *)organisation;
    const unsigned char *cn = (const unsigned char *)common_name;
    insist(
        name != NULL &&
            X509_NAME_add_entry_by_NID(name, NID_countryName, MBSTRING_UTF8,
                                       (const unsigned char *)"CH", -1, -1, 0) &&
            X509_NAME_add_entry_by_NID(name, NID_organizationName, MBSTRING_UTF8, o, -1, -1, 0) &&
            X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, cn, -1, -1, 0),
        "name");
    return name;
}

static void extension_add(X509 *certificate, X509V3_CTX *context, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, context, nid, value);
    insist(extension != NULL && X509_add_ext(certificate, extension, -1), value);
    X509_EXTENSION_free(extension);
}

static void extensions_add(X509 *certificate, X509 *issuer, const struct certificate_order *order)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    extension_add(certificate, &context, NID_subject_key_identifier, "hash");
    extension_add(certificate, &context, NID_authority_key_identifier, "keyid:always");
    if (order->kind == ORDER_AUTHORITY) {
        extension_add(certificate, &context, NID_basic_constraints, "critical,CA:TRUE");
        extension_add(certificate, &context, NID_key_usage, "critical,keyCertSign,cRLSign");
        return;
    }
    char names[512];
    snprintf(names, sizeof(names), "DNS:%s,DNS:www.%s", order->host, order->host);
    extension_add(certificate, &context, NID_basic_constraints, "critical,CA:FALSE");
    extension_add(certificate, &context, NID_key_usage, "critical,digitalSignature");
    extension_add(certificate, &context, NID_ext_key_usage, "serverAuth,clientAuth");
    extension_add(certificate, &context, NID_subject_alt_name, names);
    if (order->kind == ORDER_PRECERTIFICATE) {
        extension_add(certificate, &context, NID_ct_precert_poison, "critical,NULL");
    }
}

static ASN1_INTEGER *serial_make(const uint8_t serial[SERIAL_OCTETS])
{
    BIGNUM *number = BN_bin2bn(serial, SERIAL_OCTETS, NULL);
    ASN1_INTEGER *integer = BN_to_ASN1_INTEGER(number, NULL);
    insist(integer != NULL, "serial");
    BN_free(number);
    return integer;
}

/* Unsigned and without extensions. */
static X509 *certificate_frame(const X509_NAME *issuer, X509_NAME *subject,
                               const struct certificate_order *order)
{
    X509 *certificate = X509_new();
    ASN1_INTEGER *serial = serial_make(order->serial);
    insist(certificate != NULL && X509_set_version(certificate, X509_VERSION_3) &&
               X509_set_serialNumber(certificate, serial) &&
               X509_set_issuer_name(certificate, issuer) &&
               X509_set_subject_name(certificate, subject) &&
               ASN1_TIME_set(X509_getm_notBefore(certificate), order->not_before) != NULL &&
               ASN1_TIME_set(X509_getm_notAfter(certificate), order->not_after) != NULL &&
               X509_set_pubkey(certificate, order->subject_key),
           "certificate");
    ASN1_INTEGER_free(serial);
    return certificate;
}

void issuing_brand_begin(struct issuing_brand *brand, const char *name, EVP_PKEY *key,
                         time_t not_before, time_t not_after)
{
    struct certificate_order order = { key, { 1 }, not_before, not_after, name, ORDER_AUTHORITY };
    X509_NAME *subject = name_make(name, "Replay Root");
    brand->name = name;
    brand->key = key;
    brand->root = certificate_frame(subject, subject, &order);
    extensions_add(brand->root, brand->root, &order);
    insist(X509_sign(brand->root, key, EVP_sha256()), "signature");
    X509_NAME_free(subject);
    brand->crl = X509_CRL_new();
    insist(brand->crl != NULL && X509_CRL_set_version(brand->crl, X509_CRL_VERSION_2) &&
               X509_CRL_set_issuer_name(brand->crl, X509_get_subject_name(brand->root)),
           "CRL");
}

X509 *issuing_brand_imitate(const struct issuing_brand *brand,
                            const struct certificate_order *order, EVP_PKEY *signer)
{
    X509_NAME *subject = name_make("Shop", order->host);
    X509 *certificate = certificate_frame(X509_get_subject_name(brand->root), subject, order);
    extensions_add(certificate, brand->root, order);
    insist(X509_sign(certificate, signer, EVP_sha256()), "signature");
    X509_NAME_free(subject);
    return certificate;
}

X509 *issuing_brand_issue(const struct issuing_brand *brand, const struct certificate_order *order)
{
    return issuing_brand_imitate(brand, order, brand->key);
}

static void reason_add(X509_REVOKED *entry, int reason)
{
    ASN1_ENUMERATED *value = ASN1_ENUMERATED_new();
    insist(value != NULL && ASN1_ENUMERATED_set(value, reason) &&
               X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, value, 0, 0),
           "CRL reason");
    ASN1_ENUMERATED_free(value);
}

void issuing_brand_revoke(struct issuing_brand *brand, const uint8_t serial[SERIAL_OCTETS],
                          time_t when, int reason)
{
    X509_REVOKED *entry = X509_REVOKED_new();
    ASN1_INTEGER *number = serial_make(serial);
    ASN1_TIME *date = ASN1_TIME_set(NULL, when);
    insist(entry != NULL && date != NULL && X509_REVOKED_set_serialNumber(entry, number) &&
               X509_REVOKED_set_revocationDate(entry, date),
           "CRL entry");
    if (reason >= 0) {
        reason_add(entry, reason);
    }
    insist(X509_CRL_add0_revoked(brand->crl, entry), "CRL entry");
    ASN1_INTEGER_free(number);
    ASN1_TIME_free(date);
}

void issuing_brand_sign_crl(struct issuing_brand *brand, time_t this_update, time_t next_update)
{
    ASN1_TIME *this_date = ASN1_TIME_set(NULL, this_update);
    ASN1_TIME *next_date = ASN1_TIME_set(NULL, next_update);
    X509V3_CTX context;
    X509V3_set_ctx(&context, brand->root, NULL, NULL, brand->crl, 0);
    X509_EXTENSION *identifier =
        X509V3_EXT_conf_nid(NULL, &context, NID_authority_key_identifier, "keyid:always");
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    insist(this_date != NULL && next_date != NULL && identifier != NULL &&
               ASN1_INTEGER_set(number, 42) && X509_CRL_set1_lastUpdate(brand->crl, this_date) &&
               X509_CRL_set1_nextUpdate(brand->crl, next_date) &&
               X509_CRL_add_ext(brand->crl, identifier, -1) &&
               X509_CRL_add1_ext_i2d(brand->crl, NID_crl_number, number, 0, 0) &&
               X509_CRL_sort(brand->crl) && X509_CRL_sign(brand->crl, brand->key, EVP_sha256()),
           "CRL");
    X509_EXTENSION_free(identifier);
    ASN1_INTEGER_free(number);
    ASN1_TIME_free(this_date);
    ASN1_TIME_free(next_date);
}

void issuing_brand_clear(struct issuing_brand *brand)
{
    X509_free(brand->root);
    X509_CRL_free(brand->crl);
    EVP_PKEY_free(brand->key);
}
