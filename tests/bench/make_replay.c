/* make_replay N FOLDER KEY-CACHE [PROCESSES]: see replay.h and scripts/make-replay. */

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/sha.h>

#include "key_writing.h"
#include "replay.h"

/* Three of four keys are RSA. */
static int is_rsa(size_t number)
{
    return number % 4 != 3;
}

size_t replay_rsa_wanted(size_t count)
{
    return count - count / 4;
}

size_t replay_ec_wanted(size_t count)
{
    return count / 4 + KEYS_SET_ASIDE;
}

EVP_PKEY *replay_key(const struct replay *replay, size_t number)
{
    size_t quarter = number / 4;
    if (is_rsa(number)) {
        return key_cache_get(replay->rsa, number - quarter);
    }
    return key_cache_get(replay->ec, quarter + KEYS_SET_ASIDE);
}

FILE *replay_file(const struct replay *replay, const char *path)
{
    char whole[4096];
    int length = snprintf(whole, sizeof(whole), "%s/%s", replay->folder, path);
    insist(length > 0 && length < (int)sizeof(whole), "path");
    for (char *slash = strchr(whole + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(whole, 0777);
        *slash = '/';
    }
    FILE *file = fopen(whole, "wb");
    insist(file != NULL, whole);
    return file;
}

void certificate_sha256(X509 *certificate, char text[65])
{
    uint8_t digest[SHA256_DIGEST_LENGTH];
    insist(X509_digest(certificate, EVP_sha256(), digest, NULL), "digest");
    hex_write(text, digest, sizeof(digest));
}

void replay_expect(FILE *expected, X509 *certificate, const char *status, const char *brand)
{
    char fingerprint[65];
    certificate_sha256(certificate, fingerprint);
    fprintf(expected, "%s %s ", fingerprint, status);
    const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
    const uint8_t *octets = ASN1_STRING_get0_data(serial);
    if (octets[0] >= 0x80) { /* the sign octet of DER */
        fputs("00", expected);
    }
    for (int i = 0; i < ASN1_STRING_length(serial); i++) {
        fprintf(expected, "%02X", octets[i]);
    }
    fprintf(expected, " %s\n", brand);
}

static void brands_begin(struct replay *replay)
{
    static const char *const names[BRANDS] = { "Aldebaran", "Bellatrix", "Capella", "Deneb" };
    for (size_t i = 0; i < BRANDS; i++) {
        EVP_PKEY *key = key_cache_get(replay->ec, KEY_OF_BRAND_0 + i);
        issuing_brand_begin(&replay->brands[i], names[i], key, RECEIVED - 3000 * DAY,
                            RECEIVED + 6000 * DAY);
    }
}

static void replay_end(struct replay *replay)
{
    for (size_t i = 0; i < BRANDS; i++) {
        issuing_brand_clear(&replay->brands[i]);
    }
    EVP_PKEY_free(replay->victim_rsa);
    EVP_PKEY_free(replay->victim_ec);
    key_cache_close(replay->rsa);
    key_cache_close(replay->ec);
}

int main(int argc, char **argv)
{
    if (argc < 4 || strtoul(argv[1], NULL, 10) < 100) {
        fputs("usage: make_replay N FOLDER KEY-CACHE [PROCESSES]     (N at least 100)\n", stderr);
        return 2;
    }
    struct replay replay = { .folder = argv[2], .count = strtoul(argv[1], NULL, 10) };
    unsigned processes = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : 2;
    size_t rsa_wanted = replay_rsa_wanted(replay.count);
    size_t ec_wanted = replay_ec_wanted(replay.count);
    key_cache_fill(argv[3], CACHED_RSA_2048, rsa_wanted, processes);
    key_cache_fill(argv[3], CACHED_P_256, ec_wanted, processes);
    replay.rsa = key_cache_open(argv[3], CACHED_RSA_2048, rsa_wanted);
    replay.ec = key_cache_open(argv[3], CACHED_P_256, ec_wanted);
    brands_begin(&replay);
    FILE *certificates = replay_file(&replay, "expected/certificates.txt");
    FILE *keys = replay_file(&replay, "expected/keys.txt");
    replay_inventory_write(&replay, certificates);
    replay_evidence_write(&replay, keys);
    insist(fclose(certificates) == 0 && fclose(keys) == 0, argv[2]);
    replay_end(&replay);
    return EXIT_SUCCESS;
}
