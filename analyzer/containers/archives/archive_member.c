#include "containers/archives/archive_member.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "bounds.h"
#include "containers/archives/archive_fault.h"
#include "limit.h"

static const uint8_t zeros[4096];

static const struct fault too_long = { OUTCOME_BOUND, NULL,
                                       "more decoded bytes than one object may have" };
static const struct fault bomb = { OUTCOME_BOUND, NULL,
                                   "expands by a ratio that only a decompression bomb has" };
static const struct fault shorter_hole = { OUTCOME_BOUND, NULL,
                                           "holes of the sparse member were shortened" };
static const struct fault idle = { OUTCOME_MALFORMED, NULL, "brings neither bytes nor an end" };
static const struct fault too_short = { OUTCOME_TRUNCATED, NULL,
                                        "the member is shorter than its header claims" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for the window on the member" };

static void end_with(struct archive_member *member, const struct fault *fault)
{
    member->ended = true;
    member->stream.fault = fault;
}

static bool is_bomb(const struct archive_member *member, uint64_t output)
{
    int64_t here = archive_filter_bytes(member->archive, -1);
    int64_t taken = here > member->begin ? here - member->begin : member->begin - here;
    return decoding_is_bomb(output, (uint64_t)taken);
}

/* A hole of terabytes costs nothing in an archive, and holds nothing: it is shown
 * shortened, by whole spans, so that what stands behind it keeps its alignment. */
static uint64_t shortened(struct archive_member *member, uint64_t hole)
{
    if (hole < 2 * HOLE_SHOWN_MAX) {
        return hole;
    }
    member->remark = &shorter_hole;
    return HOLE_SHOWN_MAX + hole % HOLE_SHOWN_MAX;
}

/* It stands where libarchive's reading has come to, or was lent to it from elsewhere. */
static void note_taken(const struct archive_member *member, struct bytes block)
{
    const int64_t here = archive_filter_bytes(member->archive, 0);
    uint64_t at = here > 0 ? (uint64_t)here : 0;
    if (member->taken != NULL && (archive_source_lent(member->source, block, &at) ||
                                  archive_source_holds(member->source, at, block))) {
        carve_spans_join(member->taken, at, at + block.left);
    }
}

/* Takes over what libarchive shows, as far as the bounds let it. */
static void take_block(struct archive_member *member, struct bytes block, uint64_t offset)
{
    uint64_t hole = offset > member->drawn ? offset - member->drawn : 0;
    uint64_t zeros_due = shortened(member, hole);
    uint64_t left = member->most - member->shown;
    if (zeros_due > left || block.left > left - zeros_due) {
        end_with(member, &too_long);
        zeros_due = zeros_due < left ? zeros_due : left;
        block = bytes_over(block.at, (size_t)(left - zeros_due));
    }
    if (!member->salvaging && is_bomb(member, member->shown + zeros_due + block.left)) {
        end_with(member, &bomb);
        return;
    }
    note_taken(member, block);
    member->hole = zeros_due;
    member->block = block;
    member->shown += zeros_due + block.left;
    member->drawn += hole + block.left;
}

/* A tar's reader tells of a hole at the end by where it ends; that of WARC is
 * four bytes off at a cut. */
static void take_end(struct archive_member *member, uint64_t offset)
{
    bool tar = (archive_format(member->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;
    member->ended = true;
    if (tar && offset == member->declared && offset > member->drawn) {
        take_block(member, bytes_over(NULL, 0), offset);
    }
    if (member->stream.fault == NULL && archive_member_missing(member) > 0) {
        member->stream.fault = &too_short;
    }
}

static bool begin_salvage(struct archive_member *member)
{
    if (!member->fatal || member->deflated_at == MEMBER_PLACE_UNKNOWN ||
        !stream_seek(member->content, member->deflated_at)) {
        return false;
    }
    compressed_stream_init(&member->salvage, member->content, &deflate_decoder);
    member->salvaging = true;
    return true;
}

/* Past what libarchive gave already. Ends with its complaint, not with ours: it
 * saw the damage as well, and may have seen more. */
static void draw_salvaged(struct archive_member *member)
{
    struct stream *stream = &member->salvage.stream;
    for (;;) {
        struct bytes seen = stream_ahead(stream, 1), known;
        if (seen.left == 0) {
            end_with(member, member->damage);
            return;
        }
        if (stream->offset >= member->drawn) {
            take_block(member, seen, member->drawn);
            return;
        }
        uint64_t given = member->drawn - stream->offset;
        if (given > seen.left || !bytes_take(&seen, (size_t)given, &known)) {
            known = seen;
        }
        stream_consume(stream, known.left);
    }
}

/* The next block of libarchive; leaves `block` and `hole` empty only at the end. */
static void draw(struct archive_member *member)
{
    if (member->salvaging) {
        draw_salvaged(member);
        return;
    }
    for (unsigned calls = 0; calls < ARCHIVE_IDLE_MAX; calls++) {
        const void *at = NULL;
        size_t length = 0;
        la_int64_t offset = 0;
        int result = archive_read_data_block(member->archive, &at, &length, &offset);
        if (result == ARCHIVE_EOF) {
            take_end(member, offset > 0 ? (uint64_t)offset : 0);
            return;
        }
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN && result != ARCHIVE_RETRY) {
            member->fatal = result == ARCHIVE_FATAL;
            member->damage = archive_fault_of(member->archive);
            if (begin_salvage(member)) {
                draw_salvaged(member);
            } else {
                end_with(member, member->damage);
            }
            return;
        }
        if (result == ARCHIVE_WARN) {
            member->remark = archive_fault_of(member->archive);
        }
        if (result != ARCHIVE_RETRY && length > 0 && at != NULL) {
            take_block(member, bytes_over(at, length), offset > 0 ? (uint64_t)offset : 0);
            return;
        }
    }
    end_with(member, &idle);
}

/* A piece of what was drawn: of the hole first, then of the block. */
static struct bytes front(const struct archive_member *member)
{
    if (member->hole > 0) {
        size_t length = member->hole < sizeof(zeros) ? (size_t)member->hole : sizeof(zeros);
        return bytes_over(zeros, length);
    }
    return member->block;
}

static void take_front(struct archive_member *member, size_t count)
{
    struct bytes taken;
    if (member->hole > 0) {
        member->hole -= count;
        return;
    }
    if (!bytes_take(&member->block, count, &taken)) {
        member->block = bytes_over(NULL, 0);
    }
}

/* Moves bytes into the window until it shows as many as are wanted. */
static void fill_window(struct archive_member *member, size_t wanted)
{
    for (;;) {
        size_t held = sliding_window_bytes(member->window).left;
        struct bytes next = front(member);
        if (held >= wanted) {
            return;
        }
        if (next.left == 0 && member->ended) {
            return;
        }
        if (next.left == 0) {
            draw(member);
            continue;
        }
        if (next.left > wanted - held) {
            next = bytes_over(next.at, wanted - held);
        }
        if (!sliding_window_append(member->window, next)) {
            end_with(member, &no_memory);
            member->hole = 0;
            member->block = bytes_over(NULL, 0);
            return;
        }
        take_front(member, next.left);
    }
}

/* Blocks that are large enough are shown where libarchive has them. */
static struct bytes member_ahead(struct stream *stream, size_t wanted)
{
    struct archive_member *member = (struct archive_member *)stream;
    if (sliding_window_bytes(member->window).left == 0) {
        if (front(member).left == 0 && !member->ended) {
            draw(member);
        }
        if (front(member).left >= wanted) {
            return front(member);
        }
    }
    fill_window(member, wanted);
    return sliding_window_bytes(member->window);
}

static void member_consume(struct stream *stream, size_t count)
{
    struct archive_member *member = (struct archive_member *)stream;
    if (sliding_window_bytes(member->window).left > 0) {
        sliding_window_take(member->window, count);
    } else {
        take_front(member, count);
    }
    stream->offset += count;
}

/* Only a regular file has bytes; a further name of one has them elsewhere. */
/* ar(1) writes modes without a type of file. */
static bool is_file(struct archive_entry *entry)
{
    return archive_entry_filetype(entry) == AE_IFREG || archive_entry_filetype(entry) == 0;
}

/* A name that is not of the character set it claims has no path in this locale;
 * its UTF-8 form may still stand. A member without any is known by its number. */
struct bytes archive_member_name(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    if (name == NULL) {
        name = archive_entry_pathname_utf8(entry);
    }
    return name != NULL ? bytes_over(name, strlen(name)) : bytes_over(NULL, 0);
}

uint64_t archive_member_declared(struct archive_entry *entry)
{
    if (!is_file(entry) || archive_entry_hardlink(entry) != NULL ||
        !archive_entry_size_is_set(entry) || archive_entry_size(entry) < 0) {
        return MEMBER_SIZE_UNKNOWN;
    }
    return (uint64_t)archive_entry_size(entry);
}

void archive_member_init(struct archive_member *member, struct archive *archive,
                         struct sliding_window *window, uint64_t declared)
{
    static const struct stream_kind kind = { member_ahead, member_consume, NULL };
    sliding_window_reset(window);
    *member = (struct archive_member){
        .stream = { .kind = &kind, .size = STREAM_SIZE_UNKNOWN },
        .archive = archive,
        .window = window,
        .declared = declared,
        .most = limit_of(LIMIT_DECODED_BYTES),
        .begin = archive_filter_bytes(archive, -1),
        .deflated_at = MEMBER_PLACE_UNKNOWN,
    };
}

void archive_member_clear(struct archive_member *member)
{
    if (member->salvaging) {
        compressed_stream_clear(&member->salvage);
        member->salvaging = false;
    }
}

uint64_t archive_member_missing(const struct archive_member *member)
{
    if (member->declared == MEMBER_SIZE_UNKNOWN || member->declared < member->drawn) {
        return 0;
    }
    return member->declared - member->drawn;
}
