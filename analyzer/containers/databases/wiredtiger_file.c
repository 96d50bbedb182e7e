#include "containers/databases/wiredtiger_file.h"

#include <string.h>

#include "containers/archives/stream_decoder.h"
#include "containers/databases/lz_value.h"

/* The first octets of a file: its mark, 120897, and the version of the format. */
#define MAGIC "\x41\xd8\x01\x00\x01\x00"
#define MARK  ((size_t)6)

/* A page begins at a multiple of the least that is allocated, with a header of it and one of the
 * block. */
#define ALIGN       512u
#define MEMORY_SIZE 16
#define TYPE        24
#define FLAGS       25
#define UNUSED      26
#define VERSION     27
#define DISK_SIZE   28
#define HEADER      40u
#define TYPE_LEAST  3u /* of columns, rows, and values that stand alone */
#define TYPE_MOST   7u
#define PACKED      1u
#define ENCRYPTED   8u
#define VERSION_MAX 1u
#define CLEAR       64u /* octets at its front that are not packed */
#define PAGE_MOST   ((uint64_t)512 << 20)
/* What its compressors put before their block: its length, or lengths of both kinds. */
#define SNAPPY_FRONT 8u
#define LZ4_FRONT    16u
/* Of a page behind CLEAR: those, and a length of Snappy. */
#define SEEN 32u

static const struct fault damaged = { OUTCOME_MALFORMED, NULL,
                                      "a packed page of WiredTiger that cannot be unpacked" };
static const struct fault encrypted = { OUTCOME_ENCRYPTED, NULL,
                                        "encrypted pages of WiredTiger cannot be read" };

struct page {
    uint64_t memory, disk; /* octets of it, unpacked and as it stands there */
    bool packed, encrypted;
};

static bool recognise(struct bytes head)
{
    return head.left >= MARK && memcmp(head.at, MAGIC, MARK) == 0;
}

static bool page_read(struct bytes head, struct page *page)
{
    if (head.left < CLEAR || head.at[TYPE] < TYPE_LEAST || head.at[TYPE] > TYPE_MOST ||
        head.at[UNUSED] != 0 || head.at[VERSION] > VERSION_MAX) {
        return false;
    }
    const uint64_t memory = bytes_little(head.at + MEMORY_SIZE, 4);
    const uint64_t disk = bytes_little(head.at + DISK_SIZE, 4);
    if (memory <= HEADER || memory > PAGE_MOST || disk < ALIGN || disk % ALIGN != 0) {
        return false;
    }
    *page = (struct page){ memory, disk, (head.at[FLAGS] & PACKED) != 0,
                           (head.at[FLAGS] & ENCRYPTED) != 0 };
    return page->memory > CLEAR;
}

/* A block of a compressor that stands before zeros up to the end of the page. */
struct packed {
    enum lz_code code;
    uint64_t from, length, size; /* where in the page, and what comes of it */
};

static bool read_snappy(struct bytes front, uint64_t left, uint64_t size, struct packed *packed)
{
    struct bytes rest = front, number;
    uint64_t said;
    if (!bytes_take(&rest, SNAPPY_FRONT, &number)) {
        return false;
    }
    const uint64_t length = bytes_little(number.at, SNAPPY_FRONT);
    if (length > left - SNAPPY_FRONT || !lz_block_take_size(&rest, &said) || said != size) {
        return false;
    }
    const uint64_t from = front.left - rest.left;
    if (length < from - SNAPPY_FRONT) {
        return false;
    }
    *packed = (struct packed){ LZ_SNAPPY, from, length - (from - SNAPPY_FRONT), size };
    return true;
}

/* What comes of it may be more than the page: of what was packed, some at the end is none of it. */
static bool read_lz4(struct bytes front, uint64_t left, uint64_t size, struct packed *packed)
{
    if (front.left < LZ4_FRONT) {
        return false;
    }
    const uint64_t length = bytes_little(front.at, 4), made = bytes_little(front.at + 4, 4);
    if (length == 0 || length > left - LZ4_FRONT || made < size) {
        return false;
    }
    *packed = (struct packed){ LZ_LZ4, LZ4_FRONT, length, made };
    return true;
}

static bool give_packed(struct lz_values *values, struct stream *content, uint64_t at,
                        const struct packed *packed, struct place *place)
{
    const char *name = packed->code == LZ_SNAPPY ? "wiredtiger-snappy" : "wiredtiger-lz4";
    place->name = bytes_over(name, strlen(name));
    if (!lz_values_might(values, packed->code, content, at + packed->from, packed->length,
                         packed->size)) {
        return false;
    }
    const struct bytes data = lz_values_show(values, content, at + packed->from, packed->length);
    return lz_values_give(values, packed->code, data, packed->size, place, NULL);
}

/* What zlib and zstd packed is carved: it has a mark. */
static bool has_mark(struct bytes front)
{
    static const uint8_t zstd[] = { 0x28, 0xb5, 0x2f, 0xfd };
    return front.left > SNAPPY_FRONT + sizeof(zstd) &&
           (zlib_header_holds(front) || memcmp(front.at + SNAPPY_FRONT, zstd, sizeof(zstd)) == 0);
}

static bool give_page(struct lz_values *values, struct stream *content, uint64_t at,
                      const struct page *page)
{
    const uint64_t begin = at + CLEAR, there = content->size - begin;
    const uint64_t left = page->disk - CLEAR < there ? page->disk - CLEAR : there;
    const uint64_t size = page->memory - CLEAR;
    struct bytes seen = stream_ahead_at(content, begin, left < SEEN ? (size_t)left : SEEN);
    uint8_t kept[SEEN];
    struct place place = { .kind = PLACE_READING, .offset = begin, .length = left };
    struct packed packed;
    seen.left = seen.left < SEEN ? seen.left : SEEN;
    memcpy(kept, seen.at, seen.left); /* it is looked elsewhere meanwhile */
    const struct bytes front = bytes_over(kept, seen.left);
    return (read_snappy(front, left, size, &packed) &&
            give_packed(values, content, begin, &packed, &place)) ||
           (read_lz4(front, left, size, &packed) &&
            give_packed(values, content, begin, &packed, &place)) ||
           has_mark(front);
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    struct lz_values values;
    bool bad = false, closed = false;
    lz_values_init(&values, sink, content->size);
    for (uint64_t at = ALIGN; lz_values_go_on(&values) && at < content->size;) {
        struct page page;
        const bool holds = page_read(stream_ahead_at(content, at, CLEAR), &page);
        const bool given =
            holds && page.packed && !page.encrypted && give_page(&values, content, at, &page);
        closed = closed || (holds && page.encrypted);
        bad = bad || (holds && page.packed && !page.encrypted && !given);
        at += given ? page.disk : ALIGN;
    }
    const struct fault *fault = lz_values_fault(&values);
    container_tell(sink, bad, &damaged);
    container_tell(sink, closed, &encrypted);
    lz_values_clear(&values);
    return fault;
}

const struct container wiredtiger_file_container = { .name = "wiredtiger",
                                                     .recognise = recognise,
                                                     .walk = walk,
                                                     .seeks = true,
                                                     .readings = true,
                                                     .loose = true,
                                                     .roomy = true };
