#include "bytes/json_object.h"
#include "bytes/jwk_members.h"
#include "crypto/curve.h"
#include "keys/cut_scalar.h"
#include "keys/key_reader.h"

/* Less is no private key of any kind, but a word in its place. */
#define UNKNOWN_OCTETS_MIN 16

/* A scalar is as wide as the order, RFC 7518 section 6.2.2.1; where a writer leaves out zeros
 * at its front there is hardly more than one. What is shorter was cut off: any octets are a
 * scalar. So is what is shorter at all where nothing shows its end, and no point is there. */
#define ZEROS_LEFT_OUT_MAX 2

/* RFC 7517 section 4, RFC 7518 section 6, RFC 8037 section 2. */
enum jwk_member {
    JWK_KTY,
    JWK_CRV,
    JWK_N,
    JWK_E,
    JWK_D,
    JWK_P,
    JWK_Q,
    JWK_DP,
    JWK_DQ,
    JWK_QI,
    JWK_OTH,
    JWK_X,
    JWK_Y,
    JWK_PRIV,
    JWK_MEMBERS
};
static const char *const names[JWK_MEMBERS] = { "kty", "crv", "n",  "e",   "d", "p", "q",
                                                "dp",  "dq",  "qi", "oth", "x", "y", "priv" };

struct jwk {
    struct bytes values[JWK_MEMBERS]; /* as they stand; empty where they are missing */
    struct bytes open; /* the last value, where nothing behind it shows that it ends there */
    bool cut;
    bool bare;       /* without the braces of an object */
    bool parameters; /* named as in RSAParameters */
};

static const struct {
    const char *name;
    enum key_algorithm algorithm;
    enum curve curve;
} curves[] = {
    /* RFC 7518 section 7.6, RFC 8037 section 5, RFC 8812 section 4.5. */
    { "P-256", KEY_EC, CURVE_P256 },
    { "P-384", KEY_EC, CURVE_P384 },
    { "P-521", KEY_EC, CURVE_P521 },
    { "secp256k1", KEY_EC, CURVE_SECP256K1 },
    { "Ed25519", KEY_ED25519, CURVE_NONE },
    { "Ed448", KEY_ED448, CURVE_NONE },
    { "X25519", KEY_X25519, CURVE_NONE },
    { "X448", KEY_X448, CURVE_NONE },
    /* Not registered, and written all the same. */
    { "P-256K", KEY_EC, CURVE_SECP256K1 },
    { "P-192", KEY_EC, CURVE_P192 },
    { "P-224", KEY_EC, CURVE_P224 },
    { "BP-256", KEY_EC, CURVE_BRAINPOOLP256R1 },
    { "BP-384", KEY_EC, CURVE_BRAINPOOLP384R1 },
    { "BP-512", KEY_EC, CURVE_BRAINPOOLP512R1 },
};
#define CURVES (sizeof(curves) / sizeof(curves[0]))

/* RSAParameters of .NET has other names for these; the others differ in their case. */
static const struct {
    const char *name;
    enum jwk_member member;
} parameters[] = { { "Modulus", JWK_N }, { "Exponent", JWK_E }, { "InverseQ", JWK_QI },
                   { "modulus", JWK_N }, { "exponent", JWK_E }, { "inverseQ", JWK_QI } };

static void note(struct jwk *jwk, struct bytes name, struct bytes value, bool nested)
{
    for (size_t i = 0; !nested && i < sizeof(parameters) / sizeof(parameters[0]); i++) {
        if (json_text_is(name, parameters[i].name)) {
            jwk->values[parameters[i].member] = value;
            jwk->parameters = true;
        }
    }
    for (size_t i = 0; i < JWK_MEMBERS; i++) {
        if (nested == (i == JWK_OTH) && json_text_is(name, names[i])) {
            jwk->values[i] = value;
        }
    }
}

static bool read_bare(struct bytes text, struct jwk *jwk)
{
    struct bare_member member;
    while (jwk_member_take(&text, &member)) {
        note(jwk, member.name, member.value, false);
        jwk->bare = true;
        if (text.left == 0 && member.value.at + member.value.left == text.at) {
            jwk->open = member.value;
        }
    }
    return jwk->bare;
}

/* The last of two members with one name counts, RFC 7517 section 4. */
static bool read_members(struct bytes text, struct jwk *jwk)
{
    struct json_object object;
    struct json_member member;
    if (!json_object_begin(text, &object)) {
        return read_bare(text, jwk);
    }
    while (json_object_next(&object, &member)) {
        note(jwk, member.name, member.value, member.nested);
    }
    jwk->cut = object.state != JSON_CLOSED;
    return true;
}

static bool has(const struct jwk *jwk, enum jwk_member member)
{
    return jwk->values[member].left > 0;
}

/* A value with its escapes undone, by one of the functions of written_number.h. */
static bool take(const struct jwk *jwk, enum jwk_member member, struct written_numbers *numbers,
                 bool (*read)(struct written_numbers *numbers, struct bytes text,
                              struct bytes *number),
                 struct bytes *number)
{
    struct buffer plain = { 0 };
    bool taken =
        json_text_undo(jwk->values[member], &plain) && read(numbers, buffer_bytes(&plain), number);
    buffer_clear(&plain);
    return taken;
}

