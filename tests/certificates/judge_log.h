#ifndef JUDGE_LOG_H
#define JUDGE_LOG_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "certificates/fixture.h"
#include "certificates/judge.h"
#include "crypto/sha256.h"

/* A judgement over fixtures of JUDGE_FOLDER, and what was said. */

#define SEEN_MAX 32

/* What the judge delivered, in order. */
struct seen {
    size_t verified_count, list_count, revocation_count, journal_count;
    struct verified_certificate verified[SEEN_MAX];
    struct crl_facts list[SEEN_MAX];
    char failure[SEEN_MAX][128], issuer_dn[SEEN_MAX][128];
    struct revocation revocation[SEEN_MAX];
    char sentence[SEEN_MAX][128];
};

static inline void copy_text(char to[128], struct bytes text)
{
    snprintf(to, 128, "%.*s", (int)text.left, (const char *)text.at);
}

static inline void note(void *context, const struct record *record)
{
    struct seen *seen = context;
    if (record->kind == RECORD_VERIFIED) {
        ck_assert_uint_lt(seen->verified_count, SEEN_MAX);
        seen->verified[seen->verified_count++] = record->verified;
    } else if (record->kind == RECORD_CRL) {
        ck_assert_uint_lt(seen->list_count, SEEN_MAX);
        copy_text(seen->failure[seen->list_count], record->crl.failure);
        copy_text(seen->issuer_dn[seen->list_count], record->crl.issuer_dn);
        seen->list[seen->list_count++] = record->crl;
    } else if (record->kind == RECORD_REVOCATION) {
        ck_assert_uint_lt(seen->revocation_count, SEEN_MAX);
        seen->revocation[seen->revocation_count++] = record->revocation;
    } else {
        ck_assert_int_eq(record->kind, RECORD_JOURNAL);
        ck_assert_uint_lt(seen->journal_count, SEEN_MAX);
        copy_text(seen->sentence[seen->journal_count++], record->journal.sentence);
    }
}

static inline struct bytes whole(const char *name)
{
    char path[256];
    snprintf(path, sizeof(path), JUDGE_FOLDER "/%s", name);
    return fixture_read(path);
}

static inline void add(struct buffer *table, enum judge_item item, const char *name)
{
    struct bytes content = whole(name);
    ck_assert(judge_case_add(table, item, 7, content));
    fixture_free(content);
}

/* Names separated by a space. */
static inline void add_all(struct buffer *table, enum judge_item item, const char *names)
{
    char name[64];
    int used;
    while (sscanf(names, " %63s%n", name, &used) == 1) {
        add(table, item, name);
        names += used;
    }
}

static inline struct seen judge_all(const char *issuers, const char *certificates,
                                    const char *lists)
{
    struct buffer table = { 0 };
    struct seen seen = { 0 };
    const struct record_sink sink = { .context = &seen, .record = note };
    add_all(&table, JUDGE_ISSUER, issuers);
    add_all(&table, JUDGE_CERTIFICATE, certificates);
    add_all(&table, JUDGE_CRL, lists);
    judge_case_run(buffer_bytes(&table), &sink);
    buffer_clear(&table);
    return seen;
}

static inline bool is_of(const uint8_t digest[SHA256_LENGTH], const char *name)
{
    uint8_t expected[SHA256_LENGTH];
    struct bytes content = whole(name);
    sha256_of(content, expected);
    fixture_free(content);
    return memcmp(digest, expected, SHA256_LENGTH) == 0;
}

static inline bool is_one_of(const uint8_t digest[SHA256_LENGTH], const char *names)
{
    char name[64];
    int used;
    for (; sscanf(names, " %63s%n", name, &used) == 1; names += used) {
        if (is_of(digest, name)) {
            return true;
        }
    }
    return false;
}

/* Without what is told of the issuers themselves. */
static inline struct seen judge(const char *issuers, const char *certificates, const char *lists)
{
    struct seen seen = judge_all(issuers, certificates, lists);
    size_t kept = 0;
    for (size_t i = 0; i < seen.verified_count; i++) {
        const struct verified_certificate *verified = &seen.verified[i];
        const bool told =
            kept > 0 && memcmp(&seen.verified[kept - 1], verified, sizeof(*verified)) == 0;
        if (!told && is_one_of(verified->certificate_sha256, certificates)) {
            seen.verified[kept++] = *verified;
        }
    }
    seen.verified_count = kept;
    return seen;
}

#endif
