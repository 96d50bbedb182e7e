#include "evidence/shown_place.h"

#include "bounds.h"
#include "bytes/tap_stream.h"
#include "evidence/file_pass.h"
#include "evidence/replay_target.h"

static bool is_on_path(const struct ingest_frame *frame)
{
    return frame->target_from < frame->target_to &&
           frame->depth < frame->ingest->shown->target->count;
}

bool shown_place_is_in(const struct ingest_frame *frame)
{
    return is_on_path(frame) && frame->depth + 1 == frame->ingest->shown->target->count;
}

/* Appends what lies in [from, to) of a piece that begins at `offset`. */
static bool take_piece(struct buffer *text, struct bytes piece, uint64_t offset, uint64_t from,
                       uint64_t to)
{
    struct bytes skipped;
    const uint64_t skip = offset < from ? from - offset : 0;
    if (skip >= piece.left || offset >= to || !bytes_take(&piece, (size_t)skip, &skipped)) {
        return true;
    }
    const uint64_t wanted = to - (offset + skip);
    piece.left = piece.left < wanted ? piece.left : (size_t)wanted;
    return wanted == 0 || buffer_append(text, piece);
}

/* Some bytes of the extent are enough to find what reaches out of it. One whose length is not
 * known takes all that is behind it. */
static bool take_around(struct ingest *ingest, struct stream *content, const struct place *place,
                        bool to_end)
{
    struct shown_place *shown = ingest->shown;
    const uint64_t from = place->offset > SHOWN_WIDE ? place->offset - SHOWN_WIDE : 0;
    const uint64_t end =
        place->length > 0 && place->length < UINT64_MAX - SHOWN_WIDE - place->offset
            ? place->offset + place->length
            : UINT64_MAX - SHOWN_WIDE;
    const uint64_t front =
        end - place->offset < CANDIDATE_SPAN_MAX ? end : place->offset + CANDIDATE_SPAN_MAX;
    bool kept = true;
    while (kept && (to_end || content->offset < end + SHOWN_WIDE)) {
        const uint64_t offset = content->offset;
        const struct bytes seen = stream_ahead(content, 1);
        if (seen.left == 0) {
            break;
        }
        kept = take_piece(&shown->text, seen, offset, from, front) &&
               take_piece(&shown->text, seen, offset, end, end + SHOWN_WIDE);
        stream_consume(content, seen.left);
        ingest_progress_inside(ingest, seen.left);
    }
    shown->from = (size_t)(place->offset - from);
    shown->to = shown->from + (size_t)(front - place->offset);
    shown->reached = kept && shown->text.used > shown->from;
    shown->to = shown->to < shown->text.used ? shown->to : shown->text.used;
    return kept;
}

void shown_place_take(struct ingest_frame *frame, struct stream *content)
{
    struct shown_place *shown = frame->ingest->shown;
    if (is_on_path(frame) && !shown->reached) {
        buffer_reset(&shown->text);
        shown->depth = frame->depth;
        (void)take_around(frame->ingest, content, &shown->target->places[frame->depth], true);
    }
    stream_drain(content);
}

static void take_progress(void *context, const struct record *record)
{
    const struct record_sink *sink = context;
    if (record->kind == RECORD_PROGRESS) {
        sink->record(sink->context, record);
    }
}

void shown_place_gather(struct shown_place *shown, const struct job_file *file,
                        const struct cms_opener *opener, const struct record_sink *sink)
{
    struct record_sink told = *sink;
    const struct record_sink filter = { &told, take_progress };
    struct file_pass pass;
    file_pass_begin_to(&pass, NULL, file, &shown->target->places[0], &filter);
    const struct place *first = file_pass_first(&pass, shown->target);
    const uint64_t from = first->offset > SHOWN_WIDE ? first->offset - SHOWN_WIDE : 0;
    pass.ingest.targets = shown->target;
    pass.ingest.target_count = pass.top.target_to = 1;
    pass.ingest.shown = shown;
    pass.ingest.opener = opener;
    shown->depth = pass.top.depth;
    if (!replay_is_in_raw_bytes(first, file_pass_kind(&pass))) {
        file_pass_walk(&pass);
    } else if (stream_seek(&pass.file.stream, from)) {
        (void)take_around(&pass.ingest, &pass.file.stream, first, false);
    }
    file_pass_clear(&pass);
}
