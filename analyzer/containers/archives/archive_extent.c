#include "containers/archives/archive_extent.h"

#include <string.h>

#include <archive.h>
#include <archive_entry.h>

/* The data of an uncompressed cabinet stand in blocks of 32 KiB behind eight octets each
 * (CFDATA of [MS-CAB]). */
#define CABINET_BLOCK      ((uint64_t)32768)
#define CABINET_BLOCK_HEAD 8

/* What the data of a member takes where it stands as it is: of a sparse one the
 * pieces that are no holes. */
static uint64_t stored_size(struct archive_entry *entry)
{
    uint64_t sum = 0;
    la_int64_t offset, length;
    if (archive_entry_sparse_reset(entry) == 0) {
        return archive_member_declared(entry);
    }
    while (archive_entry_sparse_next(entry, &offset, &length) == ARCHIVE_OK) {
        if (length < 0 || sum > UINT64_MAX - (uint64_t)length) {
            return MEMBER_SIZE_UNKNOWN;
        }
        sum += (uint64_t)length;
    }
    return sum;
}

/* libarchive names a zip's method only in the name of the format. */
bool archive_extent_is_zip(const struct archive_reading *reading, const char *method)
{
    const char *format = archive_format_name(reading->archive);
    return archive_format(reading->archive) == ARCHIVE_FORMAT_ZIP && format != NULL &&
           strstr(format, method) != NULL;
}

/* How far libarchive has come. */
static uint64_t reached(const struct archive_reading *reading)
{
    const int64_t here = archive_filter_bytes(reading->archive, 0);
    return here > 0 ? (uint64_t)here : 0;
}

/* libarchive has taken the header by now, and has gone to a member that stands apart when the first
 * of it was shown: the member begins at `here`. The length is cut to the archive's own. */
static void set_stored(const struct archive_reading *reading, uint64_t length, uint64_t here,
                       struct place *place)
{
    const uint64_t size = reading->content->size;
    if (length == MEMBER_SIZE_UNKNOWN) {
        return;
    }
    place->offset = here;
    uint64_t room = size > place->offset ? size - place->offset : 0;
    place->length = length < room ? length : room;
}

/* It is what was lent to libarchive, or, where that copied it over a border, what stands behind the
 * member's own header. What it unpacked is elsewhere; and what stands where its reading has come to
 * may be a copy that somebody put there. */
static bool stands_as_shown(const struct archive_reading *reading, struct bytes shown,
                            uint64_t header_end, uint64_t *here)
{
    if (archive_source_lent(&reading->source, shown, here)) {
        return true;
    }
    *here = header_end;
    return reading->kind->packed_from == 0 &&
           archive_source_holds(&reading->source, header_end, shown);
}

static uint64_t with_block_heads(const struct archive_reading *reading, uint64_t length)
{
    const bool blocks = archive_format(reading->archive) == ARCHIVE_FORMAT_CAB;
    return !blocks || length == MEMBER_SIZE_UNKNOWN
               ? length
               : length + length / CABINET_BLOCK * CABINET_BLOCK_HEAD;
}

static void set_packed(const struct archive_reading *reading, uint64_t header_end,
                       struct place *place)
{
    const uint64_t from = reading->kind->packed_from;
    place->offset = from > 0 ? from : header_end;
}

/* Nothing in libarchive tells the method; but what was stored is shown as the archive has it. */
static void set_either(const struct archive_reading *reading, struct archive_entry *entry,
                       struct archive_member *member, struct place *place)
{
    const uint64_t header_end = reached(reading);
    const struct bytes shown = stream_ahead(&member->stream, 1);
    uint64_t here;
    if (shown.left == 0) {
        return;
    }
    if (stands_as_shown(reading, shown, header_end, &here)) {
        set_stored(reading, with_block_heads(reading, stored_size(entry)), here, place);
    } else {
        set_packed(reading, header_end, place);
    }
}

static void set_zip(const struct archive_reading *reading, struct archive_entry *entry,
                    struct place *place)
{
    const uint64_t here = reached(reading);
    if (archive_extent_is_zip(reading, "(uncompressed)")) {
        set_stored(reading, stored_size(entry), here, place);
    } else {
        place->offset = here;
    }
}

/* Its own filter, which steps over the head, and that of libarchive's source are two. */
static bool is_compressed_rpm(const struct archive_reading *reading)
{
    return reading->kind->layout == ARCHIVE_LAYOUT_FILTERED &&
           archive_filter_count(reading->archive) > 2;
}

void archive_extent_set(const struct archive_reading *reading, struct archive_entry *entry,
                        struct archive_member *member, struct place *place)
{
    switch (reading->kind->layout) {
    case ARCHIVE_LAYOUT_NAMED:
        set_zip(reading, entry, place);
        return;
    case ARCHIVE_LAYOUT_EITHER:
        set_either(reading, entry, member, place);
        return;
    case ARCHIVE_LAYOUT_FILTERED:
        if (is_compressed_rpm(reading)) {
            place->offset = reading->kind->packed_from;
        }
        return;
    case ARCHIVE_LAYOUT_APART:
        if (stream_ahead(&member->stream, 1).left == 0) {
            return;
        }
        break;
    case ARCHIVE_LAYOUT_BEHIND:
        break;
    }
    set_stored(reading, stored_size(entry), reached(reading), place);
}
