/* secret_search [-w WORD]... KEY... -- PATH...: looks for pieces of private keys, and for words.
 *
 * From each KEY file (PEM or DER; a WORD may be its passphrase) all secret numbers are taken: d, p,
 * q and further primes, their exponents and coefficients; scalars; seeds. Each file under PATH
 * is searched for any 24 consecutive bytes of them, as they are, reversed, as hex of either case,
 * as base64 in every alignment, with or without line breaks (runs of hex and base64 are decoded
 * and searched as well), and for any 58 consecutive digits of the same numbers in decimal. Words
 * are looked for in all these ways but the last, and in UTF-16.
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
#define DIGITS     58 /* as many decimal digits as 24 bytes are */
#define NUMBER_MAX 2048
#define WORDS_MAX  64

/* Pieces of one width, to be found by their first three bytes. */
struct piece_set {
    size_t width, count, room;
    uint8_t *at;
    uint8_t begins[1 << 21]; /* a bit for each three */
};

static struct piece_set octets = { .width = PIECE }, digits_of = { .width = DIGITS };
static const char *words[WORDS_MAX];
static size_t word_count;
static unsigned found;

static _Noreturn void give_up(const char *what)
{
    perror(what);
    exit(2);
}

static void set_add(struct piece_set *set, const uint8_t *at, size_t length)
{
    for (size_t i = 0; i + set->width <= length; i++) {
        if (set->count == set->room) {
            set->room = 2 * set->room + 1024;
            set->at = realloc(set->at, set->room * set->width);
        }
        if (set->at == NULL) {
            give_up("memory");
        }
        memcpy(set->at + set->count++ * set->width, at + i, set->width);
    }
}

static void number_add(const uint8_t *number, size_t length)
{
    BIGNUM *value = BN_bin2bn(number, (int)length, NULL);
    char *decimal = value != NULL ? BN_bn2dec(value) : NULL;
    if (decimal == NULL) {
        give_up("memory");
    }
    set_add(&octets, number, length);
    set_add(&digits_of, (const uint8_t *)decimal, strlen(decimal));
    OPENSSL_free(decimal);
    BN_free(value);
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
        OSSL_PKEY_PARAM_RSA_D,
        OSSL_PKEY_PARAM_RSA_FACTOR1,
        OSSL_PKEY_PARAM_RSA_FACTOR2,
        OSSL_PKEY_PARAM_RSA_FACTOR3,
        OSSL_PKEY_PARAM_RSA_FACTOR4,
        OSSL_PKEY_PARAM_RSA_EXPONENT1,
        OSSL_PKEY_PARAM_RSA_EXPONENT2,
        OSSL_PKEY_PARAM_RSA_EXPONENT3,
        OSSL_PKEY_PARAM_RSA_EXPONENT4,
        OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
        OSSL_PKEY_PARAM_RSA_COEFFICIENT2,
        OSSL_PKEY_PARAM_RSA_COEFFICIENT3,
        OSSL_PKEY_PARAM_PRIV_KEY,
    };
    size_t before = octets.count;
    uint8_t number_at[NUMBER_MAX];
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        BIGNUM *number = NULL;
        if (EVP_PKEY_get_bn_param(key, names[i], &number) && BN_num_bytes(number) <= NUMBER_MAX) {
            number_add_both_ways(number_at, (size_t)BN_bn2bin(number, number_at));
        }
        BN_clear_free(number);
    }
    size_t length = sizeof(number_at);
    if (EVP_PKEY_get_raw_private_key(key, number_at, &length)) {
        number_add_both_ways(number_at, length);
    }
    ERR_clear_error();
    return octets.count - before;
}

