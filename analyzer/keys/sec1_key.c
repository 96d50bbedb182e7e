#include "bytes/der.h"
#include "crypto/algorithm_oid.h"
#include "crypto/curve.h"
#include "crypto/curve_inference.h"
#include "keys/cut_der.h"
#include "keys/key_form.h"

#define SCALAR_OCTETS_MIN 14 /* secp112r1 */
#define SCALAR_OCTETS_MAX 72 /* sect571r1 */
/* The parameters of a named curve are no longer. */
#define PARAMETERS_OCTETS_MAX 16
/* Of [1]: tag and length, which is long for P-521. */
#define POINT_HEADER 3

struct sec1_fields {
    struct bytes scalar, parameters, point;
    struct bytes point_front; /* of a point that is cut off */
    bool garbled;
};

/* What stands behind the scalar of a key that is cut off: the parameters count when all of them
 * are there, and of the point its front. False: it is something else. */
static bool read_cut(struct bytes fields, struct sec1_fields *read)
{
    struct bytes tagged, bits;
    bool cut = false;
    if (der_next_is(fields, DER_CONTEXT_0) &&
        der_take(&fields, DER_LENIENT, DER_CONTEXT_0, &tagged) == OUTCOME_OK) {
        read->parameters = tagged;
    } else if (der_next_is(fields, DER_CONTEXT_0)) {
        return fields.left <= PARAMETERS_OCTETS_MAX;
    }
    if (fields.left <= POINT_HEADER) {
        return fields.left == 0 || der_next_is(fields, DER_CONTEXT_1);
    }
    if (cut_der_take(&fields, DER_CONTEXT_1, &cut, &tagged) != OUTCOME_OK) {
        return false;
    }
    uint64_t unused;
    if (tagged.left > 2 && cut_der_take(&tagged, DER_BIT_STRING, &cut, &bits) == OUTCOME_OK &&
        bytes_take_number(&bits, 1, &unused) && unused == 0) {
        read->point_front = bits;
    }
    return cut;
}

/* ECPrivateKey ::= SEQUENCE { version 1, privateKey, [0] parameters, [1] publicKey } */
static enum outcome read_fields(struct bytes fields, bool cut, struct sec1_fields *read)
{
    struct bytes version, tagged;
    enum outcome outcome;
    if ((outcome = der_take_natural(&fields, DER_LENIENT, &version)) != OUTCOME_OK ||
        (outcome = der_take(&fields, DER_LENIENT, DER_OCTET_STRING, &read->scalar)) != OUTCOME_OK) {
        return outcome;
    }
    if (version.left > 1 || (version.left == 1 && version.at[0] != 1) ||
        read->scalar.left < SCALAR_OCTETS_MIN || read->scalar.left > SCALAR_OCTETS_MAX) {
        return OUTCOME_UNEXPECTED;
    }
    if (cut && read_cut(fields, read)) {
        return OUTCOME_OK;
    }
    if (der_take(&fields, DER_LENIENT, DER_CONTEXT_0, &tagged) == OUTCOME_OK) {
        read->parameters = tagged;
    }
    if (der_take(&fields, DER_LENIENT, DER_CONTEXT_1, &tagged) == OUTCOME_OK &&
        der_take_bits(&tagged, DER_LENIENT, &read->point) != OUTCOME_OK) {
        return OUTCOME_MALFORMED;
    }
    read->garbled = fields.left > 0;
    return OUTCOME_OK;
}

static void claim_point(struct private_key *key, const struct public_numbers *numbers)
{
    if (key->claim_count < KEY_CLAIMS_MAX) {
        key->claims[key->claim_count++] = *numbers;
    }
}

/* On a curve that is not ours the key is a lead, known by parameters and point. */
static void leave_unsupported(struct private_key *key, struct bytes parameters, struct bytes point)
{
    key->public.algorithm = KEY_OTHER;
    key->oid = algorithm_oid(KEY_EC);
    const struct public_numbers claimed = {
        .algorithm = KEY_OTHER, .oid = key->oid, .parameters = parameters, .raw = point
    };
    if (point.left > 0) {
        claim_point(key, &claimed);
    }
}

enum outcome sec1_key_read(struct bytes der, struct bytes parameters, struct private_key *key)
{
    struct private_key read = { .public = { .algorithm = KEY_EC } };
    struct sec1_fields inside = { 0 };
    struct bytes fields;
    enum outcome outcome;
    if ((outcome = cut_der_take(&der, DER_SEQUENCE, &read.cut, &fields)) != OUTCOME_OK ||
        (outcome = read_fields(fields, read.cut, &inside)) != OUTCOME_OK) {
        return outcome;
    }
    read.secret = bytes_without_zeros(inside.scalar);
    read.scalar = inside.scalar;
    read.left_over = der.left > 0;
    read.garbled = inside.garbled;
    struct bytes described = inside.parameters.left > 0 ? inside.parameters : parameters;
    if (der_next_is(described, DER_NULL)) { /* implicitlyCA, RFC 5480 section 2.1.1: says nothing */
        described = bytes_over(NULL, 0);
    }
    read.public.curve = curve_of_parameters(described);
    if (read.public.curve == CURVE_NONE && described.left == 0) {
        read.public.curve = curve_infer(inside.scalar, inside.point);
        read.curve_inferred = true;
    }
    if (inside.point_front.left > CURVE_FRONT_OCTETS && read.public.curve != CURVE_NONE) {
        read.fronted = curve_fits_front(read.public.curve, inside.scalar, inside.point_front);
        if (!read.fronted) {
            return OUTCOME_MALFORMED;
        }
    }
    if (read.public.curve == CURVE_NONE) {
        leave_unsupported(&read, described, inside.point);
    } else if (inside.point.left > 0) {
        const struct public_numbers claimed = { .algorithm = KEY_EC,
                                                .curve = read.public.curve,
                                                .point = inside.point };
        claim_point(&read, &claimed);
    }
    *key = read;
    return OUTCOME_OK;
}
