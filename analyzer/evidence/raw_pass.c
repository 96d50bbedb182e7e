#include "evidence/raw_pass.h"

#include "bounds.h"
#include "bytes/block_sum.h"

bool raw_pass_begin(struct raw_pass *pass, bool digest, bool summed)
{
    pass->counted = true;
    pass->summed = summed;
    if (!digest) {
        return true;
    }
    pass->digest = sha256_new();
    return pass->digest != NULL;
}

static void add_sum(struct raw_pass *pass, struct bytes block)
{
    uint64_t sum = block_sum(block);
    uint8_t digits[8];
    for (size_t i = 0; i < sizeof(digits); i++) {
        digits[i] = (uint8_t)(sum >> (56 - 8 * i));
    }
    if (!buffer_append(&pass->sums, bytes_over(digits, sizeof(digits)))) {
        pass->summed = false; /* a sum less never matches: the file is journalled as changed */
    }
}

/* Whole blocks are summed where they lie; only what is left over is copied. */
static void sum_blocks(struct raw_pass *pass, struct bytes piece)
{
    while (pass->summed && piece.left > 0) {
        size_t missing = (size_t)BLOCK_SUM_SPAN - pass->block.used;
        struct bytes part;
        if (!bytes_take(&piece, missing, &part)) {
            pass->summed = buffer_append(&pass->block, piece);
            return;
        }
        if (pass->block.used == 0) {
            add_sum(pass, part);
            continue;
        }
        pass->summed = buffer_append(&pass->block, part);
        add_sum(pass, buffer_bytes(&pass->block));
        buffer_reset(&pass->block);
    }
}

void raw_pass_push(struct raw_pass *pass, struct bytes piece)
{
    if (pass->digest != NULL) {
        sha256_add(pass->digest, piece);
    }
    sum_blocks(pass, piece);
    if (pass->reader != NULL) {
        leaf_reader_push(pass->reader, piece);
    }
    pass->examined += pass->counted ? piece.left : 0;
}

void raw_pass_seal(struct raw_pass *pass)
{
    if (pass->summed && pass->block.used > 0) {
        add_sum(pass, buffer_bytes(&pass->block));
        buffer_reset(&pass->block);
    }
    pass->summed = false;
    pass->counted = false;
}

void raw_pass_end(struct raw_pass *pass, struct file_done *done)
{
    if (pass->reader != NULL) {
        leaf_reader_finish(pass->reader);
    }
    raw_pass_seal(pass);
    done->block_sums = buffer_bytes(&pass->sums);
    done->examined = pass->examined;
    if (pass->digest != NULL) {
        done->has_digest = true;
        sha256_end(pass->digest, done->sha256);
    }
}

void raw_pass_clear(struct raw_pass *pass)
{
    sha256_free(pass->digest);
    buffer_clear(&pass->block);
    buffer_clear(&pass->sums);
    *pass = (struct raw_pass){ 0 };
}