static void key_file_add(const char *path)
{
    BIO *file = BIO_new_file(path, "rb");
    if (file == NULL) {
        give_up(path);
    }
    EVP_PKEY *key = PEM_read_bio_PrivateKey(file, NULL, NULL, (void *)"");
    for (size_t i = 0; key == NULL && i < word_count; i++) {
        (void)BIO_reset(file);
        key = PEM_read_bio_PrivateKey(file, NULL, NULL, (void *)(uintptr_t)words[i]);
    }
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

static size_t width_compared;

static int piece_compare(const void *a, const void *b)
{
    return memcmp(a, b, width_compared);
}

static uint32_t first_three(const uint8_t *at)
{
    return (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
}

static void set_seal(struct piece_set *set)
{
    width_compared = set->width;
    if (set->count > 0) {
        qsort(set->at, set->count, set->width, piece_compare);
    }
    for (size_t i = 0; i < set->count; i++) {
        const uint32_t three = first_three(set->at + i * set->width);
        set->begins[three / 8] |= (uint8_t)(1u << three % 8);
    }
}

static int set_has_piece_of(const struct piece_set *set, const uint8_t *at, size_t length)
{
    width_compared = set->width;
    for (size_t i = 0; i + set->width <= length; i++) {
        const uint32_t three = first_three(at + i);
        if ((set->begins[three / 8] >> three % 8 & 1) != 0 &&
            bsearch(at + i, set->at, set->count, set->width, piece_compare) != NULL) {
            return 1;
        }
    }
    return 0;
}

static void tell(const char *path, const char *what, const char *form)
{
    printf("%s: %s, %s\n", path, what, form);
    found++;
}

static void words_search(const char *path, const char *form, const uint8_t *at, size_t length)
{
    for (size_t i = 0; i < word_count; i++) {
        const size_t count = strlen(words[i]);
        uint8_t wide[2 * NUMBER_MAX] = { 0 };
        for (size_t j = 0; j < count; j++) {
            wide[2 * j] = (uint8_t)words[i][j];
        }
        if (memmem(at, length, words[i], count) != NULL ||
            memmem(at, length, wide, 2 * count - 1) != NULL) {
            tell(path, "a word", form);
        }
    }
}

static void bytes_search(const char *path, const char *form, const uint8_t *at, size_t length)
{
    if (set_has_piece_of(&octets, at, length)) {
        tell(path, "24 bytes of a private number", form);
    }
    words_search(path, form, at, length);
}

static int hex_value(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int decimal_value(uint8_t c)
{
    return c >= '0' && c <= '9' ? c : -1;
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
        for (size_t skip = 0; count * bits >= 8 * 8 && skip < 4; skip++) {
            bytes_search(path, form, packed, digits_pack(digits, count, skip, bits, packed));
        }
    }
    free(digits);
    free(packed);
}

static void decimal_search(const char *path, const uint8_t *all, size_t length)
{
    uint8_t *digits = malloc(length + 1);
    if (digits == NULL) {
        give_up("memory");
    }
    for (size_t at = 0; at < length; at++) {
        const size_t count = run_take(all, length, &at, decimal_value, digits);
        if (set_has_piece_of(&digits_of, digits, count)) {
            tell(path, "58 digits of a private number", "in decimal");
        }
    }
    free(digits);
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
    decimal_search(path, all, length);
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
    for (; at + 1 < argc && strcmp(argv[at], "-w") == 0 && word_count < WORDS_MAX; at += 2) {
        words[word_count++] = argv[at + 1];
        if (strlen(argv[at + 1]) < 6 || strlen(argv[at + 1]) >= NUMBER_MAX) {
            fputs("secret_search: a word of less than six letters is everywhere\n", stderr);
            return 2;
        }
    }
    for (; at < argc && strcmp(argv[at], "--") != 0; at++) {
        key_file_add(argv[at]);
    }
    if (octets.count + word_count == 0 || at + 1 >= argc) {
        fputs("usage: secret_search [-w WORD]... KEY... -- PATH...\n", stderr);
        return 2;
    }
    set_seal(&octets);
    set_seal(&digits_of);
    size_t files = 0;
    for (at++; at < argc; at++) {
        files += path_search(argv[at]);
    }
    printf("%zu files searched for %zu pieces, %u hits\n", files, octets.count, found);
    free(octets.at);
    free(digits_of.at);
    return found > 0 || files == 0;
}
