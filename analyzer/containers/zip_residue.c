#include "containers/zip_residue.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "buffer.h"
#include "containers/carve_walk.h"
#include "limit.h"

static const struct fault apart = {
    OUTCOME_UNEXPECTED, NULL,
    "the directory of the zip does not name all that stands in it; the rest was looked through"
};
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for the directory of the zip" };
static const struct fault bad_directory = {
    OUTCOME_TRUNCATED, NULL,
    "no whole directory stands at the end of the zip; what none names was looked through"
};

/* APPNOTE 4.3.7, 4.3.12, 4.3.14 to 4.3.16: octets without the names and comments. */
#define LOCAL_HEADER  ((size_t)30)
#define ENTRY_HEADER  ((size_t)46)
#define END_RECORD    ((size_t)22)
#define END64_LOCATOR ((size_t)20)
#define END64_RECORD  ((size_t)56)
#define ELSEWHERE32   UINT32_MAX /* the number is in the record of zip64 */

/* Behind a member stands its descriptor (24 octets at most, 4.3.9), and its local header may be
 * longer than the directory tells by an extra field. In less than the first is no packed key; more
 * than the second is not of any program that writes zips, and is told. */
#define GAP_MIN  ((uint64_t)64)
#define GAP_TOLD ((uint64_t)160)

struct directory {
    uint64_t begin, end; /* of its entries; `end` is where the records of the end begin */
    uint64_t after;      /* behind the last record, its comment not counted */
    uint64_t shift;      /* what stands in front of the zip: its offsets are by so much higher */
};

static bool stands_at(struct bytes seen, size_t at, const char *mark)
{
    return at + 4 <= seen.left && memcmp(seen.at + at, mark, 4) == 0;
}

/* Of zip64: libarchive goes by the offset in the locator, which no octets in front may move. */
static bool read_end64(struct bytes tail, size_t at, uint64_t base, struct directory *directory)
{
    if (at < END64_LOCATOR + END64_RECORD ||
        !stands_at(tail, at - END64_LOCATOR - END64_RECORD, "PK\6\6")) {
        return false;
    }
    const uint8_t *locator = tail.at + at - END64_LOCATOR, *record = locator - END64_RECORD;
    const uint64_t size = bytes_little(record + 40, 8);
    directory->after = base + at + END_RECORD;
    directory->end = base + at - END64_LOCATOR - END64_RECORD;
    directory->begin = bytes_little(record + 48, 8);
    directory->shift = 0;
    return bytes_little(locator + 4, 4) == 0 && bytes_little(locator + 16, 4) == 1 &&
           bytes_little(locator + 8, 8) == directory->end &&
           bytes_little(record + 4, 8) == END64_RECORD - 12 && bytes_little(record + 16, 8) == 0 &&
           bytes_little(record + 24, 8) == bytes_little(record + 32, 8) && size <= directory->end &&
           directory->begin <= directory->end - size;
}

/* The record at `at` of the tail, which stands at `base`. */
static bool read_end(struct bytes tail, size_t at, uint64_t base, struct directory *directory)
{
    const uint8_t *record = tail.at + at;
    const uint64_t size = bytes_little(record + 12, 4), offset = bytes_little(record + 16, 4);
    directory->after = base + at + END_RECORD;
    directory->end = base + at;
    directory->begin = directory->end - size;
    directory->shift = directory->begin - offset;
    return bytes_little(record + 4, 4) == 0 &&
           bytes_little(record + 8, 2) == bytes_little(record + 10, 2) && size <= directory->end &&
           offset <= directory->begin;
}

enum found {
    FOUND_NONE,    /* not even the mark of one */
    FOUND_FOREIGN, /* of several volumes, or damaged: libarchive does not go by it */
    FOUND_UNSURE,  /* it may, or not */
    FOUND_DIRECTORY
};

/* As libarchive 3.6 looks for it, from the end on. */
static enum found find_directory(struct stream *content, struct directory *directory)
{
    const uint64_t size = content->size;
    const uint64_t base = size > ZIP_END_LOOK ? size - ZIP_END_LOOK : 0;
    if (!stream_seek(content, base)) {
        return FOUND_NONE;
    }
    const struct bytes tail = stream_ahead(content, ZIP_END_LOOK);
    for (size_t at = tail.left >= END_RECORD ? tail.left - END_RECORD + 1 : 0; at-- > 0;) {
        if (!stands_at(tail, at, "PK\5\6")) {
            continue;
        }
        if (at >= END64_LOCATOR && stands_at(tail, at - END64_LOCATOR, "PK\6\7")) {
            return read_end64(tail, at, base, directory) ? FOUND_DIRECTORY : FOUND_UNSURE;
        }
        return read_end(tail, at, base, directory) ? FOUND_DIRECTORY : FOUND_FOREIGN;
    }
    return FOUND_NONE;
}

/* APPNOTE 4.5.3: those numbers that do not fit, in this order. */
static void read_extra64(struct bytes extra, uint64_t plain, uint64_t *packed, uint64_t *offset)
{
    struct bytes front, field;
    while (bytes_take(&extra, 4, &front) &&
           bytes_take(&extra, (size_t)bytes_little(front.at + 2, 2), &field)) {
        struct bytes number;
        if (bytes_little(front.at, 2) != 1) {
            continue;
        }
        if (plain == ELSEWHERE32 && !bytes_take(&field, 8, &number)) {
            return;
        }
        if (*packed == ELSEWHERE32 && bytes_take(&field, 8, &number)) {
            *packed = bytes_little(number.at, 8);
        }
        if (*offset == ELSEWHERE32 && bytes_take(&field, 8, &number)) {
            *offset = bytes_little(number.at, 8);
        }
        return;
    }
}

