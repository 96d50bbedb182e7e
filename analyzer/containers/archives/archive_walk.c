#include "containers/archives/archive_walk.h"

#include <archive.h>
#include <archive_entry.h>

#include "bounds.h"
#include "containers/archives/archive_extent.h"
#include "containers/archives/archive_fault.h"
#include "containers/archives/archive_gaps.h"
#include "containers/archives/archive_member.h"
#include "containers/archives/archive_reading.h"
#include "containers/archives/archive_shares.h"
#include "containers/archives/rar_volume.h"
#include "containers/carving/carved.h"
#include "limit.h"

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

/* Of a zip: libarchive has taken the local header by now. */
static void note_given(struct archive_reading *reading)
{
    const int64_t here = archive_filter_bytes(reading->archive, 0);
    if (reading->kind->end == ARCHIVE_END_DIRECTORY && here > 0) {
        zip_given_add(&reading->given, (uint64_t)here, reading->entries);
    }
}

/* Of a deflated member that was read to its end: libarchive stands behind that. */
static void note_end(struct archive_reading *reading, const struct archive_member *member)
{
    const int64_t here = archive_filter_bytes(reading->archive, 0);
    if (member->deflated_at != MEMBER_PLACE_UNKNOWN && member->ended &&
        member->stream.fault == NULL && here > 0) {
        zip_given_end(&reading->given, member->deflated_at, (uint64_t)here);
    }
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
    archive_gaps_enter(reading, &member);
    if (!archive_entry_is_encrypted(entry)) {
        if (archive_extent_is_zip(reading, "(deflation)") &&
            archive_filter_bytes(reading->archive, 0) > 0) {
            member.content = reading->content;
            member.deflated_at = (uint64_t)archive_filter_bytes(reading->archive, 0);
        }
        archive_extent_set(reading, entry, &member, &place);
    }
    note_given(reading);
    bool more = sink->part(sink->context, &place, PART_UNKNOWN, &member.stream);
    note_end(reading, &member);
    archive_gaps_leave(reading, &member, &place);
    journal_member(reading, &place, &member);
    *fatal = member.fatal;
    archive_member_clear(&member);
    return more;
}

/* With the remedy, if there is one: of passphrases it is for members of zip alone. */
static const struct fault *closed_fault(const struct archive_reading *reading)
{
    static const struct fault unread = { OUTCOME_ENCRYPTED, NULL,
                                         "encrypted in a way that cannot be opened here" };
    static const struct fault untried = {
        OUTCOME_ENCRYPTED, NULL, "encrypted: --passphrases FILE may open it in a new case"
    };
    static const struct fault tried = { OUTCOME_ENCRYPTED, NULL,
                                        "encrypted, and no passphrase of --passphrases opens it" };
    static const struct fault bounded = {
        OUTCOME_BOUND, NULL, "encrypted, and more passphrases were given than are tried on one file"
    };
    if (reading->opening.spent) {
        return &bounded;
    }
    if (archive_format(reading->archive) != ARCHIVE_FORMAT_ZIP) {
        return &unread;
    }
    return container_has_passphrases(reading->sink) ? &tried : &untried;
}

static void journal_closed(const struct archive_reading *reading, struct archive_entry *entry)
{
    const struct container_sink *sink = reading->sink;
    const struct place place = place_of(reading, entry);
    uint64_t declared = archive_member_declared(entry);
    sink->journal(sink->context, &place, JOURNAL_UNREAD, closed_fault(reading),
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

/* `ended`: all was given up to the end of the archive. */
static const struct fault *give_all(struct archive_reading *reading, bool *ended)
{
    static const struct fault too_many = { OUTCOME_BOUND, NULL,
                                           "more members than are read of one archive" };
    static const struct fault broken = { OUTCOME_MALFORMED, NULL,
                                         "what follows the damaged member cannot be reached" };
    struct archive_entry *entry = NULL;
    const struct fault *fault = NULL;
    for (;;) {
        enum archive_step step = archive_reading_next(reading, &entry, &fault);
        if (step != ARCHIVE_STEP_ENTRY) {
            *ended = step == ARCHIVE_STEP_END;
            return *ended ? NULL : fault;
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
            return &broken;
        }
    }
}

/* The start of a Linux system is an archive of microcode, and a compressed one behind it. */
static void walk_behind(struct archive_reading *reading, uint64_t end)
{
    static const struct fault trailing = { OUTCOME_UNEXPECTED, NULL,
                                           "other bytes follow the end of the archive; they were "
                                           "scanned as they stand" };
    struct stream *content = reading->content;
    const bool block = reading->kind->end == ARCHIVE_END_RAR5;
    if (content->offset > end && !stream_seek(content, end)) {
        if (block && content->offset - end <= RAR_END_LOOK && stream_ahead(content, 1).left == 0) {
            return; /* its last block, as it seems */
        }
        reading->sink->journal(reading->sink->context, NULL, JOURNAL_NOTE, &trailing, 0);
        return; /* libarchive has read on, and nobody can go back */
    }
    while (content->offset < end) {
        const size_t seen = stream_ahead(content, 1).left;
        if (seen == 0) {
            return;
        }
        stream_consume(content,
                       seen < end - content->offset ? seen : (size_t)(end - content->offset));
    }
    if (block) {
        stream_consume(content, rar_end_rest(stream_ahead(content, RAR_END_LOOK)));
    }
    carve_walk_behind(content, reading->sink, reading->entries, &trailing);
}

/* What no member takes. `end`: how far libarchive has read, where it has `ended`; `said`: where its
 * front says that it ends, or 0. */
static void walk_rest(struct archive_reading *reading, bool ended, uint64_t end, uint64_t said)
{
    if (reading->kind->end == ARCHIVE_END_SAID) {
        ended = said > 0;
        end = said;
    }
    if (reading->kind->end == ARCHIVE_END_DIRECTORY) {
        zip_residue_walk(reading->content, reading->sink, &reading->given, !ended);
    } else if (ended && reading->kind->end != ARCHIVE_END_NONE) {
        walk_behind(reading, end);
    }
    archive_gaps_walk(reading, said);
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
    const uint64_t begin = content->offset;
    const uint64_t said = archive_kind_said(reading.kind, stream_ahead(content, CONTENT_HEAD));
    bool ended = false;
    archive_gaps_begin(&reading);
    const struct fault *fault = archive_reading_open(&reading);
    if (fault == NULL) {
        fault = give_all(&reading, &ended);
    }
    const uint64_t end = begin + archive_reading_read(&reading);
    archive_gaps_end(&reading, end);
    archive_reading_close(&reading);
    /* not where the sink has had enough, or a bound was reached */
    if (ended || (fault != NULL && fault->outcome != OUTCOME_BOUND)) {
        walk_rest(&reading, ended, end, said > 0 ? begin + said : 0);
    }
    archive_opening_clear(&reading.opening);
    sliding_window_clear(&reading.window);
    zip_given_clear(&reading.given);
    archive_gaps_clear(&reading);
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

static bool is_spaced(struct bytes head)
{
    const struct archive_kind *kind = archive_kind_of(head);
    return kind != NULL && kind->room != ARCHIVE_ROOM_NONE && kind->room != ARCHIVE_ROOM_PADDING;
}

const struct container archive_stream_container = {
    .name = "archive", .recognise = recognise_stream, .walk = walk_archive, .spaced = is_spaced
};
const struct container archive_seek_container = { .name = "archive",
                                                  .recognise = recognise_seek,
                                                  .walk = walk_archive,
                                                  .seeks = true,
                                                  .walks_forward = walks_forward,
                                                  .divide = archive_shares_cut };
