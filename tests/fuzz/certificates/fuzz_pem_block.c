/* Function under test: pem_block_next */
#include <string.h>

#include "certificates/pem_block.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* All blocks, each of them farther on than the one before. */
static size_t count_blocks(struct bytes text)
{
    struct buffer room = { 0 };
    struct pem_block block;
    enum pem_end end;
    size_t count = 0;
    while (pem_block_next(text, true, &room, &block, &end) && end != PEM_NONE) {
        struct bytes passed;
        require(end != PEM_OPEN);
        require(block.begin < block.end && block.end <= text.left);
        require(memcmp(text.at + block.begin, "-----BEGIN ", 11) == 0);
        require(block.content.left <= (block.end - block.begin) / 4 * 3 + 3);
        count += end == PEM_BLOCK;
        require(bytes_take(&text, block.end, &passed));
    }
    buffer_clear(&room);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes text = bytes_over(data, size);
    struct buffer room = { 0 };
    struct pem_block block;
    enum pem_end end;
    (void)count_blocks(text);
    /* More may follow: nothing that could still become a block is given up. */
    if (pem_block_next(text, false, &room, &block, &end) && end == PEM_NONE) {
        require(block.begin <= text.left && text.left - block.begin <= 10);
    }
    buffer_clear(&room);
    return 0;
}