/* What the entry at the front takes of the content. False: there is none. */
static bool read_entry(struct stream *content, const struct directory *directory,
                       struct carve_span *named)
{
    struct bytes seen = stream_ahead(content, ENTRY_HEADER), extra, before;
    if (seen.left < ENTRY_HEADER || !stands_at(seen, 0, "PK\1\2")) {
        return false;
    }
    const size_t name = (size_t)bytes_little(seen.at + 28, 2);
    const size_t extra_size = (size_t)bytes_little(seen.at + 30, 2);
    const size_t comment = (size_t)bytes_little(seen.at + 32, 2);
    const size_t length = ENTRY_HEADER + name + extra_size + comment;
    seen = stream_ahead(content, length);
    uint64_t packed = bytes_little(seen.at + 20, 4), offset = bytes_little(seen.at + 42, 4);
    if (seen.left < length || !bytes_take(&seen, ENTRY_HEADER + name, &before) ||
        !bytes_take(&seen, extra_size, &extra)) {
        return false;
    }
    read_extra64(extra, bytes_little(before.at + 24, 4), &packed, &offset);
    stream_consume(content, length);
    const uint64_t size = content->size;
    named->from = offset < size - directory->shift ? directory->shift + offset : size;
    const uint64_t front = LOCAL_HEADER + name, room = size - named->from;
    named->to = front < room && packed < room - front ? named->from + front + packed : size;
    return true;
}

static int compare_spans(const void *one, const void *other)
{
    const struct carve_span *left = one, *right = other;
    return left->from < right->from ? -1 : left->from > right->from;
}

/* Those that are named, and the directory itself. False when memory ran out. */
static bool list_named(struct stream *content, const struct directory *directory,
                       struct buffer *spans, bool *whole)
{
    struct carve_span span = { directory->begin, directory->after };
    bool listed = buffer_append(spans, bytes_over(&span, sizeof(span)));
    uint64_t entries = 0;
    *whole = stream_seek(content, directory->begin);
    while (listed && *whole && content->offset < directory->end &&
           entries++ <= limit_of(LIMIT_ENTRIES)) {
        *whole = read_entry(content, directory, &span);
        listed = !*whole || buffer_append(spans, bytes_over(&span, sizeof(span)));
    }
    return listed;
}

/* Turns what is named into what is not, in place; how many there are. There is room for one more.
 */
static size_t between(struct carve_span *spans, size_t count, uint64_t size)
{
    size_t gaps = 0;
    uint64_t at = 0;
    qsort(spans, count, sizeof(*spans), compare_spans);
    spans[count] = (struct carve_span){ size, size };
    for (size_t i = 0; i <= count; i++) {
        const struct carve_span named = spans[i];
        if (named.from > at && named.from - at > GAP_MIN) {
            spans[gaps++] = (struct carve_span){ at, named.from };
        }
        at = named.to > at ? named.to : at;
    }
    return gaps;
}

static bool are_told(const struct carve_span *gaps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (gaps[i].to - gaps[i].from > GAP_TOLD) {
            return true;
        }
    }
    return false;
}

static void walk_gaps(struct stream *content, const struct container_sink *sink, uint64_t members,
                      const struct directory *directory)
{
    struct buffer named = { 0 };
    bool whole;
    if (!list_named(content, directory, &named, &whole) ||
        !buffer_reserve(&named, sizeof(struct carve_span))) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &no_memory, 0);
        buffer_clear(&named);
        return;
    }
    struct carve_span *spans = (struct carve_span *)(void *)named.at;
    const size_t count = between(spans, named.used / sizeof(*spans), content->size);
    if (!whole || are_told(spans, count)) {
        sink->journal(sink->context, NULL, JOURNAL_NOTE, whole ? &apart : &bad_directory, 0);
    }
    carve_walk_spans(content, sink, members, spans, count);
    buffer_clear(&named);
}

/* Behind the members that libarchive read from the front on. */
static void walk_end(struct stream *content, const struct container_sink *sink, uint64_t members,
                     uint64_t read, bool directory)
{
    const struct carve_span rest = { read, content->size };
    if (rest.to <= rest.from) {
        return;
    }
    if (!directory) {
        sink->journal(sink->context, NULL, JOURNAL_NOTE, &bad_directory, 0);
    }
    carve_walk_spans(content, sink, members, &rest, 1);
}

void zip_residue_walk(struct stream *content, const struct container_sink *sink, uint64_t members,
                      uint64_t read)
{
    struct directory directory;
    if (content->kind->seek == NULL || content->size == STREAM_SIZE_UNKNOWN) {
        return;
    }
    const enum found found = find_directory(content, &directory);
    if (found == FOUND_DIRECTORY) {
        walk_gaps(content, sink, members, &directory);
    } else if (found == FOUND_UNSURE) {
        walk_end(content, sink, members, 0, false);
    } else {
        walk_end(content, sink, members, read, found == FOUND_FOREIGN);
    }
}
