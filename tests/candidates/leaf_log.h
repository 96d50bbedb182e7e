#ifndef LEAF_LOG_H
#define LEAF_LOG_H

#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "candidates/leaf_scan.h"
#include "suite.h"

/* A sink that knows the keys it will be shown: it takes exactly these, refuses
 * all else, and writes down what it was given. Readings are scanned in turn. */

#define KNOWN_MAX    24
#define READINGS_MAX 8

struct known_key {
    const char *name;
    struct buffer pem, content;
    bool certificate;
};

struct leaf_log {
    struct buffer lines;
    size_t keys, certificates, requests, refused, readings, unread, last;
    unsigned depth;
    struct candidate found; /* of the last key that was taken; its windows are gone */
    char found_name[32];
    uint64_t found_front; /* of the taken bytes: sum of the first and the last ones */
};

static struct known_key known[KNOWN_MAX];
static size_t known_count;

/* The payload of a PEM file as OpenSSL writes them, by the letter. */
static void read_payload(struct known_key *key)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *text = strchr((const char *)key->pem.at, '\n') + 1;
    const char *blank = strstr(text, "\n\n"), *end = strstr(text, "-----END");
    uint32_t bits = 0;
    int count = 0;
    for (text = blank != NULL ? blank + 1 : text; text < end; text++) {
        const char *place = *text != '\n' && *text != '=' ? strchr(alphabet, *text) : NULL;
        if (place != NULL) {
            bits = bits << 6 | (uint32_t)(place - alphabet);
            count += 6;
            if (count >= 8) {
                count -= 8;
                must(buffer_append_byte(&key->content, (uint8_t)(bits >> count)));
            }
        }
    }
}

static inline void read_file(const char *name, struct buffer *into)
{
    char path[512];
    uint8_t block[4096];
    snprintf(path, sizeof(path), FIXTURES "/candidates/%s", name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    size_t length;
    while ((length = fread(block, 1, sizeof(block), file)) > 0) {
        must(buffer_append(into, bytes_over(block, length)));
    }
    fclose(file);
}

static inline const struct known_key *know(const char *name)
{
    char path[64];
    ck_assert(known_count < KNOWN_MAX);
    struct known_key *key = &known[known_count++];
    *key = (struct known_key){ .name = name, .certificate = strstr(name, "certificate") != NULL };
    snprintf(path, sizeof(path), "%s.pem", name);
    read_file(path, &key->pem);
    must(buffer_append_byte(&key->pem, 0));
    key->pem.used--;
    read_payload(key);
    return key;
}

static inline const struct known_key *known_by_name(const char *name)
{
    for (size_t i = 0; i < known_count; i++) {
        if (strcmp(known[i].name, name) == 0) {
            return &known[i];
        }
    }
    return know(name);
}

static inline void forget_known(void)
{
    for (size_t i = 0; i < known_count; i++) {
        buffer_clear(&known[i].pem);
        buffer_clear(&known[i].content);
    }
    known_count = 0;
}

static inline void log_line(struct leaf_log *log, const char *what, const char *name,
                            uint64_t offset, uint64_t length)
{
    char line[160];
    snprintf(line, sizeof(line), "%*s%s %s %llu+%llu\n", (int)log->depth, "", what, name,
             (unsigned long long)offset, (unsigned long long)length);
    must(buffer_append_text(&log->lines, line));
}

static inline enum offer log_key(void *context, const struct candidate *candidate, bool last)
{
    struct leaf_log *log = context;
    ck_assert_uint_eq(candidate->length, candidate->taken.left);
    for (size_t i = 0; i < known_count; i++) {
        if (!known[i].certificate &&
            bytes_equal(candidate->content, buffer_bytes(&known[i].content))) {
            if (candidate->foreign) {
                return OFFER_TAKEN;
            }
            log->keys++;
            log->found = *candidate;
            snprintf(log->found_name, sizeof(log->found_name), "%s", known[i].name);
            log_line(log, "key", known[i].name, candidate->offset, candidate->length);
            return OFFER_TAKEN;
        }
    }
    if (candidate->foreign) {
        return OFFER_REFUSED;
    }
    log->refused++;
    log->last += last ? 1 : 0;
    log_line(log, last ? "last" : "refused", "", candidate->offset, candidate->length);
    return OFFER_REFUSED;
}

static inline void log_certificate(void *context, const struct found_certificate *found)
{
    struct leaf_log *log = context;
    const char *name = "unknown";
    if (found->is_request) {
        log->requests++;
        log_line(log, "request", "", found->offset, found->length);
        return;
    }
    for (size_t i = 0; i < known_count; i++) {
        if (known[i].certificate && bytes_equal(found->der, buffer_bytes(&known[i].content))) {
            name = known[i].name;
        }
    }
    log->certificates++;
    log_line(log, "certificate", name, found->offset, found->length);
}

static inline void log_unread(void *context, const struct fault *fault, uint64_t offset,
                              uint64_t length)
{
    struct leaf_log *log = context;
    log->unread++;
    log_line(log, "unread", fault->sentence, offset, length);
}

static inline void log_reading(void *context, const char *decoding, struct bytes decoded,
                               uint64_t offset, uint64_t length);

static inline struct scan_sink log_sink(struct leaf_log *log)
{
    return (struct scan_sink){ log, log_key, log_certificate, log_reading, log_unread };
}

static const struct leaf_scan_span whole_leaf = { .own_to = UINT64_MAX, .readings = true };

static inline void scan_leaf(struct leaf_log *log, struct bytes leaf)
{
    struct scan_sink sink = log_sink(log);
    struct leaf_scan *scan = leaf_scan_new(&sink, &whole_leaf);
    ck_assert_ptr_nonnull(scan);
    leaf_scan_push(scan, leaf);
    leaf_scan_finish(scan);
    leaf_scan_free(scan);
}

static inline void log_reading(void *context, const char *decoding, struct bytes decoded,
                               uint64_t offset, uint64_t length)
{
    struct leaf_log *log = context;
    log->readings++;
    log_line(log, "reading", decoding, offset, length);
    if (log->depth < READINGS_MAX) {
        log->depth++;
        scan_leaf(log, decoded);
        log->depth--;
    }
}

static inline void log_clear(struct leaf_log *log)
{
    buffer_clear(&log->lines);
    *log = (struct leaf_log){ 0 };
}

#endif
