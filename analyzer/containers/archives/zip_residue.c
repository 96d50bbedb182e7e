#include "containers/archives/zip_residue.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "buffer.h"
#include "bytes/tap_stream.h"
#include "containers/archives/compressed_stream.h"
#include "containers/archives/zip_header.h"
#include "containers/carving/carve_walk.h"
#include "limit.h"

static const struct fault apart = {
    OUTCOME_UNEXPECTED, NULL,
    "the directory of the zip does not name all that stands in it; the rest was looked through"
};
static const struct fault bad_directory = { OUTCOME_TRUNCATED, NULL,
                                            "no directory that agrees with its members stands at "
                                            "the end of the zip; all of it was looked through" };

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
    for (size_t at = tail.left >= END_RECORD ? tail.left - END_RECORD + 1 : 0; at-- > 1;) {
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

/* A member as the directory names it. */
struct named {
    uint64_t from;   /* where its local header stands */
    uint64_t packed; /* octets of its data */
    bool streamed;   /* its local header may leave that open (4.4.4, flag 3) */
    bool is_file;    /* what stands there is given; that of folders and links is not */
    bool deflated;   /* and not encrypted */
};

/* Those numbers that do not fit, in this order. */
static void read_extra64(struct bytes extra, uint64_t plain, uint64_t *packed, uint64_t *offset)
{
    struct bytes field, number;
    if (!zip_header_extra64(&extra, &field) ||
        (plain == ELSEWHERE32 && !bytes_take(&field, 8, &number))) {
        return;
    }
    if (*packed == ELSEWHERE32 && bytes_take(&field, 8, &number)) {
        *packed = bytes_little(number.at, 8);
    }
    if (*offset == ELSEWHERE32 && bytes_take(&field, 8, &number)) {
        *offset = bytes_little(number.at, 8);
    }
}

/* 4.4.15: of systems with modes, a regular file or none said; elsewhere all but folders by name. */
static bool is_file(const uint8_t *entry, struct bytes name)
{
    const unsigned system = entry[5], kind = (unsigned)bytes_little(entry + 40, 2) & 0170000;
    const bool folder = name.left > 0 && name.at[name.left - 1] == '/';
    return !folder && (system != 3 || kind == 0 || kind == 0100000);
}

/* The entry at the front. False: there is none. */
static bool read_entry(struct stream *content, const struct directory *directory,
                       struct named *named)
{
    struct bytes seen = stream_ahead(content, ENTRY_HEADER), front, name, extra;
    if (seen.left < ENTRY_HEADER || !stands_at(seen, 0, "PK\1\2")) {
        return false;
    }
    const size_t extra_size = (size_t)bytes_little(seen.at + 30, 2);
    const size_t name_size = (size_t)bytes_little(seen.at + 28, 2);
    const size_t length =
        ENTRY_HEADER + name_size + extra_size + (size_t)bytes_little(seen.at + 32, 2);
    seen = stream_ahead(content, length);
    if (seen.left < length || !bytes_take(&seen, ENTRY_HEADER, &front) ||
        !bytes_take(&seen, name_size, &name) || !bytes_take(&seen, extra_size, &extra)) {
        return false;
    }
    uint64_t packed = bytes_little(front.at + 20, 4), offset = bytes_little(front.at + 42, 4);
    read_extra64(extra, bytes_little(front.at + 24, 4), &packed, &offset);
    *named = (struct named){ .from = directory->shift + offset,
                             .packed = packed,
                             .streamed = (bytes_little(front.at + 8, 2) & 8) != 0,
                             .is_file = is_file(front.at, name),
                             .deflated = bytes_little(front.at + 10, 2) == ZIP_DEFLATED &&
                                         (bytes_little(front.at + 8, 2) & 1) == 0 };
    stream_consume(content, length);
    return offset < content->size - directory->shift;
}

static bool list_entries(struct stream *content, const struct directory *directory,
                         struct buffer *entries)
{
    struct named named;
    bool good = stream_seek(content, directory->begin);
    for (uint64_t i = 0; good && content->offset < directory->end; i++) {
        good = i < limit_of(LIMIT_ENTRIES) && read_entry(content, directory, &named) &&
               buffer_append(entries, bytes_over(&named, sizeof(named)));
    }
    return good && content->offset == directory->end;
}

static int compare_named(const void *one, const void *other)
{
    const struct named *left = one, *right = other;
    return left->from < right->from ? -1 : left->from > right->from;
}

struct residue {
    struct stream *content;
    const struct container_sink *sink;
    const struct zip_given *given;
    struct carve_spans gaps;  /* what no member has */
    struct carve_spans tails; /* and what stands in one, behind the end of its deflate stream */
};

static uint64_t deflate_end(struct stream *content, uint64_t data)
{
    struct compressed_stream decoded;
    if (!stream_seek(content, data)) {
        return 0;
    }
    compressed_stream_init(&decoded, content, &deflate_decoder);
    stream_drain(&decoded.stream);
    const bool complete = decoded.ended && decoded.stream.fault == NULL;
    compressed_stream_clear(&decoded);
    return complete ? content->offset : 0;
}

/* Of a member that was read to its end, the reader knows where that is. Whoever walks again to what
 * stands there has not read it. */
static void add_tail(struct residue *residue, uint64_t data, uint64_t to)
{
    const struct container_sink *sink = residue->sink;
    const struct zip_member *member = zip_given_at(residue->given, data);
    uint64_t end = member != NULL ? member->end : 0;
    if (member != NULL && end == 0 && sink->leads_into != NULL &&
        sink->leads_into(sink->context, data + 1, to)) {
        end = deflate_end(residue->content, data);
    }
    if (end > 0) {
        carve_spans_add_gap(&residue->tails, end, to);
    }
}

/* What stands before the member and within it that is not given. `at`: where the one before it
 * ends; moves behind this one. False where its local header says something else, or they overlap.
 */
static bool pass_member(struct residue *residue, const struct named *named, uint64_t *at)
{
    struct stream *content = residue->content;
    if (named->from < *at || !stream_seek(content, named->from)) {
        return false;
    }
    const struct bytes header = stream_ahead(content, LOCAL_HEADER);
    if (header.left < LOCAL_HEADER || !stands_at(header, 0, "PK\3\4")) {
        return false;
    }
    const uint64_t packed = bytes_little(header.at + 18, 4);
    const uint64_t extra = named->from + LOCAL_HEADER + bytes_little(header.at + 26, 2);
    const uint64_t data = extra + bytes_little(header.at + 28, 2);
    if (data > content->size || named->packed > content->size - data ||
        (!named->is_file && named->packed > GAP_MIN) ||
        (packed != named->packed && packed != ELSEWHERE32 && !(named->streamed && packed == 0))) {
        return false;
    }
    carve_spans_add_gap(&residue->gaps, *at, named->from);
    carve_spans_add_gap(&residue->gaps, extra, data);
    *at = data + named->packed;
    if (named->deflated) {
        add_tail(residue, data, *at);
    }
    return true;
}

/* What no entry names. False where what the directory says cannot be right, or there is no memory
 * for it: then it is not to be gone by. */
static bool list_gaps(struct residue *residue, const struct directory *directory)
{
    struct buffer entries = { 0 };
    uint64_t at = 0;
    bool good = list_entries(residue->content, directory, &entries);
    const size_t count = entries.used / sizeof(struct named);
    struct named *named = (struct named *)(void *)entries.at;
    if (good && count > 1) {
        qsort(named, count, sizeof(*named), compare_named);
    }
    for (size_t i = 0; good && i < count; i++) {
        good = pass_member(residue, &named[i], &at);
    }
    good = good && at <= directory->begin;
    /* its extra fields and comments, and what follows it, are looked through like all else */
    carve_spans_add_gap(&residue->gaps, at, residue->content->size);
    buffer_clear(&entries);
    return good && !residue->gaps.lost && !residue->tails.lost;
}

/* Beside the directory itself. */
static bool are_told(const struct carve_spans *gaps, const struct directory *directory)
{
    for (size_t i = 0; i < carve_spans_count(gaps); i++) {
        const uint64_t from = carve_spans_at(gaps, i).from, to = carve_spans_at(gaps, i).to;
        const bool last = from <= directory->begin && to >= directory->after;
        const uint64_t size = to - from - (last ? directory->after - directory->begin : 0);
        if (size > GAP_TOLD) {
            return true;
        }
    }
    return false;
}

static bool was_given(const struct residue *residue, const struct place *place)
{
    return place != NULL && place->kind == PLACE_MEMBER &&
           zip_given_at(residue->given, place->offset) != NULL;
}

/* Gives what the walk before has not given. */
static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    const struct residue *residue = context;
    return was_given(residue, place) ||
           residue->sink->part(residue->sink->context, place, nature, content);
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    const struct residue *residue = context;
    if (!was_given(residue, where)) { /* what is wrong with it is told */
        residue->sink->journal(residue->sink->context, where, weight, fault, unread);
    }
}

