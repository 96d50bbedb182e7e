#ifndef ISSUING_BRAND_H
#define ISSUING_BRAND_H

#include <stdint.h>
#include <time.h>

#include <openssl/x509.h>

/* An issuing CA of the replay: a self-signed root, certificates, one CRL. */
struct issuing_brand {
    const char *name;
    EVP_PKEY *key;
    X509 *root;
    X509_CRL *crl;
};

#define SERIAL_OCTETS 16

enum order_kind { ORDER_SERVER, ORDER_PRECERTIFICATE, ORDER_AUTHORITY };

struct certificate_order {
    EVP_PKEY *subject_key;
    uint8_t serial[SERIAL_OCTETS];
    time_t not_before, not_after;
    const char *host;
    enum order_kind kind;
};

/* Takes over `key`. */
void issuing_brand_begin(struct issuing_brand *brand, const char *name, EVP_PKEY *key,
                         time_t not_before, time_t not_after);
/* The caller frees the certificate. */
X509 *issuing_brand_issue(const struct issuing_brand *brand, const struct certificate_order *order);
/* The same, but signed with another key: what an attacker makes by hand. */
X509 *issuing_brand_imitate(const struct issuing_brand *brand,
                            const struct certificate_order *order, EVP_PKEY *signer);
/* `reason` is a CRLReason of RFC 5280 section 5.3.1, or -1 for none. */
void issuing_brand_revoke(struct issuing_brand *brand, const uint8_t serial[SERIAL_OCTETS],
                          time_t when, int reason);
void issuing_brand_sign_crl(struct issuing_brand *brand, time_t this_update, time_t next_update);
void issuing_brand_clear(struct issuing_brand *brand);

#endif
