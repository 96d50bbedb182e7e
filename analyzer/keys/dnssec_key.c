#include <string.h>

#include "bytes/text_word.h"
#include "crypto/curve.h"
#include "keys/cut_scalar.h"
#include "keys/key_reader.h"

/* Numbers of https://www.iana.org/assignments/dns-sec-alg-numbers */
enum dnssec_algorithm {
    DNSSEC_DH = 2,
    DNSSEC_DSA = 3,
    DNSSEC_DSA_NSEC3 = 6,
    DNSSEC_P256 = 13,
    DNSSEC_P384 = 14,
    DNSSEC_ED25519 = 15,
    DNSSEC_ED448 = 16
};

/* Octets of zero that may be left out at the front of a scalar. */
#define SCALAR_ZEROS_MAX 2

struct named_field {
    const char *name;
    struct bytes *number;
};

/* A word that names a field: no value has a colon at its end. */
static bool is_name(struct bytes word)
{
    return word.at[word.left - 1] == ':';
}

/* Without the quote and comma of a list. */
static size_t base64_front(struct bytes word)
{
    size_t length = word.left;
    while (length > 1 && (word.at[length - 1] == ',' || word.at[length - 1] == '\'' ||
                          word.at[length - 1] == '"')) {
        length--;
    }
    return length;
}

/* The value of a field, up to the next name; empty where it has none. Lines may have
 * been broken or joined. */
static struct bytes field(struct bytes text, const char *name)
{
    const struct bytes wanted = bytes_over(name, strlen(name));
    struct bytes word, value = bytes_over(NULL, 0);
    size_t lines;
    bool within = false;
    while (text_word_take(&text, &word, &lines)) {
        if (is_name(word)) {
            if (within) {
                break;
            }
            within = bytes_equal(bytes_over(word.at, word.left - 1), wanted);
            continue;
        }
        if (within && !text_word_is_mark(word)) {
            const uint8_t *from = value.left > 0 ? value.at : word.at;
            value = bytes_over(from, (size_t)(word.at + base64_front(word) - from));
        }
    }
    return value;
}

static unsigned algorithm_of(struct bytes value)
{
    unsigned number = 0;
    for (size_t i = 0; i < value.left && i < 3 && value.at[i] >= '0' && value.at[i] <= '9'; i++) {
        number = number * 10 + (unsigned)(value.at[i] - '0');
    }
    return number;
}

static size_t read_fields(struct bytes text, const struct named_field *fields, size_t count,
                          struct written_numbers *numbers)
{
    size_t read = 0;
    for (size_t i = 0; i < count; i++) {
        read += written_number_base64(numbers, field(text, fields[i].name), fields[i].number);
    }
    return read;
}

static bool read_rsa(struct bytes text, struct written_numbers *numbers, struct private_key *key)
{
    const struct named_field fields[] = {
        { "Modulus", &key->public.n },    { "PublicExponent", &key->public.e },
        { "PrivateExponent", &key->d },   { "Prime1", &key->prime1 },
        { "Prime2", &key->prime2 },       { "Exponent1", &key->exponent1 },
        { "Exponent2", &key->exponent2 }, { "Coefficient", &key->coefficient },
    };
    const size_t count = sizeof(fields) / sizeof(fields[0]);
    const size_t read = read_fields(text, fields, count, numbers);
    key->public.algorithm = KEY_RSA;
    key->cut = read < count;
    return read >= 3; /* what is missing may follow from the others */
}

static void claim_power(struct private_key *key)
{
    if (key->public.y.left > 0) {
        key->claims[key->claim_count++] = key->public;
    }
}

/* The front of a private value that is cut off would pass for a smaller one, with no public value
 * beside it: its padding shows its end, or a further field does. */
static bool is_ended(struct bytes text, struct bytes value)
{
    const uint8_t *end = value.at + value.left;
    return end[-1] == '=' || memchr(end, ':', text.left - (size_t)(end - text.at)) != NULL;
}

static bool is_shown_whole(struct bytes text, const struct private_key *key)
{
    const struct bytes value = field(text, "Private_value(x)");
    return value.left > 0 && key->secret.left > 0 &&
           (key->public.y.left > 0 || is_ended(text, value));
}

