#include "containers/archive_walk.h"

#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "bounds.h"
#include "containers/archive_fault.h"
#include "containers/archive_member.h"
#include "containers/archive_reading.h"
#include "containers/archive_shares.h"
#include "limit.h"

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
static bool is_zip_with(const struct archive_reading *reading, const char *method)
{
    const char *format = archive_format_name(reading->archive);
    return archive_format(reading->archive) == ARCHIVE_FORMAT_ZIP && format != NULL &&
           strstr(format, method) != NULL;
}

static enum archive_layout layout_of(const struct archive_reading *reading)
{
    return is_zip_with(reading, "(uncompressed)") ? ARCHIVE_LAYOUT_BEHIND : reading->kind->layout;
}

/* A packed member of a zip has none of its octets in there as they are: where it begins is known,
 * and so a raw copy beside it is another place (casefile/sighting_fold.h). */
static bool is_packed_zip(const struct archive_reading *reading)
{
    return archive_format(reading->archive) == ARCHIVE_FORMAT_ZIP &&
           !is_zip_with(reading, "(uncompressed)");
}

/* libarchive has taken the header by now, and has gone to a member that stands
 * apart when the first of it was shown: the member begins where it stands. The
 * length is cut to the archive's own. */
static void set_extent(const struct archive_reading *reading, struct archive_entry *entry,
                       struct archive_member *member, struct place *place)
{
    enum archive_layout layout = layout_of(reading);
    if (layout == ARCHIVE_LAYOUT_APART && stream_ahead(&member->stream, 1).left == 0) {
        return;
    }
    int64_t here = archive_filter_bytes(reading->archive, 0);
    uint64_t length = stored_size(entry), size = reading->content->size;
    if (is_packed_zip(reading) && here > 0) {
        place->offset = (uint64_t)here;
        return;
    }
    if (layout == ARCHIVE_LAYOUT_PACKED || here < 0 || length == MEMBER_SIZE_UNKNOWN) {
        return;
    }
    place->offset = (uint64_t)here;
    uint64_t room = size > place->offset ? size - place->offset : 0;
    place->length = length < room ? length : room;
}

static void journal_member(const struct archive_reading *reading, const struct place *place,
                           const struct archive_member *member)
{
    const struct container_sink *sink = reading->sink;
    if (member->stream.fault != NULL) {
        sink->journal(sink->context, place, JOURNAL_UNREAD, member->stream.fault,
                      archive_member_missing(member));
    } else if (member->remark != NULL) {
        sink->journal(sink->context, place, JOURNAL_NOTE, member->remark, 0);
    }
}

static struct place place_of(const struct archive_reading *reading, struct archive_entry *entry)
{
    return (struct place){ .kind = PLACE_MEMBER,
                           .number = reading->entries,
                           .name = archive_member_name(entry) };
}

/* False: the sink wants no more. `fatal` = libarchive's reading ended in it. */
static bool give_clear(struct archive_reading *reading, struct archive_entry *entry, bool *fatal)
{
    const struct container_sink *sink = reading->sink;
    struct place place = place_of(reading, entry);
    struct archive_member member;
    archive_member_init(&member, reading->archive, &reading->window,
                        archive_member_declared(entry));
    member.most = container_decoded_max(sink);
    if (!archive_entry_is_encrypted(entry)) {
        if (is_zip_with(reading, "(deflation)") && archive_filter_bytes(reading->archive, 0) > 0) {
            member.content = reading->content;
            member.deflated_at = (uint64_t)archive_filter_bytes(reading->archive, 0);
        }
        set_extent(reading, entry, &member, &place);
    }
    bool more = sink->part(sink->context, &place, PART_UNKNOWN, &member.stream);
    journal_member(reading, &place, &member);
    *fatal = member.fatal;
    archive_member_clear(&member);
    return more;
}

static void journal_closed(const struct archive_reading *reading, struct archive_entry *entry)
{
    static const struct fault encrypted = { OUTCOME_ENCRYPTED, NULL,
                                            "encrypted, and no passphrase opens it" };
    static const struct fault bounded = {
        OUTCOME_BOUND, NULL, "encrypted, and more passphrases were given than are tried on one file"
    };
    const struct container_sink *sink = reading->sink;
    const struct place place = place_of(reading, entry);
    uint64_t declared = archive_member_declared(entry);
    sink->journal(sink->context, &place, JOURNAL_UNREAD,
                  reading->opening.spent ? &bounded : &encrypted,
                  declared != MEMBER_SIZE_UNKNOWN ? declared : 0);
}

