#ifndef CERTIFICATE_H
#define CERTIFICATE_H

#include "buffer.h"
#include "public_identity.h"

/* Facts of one certificate, RFC 5280, as read by certificate_read(). Windows
 * on text lie in `text` or in a frame; nothing in them is trusted. */

enum certificate_flag {
    CERTIFICATE_CA = 1,             /* basicConstraints cA TRUE, or a version 1 self-issued one */
    CERTIFICATE_SELF_ISSUED = 2,    /* subject = issuer, byte for byte */
    CERTIFICATE_SELF_SIGNED = 4,    /* its signature verifies under its own key */
    CERTIFICATE_PRECERTIFICATE = 8, /* critical poison extension, RFC 6962 section 3.1 */
    CERTIFICATE_SERVER_AUTH = 16,   /* EKU serverAuth, or no EKU at all */
    CERTIFICATE_CODE_SIGNING = 32,
    CERTIFICATE_EMAIL = 64,
    CERTIFICATE_CRL_SIGN = 128, /* keyUsage cRLSign, or no keyUsage */
    /* Policies of the CA/Browser Forum: what the issuer says it has validated. */
    CERTIFICATE_DOMAIN_VALIDATED = 256,
    CERTIFICATE_ORGANIZATION_VALIDATED = 512,
    CERTIFICATE_INDIVIDUAL_VALIDATED = 1024,
    CERTIFICATE_EXTENDED_VALIDATION = 2048
};

struct certificate {
    struct bytes der;
    uint8_t sha256[SHA256_LENGTH];      /* of the DER */
    uint8_t spki_sha256[SHA256_LENGTH]; /* raw: of the SubjectPublicKeyInfo as it stands */
    /* Of what a precertificate and its certificate have in common (RFC 6962 section 3.1):
     * serial, validity, subject, key, extensions but for poison, SCTs and the issuer's key. */
    uint8_t twin_sha256[SHA256_LENGTH];
    struct public_identity identity;
    uint32_t flags;                /* of enum certificate_flag */
    int64_t not_before, not_after; /* seconds since 1970 */
    struct bytes serial;           /* content octets of the INTEGER, as they stand */
    struct bytes issuer_der, subject_der;
    struct bytes issuer_dn, subject_dn;            /* RFC 4514 text, UTF-8 */
    struct bytes authority_key_id, subject_key_id; /* octets; empty without */
    struct bytes dns_names;                        /* separated by a space; IP addresses too */
    struct bytes organization;                     /* of the subject, UTF-8; empty without */
    struct bytes emails; /* rfc822Names and emailAddress of the subject, separated by a space */
    struct buffer text;  /* owns the printed names */
};

#endif
