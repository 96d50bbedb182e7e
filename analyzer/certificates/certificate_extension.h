#ifndef CERTIFICATE_EXTENSION_H
#define CERTIFICATE_EXTENSION_H

#include "bytes.h"

/* Extensions of certificates, of CRLs and of CRL entries: RFC 5280 sections 4.2, 5.2, 5.3;
 * of OCSP responses: RFC 6960 section 4.4. */

enum extension_name {
    EXTENSION_UNKNOWN,
    EXTENSION_SUBJECT_KEY_ID,
    EXTENSION_KEY_USAGE,
    EXTENSION_ALTERNATIVE_NAME,
    EXTENSION_BASIC_CONSTRAINTS,
    EXTENSION_CRL_NUMBER,
    EXTENSION_REASON,
    EXTENSION_DELTA,
    EXTENSION_DISTRIBUTION_POINT, /* issuingDistributionPoint */
    EXTENSION_ENTRY_ISSUER,       /* certificateIssuer of an entry */
    EXTENSION_LIST_POINTS,        /* cRLDistributionPoints of a certificate */
    EXTENSION_AUTHORITY_KEY_ID,
    EXTENSION_EXTENDED_USAGE,
    EXTENSION_POLICIES,
    EXTENSION_POISON,    /* RFC 6962 section 3.1 */
    EXTENSION_SCT_LIST,  /* RFC 6962 section 3.3 */
    EXTENSION_OCSP_NONCE /* RFC 6960 section 4.4.1 */
};

struct certificate_extension {
    enum extension_name name;
    bool critical;
    struct bytes value; /* what the OCTET STRING holds */
    struct bytes whole; /* all of it */
};

/* Takes one Extension. False at the end, and where it is damaged (then `from`
 * is not empty). */
MUST_CHECK bool certificate_extension_take(struct bytes *from,
                                           struct certificate_extension *extension);

/* True when the value of basicConstraints says cA TRUE. */
bool basic_constraints_authority(struct bytes value);

/* True when the value of keyUsage holds this bit (RFC 5280 section 4.2.1.3). */
#define KEY_USAGE_CRL_SIGN 6
bool key_usage_holds(struct bytes value, unsigned bit);

/* The purposes of extKeyUsage as flags of enum certificate_flag. */
uint32_t extended_usage_flags(struct bytes value);

/* True when extKeyUsage says OCSPSigning (RFC 6960 section 4.2.2.2) in so many words. */
bool extended_usage_signs_ocsp(struct bytes value);

/* The policies of certificatePolicies as flags of enum certificate_flag. */
uint32_t policy_flags(struct bytes value);

/* The keyIdentifier of an authorityKeyIdentifier or subjectKeyIdentifier; empty
 * without. */
struct bytes authority_key_id_of(struct bytes value);
struct bytes subject_key_id_of(struct bytes value);

#endif
