/* make_evidence KIND TO [ARGUMENT...]: evidence of which the shape is what costs.
 *   attachments FILE MIB              an mbox of mails of 200 KB, each with one attachment in
 * base64 letters FILE MIB                  an mbox of mails of 2 KB small-files FOLDER COUNT files
 * of 1 KB, a thousand a folder members FILE MIB COUNT            a zip of text, in so many members
 *   key-zip FILE KEY-CACHE KEYS       one mail with a zip of so many keys in PEM, a member each */

#include <string.h>
#include <sys/stat.h>

#include "key_cache.h"
#include "key_writing.h"
#include "mail_writing.h"
#include "zip_writing.h"

#define ATTACHMENT ((size_t)148485) /* in base64 with its line ends 200 KB, without padding */

static FILE *opened(const char *path)
{
    FILE *into = fopen(path, "wb");
    insist(into != NULL, path);
    return into;
}

static void closed(FILE *into)
{
    insist(fclose(into) == 0, "write");
}

static size_t number_of(const char *text)
{
    return strtoul(text, NULL, 10);
}

/* Bytes that no compressor shortens and no decoder refuses, the same for the same number. */
static void noise_fill(struct blob *noise, unsigned number)
{
    uint64_t state = number + 1;
    for (size_t i = 0; i < noise->length; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        noise->at[i] = (uint8_t)(state >> 56);
    }
}

static void attachments_write(FILE *into, size_t bytes)
{
    struct blob noise = { malloc(ATTACHMENT), ATTACHMENT };
    insist(noise.at != NULL, "memory");
    for (unsigned i = 0; (size_t)ftell(into) < bytes; i++) {
        const struct mail_head head = { i, "customer@example.com", "Our logo" };
        noise_fill(&noise, i);
        mbox_line_write(into, &head);
        mixed_begin(into, &head);
        mixed_file(into, &head, "image/png", "logo.png", noise);
        mixed_end(into, &head);
    }
    blob_clear(&noise);
}

static void letters_write(FILE *into, size_t bytes)
{
    for (unsigned i = 0; (size_t)ftell(into) < bytes; i++) {
        ordinary_mail_write(into, i);
    }
}

static void small_files_write(const char *folder, size_t count)
{
    mkdir(folder, 0777);
    for (size_t i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof(path), "%s/%03zu", folder, i / 1000);
        if (i % 1000 == 0) {
            mkdir(path, 0777);
        }
        snprintf(path, sizeof(path), "%s/%03zu/%03zu.txt", folder, i / 1000, i % 1000);
        struct blob text;
        FILE *stream = blob_begin(&text);
        ordinary_mail_write(stream, (unsigned)i);
        blob_done(stream);
        FILE *into = opened(path);
        /* its headers left out: text, not a mail */
        insist(fwrite(text.at + text.length - 1024, 1, 1024, into) == 1024, "write");
        closed(into);
        blob_clear(&text);
    }
}

static void members_write(FILE *into, size_t bytes, size_t count)
{
    struct zip_writing zip;
    zip_begin(&zip, into);
    for (unsigned i = 0, mail = 0; i < count; i++) {
        struct blob text;
        FILE *stream = blob_begin(&text);
        while ((size_t)ftell(stream) < bytes / count) {
            ordinary_mail_write(stream, mail++);
        }
        blob_done(stream);
        char name[64];
        snprintf(name, sizeof(name), "mail-%05u.txt", i);
        zip_add(&zip, name, text, 1);
        blob_clear(&text);
    }
    zip_end(&zip);
}

static struct blob key_zip(const char *cached, size_t keys)
{
    key_cache_fill(cached, CACHED_RSA_2048, keys, 2);
    struct key_cache *cache = key_cache_open(cached, CACHED_RSA_2048, keys);
    struct blob archive;
    FILE *stream = blob_begin(&archive);
    struct zip_writing zip;
    zip_begin(&zip, stream);
    for (size_t i = 0; i < keys; i++) {
        EVP_PKEY *key = key_cache_get(cache, i);
        struct blob text = key_write(key, FORM_TRADITIONAL_PEM, NULL);
        char name[64];
        snprintf(name, sizeof(name), "customers/%05zu/server.key", i);
        zip_add(&zip, name, text, 1);
        blob_clear(&text);
        EVP_PKEY_free(key);
    }
    zip_end(&zip);
    blob_done(stream);
    key_cache_close(cache);
    return archive;
}

static void key_zip_write(FILE *into, const char *cached, size_t keys)
{
    const struct mail_head head = { 1, "reseller@example.com", "All keys" };
    struct blob archive = key_zip(cached, keys);
    mbox_line_write(into, &head);
    mixed_begin(into, &head);
    mixed_file(into, &head, "application/zip", "keys.zip", archive);
    mixed_end(into, &head);
    blob_clear(&archive);
}

int main(int argc, char **argv)
{
    const char *kind = argc > 1 ? argv[1] : "";
    if (argc == 4 && strcmp(kind, "small-files") == 0) {
        small_files_write(argv[2], number_of(argv[3]));
        return 0;
    }
    const int given = argc - 2;
    FILE *into = given > 1 ? opened(argv[2]) : NULL;
    if (given == 2 && strcmp(kind, "attachments") == 0) {
        attachments_write(into, number_of(argv[3]) << 20);
    } else if (given == 2 && strcmp(kind, "letters") == 0) {
        letters_write(into, number_of(argv[3]) << 20);
    } else if (given == 3 && strcmp(kind, "members") == 0) {
        members_write(into, number_of(argv[3]) << 20, number_of(argv[4]));
    } else if (given == 3 && strcmp(kind, "key-zip") == 0) {
        key_zip_write(into, argv[3], number_of(argv[4]));
    } else {
        fputs(
            "usage: make_evidence attachments|letters|small-files|members|key-zip TO ARGUMENT...\n",
            stderr);
        return 2;
    }
    closed(into);
    return 0;
}