static enum outcome read_rsa(const struct jwk *jwk, struct written_numbers *numbers,
                             struct private_key *key)
{
    const struct {
        enum jwk_member member;
        struct bytes *number;
    } fields[] = {
        { JWK_N, &key->public.n },   { JWK_E, &key->public.e },     { JWK_D, &key->d },
        { JWK_P, &key->prime1 },     { JWK_Q, &key->prime2 },       { JWK_DP, &key->exponent1 },
        { JWK_DQ, &key->exponent2 }, { JWK_QI, &key->coefficient },
    };
    size_t read = 0;
    key->public.algorithm = KEY_RSA;
    key->multi_prime = has(jwk, JWK_OTH);
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        read += take(jwk, fields[i].member, numbers, written_number_base64, fields[i].number);
    }
    if (key->d.left + key->prime1.left + key->prime2.left + key->exponent1.left +
            key->exponent2.left ==
        0) {
        return OUTCOME_UNEXPECTED;
    }
    const bool made = key->public.n.left > 0 || (key->prime1.left > 0 && key->prime2.left > 0);
    return read >= 2 && made ? OUTCOME_OK : OUTCOME_MALFORMED;
}

static enum outcome read_ec(const struct jwk *jwk, struct written_numbers *numbers,
                            enum curve curve, struct private_key *key)
{
    struct public_numbers claimed = { .algorithm = KEY_EC, .curve = curve };
    struct bytes octets, x, y;
    key->public.algorithm = KEY_EC;
    key->public.curve = curve;
    if (!take(jwk, JWK_D, numbers, written_octets_base64, &octets)) {
        return OUTCOME_MALFORMED;
    }
    key->secret = bytes_without_zeros(octets);
    if (take(jwk, JWK_X, numbers, written_number_base64, &x) &&
        take(jwk, JWK_Y, numbers, written_number_base64, &y) &&
        written_point(numbers, x, y, curve_field_octets(curve), &claimed.point)) {
        key->claims[key->claim_count++] = claimed;
    }
    const bool open = jwk->open.at == jwk->values[JWK_D].at;
    const size_t zeros = open ? 0 : ZEROS_LEFT_OUT_MAX;
    const bool whole = octets.left + zeros >= curve_order_octets(curve);
    return whole || key->claim_count > 0 ? OUTCOME_OK : cut_scalar_outcome(octets, curve);
}

/* Some writers put the public half behind the seed, as in other formats. */
static enum outcome read_seed(const struct jwk *jwk, struct written_numbers *numbers,
                              enum key_algorithm algorithm, struct private_key *key)
{
    const size_t width = public_numbers_raw_octets(algorithm);
    struct public_numbers claimed = { .algorithm = algorithm };
    struct bytes octets;
    key->public.algorithm = algorithm;
    if (!take(jwk, JWK_D, numbers, written_octets_base64, &octets) ||
        (octets.left != width && octets.left != 2 * width) ||
        !bytes_take(&octets, width, &key->secret)) {
        return OUTCOME_MALFORMED;
    }
    if (octets.left > 0) {
        claimed.raw = octets;
        key->claims[key->claim_count++] = claimed;
    }
    if (take(jwk, JWK_X, numbers, written_octets_base64, &claimed.raw)) {
        key->claims[key->claim_count++] = claimed;
    }
    return OUTCOME_OK;
}

static enum outcome read_unknown(const struct jwk *jwk, struct written_numbers *numbers,
                                 enum jwk_member member)
{
    struct bytes octets;
    bool read = take(jwk, member, numbers, written_octets_base64, &octets);
    return read && octets.left >= UNKNOWN_OCTETS_MIN ? OUTCOME_UNSUPPORTED : OUTCOME_MALFORMED;
}

static bool is(const struct jwk *jwk, enum jwk_member member, const char *text)
{
    return json_text_is(jwk->values[member], text);
}

/* The curve says it all: a few writers have `EC` before Ed25519. */
static enum outcome read_on_curve(const struct jwk *jwk, struct written_numbers *numbers,
                                  struct private_key *key)
{
    for (size_t i = 0; i < CURVES; i++) {
        if (!is(jwk, JWK_CRV, curves[i].name)) {
            continue;
        }
        return curves[i].algorithm == KEY_EC ? read_ec(jwk, numbers, curves[i].curve, key)
                                             : read_seed(jwk, numbers, curves[i].algorithm, key);
    }
    return read_unknown(jwk, numbers, JWK_D);
}

static enum outcome read_kind(const struct jwk *jwk, struct written_numbers *numbers,
                              struct private_key *key)
{
    if (is(jwk, JWK_KTY, "RSA") || (jwk->parameters && !has(jwk, JWK_KTY))) {
        return read_rsa(jwk, numbers, key);
    }
    if (is(jwk, JWK_KTY, "AKP")) {
        return has(jwk, JWK_PRIV) ? read_unknown(jwk, numbers, JWK_PRIV) : OUTCOME_UNEXPECTED;
    }
    if (!is(jwk, JWK_KTY, "EC") && !is(jwk, JWK_KTY, "OKP")) {
        return OUTCOME_UNEXPECTED;
    }
    return has(jwk, JWK_D) ? read_on_curve(jwk, numbers, key) : OUTCOME_UNEXPECTED;
}

enum outcome jwk_key_read(struct bytes text, struct written_numbers *numbers,
                          struct private_key *key)
{
    struct jwk jwk = { .cut = false };
    struct private_key read = { .public = { .algorithm = KEY_ALGORITHM_NONE } };
    if (!read_members(text, &jwk)) {
        return OUTCOME_UNEXPECTED;
    }
    enum outcome outcome = read_kind(&jwk, numbers, &read);
    if (outcome == OUTCOME_OK) {
        read.cut = jwk.cut;
        read.listed = jwk.bare;
        *key = read;
    }
    return outcome;
}
