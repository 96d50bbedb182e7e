#include "containers/streams/decoding_stream.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"

/* Small mails stay small; long parts are decoded in pieces that fit the
 * second-level cache. */
#define WINDOW_ROOM_FIRST ((size_t)8 << 10)
#define WINDOW_ROOM_LONG  ((size_t)64 << 10)

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for the window of a decoder" };

void decoding_window_clear(struct decoding_window *window)
{
    memory_wipe(window->at, window->touched);
    free(window->at);
    *window = (struct decoding_window){ 0 };
}

/* Gives the window at least `room` bytes; the first `kept` bytes stay. */
static bool window_grow(struct decoding_window *window, size_t room, size_t kept)
{
    if (room <= window->room) {
        return true;
    }
    uint8_t *memory = malloc(room);
    if (memory == NULL) {
        return false;
    }
    if (kept > 0) {
        memcpy(memory, window->at, kept);
    }
    decoding_window_clear(window);
    *window = (struct decoding_window){ .at = memory, .room = room, .touched = kept };
    return true;
}

/* Moves what is not consumed to the front, and makes room behind it. */
static bool make_room(struct decoding_stream *decoder, size_t wanted)
{
    struct decoding_window *window = decoder->window;
    if (decoder->begin > 0) {
        decoder->end -= decoder->begin;
        memmove(window->at, window->at + decoder->begin, decoder->end);
        decoder->begin = 0;
    }
    size_t room = wanted + DECODING_STEP_ROOM;
    size_t usual = decoder->stream.offset > 0 ? WINDOW_ROOM_LONG : WINDOW_ROOM_FIRST;
    return window_grow(window, room > usual ? room : usual, decoder->end);
}

static void decode_step(struct decoding_stream *decoder)
{
    struct decoding_window *window = decoder->window;
    size_t look = decoder->decoding->look;
    struct bytes in = stream_ahead(decoder->from, look);
    decoder->stream.fault = decoder->from->fault;
    struct decoded out = { .at = window->at + decoder->end, .room = window->room - decoder->end };
    if (in.left == 0) {
        decoder->ended = true;
        if (decoder->decoding->finish != NULL) {
            decoder->decoding->finish(decoder, &out);
        }
    } else {
        size_t taken = decoder->decoding->step(decoder, in, in.left < look, &out);
        assert(taken > 0 && taken <= in.left);
        stream_consume(decoder->from, taken);
    }
    assert(out.used <= out.room);
    decoder->end += out.used;
    if (decoder->end > window->touched) {
        window->touched = decoder->end;
    }
}

static struct bytes decoding_ahead(struct stream *stream, size_t wanted)
{
    struct decoding_stream *decoder = (struct decoding_stream *)stream;
    size_t least = wanted > 0 ? wanted : 1;
    if (decoder->end - decoder->begin < least && !decoder->ended) {
        if (!make_room(decoder, least)) {
            decoder->stream.fault = &no_memory;
            decoder->ended = true;
        }
        while (decoder->end < least && !decoder->ended) {
            decode_step(decoder);
        }
    }
    size_t left = decoder->end - decoder->begin;
    return left > 0 ? bytes_over(decoder->window->at + decoder->begin, left) : bytes_over(NULL, 0);
}

static void decoding_consume(struct stream *stream, size_t count)
{
    struct decoding_stream *decoder = (struct decoding_stream *)stream;
    assert(count <= decoder->end - decoder->begin);
    decoder->begin += count;
    decoder->stream.offset += count;
}

void decoding_stream_init(struct decoding_stream *stream, struct stream *from,
                          const struct decoding *decoding, struct decoding_window *window)
{
    static const struct stream_kind kind = { decoding_ahead, decoding_consume, NULL };
    *stream = (struct decoding_stream){
        .stream = { .kind = &kind, .size = STREAM_SIZE_UNKNOWN, .fault = from->fault },
        .from = from,
        .decoding = decoding,
        .window = window,
    };
}

struct place decoding_place(const struct decoding *decoding, const struct stream *content)
{
    return (struct place){
        .kind = PLACE_READING,
        .length = content->size != STREAM_SIZE_UNKNOWN ? content->size - content->offset : 0,
        .name = bytes_over(decoding->name, strlen(decoding->name)),
    };
}

void decoding_walk(const struct decoding *decoding, struct stream *content,
                   const struct container_sink *sink, const struct fault *stray,
                   const struct fault *cut)
{
    struct decoding_window window = { 0 };
    struct decoding_stream decoder;
    const struct place place = decoding_place(decoding, content);
    decoding_stream_init(&decoder, content, decoding, &window);
    (void)sink->part(sink->context, &place, PART_UNKNOWN, &decoder.stream);
    if (stray != NULL && (decoder.remarks & DECODING_STRAY) != 0) {
        sink->journal(sink->context, &place, JOURNAL_NOTE, stray, 0);
    }
    if (cut != NULL && (decoder.remarks & DECODING_CUT) != 0) {
        sink->journal(sink->context, &place, JOURNAL_NOTE, cut, 0);
    }
    decoding_window_clear(&window);
}
