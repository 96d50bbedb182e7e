#include "keys/microsoft_numbers.h"

#include <string.h>

#include "bounds.h"

#define SUBGROUP_OCTETS 20
#define SEED_OCTETS     24
#define FRONT           8 /* magic and bits */

struct blob_field {
    size_t width;
    struct bytes *number;
};

bool microsoft_word_take(struct bytes *from, uint32_t *word)
{
    struct bytes octets;
    if (!bytes_take(from, 4, &octets)) {
        return false;
    }
    *word = (uint32_t)bytes_little(octets.at, 4);
    return true;
}

/* False when memory ran out. */
static bool read_fields(struct bytes *body, const struct blob_field *fields, size_t count,
                        struct written_numbers *numbers, struct private_key *key)
{
    for (size_t i = 0; i < count; i++) {
        struct bytes octets;
        if (!bytes_take(body, fields[i].width, &octets)) {
            key->cut = true;
            return true;
        }
        if (!written_number_reversed(numbers, octets, fields[i].number)) {
            return false;
        }
    }
    return true;
}

static enum outcome read_rsa(struct bytes body, uint32_t bits, struct written_numbers *numbers,
                             struct private_key *key)
{
    struct private_key read = { .public = { .algorithm = KEY_RSA } };
    const size_t width = ((size_t)bits + 7) / 8, half = ((size_t)bits + 15) / 16;
    const struct blob_field fields[] = {
        { 4, &read.public.e },       { width, &read.public.n }, { half, &read.prime1 },
        { half, &read.prime2 },      { half, &read.exponent1 }, { half, &read.exponent2 },
        { half, &read.coefficient }, { width, &read.d },
    };
    if (!read_fields(&body, fields, sizeof(fields) / sizeof(fields[0]), numbers, &read)) {
        return OUTCOME_NO_MEMORY;
    }
    if (read.public.n.left == 0) {
        return OUTCOME_TRUNCATED;
    }
    read.left_over = body.left > 0;
    *key = read;
    return OUTCOME_OK;
}

/* p, q, g, x, and the seed that made p and q, which nobody needs. */
static enum outcome read_dss(struct bytes body, uint32_t bits, struct written_numbers *numbers,
                             struct private_key *key)
{
    struct private_key read = { .public = { .algorithm = KEY_DSA } };
    const size_t width = ((size_t)bits + 7) / 8;
    const struct blob_field fields[] = {
        { width, &read.public.p },
        { SUBGROUP_OCTETS, &read.public.q },
        { width, &read.public.g },
        { SUBGROUP_OCTETS, &read.secret },
    };
    if (!read_fields(&body, fields, sizeof(fields) / sizeof(fields[0]), numbers, &read)) {
        return OUTCOME_NO_MEMORY;
    }
    if (read.cut || read.secret.left == 0) {
        return OUTCOME_TRUNCATED;
    }
    read.left_over = body.left > SEED_OCTETS;
    *key = read;
    return OUTCOME_OK;
}

enum outcome microsoft_numbers_read(struct bytes body, struct written_numbers *numbers,
                                    struct private_key *key)
{
    struct bytes magic;
    uint32_t bits;
    if (!bytes_take(&body, 4, &magic) || !microsoft_word_take(&body, &bits)) {
        return OUTCOME_TRUNCATED;
    }
    if (memcmp(magic.at, "RSA2", 4) == 0) {
        return read_rsa(body, bits, numbers, key);
    }
    if (memcmp(magic.at, "DSS2", 4) == 0) {
        return read_dss(body, bits, numbers, key);
    }
    return OUTCOME_UNEXPECTED;
}

bool microsoft_numbers_fit(struct bytes body)
{
    const size_t whole = body.left;
    struct bytes magic;
    uint32_t bits;
    if (!bytes_take(&body, 4, &magic) || !microsoft_word_take(&body, &bits)) {
        return false;
    }
    const size_t width = ((size_t)bits + 7) / 8, half = ((size_t)bits + 15) / 16;
    if (memcmp(magic.at, "RSA2", 4) == 0) {
        return bits <= 8 * KEY_NUMBER_MAX && whole >= FRONT + 4 + 2 * width + 5 * half;
    }
    return memcmp(magic.at, "DSS2", 4) == 0 && bits <= 8 * KEY_NUMBER_MAX &&
           whole >= FRONT + 2 * width + 2 * SUBGROUP_OCTETS;
}
