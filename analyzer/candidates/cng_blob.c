#include <string.h>

#include "bounds.h"
#include "candidates/packed_form.h"

/* BCRYPT_RSAKEY_BLOB and BCRYPT_ECCKEY_BLOB of bcrypt.h: a magic number of four letters
 * and lengths, each of four octets, the lowest first; then numbers, the highest first. */
#define RSA_PLACE         1 /* of "SA2" in it */
#define ECC_PLACE         3 /* of "2" and the width behind it */
#define RSA_HEADER        24
#define ECC_HEADER        8
#define RSA_BITS_MIN      256
#define EXPONENT_MAX      8
#define PRIME_DIFFERS_MAX 2

static uint32_t number_at(const uint8_t *octets)
{
    return (uint32_t)octets[0] | (uint32_t)octets[1] << 8 | (uint32_t)octets[2] << 16 |
           (uint32_t)octets[3] << 24;
}

/* Bits, then the lengths of exponent, modulus and primes. 0 for what is none. */
static size_t rsa_length(struct bytes blob)
{
    if (blob.left < RSA_HEADER) {
        return 0;
    }
    const size_t bits = number_at(blob.at + 4), exponent = number_at(blob.at + 8);
    const size_t modulus = number_at(blob.at + 12);
    const size_t prime1 = number_at(blob.at + 16), prime2 = number_at(blob.at + 20);
    if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX || modulus != (bits + 7) / 8 || exponent == 0 ||
        exponent > EXPONENT_MAX || prime1 == 0 || prime2 == 0 || prime1 > modulus ||
        prime2 > modulus || prime1 + prime2 < modulus ||
        prime1 + prime2 > modulus + PRIME_DIFFERS_MAX) {
        return 0;
    }
    const size_t least = RSA_HEADER + exponent + modulus + prime1 + prime2;
    return blob.at[3] == '3' ? least + 2 * prime1 + prime2 + modulus : least;
}

/* The curve is in the magic number, and its width behind it. */
static size_t ecc_length(struct bytes blob)
{
    static const struct {
        uint8_t mark;
        size_t width;
    } rows[] = { { '2', 32 }, { '4', 48 }, { '6', 66 } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && blob.left >= ECC_HEADER; i++) {
        if (blob.at[3] == rows[i].mark && number_at(blob.at + 4) == rows[i].width) {
            return ECC_HEADER + 3 * rows[i].width;
        }
    }
    return 0;
}

/* The blob that has the triple at this place of its magic number. */
static bool blob_at(struct bytes text, size_t anchor, size_t place, struct bytes *blob)
{
    if (anchor < place || text.left - (anchor - place) < ECC_HEADER) {
        return false;
    }
    *blob = bytes_over(text.at + anchor - place, text.left - (anchor - place));
    return true;
}

bool cng_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length)
{
    struct bytes blob;
    size_t whole = 0, place = RSA_PLACE;
    if (blob_at(text, anchor, RSA_PLACE, &blob) &&
        (memcmp(blob.at, "RSA2", 4) == 0 || memcmp(blob.at, "RSA3", 4) == 0)) {
        whole = rsa_length(blob);
    } else if (blob_at(text, anchor, ECC_PLACE, &blob) &&
               (memcmp(blob.at, "ECS", 3) == 0 || memcmp(blob.at, "ECK", 3) == 0)) {
        whole = ecc_length(blob);
        place = ECC_PLACE;
    }
    if (whole == 0) {
        return false;
    }
    *from = anchor - place;
    *length = whole;
    return true;
}
