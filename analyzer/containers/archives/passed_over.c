#include "containers/archives/passed_over.h"

#include <assert.h>
#include <string.h>

#include "bounds.h"
#include "container_bounds.h"
#include "containers/carving/carve_walk.h"
#include "limit.h"

void passed_over_init(struct passed_over *passed, const struct stream *content)
{
    *passed = (struct passed_over){ .holds = content->kind->seek == NULL };
}

void passed_over_clear(struct passed_over *passed)
{
    carve_spans_clear(&passed->spans);
    buffer_clear(&passed->held);
}

const struct fault *passed_over_fault(const struct passed_over *passed)
{
    static const struct fault lost = {
        OUTCOME_BOUND, NULL,
        "what is passed over is more than is held in memory: compressed data in it was not looked "
        "for"
    };
    return passed->lost || passed->full || passed->spans.lost ? &lost : NULL;
}

void passed_over_add(struct passed_over *passed, uint64_t from, uint64_t to)
{
    if (carve_spans_count(&passed->spans) < PASSED_SPANS_MAX) {
        carve_spans_add_gap(&passed->spans, from, to);
    } else if (to > from && to - from >= PASSED_LEAST) {
        passed->lost = true;
    }
}

void passed_over_join(struct passed_over *passed, uint64_t from, uint64_t to)
{
    const size_t count = carve_spans_count(&passed->spans);
    if (count > 0 && carve_spans_at(&passed->spans, count - 1).to == from) {
        carve_spans_join(&passed->spans, from, to);
        passed->taking = passed->taking < count ? passed->taking : count - 1;
    } else {
        passed_over_add(passed, from, to);
    }
}

void passed_over_forget(struct passed_over *passed, uint64_t from)
{
    size_t count = carve_spans_count(&passed->spans);
    while (count > 0 && carve_spans_at(&passed->spans, count - 1).from >= from) {
        count--;
    }
    carve_spans_keep(&passed->spans, count);
}

uint64_t passed_over_frame(struct bytes head)
{
    return head.left >= PASSED_FRAME_HEADER && (head.at[0] & 0xf0) == 0x50 &&
                   memcmp(head.at + 1, "\x2a\x4d\x18", 3) == 0
               ? PASSED_FRAME_HEADER + bytes_little(head.at + 4, 4)
               : 0;
}

#define GZIP_HEADER ((size_t)10)
#define GZIP_EXTRA  4u
#define GZIP_NAME   8u
#define GZIP_REMARK 16u

/* Up to where the fields stand behind the header of gzip; 0: it is none. */
static size_t gzip_fields(struct bytes head)
{
    struct bytes rest = head, front, field;
    if (!bytes_take(&rest, GZIP_HEADER, &front) || memcmp(front.at, "\x1f\x8b\x08", 3) != 0) {
        return 0;
    }
    const unsigned flags = front.at[3];
    if ((flags & GZIP_EXTRA) != 0 &&
        (!bytes_take(&rest, 2, &field) ||
         !bytes_take(&rest, (size_t)bytes_little(field.at, 2), &field))) {
        return head.left;
    }
    for (unsigned flag = GZIP_NAME; flag <= GZIP_REMARK; flag *= 2) {
        if ((flags & flag) != 0 && !bytes_take_until(&rest, '\0', &field)) {
            return head.left;
        }
    }
    return head.left - rest.left;
}

/* Some streams show more than is asked for. */
static struct bytes front_of(struct stream *content, size_t most)
{
    struct bytes head = stream_ahead(content, most);
    head.left = head.left < most ? head.left : most;
    return head;
}

void passed_over_front(struct passed_over *passed, struct stream *content)
{
    struct bytes head = front_of(content, CONTENT_HEAD);
    size_t fields = gzip_fields(head);
    if (fields == CONTENT_HEAD) { /* they may go on */
        head = front_of(content, PASSED_LOOK);
        fields = gzip_fields(head);
    }
    const uint64_t frame = passed_over_frame(head), at = content->offset;
    if (fields > 0) {
        passed_over_add(passed, at + GZIP_HEADER, at + fields);
        passed->lost = passed->lost || fields == PASSED_LOOK;
    } else if (frame > 0) {
        passed_over_add(passed, at + PASSED_FRAME_HEADER, at + frame);
    }
}

static void hold(struct passed_over *passed, struct bytes octets)
{
    passed->full = passed->full || octets.left > limit_of(LIMIT_HELD_BYTES) - passed->held.used ||
                   !buffer_append(&passed->held, octets);
}

void passed_over_take(struct passed_over *passed, uint64_t offset, struct bytes piece)
{
    const uint64_t end = offset + piece.left;
    while (passed->holds && passed->taking < carve_spans_count(&passed->spans)) {
        const struct carve_span span = carve_spans_at(&passed->spans, passed->taking);
        const uint64_t from = span.from > offset ? span.from : offset;
        const uint64_t to = span.to < end ? span.to : end;
        if (from < to) {
            hold(passed, bytes_over(piece.at + (from - offset), (size_t)(to - from)));
        }
        if (span.to > end) {
            return;
        }
        passed->taking++;
    }
}

/* What is held of the span that the stream stands in, from there on. */
static struct bytes passed_ahead(struct stream *stream, size_t wanted)
{
    const struct passed_over *passed = (const struct passed_over *)stream;
    (void)wanted;
    if (passed->shown >= carve_spans_count(&passed->spans)) {
        return bytes_over(NULL, 0);
    }
    const struct carve_span span = carve_spans_at(&passed->spans, passed->shown);
    const uint64_t at = passed->before + (stream->offset - span.from);
    const uint64_t end = passed->before + (span.to - span.from);
    const uint64_t to = end < passed->held.used ? end : passed->held.used;
    return at < to ? bytes_over(passed->held.at + at, (size_t)(to - at)) : bytes_over(NULL, 0);
}

static void passed_consume(struct stream *stream, size_t count)
{
    assert(count <= passed_ahead(stream, 0).left);
    stream->offset += count;
}

static bool passed_seek(struct stream *stream, uint64_t to)
{
    struct passed_over *passed = (struct passed_over *)stream;
    const struct carve_spans *spans = &passed->spans;
    const size_t count = carve_spans_count(spans);
    if (passed->shown >= count || to < carve_spans_at(spans, passed->shown).from) {
        passed->shown = 0;
        passed->before = 0;
    }
    while (passed->shown < count && to > carve_spans_at(spans, passed->shown).to) {
        const struct carve_span span = carve_spans_at(spans, passed->shown);
        passed->before += span.to - span.from;
        passed->shown++;
    }
    if (passed->shown >= count || to < carve_spans_at(spans, passed->shown).from) {
        return false;
    }
    stream->offset = to;
    return true;
}

struct stream *passed_over_stream(struct passed_over *passed, struct stream *content)
{
    static const struct stream_kind kind = { passed_ahead, passed_consume, passed_seek };
    if (!passed->holds) {
        return content;
    }
    passed->stream = (struct stream){ .kind = &kind, .size = STREAM_SIZE_UNKNOWN };
    return &passed->stream;
}

void passed_over_carve(struct passed_over *passed, struct stream *content,
                       const struct container_sink *sink)
{
    const struct fault *fault = passed_over_fault(passed);
    if (fault != NULL) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, fault, 0);
    }
    if (carve_spans_count(&passed->spans) > 0) {
        carve_walk_spans(passed_over_stream(passed, content), sink, &passed->spans);
    }
}
