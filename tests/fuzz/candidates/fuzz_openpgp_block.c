/* Functions under test: openpgp_block_extent, openpgp_block_front */

#include "bytes/openpgp_key.h"
#include "candidates/packed/openpgp_block.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is found lies inside, holds the anchor or begins at it, and is a key from its front. */
static void try_anchor(struct bytes text, size_t anchor)
{
    size_t from = SIZE_MAX, length = SIZE_MAX;
    if (!openpgp_block_extent(text, anchor, &from, &length)) {
        require(from == SIZE_MAX && length > 0); /* or what was read for nothing */
        return;
    }
    require(from <= anchor && length > 0 && length <= text.left - from && anchor - from < length);
    struct bytes block = bytes_over(text.at + from, length);
    struct openpgp_packet packet;
    require(openpgp_block_front(block) && openpgp_packet_take(&block, &packet) &&
            openpgp_packet_is_secret(&packet) && !packet.cut);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes text = bytes_over(data, size);
    for (size_t anchor = 0; anchor <= size && anchor < 4096; anchor++) {
        try_anchor(text, anchor);
    }
    return 0;
}
