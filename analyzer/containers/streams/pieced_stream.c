#include "containers/streams/pieced_stream.h"

#include <assert.h>
#include <string.h>

/* Read at once: small pieces cost a window each. */
#define STEP ((size_t)64 << 10)

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for a stream's pieces" };
static const struct fault gone = { OUTCOME_TRUNCATED, NULL, "a piece of a stream is not there" };

size_t pieces_count(const struct pieces *pieces)
{
    return pieces->list.used / sizeof(struct piece);
}

static struct piece piece_of(const struct pieces *pieces, size_t number)
{
    struct piece piece;
    memcpy(&piece, pieces->list.at + number * sizeof(piece), sizeof(piece));
    return piece;
}

bool pieces_add(struct pieces *pieces, const struct piece *piece)
{
    const size_t count = pieces_count(pieces);
    assert(piece->at >= pieces->end);
    if (count > 0 && piece->at == pieces->end) {
        struct piece last = piece_of(pieces, count - 1);
        if (last.offset + last.length == piece->offset) {
            last.length += piece->length;
            memcpy(pieces->list.at + (count - 1) * sizeof(last), &last, sizeof(last));
            pieces->end += piece->length;
            return true;
        }
    }
    if (!buffer_append(&pieces->list, bytes_over(piece, sizeof(*piece)))) {
        return false;
    }
    pieces->end = piece->at + piece->length;
    return true;
}

void pieces_reset(struct pieces *pieces)
{
    buffer_reset(&pieces->list);
    pieces->end = 0;
}

void pieces_clear(struct pieces *pieces)
{
    buffer_clear(&pieces->list);
    pieces->end = 0;
}

static bool stop(struct pieced_stream *pieced, const struct fault *fault)
{
    pieced->stream.fault = fault;
    pieced->ended = true;
    return false;
}

/* The octets of the piece from where the stream was read to; of what the content does not have
 * there are none. */
static bool copy(struct pieced_stream *pieced, const struct piece *piece, uint8_t *out, size_t room)
{
    if (!stream_seek(pieced->content, piece->offset + (pieced->read - piece->at))) {
        return stop(pieced, &gone);
    }
    for (size_t used = 0; used < room;) {
        const struct bytes seen = stream_ahead(pieced->content, 1);
        const size_t count = seen.left < room - used ? seen.left : room - used;
        if (count == 0) {
            return stop(pieced, pieced->content->fault != NULL ? pieced->content->fault : &gone);
        }
        memcpy(out + used, seen.at, count);
        stream_consume(pieced->content, count);
        used += count;
        sliding_window_grew(&pieced->window, count);
        pieced->read += count;
    }
    return true;
}

static bool fill(struct pieced_stream *pieced)
{
    while (pieced->next < pieces_count(pieced->pieces)) {
        const struct piece piece = piece_of(pieced->pieces, pieced->next);
        const bool gap = pieced->read < piece.at;
        const uint64_t end = gap ? piece.at : piece.at + piece.length;
        if (pieced->read >= end) {
            pieced->next++;
            continue;
        }
        const size_t room = end - pieced->read < STEP ? (size_t)(end - pieced->read) : STEP;
        uint8_t *out = sliding_window_room(&pieced->window, room);
        if (out == NULL) {
            return stop(pieced, &no_memory);
        }
        if (!gap) {
            return copy(pieced, &piece, out, room);
        }
        memset(out, 0, room);
        sliding_window_grew(&pieced->window, room);
        pieced->read += room;
        return true;
    }
    pieced->ended = true;
    return false;
}

static struct bytes pieced_ahead(struct stream *stream, size_t wanted)
{
    struct pieced_stream *pieced = (struct pieced_stream *)stream;
    while (sliding_window_bytes(&pieced->window).left < wanted && !pieced->ended) {
        if (!fill(pieced)) {
            break;
        }
    }
    return sliding_window_bytes(&pieced->window);
}

static void pieced_consume(struct stream *stream, size_t count)
{
    struct pieced_stream *pieced = (struct pieced_stream *)stream;
    sliding_window_take(&pieced->window, count);
    stream->offset += count;
}

static bool pieced_seek(struct stream *stream, uint64_t to)
{
    struct pieced_stream *pieced = (struct pieced_stream *)stream;
    size_t low = 0, high = pieces_count(pieced->pieces);
    if (to > stream->size) {
        return false;
    }
    if (to >= stream->offset && to - stream->offset <= sliding_window_bytes(&pieced->window).left) {
        pieced_consume(stream, (size_t)(to - stream->offset));
        return true;
    }
    while (low < high) { /* the first that ends behind it */
        const size_t middle = low + (high - low) / 2;
        const struct piece piece = piece_of(pieced->pieces, middle);
        if (piece.at + piece.length > to) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    sliding_window_reset(&pieced->window);
    pieced->next = low;
    pieced->read = to;
    pieced->ended = false;
    stream->offset = to;
    stream->fault = NULL;
    return true;
}

void pieced_stream_init(struct pieced_stream *stream, struct stream *content,
                        const struct pieces *pieces)
{
    static const struct stream_kind kind = { pieced_ahead, pieced_consume, pieced_seek };
    *stream = (struct pieced_stream){ .stream = { .kind = &kind, .size = pieces->end },
                                      .content = content,
                                      .pieces = pieces };
}

void pieced_stream_clear(struct pieced_stream *stream)
{
    sliding_window_clear(&stream->window);
}
