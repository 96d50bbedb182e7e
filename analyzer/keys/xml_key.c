#include <string.h>

#include "bytes/text_word.h"
#include "bytes/xml_tag.h"
#include "crypto/curve.h"
#include "keys/key_reader.h"

/* XML Signature section 4.5.2 and 4.5.2.3, RFC 4050 section 3, XKMS 2.0 section 8.1;
 * PrivateExponent and X are xmlsec's, D and PrivateKey of EC keys those of whoever keeps
 * them in such elements. */
enum xml_number {
    XML_MODULUS,
    XML_EXPONENT,
    XML_D,
    XML_PRIVATE_EXPONENT,
    XML_P,
    XML_Q,
    XML_DP,
    XML_DQ,
    XML_INVERSE_Q,
    XML_G,
    XML_X,
    XML_Y,
    XML_PRIVATE_KEY,
    XML_PUBLIC_KEY,
    XML_NAMED_CURVE,
    XML_NUMBERS
};
static const char *const names[XML_NUMBERS] = {
    "Modulus", "Exponent", "D",          "PrivateExponent", "P",
    "Q",       "DP",       "DQ",         "InverseQ",        "G",
    "X",       "Y",        "PrivateKey", "PublicKey",       "NamedCurve",
};

struct xml_key {
    enum key_algorithm algorithm;
    struct bytes values[XML_NUMBERS]; /* as they stand; empty where they are missing */
    bool cut;
};

static const struct {
    const char *name;
    enum key_algorithm algorithm;
} elements[] = {
    { "RSAKeyValue", KEY_RSA },  { "RSAKeyPair", KEY_RSA },  { "DSAKeyValue", KEY_DSA },
    { "DSAKeyPair", KEY_DSA },   { "ECKeyValue", KEY_EC },   { "ECKeyPair", KEY_EC },
    { "ECDSAKeyValue", KEY_EC }, { "ECDSAKeyPair", KEY_EC },
};

static const struct {
    const char *name;
    enum curve curve;
} curves[] = {
    { "1.2.840.10045.3.1.1", CURVE_P192 },
    { "1.3.132.0.33", CURVE_P224 },
    { "1.2.840.10045.3.1.7", CURVE_P256 },
    { "1.3.132.0.34", CURVE_P384 },
    { "1.3.132.0.35", CURVE_P521 },
    { "1.3.132.0.10", CURVE_SECP256K1 },
    { "1.3.36.3.3.2.8.1.1.7", CURVE_BRAINPOOLP256R1 },
    { "1.3.36.3.3.2.8.1.1.11", CURVE_BRAINPOOLP384R1 },
    { "1.3.36.3.3.2.8.1.1.13", CURVE_BRAINPOOLP512R1 },
    { "P-256", CURVE_P256 },
    { "P-384", CURVE_P384 },
    { "P-521", CURVE_P521 },
};

static enum key_algorithm algorithm_of(const struct xml_tag *tag)
{
    for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
        if (xml_tag_is(tag, elements[i].name)) {
            return elements[i].algorithm;
        }
    }
    return KEY_ALGORITHM_NONE;
}

static size_t number_of(const struct xml_tag *tag)
{
    size_t number = 0;
    while (number < XML_NUMBERS && !xml_tag_is(tag, names[number])) {
        number++;
    }
    return number;
}

/* RFC 4050 has numbers and curves in attributes. */
static void read_attribute(const struct xml_tag *tag, struct bytes *value)
{
    (void)(xml_attribute(tag, "Value", value) || xml_attribute(tag, "URN", value) ||
           xml_attribute(tag, "URI", value));
}

/* The text of an element, unless its value stands in an attribute. */
static void keep_text(struct xml_key *key, size_t number, struct bytes text)
{
    if (text_trimmed(text).left > 0) {
        key->values[number] = text;
    }
}

/* All values that stand in the element, at any depth: the names say what they are. */
static bool read_values(struct bytes text, struct xml_key *key)
{
    size_t at = 0, opened[XML_NUMBERS] = { 0 };
    struct xml_tag first, tag;
    if (!xml_tag_next(text, &at, &first) || first.kind != XML_START) {
        return false;
    }
    key->algorithm = algorithm_of(&first);
    key->cut = true;
    while (key->cut && xml_tag_next(text, &at, &tag)) {
        const size_t number = number_of(&tag);
        if (tag.kind == XML_END && bytes_equal(tag.name, first.name)) {
            key->cut = false;
        } else if (number < XML_NUMBERS && tag.kind == XML_END && opened[number] > 0) {
            keep_text(key, number, bytes_over(text.at + opened[number], tag.from - opened[number]));
            opened[number] = 0;
        } else if (number < XML_NUMBERS && tag.kind != XML_END) {
            opened[number] = tag.kind == XML_START ? tag.to : 0;
            read_attribute(&tag, &key->values[number]);
        }
    }
    return key->algorithm != KEY_ALGORITHM_NONE;
}

static bool is_decimal(struct bytes text)
{
    for (size_t i = 0; i < text.left; i++) {
        if ((text.at[i] < '0' || text.at[i] > '9') && text.at[i] > ' ') {
            return false;
        }
    }
    return true;
}

