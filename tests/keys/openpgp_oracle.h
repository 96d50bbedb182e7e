#ifndef OPENPGP_ORACLE_H
#define OPENPGP_ORACLE_H

#include "crypto/curve.h"
#include "crypto/public_numbers.h"
#include "key_fixture.h"

/* The public keys that GnuPG lists (--with-colons --with-key-data), by their names here:
 * lines `pub:..:..:algorithm`, `sub:..` and `pkd:index:bits:octets`. */

#define ORACLE_KEYS_MAX   8
#define ORACLE_NUMBERS    4
#define ORACLE_OCTETS_MAX 512

struct oracle {
    char names[ORACLE_KEYS_MAX][KEY_IDENTITY_TEXT];
    size_t count;
};

struct oracle_key {
    unsigned algorithm; /* of OpenPGP; 0: none yet */
    uint8_t octets[ORACLE_NUMBERS][ORACLE_OCTETS_MAX];
    struct bytes numbers[ORACLE_NUMBERS];
};

static inline struct public_numbers oracle_point(const struct oracle_key *key)
{
    struct bytes oid = key->numbers[0], point = key->numbers[1];
    oid = bytes_over(oid.at + 1, oid.left - 1);
    const bool native = point.at[0] == 0x40;
    const struct bytes raw = bytes_over(point.at + 1, point.left - 1);
    return native ? (struct public_numbers){ .algorithm =
                                                 key->algorithm == 22 ? KEY_ED25519 : KEY_X25519,
                                             .raw = raw }
                  : (struct public_numbers){ .algorithm = KEY_EC,
                                             .curve = curve_of_oid(oid),
                                             .point = point };
}

static inline struct public_numbers oracle_numbers(const struct oracle_key *key)
{
    const struct bytes *number = key->numbers;
    switch (key->algorithm) {
    case 1:
        return (struct public_numbers){ .algorithm = KEY_RSA, .n = number[0], .e = number[1] };
    case 16:
        return (struct public_numbers){
            .algorithm = KEY_DH, .p = number[0], .g = number[1], .y = number[2]
        };
    case 17:
        return (struct public_numbers){
            .algorithm = KEY_DSA, .p = number[0], .q = number[1], .g = number[2], .y = number[3]
        };
    case 25:
        return (struct public_numbers){ .algorithm = KEY_X25519, .raw = number[0] };
    case 27:
        return (struct public_numbers){ .algorithm = KEY_ED25519, .raw = number[0] };
    default:
        return oracle_point(key);
    }
}

static inline void oracle_close(struct oracle *oracle, struct oracle_key *key)
{
    struct public_identity identity;
    if (key->algorithm != 0) {
        const struct public_numbers numbers = oracle_numbers(key);
        ck_assert_uint_lt(oracle->count, ORACLE_KEYS_MAX);
        ck_assert_int_eq(public_identity_of(&numbers, &identity), OUTCOME_OK);
        public_identity_text(&identity, oracle->names[oracle->count++]);
    }
    *key = (struct oracle_key){ 0 };
}

/* Version 1 leaves out a zero at the front. */
static inline void oracle_number(struct oracle_key *key, unsigned index, const char *hex)
{
    const size_t digits = strlen(hex), length = (digits + 1) / 2;
    ck_assert_uint_lt(index, ORACLE_NUMBERS);
    ck_assert_uint_le(length, ORACLE_OCTETS_MAX);
    for (size_t i = 0, at = 0; i < length; i++) {
        const int width = i == 0 && digits % 2 == 1 ? 1 : 2;
        char octet[3] = { 0 };
        memcpy(octet, hex + at, (size_t)width);
        key->octets[index][i] = (uint8_t)strtoul(octet, NULL, 16);
        at += (size_t)width;
    }
    key->numbers[index] = bytes_over(key->octets[index], length);
}

/* Of fixtures/keys/openpgp/NAME.numbers. */
static inline struct oracle oracle_read(const char *name)
{
    char path[128], hex[2 * ORACLE_OCTETS_MAX + 1];
    struct oracle oracle = { 0 };
    struct oracle_key key = { 0 };
    unsigned number, bits;
    snprintf(path, sizeof(path), "keys/openpgp/%s.numbers", name);
    struct buffer text = fixture_read(path);
    ck_assert(buffer_append_byte(&text, 0));
    for (char *line = (char *)text.at; *line != '\0'; line = strchr(line, '\n') + 1) {
        if (sscanf(line, "pkd:%u:%u:%1024[0-9A-F]", &number, &bits, hex) == 3) {
            oracle_number(&key, number, hex);
        } else if (sscanf(line, "%*[a-z]:%*[^:]:%u:%u", &bits, &number) == 2) {
            oracle_close(&oracle, &key);
            key.algorithm = number;
        }
    }
    oracle_close(&oracle, &key);
    buffer_clear(&text);
    return oracle;
}

#endif
