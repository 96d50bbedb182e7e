#include "bytes/der.h"
#include "crypto/algorithm_oid.h"
#include "crypto/curve.h"
#include "keys/cut_der.h"
#include "keys/key_form.h"
#include "keys/unproven_key.h"

#define PUBLIC_KEY_IMPLICIT 0x81 /* [1] IMPLICIT BIT STRING, RFC 5958 section 2 */
#define UNKNOWN_OCTETS_MIN  16   /* less is no private key of any algorithm */
#define UNKNOWN_OID_MIN     3

static const uint8_t rsassa_pss[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a };

struct pkcs8_fields {
    struct bytes oid, parameters, inside, public_key;
    bool cut, left_over;
    bool inside_cut; /* not all of the key itself is there */
};

/* [0] attributes, [1] publicKey: OPTIONAL both; what else stands there is left alone. */
static void read_optional(struct bytes fields, struct pkcs8_fields *read)
{
    unsigned tag;
    struct bytes content;
    while (der_take_any(&fields, DER_LENIENT, &tag, &content, NULL) == OUTCOME_OK) {
        uint64_t unused;
        if (tag == PUBLIC_KEY_IMPLICIT && bytes_take_number(&content, 1, &unused) && unused == 0) {
            read->public_key = content;
        } else if (tag == DER_CONTEXT_1) {
            (void)!der_take_bits(&content, DER_LENIENT, &read->public_key);
        }
    }
}

/* OneAsymmetricKey ::= SEQUENCE { version, AlgorithmIdentifier, OCTET STRING, ... } */
static enum outcome read_fields(struct bytes der, struct pkcs8_fields *read)
{
    struct bytes fields, version, algorithm;
    enum outcome outcome;
    if ((outcome = cut_der_take(&der, DER_SEQUENCE, &read->cut, &fields)) != OUTCOME_OK ||
        (outcome = der_take_natural(&fields, DER_LENIENT, &version)) != OUTCOME_OK ||
        (outcome = der_take(&fields, DER_LENIENT, DER_SEQUENCE, &algorithm)) != OUTCOME_OK ||
        (outcome = der_take(&algorithm, DER_LENIENT, DER_OBJECT_IDENTIFIER, &read->oid)) !=
            OUTCOME_OK ||
        (outcome = cut_der_take(&fields, DER_OCTET_STRING, &read->inside_cut, &read->inside)) !=
            OUTCOME_OK) {
        return outcome;
    }
    if (version.left > 1 || (version.left == 1 && version.at[0] > 1)) {
        return OUTCOME_UNEXPECTED;
    }
    read->cut = read->cut || read->inside_cut;
    read->parameters = algorithm;
    read->left_over = der.left > 0;
    read_optional(fields, read);
    return OUTCOME_OK;
}

static void add_claim(struct private_key *key, const struct public_numbers *claimed)
{
    if (key->claim_count < KEY_CLAIMS_MAX) {
        key->claims[key->claim_count++] = *claimed;
    }
}

static enum outcome read_rsa(const struct pkcs8_fields *fields, struct private_key *key)
{
    enum outcome outcome = pkcs1_key_read(fields->inside, bytes_over(NULL, 0), key);
    if (outcome == OUTCOME_OK) {
        key->pss = bytes_equal(fields->oid, bytes_over(rsassa_pss, sizeof(rsassa_pss)));
    }
    return outcome;
}

static enum outcome read_ec(const struct pkcs8_fields *fields, struct private_key *key)
{
    enum outcome outcome = sec1_key_read(fields->inside, fields->parameters, key);
    if (outcome == OUTCOME_OK && fields->public_key.left > 0 && key->public.algorithm == KEY_EC) {
        const struct public_numbers claimed = { .algorithm = KEY_EC,
                                                .curve = key->public.curve,
                                                .point = fields->public_key };
        add_claim(key, &claimed);
    }
    return outcome;
}

/* CurvePrivateKey (RFC 8410 section 7) is an OCTET STRING of its own; some writers
 * leave that out, some put the public key behind the seed. */
