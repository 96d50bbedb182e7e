#include "commands/source_tally.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"

/* Checksums of the blocks of a large file, as the digest's worker and as the
 * ranges' workers saw them. */
struct large_sums {
    struct buffer digest, ranges;
};

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
    return true;
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
    return (mode != SCAN_DIGEST && mode != SCAN_RANGE) || add_sums(tally, done, mode, from);
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
        free(tally->sums);
    }
    *tally = (struct source_tally){ 0 };
}
