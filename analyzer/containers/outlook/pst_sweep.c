#include "containers/outlook/pst_sweep.h"

#include "bounds.h"
#include "bytes/crc32.h"
#include "limit.h"

#define TRAILER_MAX 24

/* Blocks end at multiples of `step`; where things stand in the trailer. */
struct trailer_layout {
    size_t step, size, bid, crc, block_max;
};
static const struct trailer_layout ansi_trailer = { 64, 12, 4, 8, 8192 };
static const struct trailer_layout unicode_trailer = { 64, 16, 8, 4, 8192 };
static const struct trailer_layout large_trailer = { 512, 24, 8, 4, 65536 };

static const struct trailer_layout *layout_of(const struct pst_file *file)
{
    if (file->word == 4) {
        return &ansi_trailer;
    }
    return file->version == 36 ? &large_trailer : &unicode_trailer;
}

/* MS-PST section 5.5. */
static uint16_t signature_of(uint64_t offset, uint64_t bid)
{
    uint32_t both = (uint32_t)(offset ^ bid);
    return (uint16_t)(both >> 16 ^ both);
}

/* The block whose trailer ends at `end`; its signature depends on where it begins, so that hardly
 * any other bytes look so. */
static bool read_trailer(const struct trailer_layout *layout, size_t word, struct bytes trailer,
                         uint64_t end, struct pst_block *block)
{
    size_t size = (size_t)pst_number(trailer, 0, 2);
    uint64_t bid = pst_number(trailer, layout->bid, word);
    size_t span = (size + layout->size + layout->step - 1) / layout->step * layout->step;
    /* Of 4k pages, as libpff's documentation has it. */
    const size_t inflated = layout->size < 24 ? size : (size_t)pst_number(trailer, 18, 2);
    if (size == 0 || span > layout->block_max || span > end || (bid & ~UINT64_C(3)) == 0 ||
        pst_number(trailer, 2, 2) != signature_of(end - span, bid)) {
        return false;
    }
    *block = (struct pst_block){ .bid = bid & ~UINT64_C(1),
                                 .offset = end - span,
                                 .size = (uint32_t)size,
                                 .inflated = (uint32_t)inflated };
    return true;
}

static void add_block(struct pst_file *file, struct pst_block block, struct buffer *found)
{
    const struct pst_block *known = pst_file_block(file, block.bid);
    if (known != NULL && known->offset == block.offset) {
        return;
    }
    if (known != NULL) {
        block.bid |= PST_BLOCK_STALE;
    }
    size_t count = pst_file_block_count(file) + found->used / sizeof(block);
    if (count >= limit_of(LIMIT_PST_BLOCKS) ||
        !buffer_append(found, bytes_over(&block, sizeof(block)))) {
        file->full = true;
    }
}

/* Sound blocks do not overlap, so that all of them together are no longer than the file. */
static bool sum_holds(struct pst_file *file, struct bytes stored, uint32_t claimed)
{
    if (stored.left > file->sums_left) {
        file->unsummed = true;
        return false;
    }
    file->sums_left -= stored.left;
    return crc32_on(0, stored) == claimed;
}

/* One look at `window`, which begins at `base` of the file, for trailers that end after it. */
static void sweep_window(struct pst_file *file, uint64_t base, struct bytes window,
                         struct buffer *found)
{
    const struct trailer_layout *layout = layout_of(file);
    size_t first = (size_t)(layout->block_max - base % layout->step);
    first = base == 0 ? layout->step : first;
    for (size_t at = first; at <= window.left; at += layout->step) {
        struct bytes trailer = bytes_over(window.at + at - layout->size, layout->size);
        struct pst_block block;
        if (!read_trailer(layout, file->word, trailer, base + at, &block)) {
            continue;
        }
        struct bytes stored = bytes_over(window.at + (size_t)(block.offset - base), block.size);
        if (block.offset < base ||
            (file->version != 36 &&
             !sum_holds(file, stored, (uint32_t)pst_number(trailer, layout->crc, 4)))) {
            continue;
        }
        add_block(file, block, found);
    }
}

/* Pages of nodes, by what a window shows of them from `own` on. */
static void sweep_pages(struct pst_file *file, uint64_t base, struct bytes window, size_t own)
{
    const size_t size = pst_file_add_old(file, bytes_over(NULL, 0));
    const size_t first = (size_t)((size - base % size) % size);
    for (size_t at = first; at < window.left; at += size) {
        if (at >= own) {
            (void)pst_file_add_old(file, bytes_over(window.at + at, window.left - at));
        }
    }
}

void pst_sweep(struct pst_file *file)
{
    const struct trailer_layout *layout = layout_of(file);
    const size_t back = layout->block_max - layout->step; /* a block may begin before a window */
    struct buffer found = { 0 };
    uint64_t base = 0;
    file->sums_left = PST_SUMS_EACH * file->size;
    while (base < file->size && !file->full && stream_seek(file->stream, base)) {
        struct bytes window = stream_ahead(file->stream, STREAM_AHEAD_MAX);
        window.left = window.left < STREAM_AHEAD_MAX ? window.left : STREAM_AHEAD_MAX;
        sweep_window(file, base, window, &found);
        sweep_pages(file, base, window, base == 0 ? 0 : back);
        container_alive(file->sink);
        if (window.left < STREAM_AHEAD_MAX) {
            break;
        }
        base += STREAM_AHEAD_MAX - back;
    }
    if (!buffer_append(&file->blocks, buffer_bytes(&found))) {
        file->full = true;
    }
    buffer_clear(&found);
}
