/* secret_search KEY... -- PATH...: looks for pieces of private keys.
 *
 * From each KEY file (PEM or DER, not encrypted) all secret numbers are taken: d, p, q,
 * dP, dQ, qInv; scalars; seeds. Each file under PATH is searched for any 24 consecutive
 * bytes of them, as they are, reversed, as hex of either case, and as base64 in every alignment,
 * with or without line breaks: runs of hex and base64 are decoded and searched as well.
 * Exit status: 0 nothing found, 1 found, 2 error. */

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#define PIECE      24
#define NUMBER_MAX 2048

struct piece {
    uint8_t bytes[PIECE];
};

static struct piece *pieces;
static size_t piece_count;
static uint8_t first_bytes[1 << 16]; /* which pairs begin a piece */
static unsigned found;

static _Noreturn void give_up(const char *what)
{
    perror(what);
    exit(2);
}

static void number_add(const uint8_t *number, size_t length)
{
    for (size_t i = 0; i + PIECE <= length; i++) {
        pieces = realloc(pieces, (piece_count + 1) * sizeof(*pieces));
        if (pieces == NULL) {
            give_up("memory");
        }
        memcpy(pieces[piece_count++].bytes, number + i, PIECE);
    }
}

static void number_add_both_ways(const uint8_t *number, size_t length)
{
    uint8_t reversed[NUMBER_MAX];
    for (size_t i = 0; i < length; i++) {
        reversed[i] = number[length - 1 - i];
    }
    number_add(number, length);
    number_add(reversed, length); /* as a bignum lies in memory */
}

static size_t key_add_numbers(const EVP_PKEY *key)
{
    static const char *const names[] = {
        OSSL_PKEY_PARAM_RSA_D,         OSSL_PKEY_PARAM_RSA_FACTOR1,
        OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
        OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
        OSSL_PKEY_PARAM_PRIV_KEY,
    };
    size_t before = piece_count;
    uint8_t octets[NUMBER_MAX];
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        BIGNUM *number = NULL;
        if (EVP_PKEY_get_bn_param(key, names[i], &number) && BN_num_bytes(number) <= NUMBER_MAX) {
            number_add_both_ways(octets, (size_t)BN_bn2bin(number, octets));
        }
        BN_clear_free(number);
    }
    size_t length = sizeof(octets);
    if (EVP_PKEY_get_raw_private_key(key, octets, &length)) {
        number_add_both_ways(octets, length);
    }
    ERR_clear_error();
    return piece_count - before;
}

static void key_file_add(const char *path)
{
    BIO *file = BIO_new_file(path, "rb");
    if (file == NULL) {
        give_up(path);
    }
    EVP_PKEY *key = PEM_read_bio_PrivateKey(file, NULL, NULL, (void *)"");
    if (key == NULL) {
        (void)BIO_reset(file);
        key = d2i_PrivateKey_bio(file, NULL);
    }
    BIO_free(file);
    if (key == NULL || key_add_numbers(key) == 0) {
        fprintf(stderr, "%s: no private key could be read\n", path);
        exit(2);
    }
    EVP_PKEY_free(key);
}

static int piece_compare(const void *a, const void *b)
{
    return memcmp(a, b, PIECE);
}

static void pieces_seal(void)
{
    qsort(pieces, piece_count, sizeof(*pieces), piece_compare);
    for (size_t i = 0; i < piece_count; i++) {
        first_bytes[pieces[i].bytes[0] << 8 | pieces[i].bytes[1]] = 1;
    }
}

static void bytes_search(const char *path, const char *form, const uint8_t *at, size_t length)
{
    for (size_t i = 0; i + PIECE <= length; i++) {
        if (first_bytes[at[i] << 8 | at[i + 1]] &&
            bsearch(at + i, pieces, piece_count, sizeof(*pieces), piece_compare) != NULL) {
            printf("%s: 24 bytes of a private number, %s\n", path, form);
            found++;
            return;
        }
    }
}

static int hex_value(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int base64_value(uint8_t c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *place = c != 0 ? strchr(digits, c) : NULL;
    if (c == '-' || c == '_') {
        return c == '-' ? 62 : 63;
    }
    return place != NULL ? (int)(place - digits) : -1;
}

static int is_between(uint8_t c)
{
    return c == '\n' || c == '\r' || c == ' ' || c == '\t' || c == ':' || c == '\\';
}

/* The digits of the run at *at, without what stands between; *at moves behind it. */
static size_t run_take(const uint8_t *all, size_t length, size_t *at, int (*value)(uint8_t),
                       uint8_t *digits)
{
    size_t count = 0;
    for (; *at < length; (*at)++) {
        int digit = value(all[*at]);
        if (digit < 0 && !is_between(all[*at])) {
            break;
        }
        if (digit >= 0) {
            digits[count++] = (uint8_t)digit;
        }
    }
    return count;
}

/* Packs digits of `bits` each, from `skip` digits in. */
static size_t digits_pack(const uint8_t *digits, size_t count, size_t skip, unsigned bits,
                          uint8_t *packed)
{
    unsigned held = 0;
    unsigned have = 0;
    size_t length = 0;
    for (size_t i = skip; i < count; i++) {
        held = (held << bits | digits[i]) & 0xffff;
        have += bits;
        if (have >= 8) {
            have -= 8;
            packed[length++] = (uint8_t)(held >> have);
        }
    }
    return length;
}

static void runs_search(const char *path, const char *form, const uint8_t *all, size_t length,
                        int (*value)(uint8_t), unsigned bits)
{
    uint8_t *digits = malloc(length + 1);
    uint8_t *packed = malloc(length + 1);
    if (digits == NULL || packed == NULL) {
        give_up("memory");
    }
    for (size_t at = 0; at < length; at++) {
        size_t count = run_take(all, length, &at, value, digits);
        for (size_t skip = 0; count * bits >= PIECE * 8 && skip < 4; skip++) {
            bytes_search(path, form, packed, digits_pack(digits, count, skip, bits, packed));
        }
    }
    free(digits);
    free(packed);
}

static void file_search(const char *path, size_t length)
{
    FILE *file = fopen(path, "rb");
    uint8_t *all = malloc(length + 1);
    if (file == NULL || all == NULL || fread(all, 1, length, file) != length) {
        give_up(path);
    }
    fclose(file);
    bytes_search(path, "as they are", all, length);
    runs_search(path, "as hex", all, length, hex_value, 4);
    runs_search(path, "as base64", all, length, base64_value, 6);
    free(all);
}

static size_t path_search(const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0) {
        give_up(path);
    }
    if (S_ISREG(status.st_mode)) {
        file_search(path, (size_t)status.st_size);
        return 1;
    }
    size_t files = 0;
    DIR *folder = S_ISDIR(status.st_mode) ? opendir(path) : NULL;
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        char inner[4096];
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            snprintf(inner, sizeof(inner), "%s/%s", path, entry->d_name);
            files += path_search(inner);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    return files;
}

int main(int argc, char **argv)
{
    int at = 1;
    for (; at < argc && strcmp(argv[at], "--") != 0; at++) {
        key_file_add(argv[at]);
    }
    if (piece_count == 0 || at + 1 >= argc) {
        fputs("usage: secret_search KEY... -- PATH...\n", stderr);
        return 2;
    }
    pieces_seal();
    size_t files = 0;
    for (at++; at < argc; at++) {
        files += path_search(argv[at]);
    }
    printf("%zu files searched for %zu pieces, %u hits\n", files, piece_count, found);
    free(pieces);
    return found > 0 || files == 0;
}
