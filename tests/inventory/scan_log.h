#ifndef SCAN_LOG_H
#define SCAN_LOG_H

#include "inventory/inventory_scan.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "certificates/certificate_read.h"
#include "certificates/fixture.h"
#include "crypto/sha256.h"
#include "suite.h"

/* Scans of one certificate source, and what they delivered. */

#define SEEN_MAX 64

/* What a scan delivered. */
struct seen {
    size_t certificates, matched, journalled, progress, hashes;
    uint8_t sha256[SEEN_MAX][SHA256_LENGTH];
    struct place spot[SEEN_MAX];
    uint64_t row[SEEN_MAX];
    struct {
        enum journal_weight weight;
        enum outcome outcome;
        char sentence[128];
        struct place spot;
        uint64_t row;
        uint64_t unread;
    } journal[SEEN_MAX];
    char serial[64]; /* of the last hash */
    struct file_done done;
    uint8_t sums[64]; /* the front of done.block_sums */
    int begun, ended;
};

/* The spot, and the row that it lies in. */
static inline void take_spot(struct bytes provenance, struct place *spot, uint64_t *row)
{
    struct place place;
    *row = 0;
    while (provenance.left > 0) {
        ck_assert(provenance_take(&provenance, &place));
        *row = place.kind == PLACE_ROW ? place.number : *row;
        *spot = place;
    }
}

static inline void note_journal(struct seen *seen, const struct journal_entry *entry)
{
    ck_assert_uint_lt(seen->journalled, SEEN_MAX);
    size_t at = seen->journalled++;
    seen->journal[at].weight = entry->weight;
    seen->journal[at].outcome = entry->outcome;
    seen->journal[at].unread = entry->unread;
    snprintf(seen->journal[at].sentence, sizeof(seen->journal[at].sentence), "%.*s",
             (int)entry->sentence.left, (const char *)entry->sentence.at);
    take_spot(entry->provenance, &seen->journal[at].spot, &seen->journal[at].row);
}

static inline void note(void *context, const struct record *record)
{
    struct seen *seen = context;
    ck_assert_uint_eq(record->file, 7);
    if (record->kind == RECORD_FILE_BEGIN) {
        seen->begun++;
    } else if (record->kind == RECORD_FILE_DONE) {
        seen->ended++;
        seen->done = record->done;
        const struct bytes sums = record->done.block_sums;
        if (sums.left > 0 && sums.left <= sizeof(seen->sums)) {
            memcpy(seen->sums, sums.at, sums.left);
        }
    } else if (record->kind == RECORD_JOURNAL) {
        note_journal(seen, &record->journal);
    } else if (record->kind == RECORD_PROGRESS) {
        seen->progress += record->progress.bytes;
    } else if (record->kind == RECORD_HASH_MATCH) {
        seen->hashes++;
        snprintf(seen->serial, sizeof(seen->serial), "%.*s", (int)record->hash_match.serial.left,
                 (const char *)record->hash_match.serial.at);
    } else if (record->kind == RECORD_CERTIFICATE) {
        ck_assert_uint_lt(seen->certificates, SEEN_MAX);
        size_t at = seen->certificates++;
        seen->matched += record->certificate.matched ? 1 : 0;
        memcpy(seen->sha256[at], record->certificate.certificate.sha256, SHA256_LENGTH);
        take_spot(record->certificate.provenance, &seen->spot[at], &seen->row[at]);
    }
}

/* Of a source with more certificates than are kept here. */
static inline void count_only(void *context, const struct record *record)
{
    if (record->kind != RECORD_CERTIFICATE) {
        note(context, record);
    }
}

static inline struct bytes whole(const char *name)
{
    char path[256];
    snprintf(path, sizeof(path), "certificates/%s", name);
    return fixture_read(path);
}

/* An index of the keys of these fixtures. */
static inline void index_of(const char *const *names, size_t count, struct buffer *table,
                            struct key_index *index)
{
    struct public_identity identities[8];
    ck_assert_uint_le(count, 8);
    for (size_t i = 0; i < count; i++) {
        struct certificate certificate = { 0 };
        struct bytes der = whole(names[i]);
        ck_assert_ptr_null(certificate_read(der, &certificate));
        identities[i] = certificate.identity;
        certificate_clear(&certificate);
        fixture_free(der);
    }
    ck_assert(key_index_build(identities, count, table));
    ck_assert(key_index_open(buffer_bytes(table), index));
}

static inline struct seen scan_descriptor(int fd, uint64_t size, const struct key_index *index)
{
    struct seen seen = { 0 };
    const struct record_sink sink = { .context = &seen, .record = note };
    const struct job_file file = { .number = 7, .fd = fd, .size = size, .mode = SCAN_WHOLE };
    ck_assert(inventory_scan_prepare());
    inventory_scan(&file, &(const struct inventory_setting){ .index = index }, &sink);
    ck_assert_int_eq(seen.begun, 1);
    ck_assert_int_eq(seen.ended, 1);
    ck_assert_uint_eq(seen.done.rows, seen.done.parsed + seen.done.failed);
    return seen;
}

static inline struct seen scan_bytes(struct bytes content, const struct key_index *index)
{
    FILE *file = tmpfile();
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(content.at, 1, content.left, file), content.left);
    ck_assert_int_eq(fflush(file), 0);
    struct seen seen = scan_descriptor(fileno(file), content.left, index);
    fclose(file);
    uint8_t digest[SHA256_LENGTH];
    sha256_of(content, digest);
    ck_assert(seen.done.has_digest);
    ck_assert_mem_eq(seen.done.sha256, digest, SHA256_LENGTH);
    ck_assert_uint_eq(seen.done.size, content.left);
    ck_assert_uint_eq(seen.progress, content.left);
    return seen;
}

static inline struct seen scan_fixture(const char *name, const struct key_index *index)
{
    struct bytes content = whole(name);
    struct seen seen = scan_bytes(content, index);
    fixture_free(content);
    return seen;
}

static inline bool has(const struct seen *seen, const char *name, struct place *spot)
{
    uint8_t digest[SHA256_LENGTH];
    struct bytes der = whole(name);
    sha256_of(der, digest);
    fixture_free(der);
    for (size_t i = 0; i < seen->certificates; i++) {
        if (memcmp(seen->sha256[i], digest, SHA256_LENGTH) == 0) {
            *spot = seen->spot[i];
            return true;
        }
    }
    return false;
}

#endif
