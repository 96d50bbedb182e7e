#include "containers/carving/carve_form.h"

#include <string.h>

#include "bytes/crc32.h"
#include "containers/archives/lznt1_decoder.h"
#include "containers/archives/tar_header.h"
#include "containers/archives/zstd_decoder.h"
#include "containers/carving/carve_zip.h"
#include "containers/databases/postgres_page.h"
#include "containers/databases/snappy_frames.h"

static bool begins_with(struct bytes head, const char *magic, size_t length)
{
    struct bytes front;
    return bytes_take(&head, length, &front) && bytes_equal(front, bytes_over(magic, length));
}

/* "ustar", then NUL and two digits (POSIX) or two spaces and NUL (GNU). */
#define USTAR_AT ((size_t)257)

size_t carve_form_back(enum carve_kind kind)
{
    return kind == CARVE_TAR ? USTAR_AT : kind == CARVE_POSTGRES ? POSTGRES_PAGE_MARK : 0;
}

static bool holds_tar(struct bytes head)
{
    struct bytes rest = head, before;
    return bytes_take(&rest, USTAR_AT, &before) &&
           (begins_with(rest, "ustar\0", 6) || begins_with(rest, "ustar  ", 7)) &&
           tar_header_holds(head);
}

/* RFC 1952 section 2.3: reserved flags zero, a system that was given a number. */
static bool holds_gzip(struct bytes head)
{
    return head.left >= 18 && (head.at[3] & 0xe0) == 0 && (head.at[9] <= 13 || head.at[9] == 255);
}

/* The .xz file format 1.1, section 2.1.1: flags, and their check sum. */
static bool holds_xz(struct bytes head)
{
    return head.left >= 32 && begins_with(head, "\xfd\x37zXZ\0", 6) && head.at[6] == 0 &&
           head.at[7] <= 15 && crc32_of(bytes_over(head.at + 6, 2)) == bytes_little(head.at + 8, 4);
}