static bool read_dsa(struct bytes text, struct written_numbers *numbers, struct private_key *key)
{
    const struct named_field fields[] = {
        { "Prime(p)", &key->public.p },        { "Subprime(q)", &key->public.q },
        { "Base(g)", &key->public.g },         { "Private_value(x)", &key->secret },
        { "Public_value(y)", &key->public.y },
    };
    key->public.algorithm = KEY_DSA;
    const size_t read = read_fields(text, fields, sizeof(fields) / sizeof(fields[0]), numbers);
    claim_power(key);
    return read >= 4 && is_shown_whole(text, key);
}

static bool read_dh(struct bytes text, struct written_numbers *numbers, struct private_key *key)
{
    const struct named_field fields[] = {
        { "Prime(p)", &key->public.p },
        { "Generator(g)", &key->public.g },
        { "Private_value(x)", &key->secret },
        { "Public_value(y)", &key->public.y },
    };
    key->public.algorithm = KEY_DH;
    const size_t read = read_fields(text, fields, sizeof(fields) / sizeof(fields[0]), numbers);
    claim_power(key);
    return read >= 3 && is_shown_whole(text, key);
}

/* Old versions of BIND leave out zeros at the front of a scalar, as of any number. */
static bool is_whole(struct bytes scalar, enum curve curve, bool ended)
{
    const size_t width = curve_order_octets(curve);
    return scalar.left <= width && scalar.left + (ended ? SCALAR_ZEROS_MAX : 0) >= width;
}

static enum outcome read_scalar(struct bytes text, struct written_numbers *numbers,
                                enum curve curve, struct private_key *key)
{
    const struct bytes value = field(text, "PrivateKey");
    struct bytes scalar;
    if (!written_octets_base64(numbers, value, &scalar)) {
        return OUTCOME_MALFORMED;
    }
    if (!is_whole(scalar, curve, is_ended(text, value))) {
        return cut_scalar_outcome(scalar, curve);
    }
    key->public.algorithm = KEY_EC;
    key->public.curve = curve;
    key->secret = bytes_without_zeros(scalar);
    return OUTCOME_OK;
}

static bool read_seed(struct bytes text, struct written_numbers *numbers,
                      enum key_algorithm algorithm, struct private_key *key)
{
    key->public.algorithm = algorithm;
    return written_octets_base64(numbers, field(text, "PrivateKey"), &key->secret) &&
           key->secret.left == public_numbers_raw_octets(algorithm);
}

static enum outcome outcome_of(bool held)
{
    return held ? OUTCOME_OK : OUTCOME_MALFORMED;
}

/* RSA under any of its numbers, by its field; else a private key of another kind
 * (GOST has a field of its own). What has none of them is a secret of HMAC. */
static enum outcome read_other(struct bytes text, struct written_numbers *numbers,
                               struct private_key *key)
{
    if (field(text, "Modulus").left > 0) {
        return outcome_of(read_rsa(text, numbers, key));
    }
    return field(text, "PrivateKey").left > 0 || field(text, "GostAsn1").left > 0
               ? OUTCOME_UNSUPPORTED
               : OUTCOME_MALFORMED;
}

static enum outcome read_numbers(struct bytes text, struct written_numbers *numbers,
                                 struct private_key *key)
{
    switch (algorithm_of(field(text, "Algorithm"))) {
    case DNSSEC_DH:
        return outcome_of(read_dh(text, numbers, key));
    case DNSSEC_DSA:
    case DNSSEC_DSA_NSEC3:
        return outcome_of(read_dsa(text, numbers, key));
    case DNSSEC_P256:
        return read_scalar(text, numbers, CURVE_P256, key);
    case DNSSEC_P384:
        return read_scalar(text, numbers, CURVE_P384, key);
    case DNSSEC_ED25519:
        return outcome_of(read_seed(text, numbers, KEY_ED25519, key));
    case DNSSEC_ED448:
        return outcome_of(read_seed(text, numbers, KEY_ED448, key));
    default:
        return read_other(text, numbers, key);
    }
}

enum outcome dnssec_key_read(struct bytes text, struct written_numbers *numbers,
                             struct private_key *key)
{
    struct private_key read = { .public = { .algorithm = KEY_ALGORITHM_NONE }, .listed = true };
    const enum outcome outcome = read_numbers(text, numbers, &read);
    if (outcome == OUTCOME_OK) {
        *key = read;
    }
    return outcome;
}
