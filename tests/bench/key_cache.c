#include "key_cache.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "give_up.h"
#include "prime_search.h"

struct key_cache {
    enum cached_kind kind;
    uint8_t *content;
    size_t length;
    size_t count;
    size_t *starts; /* of each DER in the content; its length stands before it */
};

static const char *const file_names[CACHED_KINDS] = { "rsa-2048.keys", "p-256.keys" };

static char *cache_path(const char *folder, enum cached_kind kind)
{
    char *path = NULL;
    insist(asprintf(&path, "%s/%s", folder, file_names[kind]) > 0, "memory");
    return path;
}

static size_t record_length(const uint8_t *at)
{
    return (size_t)at[0] | (size_t)at[1] << 8 | (size_t)at[2] << 16 | (size_t)at[3] << 24;
}

/* How many whole records there are; `starts` may be NULL. */
static size_t records_count(const uint8_t *content, size_t length, size_t *starts)
{
    size_t count = 0;
    size_t at = 0;
    while (length - at >= 4 && length - at - 4 >= record_length(content + at)) {
        if (starts != NULL) {
            starts[count] = at + 4;
        }
        at += 4 + record_length(content + at);
        count++;
    }
    return count;
}

static uint8_t *file_content(const char *path, size_t *length)
{
    *length = 0;
    FILE *file = fopen(path, "rb");
    struct stat status;
    if (file == NULL || fstat(fileno(file), &status) != 0) {
        return calloc(1, 1);
    }
    uint8_t *content = malloc((size_t)status.st_size + 1);
    insist(content != NULL, "memory");
    *length = fread(content, 1, (size_t)status.st_size, file);
    fclose(file);
    return content;
}

static int key_make(enum cached_kind kind, uint8_t **der)
{
    if (kind == CACHED_RSA_2048) {
        RSA *rsa = rsa_key_make(2048);
        int length = i2d_RSAPrivateKey(rsa, der);
        RSA_free(rsa);
        return length;
    }
    EC_KEY *ec = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    insist(ec != NULL && EC_KEY_generate_key(ec), "EC key");
    int length = i2d_ECPrivateKey(ec, der);
    EC_KEY_free(ec);
    return length;
}

/* Each record goes out in one write under a lock, so that processes mix whole records. */
static void records_append(const char *path, enum cached_kind kind, size_t count)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    insist(fd >= 0, path);
    for (size_t i = 0; i < count; i++) {
        uint8_t *der = NULL;
        int length = key_make(kind, &der);
        insist(length > 0, "key");
        uint8_t record[4096] = { (uint8_t)length, (uint8_t)(length >> 8) };
        memcpy(record + 4, der, (size_t)length);
        insist(flock(fd, LOCK_EX) == 0, path);
        insist(write(fd, record, (size_t)length + 4) == length + 4, path);
        insist(flock(fd, LOCK_UN) == 0, path);
        OPENSSL_free(der);
    }
    close(fd);
}

void key_cache_fill(const char *folder, enum cached_kind kind, size_t wanted, unsigned processes)
{
    char *path = cache_path(folder, kind);
    size_t length;
    uint8_t *content = file_content(path, &length);
    size_t there = records_count(content, length, NULL);
    free(content);
    size_t missing = wanted > there ? wanted - there : 0;
    for (unsigned i = 0; i < processes && missing > 0; i++) {
        size_t share = missing / (processes - i);
        missing -= share;
        pid_t child = fork();
        insist(child >= 0, "fork");
        if (child == 0) {
            records_append(path, kind, share);
            _exit(EXIT_SUCCESS);
        }
    }
    int status = 0;
    int failed = 0;
    while (wait(&status) > 0) {
        failed |= status;
    }
    insist(failed == 0, path);
    free(path);
}

struct key_cache *key_cache_open(const char *folder, enum cached_kind kind, size_t wanted)
{
    struct key_cache *cache = calloc(1, sizeof(*cache));
    insist(cache != NULL, "memory");
    char *path = cache_path(folder, kind);
    cache->kind = kind;
    cache->content = file_content(path, &cache->length);
    cache->count = records_count(cache->content, cache->length, NULL);
    cache->starts = calloc(cache->count + 1, sizeof(*cache->starts));
    insist(cache->starts != NULL && cache->count >= wanted, path);
    records_count(cache->content, cache->length, cache->starts);
    free(path);
    return cache;
}

EVP_PKEY *key_cache_get(const struct key_cache *cache, size_t number)
{
    insist(number < cache->count, "key cache");
    const uint8_t *der = cache->content + cache->starts[number];
    long length = (long)record_length(der - 4);
    EVP_PKEY *key = EVP_PKEY_new();
    int fits = 0;
    if (cache->kind == CACHED_RSA_2048) {
        fits = EVP_PKEY_assign_RSA(key, d2i_RSAPrivateKey(NULL, &der, length));
    } else {
        fits = EVP_PKEY_assign_EC_KEY(key, d2i_ECPrivateKey(NULL, &der, length));
    }
    insist(fits, "key cache");
    return key;
}

void key_cache_close(struct key_cache *cache)
{
    OPENSSL_cleanse(cache->content, cache->length);
    free(cache->content);
    free(cache->starts);
    free(cache);
}
