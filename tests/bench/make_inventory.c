/* make_inventory FILE KEY-CACHE COUNT KEYS [PLANTED]: COUNT certificates in PEM, or in DER where
 * the name of FILE has .der in it, cheaply: one
 * template whose serial, modulus and signature are overwritten, so that no signature
 * holds. The first KEYS keys of the cache stand in one certificate each, evenly spread.
 * The first certificate, the last and some between, PLANTED in all, have a prime in common with a
 * key of the cache, each with another: `SERIAL SHA-256-OF-ITS-SPKI` of each on standard output. */

#include <string.h>

#include <openssl/bn.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

#include "issuing_brand.h"
#include "key_cache.h"
#include "prime_search.h"
#include "text_encoding.h"

#define MODULUS_OCTETS 256

struct template_certificate {
    uint8_t *der;
    size_t length;
    uint8_t *serial, *modulus; /* into `der` */
};

static uint64_t random_state = 0x9e3779b97f4a7c15u;

/* xorshift64*: fast, and the same each time. */
static uint64_t random_next(void)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * 2685821657736338717u;
}

static void random_fill(uint8_t *at, size_t length)
{
    for (size_t i = 0; i < length; i += 8) {
        uint64_t word = random_next();
        memcpy(at + i, &word, length - i < 8 ? length - i : 8);
    }
}

static void modulus_octets(EVP_PKEY *key, uint8_t octets[MODULUS_OCTETS])
{
    const BIGNUM *n = RSA_get0_n(EVP_PKEY_get0_RSA(key));
    insist(BN_bn2binpad(n, octets, MODULUS_OCTETS) == MODULUS_OCTETS, "modulus");
}

static struct template_certificate template_make(const char *cache_folder)
{
    struct issuing_brand brand;
    struct key_cache *ec = key_cache_open(cache_folder, CACHED_P_256, 1);
    struct key_cache *rsa = key_cache_open(cache_folder, CACHED_RSA_2048, 1);
    issuing_brand_begin(&brand, "Inventory", key_cache_get(ec, 0), 1483228800, 1893456000);
    EVP_PKEY *key = key_cache_get(rsa, 0);
    struct certificate_order order = {
        key,         { 0x55, 0xaa, 0x55, 0xaa, 0x55 }, 1500000000, 1600000000, "shop.example.com",
        ORDER_SERVER
    };
    X509 *certificate = issuing_brand_issue(&brand, &order);
    struct template_certificate made = { NULL, 0, NULL, NULL };
    int length = i2d_X509(certificate, &made.der);
    insist(length > 0, "certificate");
    made.length = (size_t)length;
    uint8_t modulus[MODULUS_OCTETS];
    modulus_octets(key, modulus);
    made.serial = memmem(made.der, made.length, order.serial, SERIAL_OCTETS);
    made.modulus = memmem(made.der, made.length, modulus, MODULUS_OCTETS);
    insist(made.serial != NULL && made.modulus != NULL, "template");
    X509_free(certificate);
    EVP_PKEY_free(key);
    issuing_brand_clear(&brand);
    key_cache_close(ec);
    key_cache_close(rsa);
    return made;
}

static void certificate_vary(struct template_certificate *certificate)
{
    random_fill(certificate->serial, SERIAL_OCTETS);
    certificate->serial[0] = (certificate->serial[0] & 0x7f) | 1;
    random_fill(certificate->modulus, MODULUS_OCTETS);
    certificate->modulus[0] |= 0x80;
    certificate->modulus[MODULUS_OCTETS - 1] |= 1;
    random_fill(certificate->der + certificate->length - 24, 24);
}

/* Of a prime of `leaked`, which of them alternates, and a new one. */
static void plant(struct template_certificate *certificate, EVP_PKEY *leaked, size_t number)
{
    const RSA *rsa = EVP_PKEY_get0_RSA(leaked);
    RSA *other = rsa_key_make(8 * MODULUS_OCTETS);
    BN_CTX *context = BN_CTX_new();
    BIGNUM *n = BN_new();
    insist(context != NULL && n != NULL &&
               BN_mul(n, number % 2 == 0 ? RSA_get0_p(rsa) : RSA_get0_q(rsa), RSA_get0_p(other),
                      context) &&
               BN_bn2binpad(n, certificate->modulus, MODULUS_OCTETS) == MODULUS_OCTETS,
           "arithmetic");
    BN_free(n);
    BN_CTX_free(context);
    RSA_free(other);
}

static void print_hex(const uint8_t *octets, size_t length, const char *end)
{
    for (size_t i = 0; i < length; i++) {
        printf("%02x", octets[i]);
    }
    fputs(end, stdout);
}

static void tell_planted(const struct template_certificate *certificate, EVP_PKEY *leaked)
{
    uint8_t *spki = NULL, sha256[SHA256_DIGEST_LENGTH];
    const int length = i2d_PUBKEY(leaked, &spki);
    insist(length > 0 && SHA256(spki, (size_t)length, sha256) != NULL, "public key");
    print_hex(certificate->serial, SERIAL_OCTETS, " ");
    print_hex(sha256, sizeof(sha256), "\n");
    OPENSSL_free(spki);
}

struct planting {
    size_t wanted, done;
};

static int plant_here(struct planting *planting, struct template_certificate *certificate,
                      const struct key_cache *cache, size_t at, size_t count)
{
    const size_t between = planting->wanted > 1 ? planting->wanted - 1 : 1;
    if (planting->done == planting->wanted || at < (count - 1) * planting->done / between) {
        return 0;
    }
    EVP_PKEY *leaked = key_cache_get(cache, planting->done);
    plant(certificate, leaked, planting->done);
    tell_planted(certificate, leaked);
    EVP_PKEY_free(leaked);
    planting->done++;
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 5 && argc != 6) {
        fputs("usage: make_inventory FILE KEY-CACHE COUNT KEYS [PLANTED]\n", stderr);
        return 2;
    }
    struct planting planting = { argc == 6 ? strtoul(argv[5], NULL, 10) : 0, 0 };
    size_t count = strtoul(argv[3], NULL, 10);
    size_t keys = strtoul(argv[4], NULL, 10);
    struct template_certificate certificate = template_make(argv[2]);
    struct key_cache *cache =
        key_cache_open(argv[2], CACHED_RSA_2048, keys > planting.wanted ? keys : planting.wanted);
    FILE *into = fopen(argv[1], "wb");
    insist(into != NULL, argv[1]);
    const int der = strstr(argv[1], ".der") != NULL;
    size_t given = 0;
    for (size_t i = 0; i < count; i++) {
        certificate_vary(&certificate);
        if (!plant_here(&planting, &certificate, cache, i, count) && given < keys &&
            i >= count / keys * given) {
            EVP_PKEY *key = key_cache_get(cache, given++);
            modulus_octets(key, certificate.modulus);
            EVP_PKEY_free(key);
        }
        if (der) {
            insist(fwrite(certificate.der, certificate.length, 1, into) == 1, argv[1]);
            continue;
        }
        fputs("-----BEGIN CERTIFICATE-----\n", into);
        base64_write(into, (struct blob){ certificate.der, certificate.length }, 64, "\n");
        fputs("-----END CERTIFICATE-----\n", into);
    }
    insist(fclose(into) == 0, argv[1]);
    OPENSSL_free(certificate.der);
    key_cache_close(cache);
    return EXIT_SUCCESS;
}
