#include "containers/mail/mbox.h"

#include <string.h>

#include "bounds.h"
#include "bytes/line_front.h"
#include "bytes/tap_stream.h"
#include "containers/mail/from_line.h"
#include "containers/mail/mail_header.h"
#include "containers/mail/message_fragment.h"
#include "containers/streams/section_stream.h"
#include "containers/streams/share_cut.h"

static bool skip_breaks(struct bytes *head)
{
    struct bytes byte;
    while (head->left > 0 && (head->at[0] == '\n' || head->at[0] == '\r')) {
        if (!bytes_take(head, 1, &byte)) {
            return false;
        }
    }
    return head->left > 0;
}

/* How long the MMDF mark at the front is; 0 where none stands. */
static size_t mmdf_mark(struct bytes rest)
{
    struct bytes mark, line;
    size_t before = rest.left;
    if (!bytes_take(&rest, 4, &mark) || memcmp(mark.at, "\1\1\1\1", 4) != 0 ||
        !bytes_take_until(&rest, '\n', &line)) {
        return 0;
    }
    return line.left == 0 || (line.left == 1 && line.at[0] == '\r') ? before - rest.left : 0;
}

static bool mbox_recognise(struct bytes head)
{
    return skip_breaks(&head) && (mmdf_mark(head) > 0 || from_line_separates(head, true));
}

static bool mbox_separates(void *context, struct bytes rest, bool after_empty_line)
{
    (void)context;
    return from_line_separates(rest, after_empty_line);
}

static bool mmdf_separates(void *context, struct bytes rest, bool after_empty_line)
{
    (void)context;
    (void)after_empty_line;
    return mmdf_mark(rest) > 0;
}

static const uint8_t mbox_fronts[LINE_FRONTS] = { 'F', 'F', 'F' };
static const uint8_t mmdf_fronts[LINE_FRONTS] = { 1, 1, 1 };
static const struct line_judge mbox_judge = { mbox_fronts, mbox_separates, false };
static const struct line_judge mmdf_judge = { mmdf_fronts, mmdf_separates, false };

struct mbox_walk {
    struct stream *from;
    const struct container_sink *sink;
    bool mmdf;
    uint64_t base, number;
    struct buffer name;
    struct message_fragments fragments;
    bool stopped;
};

/* Copies the Message-ID: a window would end with the first call on the stream. The length of the
 * header where the message is a fragment of another that is held, else 0. */
static size_t look_at_head(struct mbox_walk *walk, struct section_stream *message,
                           const struct place *place)
{
    struct bytes name, type;
    bool ends;
    const struct bytes block = message_fragment_header(&message->stream, &ends);
    buffer_reset(&walk->name);
    message_fragment_fields(block, &name, &type);
    if (name.left > 0 && !mail_field_unfold(name, &walk->name)) {
        buffer_reset(&walk->name);
    }
    const bool held = ends && type.left > 0 &&
                      message_fragments_take(&walk->fragments, type, place->number, place->offset);
    return held ? block.left : 0;
}

/* Its header is a mail; what follows is read with the other fragments. */
static void give_fragment(struct mbox_walk *walk, const struct place *place, struct stream *message)
{
    struct tap_stream tap;
    struct section_stream header;
    tap_stream_init(&tap, message, &walk->fragments, message_fragments_tap);
    section_stream_init_span(&header, &tap.stream, place->length);
    walk->stopped = !walk->sink->part(walk->sink->context, place, PART_MESSAGE, &header.stream);
    (void)section_stream_finish(&header);
    stream_drain(&tap.stream);
    walk->stopped = walk->stopped || !message_fragments_settle(&walk->fragments, walk->sink);
}

static void give_message(struct mbox_walk *walk, struct section_stream *message)
{
    struct place place = {
        .kind = PLACE_MESSAGE,
        .number = ++walk->number,
        .offset = walk->from->offset - walk->base,
        .length = section_stream_extent(message),
    };
    const size_t header = look_at_head(walk, message, &place);
    place.name = buffer_bytes(&walk->name);
    if (header > 0) {
        place.length = header;
        give_fragment(walk, &place, &message->stream);
        return;
    }
    walk->stopped = !walk->sink->part(walk->sink->context, &place, PART_MESSAGE, &message->stream);
}