static enum outcome read_seed(const struct pkcs8_fields *fields, struct private_key *key)
{
    const size_t width = public_numbers_raw_octets(key->public.algorithm);
    struct bytes octets = fields->inside, inner = octets;
    if (fields->inside_cut) { /* with the header of a longer string it would be as long */
        return OUTCOME_TRUNCATED;
    }
    if (octets.left != width &&
        der_take(&inner, DER_LENIENT, DER_OCTET_STRING, &octets) == OUTCOME_OK &&
        der_end(inner) != OUTCOME_OK) {
        return OUTCOME_MALFORMED;
    }
    struct public_numbers claimed = { .algorithm = key->public.algorithm };
    if (!bytes_take(&octets, width, &key->secret) || (octets.left != 0 && octets.left != width)) {
        return OUTCOME_MALFORMED;
    }
    if (octets.left == width) {
        claimed.raw = octets;
        add_claim(key, &claimed);
    }
    if (fields->public_key.left > 0) {
        claimed.raw = fields->public_key;
        add_claim(key, &claimed);
    }
    return OUTCOME_OK;
}

/* Dss-Parms is p, q, g; PKCS#3 DHParameter p, g; X9.42 DomainParameters p, g, q. */
static enum outcome read_discrete(const struct pkcs8_fields *fields, struct private_key *key)
{
    struct bytes parameters = fields->parameters, inside = fields->inside, numbers;
    struct public_numbers *public = &key->public;
    const bool dsa = public->algorithm == KEY_DSA;
    enum outcome outcome;
    if ((outcome = der_take(&parameters, DER_LENIENT, DER_SEQUENCE, &numbers)) != OUTCOME_OK ||
        (outcome = der_take_natural(&numbers, DER_LENIENT, &public->p)) != OUTCOME_OK ||
        (outcome = der_take_natural(&numbers, DER_LENIENT, dsa ? &public->q : &public->g)) !=
            OUTCOME_OK ||
        (outcome = der_take_natural(&inside, DER_LENIENT, &key->secret)) != OUTCOME_OK) {
        return outcome;
    }
    if (dsa) {
        outcome = der_take_natural(&numbers, DER_LENIENT, &public->g);
    } else if (algorithm_oid_is_x942(fields->oid)) {
        outcome = der_take_natural(&numbers, DER_LENIENT, &public->q);
    }
    if (outcome == OUTCOME_OK && fields->public_key.left > 0) {
        struct public_numbers claimed = *public;
        struct bytes y = fields->public_key;
        if (der_take_natural(&y, DER_LENIENT, &claimed.y) == OUTCOME_OK) {
            add_claim(key, &claimed);
        }
    }
    return outcome;
}

static enum outcome read_unknown(const struct pkcs8_fields *fields, struct private_key *key)
{
    if (fields->oid.left < UNKNOWN_OID_MIN || fields->inside.left < UNKNOWN_OCTETS_MIN ||
        fields->cut) {
        return OUTCOME_UNEXPECTED;
    }
    key->oid = fields->oid;
    if (fields->public_key.left > 0) {
        const struct public_numbers claimed = { .algorithm = KEY_OTHER,
                                                .oid = fields->oid,
                                                .parameters = fields->parameters,
                                                .raw = fields->public_key };
        add_claim(key, &claimed);
    }
    unproven_key_name(fields->inside, key);
    return OUTCOME_OK;
}

static enum outcome read_key(const struct pkcs8_fields *fields, struct private_key *key)
{
    key->public.algorithm = algorithm_of_oid(fields->oid);
    switch (key->public.algorithm) {
    case KEY_RSA:
        return read_rsa(fields, key);
    case KEY_EC:
        return read_ec(fields, key);
    case KEY_DSA:
    case KEY_DH:
        return read_discrete(fields, key);
    case KEY_ED25519:
    case KEY_ED448:
    case KEY_X25519:
    case KEY_X448:
        return read_seed(fields, key);
    case KEY_OTHER:
        return read_unknown(fields, key);
    case KEY_ALGORITHM_NONE:
        break;
    }
    return OUTCOME_UNEXPECTED;
}

enum outcome pkcs8_key_read(struct bytes der, struct bytes parameters, struct private_key *key)
{
    struct pkcs8_fields fields = { 0 };
    struct private_key read = { 0 };
    enum outcome outcome;
    if ((outcome = read_fields(der, &fields)) != OUTCOME_OK) {
        return outcome;
    }
    if (fields.parameters.left == 0) {
        fields.parameters = parameters;
    }
    if ((outcome = read_key(&fields, &read)) != OUTCOME_OK) {
        return outcome;
    }
    read.cut = read.cut || fields.cut;
    read.left_over = fields.left_over;
    *key = read;
    return OUTCOME_OK;
}
