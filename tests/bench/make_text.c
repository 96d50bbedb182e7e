/* make_text FOLDER KEY-CACHE MIB FILES KEYS: mbox-like text with keys here and there. */

#include <string.h>
#include <sys/stat.h>

#include "key_cache.h"
#include "key_writing.h"
#include "mail_writing.h"

static void key_mail_write(FILE *into, const struct key_cache *cache, size_t number)
{
    static const enum key_form_written forms[] = { FORM_TRADITIONAL_PEM, FORM_PKCS8_PEM,
                                                   FORM_OPENSSH_PEM };
    struct mail_head head = { (unsigned)number, "customer@example.com", "key" };
    EVP_PKEY *key = key_cache_get(cache, number);
    struct blob text = key_write(key, forms[number % 3], NULL);
    mbox_line_write(into, &head);
    mail_head_write(into, &head);
    fputs("Content-Type: text/plain\n\n", into);
    blob_write(into, text);
    fputs("\n", into);
    blob_clear(&text);
    EVP_PKEY_free(key);
}

/* One file: `keys` keys, evenly spread over `length` bytes of ordinary mail. */
static void file_write(FILE *into, const struct key_cache *cache, long length, size_t first,
                       size_t keys)
{
    size_t written = 0;
    for (unsigned mail = (unsigned)first * 1000003u; ftell(into) < length; mail++) {
        if (written < keys && ftell(into) >= length / (long)(keys + 1) * (long)(written + 1)) {
            key_mail_write(into, cache, first + written);
            written++;
        }
        ordinary_mail_write(into, mail);
    }
    insist(written == keys, "file too small for its keys");
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fputs("usage: make_text FOLDER KEY-CACHE MIB FILES KEYS\n", stderr);
        return 2;
    }
    size_t mib = strtoul(argv[3], NULL, 10);
    size_t files = strtoul(argv[4], NULL, 10);
    size_t keys = strtoul(argv[5], NULL, 10);
    key_cache_fill(argv[2], CACHED_RSA_2048, keys, 2);
    struct key_cache *cache = key_cache_open(argv[2], CACHED_RSA_2048, keys);
    mkdir(argv[1], 0777);
    size_t given = 0;
    for (size_t i = 0; i < files; i++) {
        char path[4096];
        snprintf(path, sizeof(path), "%s/mail-%02zu.mbox", argv[1], i);
        FILE *into = fopen(path, "wb");
        insist(into != NULL, path);
        size_t share = (keys - given) / (files - i);
        file_write(into, cache, (long)((mib << 20) / files), given, share);
        given += share;
        insist(fclose(into) == 0, path);
    }
    key_cache_close(cache);
    return EXIT_SUCCESS;
}