/* What stands before the first message. */
static void give_front(struct mbox_walk *walk, struct section_stream *front)
{
    const struct place place = {
        .kind = PLACE_TEXT,
        .offset = walk->from->offset - walk->base,
        .length = section_stream_extent(front),
        .name = bytes_over("preamble", strlen("preamble")),
    };
    walk->stopped = !walk->sink->part(walk->sink->context, &place, PART_LEAF, &front->stream);
}

/* As far as whoever recognises a mailbox looks, however much is shown. */
static bool front_is_breaks(struct stream *front)
{
    struct bytes seen = stream_ahead(front, CONTENT_HEAD);
    seen.left = seen.left < CONTENT_HEAD ? seen.left : CONTENT_HEAD;
    return !skip_breaks(&seen);
}

static void consume_marks(struct stream *from)
{
    for (;;) {
        struct bytes seen = stream_ahead(from, 8);
        size_t length = mmdf_mark(seen);
        if (length == 0) {
            return;
        }
        stream_consume(from, length);
    }
}

static bool is_mmdf(struct stream *content)
{
    struct bytes head = stream_ahead(content, CONTENT_HEAD);
    return skip_breaks(&head) && mmdf_mark(head) > 0;
}

/* A share other than the first begins where the one who cut it saw a message begin. */
static bool go_to_share(struct mbox_walk *walk)
{
    const struct walk_share *share = walk->sink->share;
    if (share == NULL || share->offset == 0) {
        return false;
    }
    walk->stopped = !stream_seek(walk->from, walk->base + share->offset);
    walk->number = share->first - 1;
    return true;
}

static bool is_wanted(const struct mbox_walk *walk)
{
    const struct walk_share *share = walk->sink->share;
    return !walk->stopped && (share == NULL || share->end == 0 || walk->number + 1 < share->end);
}

/* Up to the first separator, then from one to the next: each message begins
 * with its `From ` line, or behind the mark of MMDF. */
static const struct fault *mbox_walk(struct stream *content, const struct container_sink *sink)
{
    struct mbox_walk walk = { .from = content, .sink = sink, .base = content->offset };
    walk.mmdf = is_mmdf(content);
    walk.fragments.empty_lines = !walk.mmdf;
    walk.fragments.shared = sink->fragment_octets;
    const struct line_judge *judge = walk.mmdf ? &mmdf_judge : &mbox_judge;
    struct section_stream section;
    bool more = go_to_share(&walk);
    if (!more) {
        section_stream_init(&section, content, judge, NULL, true);
        if (!front_is_breaks(&section.stream)) {
            give_front(&walk, &section);
        }
        more = section_stream_finish(&section);
    }
    while (more && is_wanted(&walk)) {
        if (walk.mmdf) {
            consume_marks(content);
        }
        section_stream_init(&section, content, judge, NULL, false);
        if (stream_ahead(&section.stream, 1).left > 0) {
            give_message(&walk, &section);
        }
        more = section_stream_finish(&section);
    }
    if (!walk.stopped) {
        message_fragments_end(&walk.fragments, sink);
    }
    message_fragments_clear(&walk.fragments);
    buffer_clear(&walk.name);
    return NULL;
}

/* The fragments of a message may lie anywhere in a mailbox, and one walk has to see them all. */
static bool is_fragment(struct section_stream *message)
{
    struct bytes name, type;
    bool ends;
    message_fragment_fields(message_fragment_header(&message->stream, &ends), &name, &type);
    return type.left > 0 && message_fragment_is(type);
}

/* Goes from one message to the next, without a look into any but at its head. */
static size_t mbox_divide(struct stream *content, struct walk_share *shares)
{
    const uint64_t base = content->offset;
    struct section_stream section;
    struct share_cut cut;
    uint64_t number = 0;
    if (content->size < LARGE_FILE || is_mmdf(content)) {
        return 0;
    }
    share_cut_init(&cut, shares, RANGE_SPAN);
    section_stream_init(&section, content, &mbox_judge, NULL, true);
    for (bool more = section_stream_finish(&section); more;) {
        const uint64_t from = content->offset;
        section_stream_init(&section, content, &mbox_judge, NULL, false);
        const bool empty = stream_ahead(&section.stream, 1).left == 0;
        if (!empty && is_fragment(&section)) {
            return 0;
        }
        more = section_stream_finish(&section);
        if (!empty) {
            share_cut_add(&cut, ++number, from - base, content->offset - from);
        }
    }
    return share_cut_end(&cut);
}

const struct container mbox_container = { .name = "mbox",
                                          .recognise = mbox_recognise,
                                          .walk = mbox_walk,
                                          .rereads = true,
                                          .divide = mbox_divide };
