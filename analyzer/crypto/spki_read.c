#include "bytes/der.h"
#include "crypto/algorithm_oid.h"
#include "crypto/curve.h"
#include "crypto/public_numbers.h"

/* RSAPublicKey, RFC 8017 appendix A.1.1 */
static enum outcome read_rsa(struct bytes key, struct public_numbers *numbers)
{
    struct bytes fields;
    enum outcome outcome;
    if ((outcome = der_take(&key, DER_LENIENT, DER_SEQUENCE, &fields)) != OUTCOME_OK ||
        (outcome = der_take_natural(&fields, DER_LENIENT, &numbers->n)) != OUTCOME_OK) {
        return outcome;
    }
    return der_take_natural(&fields, DER_LENIENT, &numbers->e);
}

/* A curve that is not one of ours leaves the key known by its OID, parameters and point. */
static enum outcome read_ec(struct bytes oid, struct bytes parameters, struct bytes key,
                            struct public_numbers *numbers)
{
    numbers->curve = curve_of_parameters(parameters);
    if (numbers->curve == CURVE_NONE) {
        numbers->algorithm = KEY_OTHER;
        numbers->oid = oid;
        numbers->parameters = parameters;
        numbers->raw = key;
        return OUTCOME_OK;
    }
    numbers->point = key;
    return OUTCOME_OK;
}

/* Dss-Parms is p, q, g; PKCS#3 DHParameter p, g; X9.42 DomainParameters p, g, q.
 * DSA parameters may be absent (inherited, RFC 3279 section 2.3.2). */
static enum outcome read_discrete(struct bytes oid, struct bytes parameters, struct bytes key,
                                  struct public_numbers *numbers)
{
    enum outcome outcome = der_take_natural(&key, DER_LENIENT, &numbers->y);
    struct bytes fields;
    if (outcome != OUTCOME_OK ||
        der_take(&parameters, DER_LENIENT, DER_SEQUENCE, &fields) != OUTCOME_OK) {
        return outcome;
    }
    if ((outcome = der_take_natural(&fields, DER_LENIENT, &numbers->p)) != OUTCOME_OK) {
        return outcome;
    }
    if (numbers->algorithm == KEY_DSA &&
        (outcome = der_take_natural(&fields, DER_LENIENT, &numbers->q)) != OUTCOME_OK) {
        return outcome;
    }
    if ((outcome = der_take_natural(&fields, DER_LENIENT, &numbers->g)) != OUTCOME_OK) {
        return outcome;
    }
    if (numbers->algorithm == KEY_DH && algorithm_oid_is_x942(oid)) {
        return der_take_natural(&fields, DER_LENIENT, &numbers->q);
    }
    return OUTCOME_OK;
}

static enum outcome read_key(struct bytes oid, struct bytes parameters, struct bytes key,
                             struct public_numbers *numbers)
{
    numbers->algorithm = algorithm_of_oid(oid);
    switch (numbers->algorithm) {
    case KEY_RSA:
        return read_rsa(key, numbers);
    case KEY_EC:
        return read_ec(oid, parameters, key, numbers);
    case KEY_DSA:
    case KEY_DH:
        return read_discrete(oid, parameters, key, numbers);
    case KEY_OTHER:
        numbers->oid = oid;
        numbers->parameters = parameters;
        numbers->raw = key;
        return OUTCOME_OK;
    case KEY_ED25519:
    case KEY_ED448:
    case KEY_X25519:
    case KEY_X448:
    case KEY_ALGORITHM_NONE:
        break;
    }
    numbers->raw = key;
    return OUTCOME_OK;
}

/* What stands behind the fields is not looked at: a certificate that was issued
 * with it has to be found all the same. */
enum outcome spki_read(struct bytes spki, struct public_numbers *numbers)
{
    struct bytes fields, algorithm, oid, key;
    enum outcome outcome;
    if ((outcome = der_take(&spki, DER_LENIENT, DER_SEQUENCE, &fields)) != OUTCOME_OK ||
        (outcome = der_take(&fields, DER_LENIENT, DER_SEQUENCE, &algorithm)) != OUTCOME_OK ||
        (outcome = der_take(&algorithm, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid)) != OUTCOME_OK ||
        (outcome = der_take_bits(&fields, DER_LENIENT, &key)) != OUTCOME_OK) {
        return outcome;
    }
    struct public_numbers read = { 0 };
    outcome = read_key(oid, algorithm, key, &read);
    if (outcome == OUTCOME_OK) {
        *numbers = read;
    }
    return outcome;
}