/* An empty one, without any block, is passed over. */
static bool holds_bzip2(struct bytes head)
{
    return head.left >= 14 && head.at[3] >= '1' && head.at[3] <= '9' &&
           memcmp(head.at + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0;
}

/* Version 1, a dictionary of 4 KiB to 512 MiB. */
static bool holds_lzip(struct bytes head)
{
    return head.left >= 26 && begins_with(head, "LZIP\1", 5) && (head.at[5] & 0x1f) >= 12 &&
           (head.at[5] & 0x1f) <= 29;
}

#define ZSTD_BLOCK_MAX ((uint64_t)128 << 10)

/* RFC 8878 section 3.1.1: of the first block behind the header type and size. A last one of none
 * holds nothing. */
static bool holds_zstd(struct bytes head)
{
    struct bytes before;
    const size_t length = zstd_header_length(head);
    if (length == 0 || !bytes_take(&head, length, &before) || head.left < 3) {
        return false;
    }
    const uint64_t header = bytes_little(head.at, 3), size = header >> 3;
    const unsigned type = (unsigned)(header >> 1) & 3;
    return type != 3 && size > 0 && size <= ZSTD_BLOCK_MAX;
}

/* Of xxHash with 32 bits and no seed, for texts shorter than 16 octets. */
static uint32_t rotate(uint32_t number, unsigned by)
{
    return number << by | number >> (32 - by);
}

static uint32_t short_xxhash(struct bytes text)
{
    uint32_t hash = UINT32_C(374761393) + (uint32_t)text.left;
    for (; text.left >= 4; text.left -= 4, text.at += 4) {
        hash += (uint32_t)bytes_little(text.at, 4) * UINT32_C(3266489917);
        hash = rotate(hash, 17) * UINT32_C(668265263);
    }
    for (; text.left > 0; text.left--, text.at++) {
        hash = rotate(hash + text.at[0] * UINT32_C(374761393), 11) * UINT32_C(2654435761);
    }
    hash = (hash ^ hash >> 15) * UINT32_C(2246822519);
    hash = (hash ^ hash >> 13) * UINT32_C(3266489917);
    return hash ^ hash >> 16;
}

/* LZ4 Frame Format 1.6: version 1, reserved bits zero, and a check sum of the descriptor. */
static size_t lz4_header(struct bytes rest, struct carve_chain *chain)
{
    if (rest.left < 15 || !begins_with(rest, "\x04\x22\x4d\x18", 4) ||
        (rest.at[4] & 0xc2) != 0x40 || (rest.at[5] & 0x8f) != 0 || rest.at[5] >> 4 < 4) {
        return 0;
    }
    const uint8_t flags = rest.at[4];
    const size_t length = (size_t)2 + ((flags & 8) != 0 ? 8 : 0) + ((flags & 1) != 0 ? 4 : 0);
    if (rest.left < 5 + length ||
        rest.at[4 + length] != (short_xxhash(bytes_over(rest.at + 4, length)) >> 8 & 0xff)) {
        return 0;
    }
    *chain = (struct carve_chain){ .open = true,
                                   .summed = (flags & 4) != 0,
                                   .block_summed = (flags & 16) != 0,
                                   .block_max = (uint64_t)1 << (2 * (rest.at[5] >> 4) + 8) };
    return 5 + length;
}

static uint64_t lz4_piece(void *state, struct bytes rest)
{
    struct carve_chain *chain = state;
    if (!chain->open) {
        return lz4_header(rest, chain);
    }
    if (rest.left < 4) {
        return 0;
    }
    const uint64_t size = bytes_little(rest.at, 4) & 0x7fffffff;
    if (size > chain->block_max) {
        return 0;
    }
    chain->open = bytes_little(rest.at, 4) != 0;
    chain->whole = !chain->open;
    return 4 + (chain->open ? size + (chain->block_summed ? 4 : 0) : chain->summed ? 4 : 0);
}

#define TAR_RECORD 20 /* blocks */

static uint64_t padded(uint64_t size)
{
    return size > UINT64_MAX - TAR_BLOCK ? 0 : (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
}

/* Behind the last member stand two blocks of zeros, and more of them to the end of a record. */
static uint64_t tar_end(struct carve_chain *chain, struct bytes block)
{
    chain->whole = true;
    for (size_t i = 0; i < block.left; i++) {
        if (block.at[i] != 0) {
            chain->whole = chain->zeros > 0;
            return 0;
        }
    }
    return ++chain->zeros <= TAR_RECORD ? TAR_BLOCK : 0;
}

static uint64_t tar_piece(void *state, struct bytes rest)
{
    struct carve_chain *chain = state;
    struct bytes block;
    if (!bytes_take(&rest, TAR_BLOCK, &block)) {
        return 0;
    }
    if (chain->extended) {
        chain->extended = tar_header_goes_on(block);
    } else if (chain->zeros > 0 || !tar_header_holds(block)) {
        return tar_end(chain, block);
    } else {
        chain->blocks++;
        chain->data = tar_header_size(block);
        chain->extended = tar_header_is_extended(block);
    }
    return TAR_BLOCK + (chain->extended ? 0 : padded(chain->data));
}

chain_piece *carve_form_chain(enum carve_kind kind)
{
    return kind == CARVE_TAR ? tar_piece : lz4_piece;
}

static bool holds_lz4(struct bytes head)
{
    struct carve_chain chain = { 0 };
    return lz4_header(head, &chain) > 0;
}

/* 7zFormat.txt, SignatureHeader: where the header stands that all is found by, under a sum. */
#define SEVEN_HEADER ((size_t)32)

static bool holds_7z(struct bytes head)
{
    return head.left > SEVEN_HEADER && begins_with(head, "7z\xbc\xaf\x27\x1c\0", 7) &&
           crc32_of(bytes_over(head.at + 12, 20)) == bytes_little(head.at + 8, 4) &&
           carve_form_length(CARVE_7Z, head) > SEVEN_HEADER;
}

/* MS-CAB section 2.1: reserved fields, version 1.1 to 1.3, and its own size. */
static bool holds_cab(struct bytes head)
{
    return head.left >= 44 && begins_with(head, "MSCF\0\0\0\0", 8) &&
           bytes_little(head.at + 12, 4) == 0 && bytes_little(head.at + 20, 4) == 0 &&
           head.at[25] == 1 && head.at[24] <= 3 && bytes_little(head.at + 26, 2) > 0 &&
           bytes_little(head.at + 16, 4) >= 36 &&
           bytes_little(head.at + 16, 4) < bytes_little(head.at + 8, 4);
}

uint64_t carve_form_length(enum carve_kind kind, struct bytes head)
{
    if (kind == CARVE_CAB) {
        return bytes_little(head.at + 8, 4);
    }
    if (kind != CARVE_7Z) {
        return 0;
    }
    const uint64_t offset = bytes_little(head.at + 12, 8), size = bytes_little(head.at + 20, 8);
    return offset > INT64_MAX / 4 || size > INT64_MAX / 4 || size == 0
               ? 0
               : SEVEN_HEADER + offset + size;
}

uint64_t carve_form_present(const struct stream *content, uint64_t from, uint64_t claimed)
{
    const bool ends = content->size != STREAM_SIZE_UNKNOWN && content->size >= from;
    return ends && claimed > content->size - from ? content->size - from : claimed;
}

struct carve_end carve_form_end(struct bytes head)
{
    return (struct carve_end){ .size = bytes_little(head.at + 20, 8),
                               .sum = (uint32_t)bytes_little(head.at + 28, 4) };
}

bool carve_form_ends(struct stream *content, uint64_t to, struct carve_end end)
{
    uint32_t sum = UINT32_MAX;
    if (!stream_seek(content, to - end.size)) {
        return content->kind->seek == NULL;
    }
    for (uint64_t left = end.size; left > 0;) {
        struct bytes seen = stream_ahead(content, 1);
        seen.left = seen.left < left ? seen.left : (size_t)left;
        if (seen.left == 0) {
            return false;
        }
        sum = crc32_on(sum, seen);
        stream_consume(content, seen.left);
        left -= seen.left;
    }
    return ~sum == end.sum;
}

static bool holds_zip(struct bytes head)
{
    struct carve_member member;
    return carve_member_read(head, &member);
}

/* All that its front says is in its mark: what is behind it has to decode. */
static bool holds_zlib(struct bytes head)
{
    return zlib_header_holds(head);
}

/* A unit has no fields: what it decodes to tells. */
static bool holds_lznt1(struct bytes head)
{
    return head.left > 0;
}

static bool holds_snappy(struct bytes head)
{
    return snappy_frames_length(head) > 0;
}

bool carve_form_is_pixels(struct bytes around, size_t at)
{
    struct bytes rest = around, before;
    return at >= 4 && bytes_take(&rest, at - 4, &before) && begins_with(rest, "IDAT", 4);
}

static const struct form {
    const char *name;
    bool (*holds)(struct bytes head);
} forms[CARVE_KINDS] = {
    [CARVE_ZIP] = { "carved-zip", holds_zip },
    [CARVE_GZIP] = { "carved-gzip", holds_gzip },
    [CARVE_XZ] = { "carved-xz", holds_xz },
    [CARVE_BZIP2] = { "carved-bzip2", holds_bzip2 },
    [CARVE_ZSTD] = { "carved-zstd", holds_zstd },
    [CARVE_LZ4] = { "carved-lz4", holds_lz4 },
    [CARVE_7Z] = { "carved-7z", holds_7z },
    [CARVE_TAR] = { "carved-tar", holds_tar },
    [CARVE_LZIP] = { "carved-lzip", holds_lzip },
    [CARVE_CAB] = { "carved-cab", holds_cab },
    [CARVE_ZLIB] = { "carved-zlib", holds_zlib },
    [CARVE_POSTGRES] = { "carved-postgres", postgres_page_holds },
    [CARVE_LZNT1] = { "carved-lznt1", holds_lznt1 },
    [CARVE_SNAPPY] = { "carved-snappy", holds_snappy },
};

bool carve_form_holds(enum carve_kind kind, struct bytes head)
{
    return forms[kind].holds(head);
}

const char *carve_form_name(enum carve_kind kind)
{
    return forms[kind].name;
}

const struct stream_decoder *carve_form_decoder(enum carve_kind kind, struct bytes head)
{
    return kind == CARVE_ZLIB    ? &zlib_decoder
           : kind == CARVE_LZNT1 ? &lznt1_decoder
                                 : stream_decoder_of(head);
}

bool carve_form_is_weak(const struct stream_decoder *decoder)
{
    return decoder == &zlib_decoder || decoder == &lznt1_decoder;
}
