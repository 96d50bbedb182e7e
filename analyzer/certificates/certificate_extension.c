#include "certificates/certificate_extension.h"

#include <stddef.h>

#include "bytes/der.h"
#include "certificate.h"

/* Those of id-ce (2.5.29) by their last octet: asked of each extension of each certificate. */
static const uint8_t ce_names[] = {
    [0x0e] = EXTENSION_SUBJECT_KEY_ID,
    [0x0f] = EXTENSION_KEY_USAGE,
    [0x11] = EXTENSION_ALTERNATIVE_NAME,
    [0x13] = EXTENSION_BASIC_CONSTRAINTS,
    [0x14] = EXTENSION_CRL_NUMBER,
    [0x15] = EXTENSION_REASON,
    [0x1b] = EXTENSION_DELTA,
    [0x1c] = EXTENSION_DISTRIBUTION_POINT,
    [0x1d] = EXTENSION_ENTRY_ISSUER,
    [0x1f] = EXTENSION_LIST_POINTS,
    [0x20] = EXTENSION_POLICIES,
    [0x23] = EXTENSION_AUTHORITY_KEY_ID,
    [0x25] = EXTENSION_EXTENDED_USAGE,
};

static const struct {
    uint32_t flags;
    size_t length;
    const char *oid;
} purposes[] = {
    { CERTIFICATE_SERVER_AUTH, 8, "\x2b\x06\x01\x05\x05\x07\x03\x01" },
    { CERTIFICATE_CODE_SIGNING, 8, "\x2b\x06\x01\x05\x05\x07\x03\x03" },
    { CERTIFICATE_EMAIL, 8, "\x2b\x06\x01\x05\x05\x07\x03\x04" },
    /* anyExtendedKeyUsage: good for mail too, so no exemption of the TLS rules reaches it */
    { CERTIFICATE_SERVER_AUTH | CERTIFICATE_EMAIL, 4, "\x55\x1d\x25\x00" },
};

/* Arc 2.23.140.1 (CA/Browser Forum), BR section 7.1.6.1, EVG section 9.3.2, CSBR 7.1.6.1. */
static const struct {
    uint32_t flags;
    size_t length;
    const char *oid;
} policies[] = {
    { CERTIFICATE_DOMAIN_VALIDATED, 6, "\x67\x81\x0c\x01\x02\x01" },
    { CERTIFICATE_ORGANIZATION_VALIDATED, 6, "\x67\x81\x0c\x01\x02\x02" },
    { CERTIFICATE_INDIVIDUAL_VALIDATED, 6, "\x67\x81\x0c\x01\x02\x03" },
    { CERTIFICATE_EXTENDED_VALIDATION, 5, "\x67\x81\x0c\x01\x01" },
    { CERTIFICATE_EXTENDED_VALIDATION, 5, "\x67\x81\x0c\x01\x03" }, /* code signing */
};

static enum extension_name name_of(struct bytes oid)
{
    if (oid.left == 3 && oid.at[0] == 0x55 && oid.at[1] == 0x1d) {
        return oid.at[2] < sizeof(ce_names) ? (enum extension_name)ce_names[oid.at[2]]
                                            : EXTENSION_UNKNOWN;
    }
    static const char poison[] = "\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x03";
    static const char sct_list[] = "\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02";
    static const char nonce[] = "\x2b\x06\x01\x05\x05\x07\x30\x01\x02";
    if (bytes_equal(oid, bytes_over(poison, sizeof(poison) - 1))) {
        return EXTENSION_POISON;
    }
    if (bytes_equal(oid, bytes_over(nonce, sizeof(nonce) - 1))) {
        return EXTENSION_OCSP_NONCE;
    }
    return bytes_equal(oid, bytes_over(sct_list, sizeof(sct_list) - 1)) ? EXTENSION_SCT_LIST
                                                                        : EXTENSION_UNKNOWN;
}

/* BOOLEAN DEFAULT FALSE: also written out as FALSE by those who do not know DER. */
static bool take_optional_boolean(struct bytes *from, bool *value)
{
    *value = false;
    if (!der_next_is(*from, DER_BOOLEAN)) {
        return true;
    }
    struct bytes octet;
    if (der_take(from, DER_LENIENT, DER_BOOLEAN, &octet) != OUTCOME_OK || octet.left != 1) {
        return false;
    }
    *value = octet.at[0] != 0;
    return true;
}

