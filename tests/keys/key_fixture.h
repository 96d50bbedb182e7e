#ifndef KEY_FIXTURE_H
#define KEY_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "buffer.h"
#include "bytes/base64.h"
#include "keys/key_examine.h"
#include "suite.h"

/* Reads a whole fixture; the name is relative to fixtures/. */
static inline struct buffer fixture_read(const char *name)
{
    char path[512];
    struct buffer content = { 0 };
    snprintf(path, sizeof(path), "%s/%s", FIXTURES, name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    uint8_t piece[4096];
    size_t got;
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0) {
        ck_assert(buffer_append(&content, bytes_over(piece, got)));
    }
    fclose(file);
    return content;
}

/* One block of PEM: what stands between its lines, decoded. */
struct pem_block {
    struct buffer content;
    char dek_info[128];
};

static inline struct pem_block pem_read(struct bytes text)
{
    struct pem_block block = { 0 };
    struct base64_reader reader = { 0 };
    bool within = false;
    while (text.left > 0) {
        struct bytes line;
        if (!bytes_take_until(&text, '\n', &line)) {
            line = text;
            text = bytes_over(NULL, 0);
        }
        if (line.left > 0 && line.at[0] == '-') {
            if (within) {
                break;
            }
            within = true;
            continue;
        }
        if (line.left > 10 && memcmp(line.at, "DEK-Info: ", 10) == 0) {
            memcpy(block.dek_info, line.at + 10, line.left - 10);
        } else if (within && (line.left == 0 || memchr(line.at, ':', line.left) == NULL)) {
            ck_assert(base64_read(&reader, line, &block.content));
        }
    }
    ck_assert(base64_close(&reader, &block.content));
    return block;
}

static inline struct pem_block pem_fixture(const char *name)
{
    struct buffer text = fixture_read(name);
    struct pem_block block = pem_read(buffer_bytes(&text));
    buffer_clear(&text);
    return block;
}

/* What an examination delivered. */
#define DELIVERED_MAX 8
struct delivered {
    struct key_finding findings[DELIVERED_MAX];
    size_t count;
    enum offer offer;
};

static inline void delivered_add(void *context, const struct key_finding *finding)
{
    struct delivered *delivered = context;
    ck_assert_uint_lt(delivered->count, DELIVERED_MAX);
    struct key_finding *copy = &delivered->findings[delivered->count++];
    *copy = *finding;
    copy->proof = (struct buffer){ 0 };
    ck_assert(buffer_append(&copy->proof, buffer_bytes(&finding->proof)));
}

static inline struct delivered examine_as(struct key_examiner *examiner,
                                          const struct candidate *candidate, bool last)
{
    struct delivered delivered = { 0 };
    const struct key_finding_sink sink = { .context = &delivered, .found = delivered_add };
    delivered.offer = key_examine(examiner, candidate, last, &sink);
    return delivered;
}

static inline void delivered_clear(struct delivered *delivered)
{
    for (size_t i = 0; i < delivered->count; i++) {
        buffer_clear(&delivered->findings[i].proof);
    }
}

static inline struct key_examiner *examiner_with(const char *passphrases)
{
    const struct key_examiner_settings settings = {
        .passphrases = bytes_over(passphrases, strlen(passphrases)),
        .proof_cn = bytes_over("Proof of Key Compromise", 23),
        .proofs = true,
        .work = DERIVATION_SLICE_MAX,
    };
    struct key_examiner *examiner = key_examiner_new(&settings);
    ck_assert_ptr_nonnull(examiner);
    return examiner;
}

#endif
