#include "containers/archives/filter_chain.h"

#include <string.h>

#include "bytes/uuencode_line.h"

/* More than any content has, and little enough to be added to. */
#define ALL_OF_IT ((uint64_t)1 << 62)

static bool begins_with(struct bytes rest, const char *mark, size_t length)
{
    return rest.left >= length && memcmp(rest.at, mark, length) == 0;
}

/* lz4_Frame_format.md, "Legacy frame": blocks of 8 MiB before they are packed; a size that is none
 * ends the frame. */
#define LEGACY_BLOCK UINT64_C(8421520)

/* What is shorter, and ends there, holds nothing, nor does what may follow it. */
#define FRAME_LEAST 15u

static uint64_t next_frame(struct filter_chain *chain, struct bytes rest)
{
    if (begins_with(rest, "\x02\x21\x4c\x18", 4)) {
        chain->legacy = true;
        return 4;
    }
    if (begins_with(rest, "\x04\x22\x4d\x18", 4)) {
        const uint64_t length = carve_form_chain(CARVE_LZ4)(&chain->frame, rest);
        return length > 0 ? length : rest.left < FRAME_LEAST ? rest.left : ALL_OF_IT;
    }
    const uint64_t frame = passed_over_frame(rest);
    if (frame > 0) {
        passed_over_add(chain->passed, chain->at + PASSED_FRAME_HEADER, chain->at + frame);
    }
    return frame;
}

static uint64_t next_piece(struct filter_chain *chain, struct bytes rest)
{
    if (chain->frame.open) {
        const uint64_t length = carve_form_chain(CARVE_LZ4)(&chain->frame, rest);
        return length > 0 ? length : ALL_OF_IT;
    }
    if (chain->legacy && rest.left >= 4) {
        const uint64_t size = bytes_little(rest.at, 4);
        chain->legacy = size <= LEGACY_BLOCK;
        if (chain->legacy) {
            return 4 + size;
        }
    }
    return next_frame(chain, rest);
}

uint64_t filter_chain_lz4(void *state, struct bytes rest)
{
    struct filter_chain *chain = state;
    const uint64_t length = next_piece(chain, rest);
    chain->at += length;
    return length;
}

/* Of a line, or as much of it as is in sight. */
static bool is_text(struct bytes line)
{
    for (size_t i = 0; i < line.left; i++) {
        const uint8_t octet = line.at[i];
        if (octet >= 0x7f || (octet < 0x20 && octet != '\n' && octet != '\r' && octet != '\t')) {
            return false;
        }
    }
    return true;
}

/* The mark of bzip2 is text, and a line break may come early behind it. */
static bool holds_bzip2(struct bytes line)
{
    for (; line.left >= 3; line = bytes_over(line.at + 1, line.left - 1)) {
        if (begins_with(line, "BZh", 3)) {
            return true;
        }
    }
    return false;
}

uint64_t filter_chain_uuencode(void *state, struct bytes rest)
{
    struct filter_chain *chain = state;
    struct bytes behind = rest, line;
    if (bytes_take_until(&behind, '\n', &line)) {
        line.left++;
    } else {
        line = rest;
    }
    if (chain->block) {
        chain->block = uuencode_line_kind(line) != UUENCODE_END;
        return chain->block && !is_text(line) ? ALL_OF_IT : line.left;
    }
    chain->block = begins_with(line, "begin ", 6);
    return chain->block || (is_text(line) && !holds_bzip2(line)) ? line.left : 0;
}