/* Extension ::= SEQUENCE { extnID, critical DEFAULT FALSE, extnValue } */
bool certificate_extension_take(struct bytes *from, struct certificate_extension *extension)
{
    struct bytes rest = *from, fields, oid, value;
    bool critical;
    if (der_take(&rest, DER_LENIENT, DER_SEQUENCE, &fields) != OUTCOME_OK ||
        der_take(&fields, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) != OUTCOME_OK ||
        !take_optional_boolean(&fields, &critical) ||
        der_take(&fields, DER_LENIENT, DER_OCTET_STRING, &value) != OUTCOME_OK ||
        fields.left != 0) {
        return false;
    }
    *extension =
        (struct certificate_extension){ .name = name_of(oid),
                                        .critical = critical,
                                        .value = value,
                                        .whole = bytes_over(from->at, from->left - rest.left) };
    *from = rest;
    return true;
}

bool basic_constraints_authority(struct bytes value)
{
    struct bytes fields;
    bool authority;
    return der_take(&value, DER_LENIENT, DER_SEQUENCE, &fields) == OUTCOME_OK && value.left == 0 &&
           take_optional_boolean(&fields, &authority) && authority;
}

/* A BIT STRING counts its bits from the top of the first octet. */
bool key_usage_holds(struct bytes value, unsigned bit)
{
    struct bytes content;
    uint64_t unused;
    if (der_take(&value, DER_LENIENT, DER_BIT_STRING, &content) != OUTCOME_OK || value.left != 0 ||
        !bytes_take_number(&content, 1, &unused) || unused > 7) {
        return false;
    }
    size_t octet = bit / 8;
    return octet < content.left && (content.at[octet] & (0x80u >> bit % 8)) != 0;
}

static uint32_t purpose_flags(struct bytes oid)
{
    for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]); i++) {
        if (bytes_equal(oid, bytes_over(purposes[i].oid, purposes[i].length))) {
            return purposes[i].flags;
        }
    }
    return 0;
}

uint32_t extended_usage_flags(struct bytes value)
{
    struct bytes list, oid;
    uint32_t flags = 0;
    if (der_take(&value, DER_LENIENT, DER_SEQUENCE, &list) != OUTCOME_OK) {
        return 0;
    }
    while (der_take(&list, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) == OUTCOME_OK) {
        flags |= purpose_flags(oid);
    }
    return flags;
}

bool extended_usage_signs_ocsp(struct bytes value)
{
    static const char signing[] = "\x2b\x06\x01\x05\x05\x07\x03\x09";
    struct bytes list, oid;
    if (der_take(&value, DER_LENIENT, DER_SEQUENCE, &list) != OUTCOME_OK || value.left != 0) {
        return false;
    }
    while (der_take(&list, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) == OUTCOME_OK) {
        if (bytes_equal(oid, bytes_over(signing, sizeof(signing) - 1))) {
            return true;
        }
    }
    return false;
}

/* certificatePolicies ::= SEQUENCE OF PolicyInformation (RFC 5280 section 4.2.1.4) */
uint32_t policy_flags(struct bytes value)
{
    struct bytes list, policy, oid;
    uint32_t flags = 0;
    if (der_take(&value, DER_LENIENT, DER_SEQUENCE, &list) != OUTCOME_OK) {
        return 0;
    }
    while (der_take(&list, DER_LENIENT, DER_SEQUENCE, &policy) == OUTCOME_OK &&
           der_take(&policy, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) == OUTCOME_OK) {
        for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
            flags |= bytes_equal(oid, bytes_over(policies[i].oid, policies[i].length))
                         ? policies[i].flags
                         : 0;
        }
    }
    return flags;
}

struct bytes authority_key_id_of(struct bytes value)
{
    struct bytes fields, octets;
    if (der_take(&value, DER_LENIENT, DER_SEQUENCE, &fields) != OUTCOME_OK ||
        der_take(&fields, DER_LENIENT, 0x80, &octets) != OUTCOME_OK) {
        return (struct bytes){ 0 };
    }
    return octets;
}

struct bytes subject_key_id_of(struct bytes value)
{
    struct bytes octets;
    if (der_take(&value, DER_LENIENT, DER_OCTET_STRING, &octets) != OUTCOME_OK) {
        return (struct bytes){ 0 };
    }
    return octets;
}
