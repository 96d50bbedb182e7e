#include <string.h>

#include "keys/key_reader.h"

/* Numbers of https://www.iana.org/assignments/dns-sec-alg-numbers */
enum dnssec_algorithm {
    DNSSEC_DSA = 3,
    DNSSEC_DSA_NSEC3 = 6,
    DNSSEC_GOST = 12,
    DNSSEC_P256 = 13,
    DNSSEC_P384 = 14,
    DNSSEC_ED25519 = 15,
    DNSSEC_ED448 = 16
};

struct named_field {
    const char *name;
    struct bytes *number;
};

static struct bytes trimmed(struct bytes text)
{
    while (text.left > 0 && text.at[0] <= ' ') {
        text = bytes_over(text.at + 1, text.left - 1);
    }
    while (text.left > 0 && text.at[text.left - 1] <= ' ') {
        text.left--;
    }
    return text;
}

/* The value of a field; empty where it has none. */
static struct bytes field(struct bytes text, const char *name)
{
    while (text.left > 0) {
        struct bytes line, before;
        if (!bytes_take_until(&text, '\n', &line)) {
            line = text;
            text = bytes_over(NULL, 0);
        }
        if (bytes_take_until(&line, ':', &before) &&
            bytes_equal(trimmed(before), bytes_over(name, strlen(name)))) {
            return trimmed(line);
        }
    }
    return bytes_over(NULL, 0);
}

static unsigned algorithm_of(struct bytes value)
{
    unsigned number = 0;
    for (size_t i = 0; i < value.left && i < 3 && value.at[i] >= '0' && value.at[i] <= '9'; i++) {
        number = number * 10 + (unsigned)(value.at[i] - '0');
    }
    return number;
}

static bool read_fields(struct bytes text, const struct named_field *fields, size_t count,
                        struct written_numbers *numbers)
{
    size_t read = 0;
    for (size_t i = 0; i < count; i++) {
        read += written_number_base64(numbers, field(text, fields[i].name), fields[i].number);
    }
    return read >= 3; /* what is missing may follow from the others */
}

static bool read_rsa(struct bytes text, struct written_numbers *numbers, struct private_key *key)
{
    const struct named_field fields[] = {
        { "Modulus", &key->public.n },    { "PublicExponent", &key->public.e },
        { "PrivateExponent", &key->d },   { "Prime1", &key->prime1 },
        { "Prime2", &key->prime2 },       { "Exponent1", &key->exponent1 },
        { "Exponent2", &key->exponent2 }, { "Coefficient", &key->coefficient },
    };
    key->public.algorithm = KEY_RSA;
    return read_fields(text, fields, sizeof(fields) / sizeof(fields[0]), numbers);
}

static bool read_dsa(struct bytes text, struct written_numbers *numbers, struct private_key *key)
{
    const struct named_field fields[] = {
        { "Prime(p)", &key->public.p },        { "Subprime(q)", &key->public.q },
        { "Base(g)", &key->public.g },         { "Private_value(x)", &key->secret },
        { "Public_value(y)", &key->public.y },
    };
    key->public.algorithm = KEY_DSA;
    return read_fields(text, fields, sizeof(fields) / sizeof(fields[0]), numbers) &&
           key->secret.left > 0;
}

static bool read_scalar(struct bytes text, struct written_numbers *numbers, enum curve curve,
                        struct private_key *key)
{
    key->public.algorithm = KEY_EC;
    key->public.curve = curve;
    return written_number_base64(numbers, field(text, "PrivateKey"), &key->secret);
}

static bool read_seed(struct bytes text, struct written_numbers *numbers,
                      enum key_algorithm algorithm, struct private_key *key)
{
    key->public.algorithm = algorithm;
    return written_octets_base64(numbers, field(text, "PrivateKey"), &key->secret) &&
           key->secret.left == public_numbers_raw_octets(algorithm);
}

enum outcome dnssec_key_read(struct bytes text, struct written_numbers *numbers,
                             struct private_key *key)
{
    struct private_key read = { .public = { .algorithm = KEY_ALGORITHM_NONE } };
    bool held;
    switch (algorithm_of(field(text, "Algorithm"))) {
    case DNSSEC_DSA:
    case DNSSEC_DSA_NSEC3:
        held = read_dsa(text, numbers, &read);
        break;
    case DNSSEC_P256:
        held = read_scalar(text, numbers, CURVE_P256, &read);
        break;
    case DNSSEC_P384:
        held = read_scalar(text, numbers, CURVE_P384, &read);
        break;
    case DNSSEC_ED25519:
        held = read_seed(text, numbers, KEY_ED25519, &read);
        break;
    case DNSSEC_ED448:
        held = read_seed(text, numbers, KEY_ED448, &read);
        break;
    case DNSSEC_GOST:
        return OUTCOME_UNSUPPORTED;
    default:
        held = read_rsa(text, numbers, &read);
        break;
    }
    if (!held) {
        return OUTCOME_MALFORMED;
    }
    *key = read;
    return OUTCOME_OK;
}