static bool give_held(const struct archive_reading *reading, struct archive_entry *entry,
                      const struct buffer *held)
{
    const struct container_sink *sink = reading->sink;
    const struct place place = place_of(reading, entry);
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(held));
    return sink->part(sink->context, &place, PART_UNKNOWN, &memory.stream);
}

static bool give_encrypted(struct archive_reading *reading, struct archive_entry *entry,
                           bool *fatal)
{
    static const struct fault opened = { OUTCOME_ENCRYPTED, NULL,
                                         "encrypted: opened with a listed passphrase" };
    static const struct fault lost = { OUTCOME_ENCRYPTED, NULL,
                                       "encrypted, and it cannot be tried again and again here" };
    const struct container_sink *sink = reading->sink;
    struct buffer held = { 0 };
    enum opening_end end = archive_opening_try(reading, &entry, &held);
    bool more = true;
    if (end == OPENING_LOST) {
        const struct place place = { .kind = PLACE_MEMBER, .number = reading->entries };
        sink->journal(sink->context, &place, JOURNAL_UNREAD, &lost, 0);
        *fatal = true;
    } else if (end == OPENING_CLOSED) {
        journal_closed(reading, entry);
        *fatal = reading->opening.fatal;
    } else {
        const struct place place = place_of(reading, entry);
        sink->journal(sink->context, &place, JOURNAL_NOTE, &opened, 0);
        more = end == OPENING_DONE ? give_held(reading, entry, &held)
                                   : give_clear(reading, entry, fatal);
    }
    buffer_clear(&held);
    return more;
}

static bool give_member(struct archive_reading *reading, struct archive_entry *entry, bool *fatal)
{
    return archive_entry_is_encrypted(entry) ? give_encrypted(reading, entry, fatal)
                                             : give_clear(reading, entry, fatal);
}

static const struct fault *give_all(struct archive_reading *reading)
{
    static const struct fault too_many = { OUTCOME_BOUND, NULL,
                                           "more members than are read of one archive" };
    static const struct fault ended = { OUTCOME_MALFORMED, NULL,
                                        "what follows the damaged member cannot be reached" };
    struct archive_entry *entry = NULL;
    const struct fault *fault = NULL;
    for (;;) {
        enum archive_step step = archive_reading_next(reading, &entry, &fault);
        if (step != ARCHIVE_STEP_ENTRY) {
            return step == ARCHIVE_STEP_END ? NULL : fault;
        }
        if (reading->entries >= limit_of(LIMIT_ENTRIES)) {
            return &too_many;
        }
        reading->entries++;
        bool fatal = false;
        if (!give_member(reading, entry, &fatal)) {
            return NULL;
        }
        if (fatal && !archive_reading_resume(reading)) {
            return &ended;
        }
    }
}

static const struct fault *walk_archive(struct stream *content, const struct container_sink *sink)
{
    static const struct fault unknown = { OUTCOME_UNEXPECTED, NULL, "no kind of archive" };
    struct archive_reading reading = {
        .content = content,
        .sink = sink,
        .kind = archive_kind_of(stream_ahead(content, CONTENT_HEAD)),
    };
    if (reading.kind == NULL) {
        return &unknown;
    }
    const struct fault *fault = archive_reading_open(&reading);
    if (fault == NULL) {
        fault = give_all(&reading);
    }
    archive_reading_close(&reading);
    archive_opening_clear(&reading.opening);
    sliding_window_clear(&reading.window);
    return fault;
}

static bool recognise_stream(struct bytes head)
{
    const struct archive_kind *kind = archive_kind_of(head);
    return kind != NULL && !kind->seeks;
}

static bool recognise_seek(struct bytes head)
{
    const struct archive_kind *kind = archive_kind_of(head);
    return kind != NULL && kind->seeks;
}

static bool walks_forward(struct bytes head)
{
    const struct archive_kind *kind = archive_kind_of(head);
    return kind != NULL && kind->walks_forward;
}

const struct container archive_stream_container = { .name = "archive",
                                                    .recognise = recognise_stream,
                                                    .walk = walk_archive };
const struct container archive_seek_container = { .name = "archive",
                                                  .recognise = recognise_seek,
                                                  .walk = walk_archive,
                                                  .seeks = true,
                                                  .walks_forward = walks_forward,
                                                  .divide = archive_shares_cut };
