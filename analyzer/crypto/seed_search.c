#include "crypto/seed_search.h"

#include <string.h>

#include <openssl/evp.h>

#include "bounds.h"

#define RAW_OCTETS_MAX 57

static size_t list_bits(struct bytes unknown, size_t bits[SEED_UNKNOWN_BITS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < 8 * unknown.left; i++) {
        const unsigned octet = unknown.at[i / 8];
        if ((octet >> i % 8 & 1u) == 0) {
            continue;
        }
        if (count == SEED_UNKNOWN_BITS_MAX) {
            return 0;
        }
        bits[count++] = i;
    }
    return count;
}

static bool makes(int type, const struct buffer *seed, struct bytes public)
{
    uint8_t raw[RAW_OCTETS_MAX];
    size_t length = sizeof(raw);
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(type, NULL, seed->at, seed->used);
    const bool made = key != NULL && EVP_PKEY_get_raw_public_key(key, raw, &length) == 1 &&
                      bytes_equal(bytes_over(raw, length), public);
    EVP_PKEY_free(key);
    return made;
}

/* The bits of `choice` in the places of those that are not known. */
static void choose(struct buffer *seed, const size_t *bits, size_t count, size_t choice)
{
    for (size_t i = 0; i < count; i++) {
        const uint8_t bit = (uint8_t)(1u << bits[i] % 8);
        uint8_t *octet = &seed->at[bits[i] / 8];
        *octet = (uint8_t)((choice >> i & 1u) != 0 ? *octet | bit : *octet & ~bit);
    }
}

bool seed_search(enum key_algorithm algorithm, struct bytes seed, struct bytes unknown,
                 struct bytes public, struct buffer *found)
{
    const int type = algorithm == KEY_ED448 ? EVP_PKEY_ED448 : EVP_PKEY_ED25519;
    size_t bits[SEED_UNKNOWN_BITS_MAX];
    struct buffer tried = { 0 };
    const size_t count = unknown.left == seed.left ? list_bits(unknown, bits) : 0;
    bool met = false;
    if (count > 0 && buffer_append(&tried, seed)) {
        for (size_t choice = 0; !met && choice < (size_t)1 << count; choice++) {
            choose(&tried, bits, count, choice);
            met = makes(type, &tried, public);
        }
    }
    if (met) {
        buffer_clear(found);
        *found = tried;
        return true;
    }
    buffer_clear(&tried);
    return false;
}
