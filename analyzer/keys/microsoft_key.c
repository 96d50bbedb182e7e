#include <string.h>

#include "keys/key_reader.h"

/* Behind BLOBHEADER: "RSA2", bits, exponent, modulus, prime1, prime2, exponent1,
 * exponent2, coefficient, private exponent; lowest octet first. */
#define BLOB_HEADER 8

static uint32_t number_of(struct bytes octets)
{
    uint32_t number = 0;
    for (size_t i = octets.left; i-- > 0;) {
        number = number << 8 | octets.at[i];
    }
    return number;
}

enum outcome microsoft_key_read(struct bytes blob, struct written_numbers *numbers,
                                struct private_key *key)
{
    struct private_key read = { .public = { .algorithm = KEY_RSA } };
    struct bytes header, magic, bits, octets;
    if (!bytes_take(&blob, BLOB_HEADER, &header) || !bytes_take(&blob, 4, &magic) ||
        !bytes_take(&blob, 4, &bits)) {
        return OUTCOME_TRUNCATED;
    }
    if (memcmp(magic.at, "RSA2", 4) != 0) {
        return OUTCOME_UNEXPECTED;
    }
    const size_t width = number_of(bits) / 8, half = width / 2;
    const struct {
        size_t width;
        struct bytes *number;
    } fields[] = {
        { 4, &read.public.e },       { width, &read.public.n }, { half, &read.prime1 },
        { half, &read.prime2 },      { half, &read.exponent1 }, { half, &read.exponent2 },
        { half, &read.coefficient }, { width, &read.d },
    };
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (!bytes_take(&blob, fields[i].width, &octets)) {
            read.cut = true;
            break;
        }
        if (!written_number_reversed(numbers, octets, fields[i].number)) {
            return OUTCOME_NO_MEMORY;
        }
    }
    if (read.public.n.left == 0) {
        return OUTCOME_TRUNCATED;
    }
    read.left_over = blob.left > 0;
    *key = read;
    return OUTCOME_OK;
}