/* Digits alone are decimal: base64 of that length has letters. */
static bool take(const struct xml_key *key, enum xml_number number, struct written_numbers *numbers,
                 struct bytes *into)
{
    struct buffer plain = { 0 };
    bool taken = key->values[number].left > 0 && xml_characters(key->values[number], &plain);
    if (taken) {
        const struct bytes text = buffer_bytes(&plain);
        taken = key->algorithm == KEY_EC && is_decimal(text)
                    ? written_number_decimal(numbers, text, into)
                    : written_number_base64(numbers, text, into);
    }
    buffer_clear(&plain);
    return taken;
}

static enum outcome read_rsa(const struct xml_key *from, struct written_numbers *numbers,
                             struct private_key *key)
{
    const struct {
        enum xml_number number;
        struct bytes *into;
    } fields[] = {
        { XML_MODULUS, &key->public.n },
        { XML_EXPONENT, &key->public.e },
        { XML_D, &key->d },
        { XML_P, &key->prime1 },
        { XML_Q, &key->prime2 },
        { XML_DP, &key->exponent1 },
        { XML_DQ, &key->exponent2 },
        { XML_INVERSE_Q, &key->coefficient },
    };
    size_t read = 0;
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        read += take(from, fields[i].number, numbers, fields[i].into);
    }
    if (key->d.left == 0) {
        read += take(from, XML_PRIVATE_EXPONENT, numbers, &key->d);
    }
    if (key->d.left == 0 && key->prime1.left == 0 && key->prime2.left == 0) {
        return OUTCOME_UNEXPECTED;
    }
    return read >= 3 && key->public.n.left > 0 ? OUTCOME_OK : OUTCOME_MALFORMED;
}

static enum outcome read_dsa(const struct xml_key *from, struct written_numbers *numbers,
                             struct private_key *key)
{
    struct public_numbers *public = &key->public;
    if (from->values[XML_X].left == 0) {
        return OUTCOME_UNEXPECTED;
    }
    if (!take(from, XML_P, numbers, &public->p) || !take(from, XML_Q, numbers, &public->q) ||
        !take(from, XML_G, numbers, &public->g) || !take(from, XML_X, numbers, &key->secret)) {
        return OUTCOME_MALFORMED;
    }
    struct public_numbers claimed = *public;
    if (take(from, XML_Y, numbers, &claimed.y)) {
        key->claims[key->claim_count++] = claimed;
    }
    return OUTCOME_OK;
}

static bool ends_with(struct bytes text, const char *end)
{
    const size_t length = strlen(end);
    return text.left >= length && memcmp(text.at + text.left - length, end, length) == 0 &&
           (text.left == length || text.at[text.left - length - 1] == ':');
}

static enum curve curve_of(struct bytes name)
{
    while (name.left > 0 && name.at[name.left - 1] <= ' ') {
        name.left--;
    }
    for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
        if (ends_with(name, curves[i].name)) {
            return curves[i].curve;
        }
    }
    return CURVE_NONE;
}

static enum outcome read_ec(const struct xml_key *from, struct written_numbers *numbers,
                            struct private_key *key)
{
    const enum curve curve = curve_of(from->values[XML_NAMED_CURVE]);
    struct public_numbers claimed = { .algorithm = KEY_EC, .curve = curve };
    struct bytes x, y;
    key->public.curve = curve;
    if (from->values[XML_D].left == 0 && from->values[XML_PRIVATE_KEY].left == 0) {
        return OUTCOME_UNEXPECTED;
    }
    if (!take(from, XML_D, numbers, &key->secret) &&
        !take(from, XML_PRIVATE_KEY, numbers, &key->secret)) {
        return OUTCOME_MALFORMED;
    }
    if (curve == CURVE_NONE) {
        return OUTCOME_UNSUPPORTED;
    }
    bool claims = take(from, XML_X, numbers, &x) && take(from, XML_Y, numbers, &y)
                      ? written_point(numbers, x, y, curve_field_octets(curve), &claimed.point)
                      : take(from, XML_PUBLIC_KEY, numbers, &claimed.point);
    if (claims) {
        key->claims[key->claim_count++] = claimed;
    }
    return OUTCOME_OK;
}

enum outcome xml_key_read(struct bytes text, struct written_numbers *numbers,
                          struct private_key *key)
{
    struct xml_key from = { .cut = false };
    struct private_key read = { .public = { .algorithm = KEY_ALGORITHM_NONE } };
    if (!read_values(text, &from)) {
        return OUTCOME_UNEXPECTED;
    }
    read.public.algorithm = from.algorithm;
    enum outcome outcome = from.algorithm == KEY_RSA   ? read_rsa(&from, numbers, &read)
                           : from.algorithm == KEY_DSA ? read_dsa(&from, numbers, &read)
                                                       : read_ec(&from, numbers, &read);
    if (outcome == OUTCOME_OK) {
        read.cut = from.cut;
        *key = read;
    }
    return outcome;
}
