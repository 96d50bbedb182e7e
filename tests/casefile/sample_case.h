#ifndef SAMPLE_CASE_H
#define SAMPLE_CASE_H

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "casefile/case_file.h"
#include "suite.h"

/* Records made by hand, to fill a case with. Digests are one byte repeated, so that
 * they can be read in the outputs. */

#define SAMPLE_RECEIVED INT64_C(1517875200) /* 2018-02-06T00:00:00Z */

static inline struct bytes sample_text(const char *text)
{
    return bytes_over(text, strlen(text));
}

struct sample_folder {
    char path[64];
};

static inline struct sample_folder sample_folder_make(void)
{
    struct sample_folder folder = { "/tmp/keytrawl-case-XXXXXX" };
    ck_assert_ptr_nonnull(mkdtemp(folder.path));
    return folder;
}

static inline void sample_folder_empty(const char *path)
{
    DIR *listing = opendir(path);
    ck_assert_ptr_nonnull(listing);
    for (const struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        char inner[512];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        (void)snprintf(inner, sizeof(inner), "%s/%s", path, entry->d_name);
        if (unlink(inner) != 0) {
            sample_folder_empty(inner);
            (void)rmdir(inner);
        }
    }
    (void)closedir(listing);
}

static inline void sample_folder_remove(const struct sample_folder *folder)
{
    sample_folder_empty(folder->path);
    ck_assert_int_eq(rmdir(folder->path), 0);
}

static inline struct case_file *sample_open(const struct sample_folder *folder)
{
    char why[512] = "";
    struct case_file *file = case_open(folder->path, CASE_CONTINUE, why, sizeof(why));
    ck_assert_msg(file != NULL, "%s", why);
    return file;
}

static inline struct public_identity sample_identity(uint8_t seed)
{
    struct public_identity identity = { .algorithm = KEY_RSA, .bits = 2048, .probe = seed };
    memset(identity.digest, seed, SHA256_LENGTH);
    memset(identity.spki_sha256, seed ^ 0xff, SHA256_LENGTH);
    return identity;
}

static inline uint32_t sample_source(struct case_file *file, enum source_kind kind,
                                     const char *root, const char *path, int64_t received)
{
    struct case_source source = { .kind = kind, .size = 4096, .modified = 7 };
    uint32_t number;
    enum source_known state;
    source.path = sample_text(path);
    ck_assert(case_add_root(file, kind, root, received, &source.root));
    ck_assert(case_add_source(file, &source, &number, &state));
    return number;
}

static inline void sample_finish(struct case_file *file, uint32_t number)
{
    struct file_done done = { .size = 4096, .examined = 4096, .has_digest = true };
    memset(done.sha256, 0xd0, SHA256_LENGTH);
    ck_assert_msg(case_finish_source(file, number, &done), "%s", case_error(file));
}

/* A place: message NUMBER at OFFSET, or a spot where the number is 0. */
static inline void sample_place(struct buffer *encoded, enum place_kind kind, uint64_t number,
                                uint64_t offset, uint64_t length, const char *name)
{
    const struct provenance node = { .place = { .kind = kind,
                                                .number = number,
                                                .offset = offset,
                                                .length = length,
                                                .name = sample_text(name) } };
    ck_assert(provenance_encode(&node, encoded));
}

static inline struct key_sighting sample_key(enum verdict verdict, uint8_t seed)
{
    struct key_sighting sighting = { .mail_date = MAIL_DATE_UNKNOWN };
    sighting.finding.verdict = verdict;
    sighting.finding.encoding = "pkcs8";
    memset(sighting.finding.blob_sha256, seed, SHA256_LENGTH);
    memset(sighting.finding.content_sha256, seed, SHA256_LENGTH);
    memset(sighting.sha256, seed, SHA256_LENGTH);
    if (verdict == VERDICT_PROVEN || verdict == VERDICT_FORGED) {
        sighting.finding.identity = sample_identity(seed);
        sighting.finding.has_identity = true;
    }
    if (verdict == VERDICT_FORGED) {
        sighting.finding.claimed = sample_identity(seed);
        sighting.finding.has_claim = true;
    }
    if (verdict != VERDICT_PROVEN) {
        sighting.finding.failure = "n is not p times q";
    }
    return sighting;
}

/* Adds it at a spot directly in the file. */
static inline void sample_add_key(struct case_file *file, uint32_t number,
                                  struct key_sighting *sighting, uint64_t offset)
{
    struct buffer spot = { 0 };
    sample_place(&spot, PLACE_SPOT, 0, offset, 1675, "");
    sighting->provenance = buffer_bytes(&spot);
    ck_assert_msg(case_add_key(file, number, sighting), "%s", case_error(file));
    buffer_clear(&spot);
}

static inline struct certificate_sighting sample_certificate(uint8_t key, uint8_t print)
{
    struct certificate_sighting sighting = { .matched = true };
    struct certificate *certificate = &sighting.certificate;
    certificate->identity = sample_identity(key);
    memset(certificate->sha256, print, SHA256_LENGTH);
    memset(certificate->spki_sha256, key ^ 0xff, SHA256_LENGTH);
    certificate->flags = CERTIFICATE_SERVER_AUTH;
    certificate->not_before = INT64_C(1483228800); /* 2017-01-01 */
    certificate->not_after = INT64_C(1577836799);  /* 2019-12-31 */
    certificate->serial = bytes_over("\x00\xab\xcd", 3);
    certificate->issuer_der = sample_text("issuer der");
    certificate->subject_der = sample_text("subject der");
    certificate->issuer_dn = sample_text("CN=Issuer");
    certificate->subject_dn = sample_text("CN=www.example.com");
    certificate->authority_key_id = bytes_over("\x01\x02", 2);
    certificate->dns_names = sample_text("www.example.com example.com");
    certificate->der = sample_text("certificate der");
    return sighting;
}

static inline void sample_add_certificate(struct case_file *file, uint32_t number,
                                          struct certificate_sighting *sighting, uint64_t offset)
{
    struct buffer spot = { 0 };
    sample_place(&spot, PLACE_SPOT, 0, offset, 900, "");
    sighting->provenance = buffer_bytes(&spot);
    ck_assert_msg(case_add_certificate(file, number, sighting), "%s", case_error(file));
    buffer_clear(&spot);
}

/* All of a file. */
static inline struct buffer sample_file(const char *path)
{
    struct buffer content = { 0 };
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    for (size_t got = 1; got > 0; content.used += got) {
        ck_assert(buffer_reserve(&content, 1u << 16));
        got = fread(content.at + content.used, 1, 1u << 16, file);
    }
    (void)fclose(file);
    return content;
}

#endif
