#include "commands/sources/source_tally.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"

/* Checksums of the blocks of a large file, as the digest's worker and as the
 * ranges' workers saw them. */
struct large_sums {
    struct buffer digest, ranges;
    struct buffer rows; /* a row_span for each range */
    bool counted;       /* any of them is of a table */
};

static bool add_rows(struct large_sums *sums, const struct row_span *own, uint64_t from)
{
    const size_t at = (size_t)(from / RANGE_SPAN) * sizeof(*own), used = sums->rows.used;
    if (at + sizeof(*own) > used) {
        if (!buffer_reserve(&sums->rows, at + sizeof(*own) - used)) {
            return false;
        }
        memset(sums->rows.at + used, 0, at + sizeof(*own) - used);
        sums->rows.used = at + sizeof(*own);
    }
    memcpy(sums->rows.at + at, own, sizeof(*own));
    sums->counted = sums->counted || own->to > 0;
    return true;
}

static bool add_sums(struct source_tally *tally, const struct file_done *done, enum scan_mode mode,
                     uint64_t from)
{
    if (tally->sums == NULL && (tally->sums = calloc(1, sizeof(*tally->sums))) == NULL) {
        return false;
    }
    if (mode == SCAN_DIGEST) {
        return buffer_append(&tally->sums->digest, done->block_sums);
    }
    struct buffer *ranges = &tally->sums->ranges;
    size_t at = (size_t)(from / BLOCK_SUM_SPAN) * sizeof(uint64_t);
    size_t end = at + done->block_sums.left;
    if (end > ranges->used) {
        size_t used = ranges->used;
        if (!buffer_reserve(ranges, end - used)) {
            return false;
        }
        memset(ranges->at + used, 0, end - used);
        ranges->used = end;
    }
    if (done->block_sums.left > 0) {
        memcpy(ranges->at + at, done->block_sums.at, done->block_sums.left);
    }
    return add_rows(tally->sums, &done->own_rows, from);
}

#define ISSUER_WIDTH (2 * sizeof(uint64_t))

static uint64_t number_at(const uint8_t *at)
{
    uint64_t number = 0;
    for (size_t i = 0; i < sizeof(number); i++) {
        number = number << 8 | at[i];
    }
    return number;
}

/* One more unit's certificates of an issuer: name and count as they stand in file_done. */
static bool add_issuer(struct buffer *issuers, struct bytes issuer)
{
    for (size_t at = 0; at < issuers->used; at += ISSUER_WIDTH) {
        if (memcmp(issuers->at + at, issuer.at, sizeof(uint64_t)) != 0) {
            continue;
        }
        uint8_t *count = issuers->at + at + sizeof(uint64_t);
        uint64_t sum = number_at(count) + number_at(issuer.at + sizeof(uint64_t));
        for (size_t i = sizeof(sum); i-- > 0; sum >>= 8) {
            count[i] = (uint8_t)sum;
        }
        return true;
    }
    return issuers->used >= SOURCE_ISSUERS_MAX * ISSUER_WIDTH || buffer_append(issuers, issuer);
}

/* The first unit's are taken as they come; ranges have nearly all of theirs in common. */
static bool add_issuers(struct source_tally *tally, struct bytes issuers)
{
    struct bytes issuer;
    if (tally->issuers.used == 0 && issuers.left % ISSUER_WIDTH == 0 &&
        issuers.left <= SOURCE_ISSUERS_MAX * ISSUER_WIDTH) {
        return buffer_append(&tally->issuers, issuers);
    }
    while (bytes_take(&issuers, ISSUER_WIDTH, &issuer)) {
        if (!add_issuer(&tally->issuers, issuer)) {
            return false;
        }
    }
    return true;
}

static void add_times(struct file_done *total, const struct file_done *done)
{
    if (!done->dated) {
        return;
    }
    if (!total->dated || done->earliest < total->earliest) {
        total->earliest = done->earliest;
    }
    if (!total->dated || done->latest > total->latest) {
        total->latest = done->latest;
    }
    total->dated = true;
}

bool source_tally_add(struct source_tally *tally, const struct file_done *done, enum scan_mode mode,
                      uint64_t from)
{
    struct file_done *total = &tally->total;
    if (done->outcome > total->outcome) { /* whichever unit comes in first */
        total->outcome = done->outcome;
    }
    if (done->size > total->size) {
        total->size = done->size;
    }
    total->examined += mode == SCAN_DIGEST ? 0 : done->examined; /* the ranges examine */
    total->decoded += done->decoded;
    total->decoded_examined += done->decoded_examined;
    total->rows += done->rows;
    total->parsed += done->parsed;
    total->failed += done->failed;
    if (done->has_digest) {
        total->has_digest = true;
        memcpy(total->sha256, done->sha256, SHA256_LENGTH);
    }
    add_times(total, done);
    if (!add_issuers(tally, done->issuers)) {
        return false;
    }
    return (mode != SCAN_DIGEST && mode != SCAN_RANGE) || add_sums(tally, done, mode, from);
}

enum tally_rows source_tally_rows(const struct source_tally *tally, uint64_t size,
                                  const struct row_span **spans, size_t *count)
{
    uint64_t at = 0;
    if (tally->sums == NULL || !tally->sums->counted) {
        return TALLY_ROWS_UNCOUNTED;
    }
    *spans = (const struct row_span *)(const void *)tally->sums->rows.at;
    *count = tally->sums->rows.used / sizeof(**spans);
    for (size_t i = 0; i < *count; i++) {
        if ((*spans)[i].from != at || (*spans)[i].to < at) {
            return TALLY_ROWS_APART;
        }
        at = (*spans)[i].to;
    }
    return at == size ? TALLY_ROWS_JOINED : TALLY_ROWS_APART;
}

bool source_tally_agrees(const struct source_tally *tally)
{
    return tally->sums == NULL ||
           bytes_equal(buffer_bytes(&tally->sums->digest), buffer_bytes(&tally->sums->ranges));
}

void source_tally_clear(struct source_tally *tally)
{
    if (tally->sums != NULL) {
        buffer_clear(&tally->sums->digest);
        buffer_clear(&tally->sums->ranges);
        buffer_clear(&tally->sums->rows);
        free(tally->sums);
    }
    buffer_clear(&tally->issuers);
    *tally = (struct source_tally){ 0 };
}