static void carve_gaps(struct residue *residue)
{
    struct container_sink wrapped = *residue->sink;
    wrapped.context = residue;
    wrapped.part = take_part;
    wrapped.journal = take_journal;
    carve_walk_spans(residue->content, &wrapped, &residue->gaps);
}

/* The same place, as one of the member that it stands in. */
static struct place place_within(const struct residue *residue, const struct place *place)
{
    const struct zip_member *member = zip_given_before(residue->given, place->offset);
    struct place within = *place;
    within.number = member != NULL ? member->number : place->number;
    return within;
}

static bool take_part_within(void *context, const struct place *place, enum part_nature nature,
                             struct stream *content)
{
    const struct residue *residue = context;
    const struct place within = place_within(residue, place);
    return residue->sink->part(residue->sink->context, &within, nature, content);
}

static void take_journal_within(void *context, const struct place *where,
                                enum journal_weight weight, const struct fault *fault,
                                uint64_t unread)
{
    const struct residue *residue = context;
    const struct container_sink *sink = residue->sink;
    if (where != NULL) {
        const struct place within = place_within(residue, where);
        sink->journal(sink->context, &within, weight, fault, unread);
    } else {
        sink->journal(sink->context, NULL, weight, fault, unread);
    }
}

static void carve_tails(struct residue *residue)
{
    static const struct fault behind = { OUTCOME_UNEXPECTED, "RFC 1951 section 3.2.3",
                                         "other bytes follow the end of the deflate stream within "
                                         "the member; they were looked through" };
    struct container_sink wrapped = *residue->sink;
    wrapped.context = residue;
    wrapped.part = take_part_within;
    wrapped.journal = take_journal_within;
    for (size_t i = 0; i < carve_spans_count(&residue->tails); i++) {
        const struct carve_span span = carve_spans_at(&residue->tails, i);
        const struct place place = { .kind = PLACE_MEMBER,
                                     .offset = span.from,
                                     .length = span.to - span.from };
        take_journal_within(residue, &place, JOURNAL_NOTE, &behind, 0);
    }
    carve_walk_spans(residue->content, &wrapped, &residue->tails);
}

void zip_residue_walk(struct stream *content, const struct container_sink *sink,
                      struct zip_given *given, bool told)
{
    struct directory directory = { 0 };
    struct residue residue = { .content = content, .sink = sink, .given = given };
    if (content->kind->seek == NULL || content->size == STREAM_SIZE_UNKNOWN) {
        return;
    }
    zip_given_sort(given);
    const enum found found = find_directory(content, &directory);
    if (found == FOUND_DIRECTORY && list_gaps(&residue, &directory)) {
        if (are_told(&residue.gaps, &directory)) {
            sink->journal(sink->context, NULL, JOURNAL_NOTE, &apart, 0);
        }
    } else {
        if (found != FOUND_FOREIGN && !told) {
            sink->journal(sink->context, NULL, JOURNAL_NOTE, &bad_directory, 0);
        }
        carve_spans_clear(&residue.gaps);
        carve_spans_clear(&residue.tails); /* they are in all of it */
        carve_spans_add(&residue.gaps, 0, content->size);
    }
    carve_gaps(&residue);
    carve_tails(&residue);
    carve_spans_clear(&residue.gaps);
    carve_spans_clear(&residue.tails);
}
