#include "crypto/content_sums.h"

#include "bounds.h"
#include "bytes/block_sum.h"

bool content_sums_begin(struct content_sums *sums, bool digest, bool summed)
{
    sums->summed = summed;
    if (!digest) {
        return true;
    }
    sums->digest = sha256_new();
    return sums->digest != NULL;
}

static void add_sum(struct content_sums *sums, struct bytes block)
{
    if (!buffer_append_number(&sums->sums, sizeof(uint64_t), block_sum(block))) {
        sums->summed = false; /* a sum less never matches: the file is journalled as changed */
    }
}

/* Whole blocks are summed where they lie; only what is left over is copied. */
static void sum_blocks(struct content_sums *sums, struct bytes piece)
{
    while (sums->summed && piece.left > 0) {
        size_t missing = (size_t)BLOCK_SUM_SPAN - sums->block.used;
        struct bytes part;
        if (!bytes_take(&piece, missing, &part)) {
            sums->summed = buffer_append(&sums->block, piece);
            return;
        }
        if (sums->block.used == 0) {
            add_sum(sums, part);
            continue;
        }
        sums->summed = buffer_append(&sums->block, part);
        add_sum(sums, buffer_bytes(&sums->block));
        buffer_reset(&sums->block);
    }
}

void content_sums_push(struct content_sums *sums, struct bytes piece)
{
    if (sums->digest != NULL) {
        sha256_add(sums->digest, piece);
    }
    sum_blocks(sums, piece);
}

void content_sums_seal(struct content_sums *sums)
{
    if (sums->summed && sums->block.used > 0) {
        add_sum(sums, buffer_bytes(&sums->block));
        buffer_reset(&sums->block);
    }
    sums->summed = false;
}

void content_sums_end(struct content_sums *sums, struct file_done *done)
{
    content_sums_seal(sums);
    done->block_sums = buffer_bytes(&sums->sums);
    if (sums->digest != NULL) {
        done->has_digest = true;
        sha256_end(sums->digest, done->sha256);
    }
}

void content_sums_clear(struct content_sums *sums)
{
    sha256_free(sums->digest);
    buffer_clear(&sums->block);
    buffer_clear(&sums->sums);
    *sums = (struct content_sums){ 0 };
}
