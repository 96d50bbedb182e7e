#include "containers/archives/compressed_stream.h"

#include "bounds.h"
#include "limit.h"

/* What one step may decode: large enough to be fast, small beside the window. Nearly all that lies
 * in text makes less than the first: all room is wiped, used or not. */
#define DECODE_STEP  ((size_t)128 << 10)
#define DECODE_FIRST ((size_t)32 << 10)

static const struct fault cut_off = { OUTCOME_TRUNCATED, NULL,
                                      "the compressed stream ends before its end mark" };
static const struct fault damaged = { OUTCOME_MALFORMED, NULL, "the compressed stream is damaged" };
static const struct fault large_dictionary = {
    OUTCOME_BOUND, NULL, "the compressed stream needs more memory than a decoder is given"
};
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory to decompress" };
static const struct fault too_long = { OUTCOME_BOUND, NULL,
                                       "more decoded bytes than one object may have" };
static const struct fault bomb = { OUTCOME_BOUND, NULL,
                                   "expands by a ratio that only a decompression bomb has" };

bool decoding_is_bomb(uint64_t output, uint64_t input)
{
    return output > RATIO_LOOKED_AT && output / limit_of(LIMIT_RATIO) >= (input > 0 ? input : 1);
}

static void end_with(struct compressed_stream *stream, const struct fault *fault)
{
    stream->ended = true;
    stream->stream.fault = fault;
}

/* RFC 1952 section 2.2: members simply follow each other; likewise the others. */
static void begin_next_member(struct compressed_stream *stream)
{
    stream->decoder->end(stream->state);
    stream->state = NULL;
    if (!stream->decoder->recognise(stream_ahead(stream->from, CONTENT_HEAD))) {
        stream->ended = true;
        return;
    }
    stream->state = stream->decoder->begin();
    if (stream->state == NULL) {
        end_with(stream, &no_memory);
    }
    if (stream->passed != NULL) {
        passed_over_front(stream->passed, stream->from);
    }
}

static void take_step(struct compressed_stream *stream, enum decoder_step step)
{
    switch (step) {
    case DECODER_MORE:
        break;
    case DECODER_END:
        begin_next_member(stream);
        break;
    case DECODER_DAMAGED:
        end_with(stream, &damaged);
        break;
    case DECODER_TOO_LARGE:
        end_with(stream, &large_dictionary);
        break;
    case DECODER_NO_MEMORY:
        end_with(stream, &no_memory);
        break;
    }
}

static void decode_more(struct compressed_stream *stream)
{
    uint64_t left = stream->most - stream->made;
    const size_t most =
        stream->made < DECODE_FIRST ? DECODE_FIRST - (size_t)stream->made : DECODE_STEP;
    size_t room = left < most ? (size_t)left : most, made = 0;
    if (room == 0) {
        end_with(stream, &too_long);
        return;
    }
    if (decoding_is_bomb(stream->made, stream->from->offset - stream->begin)) {
        end_with(stream, &bomb);
        return;
    }
    uint8_t *out = sliding_window_room(&stream->window, room);
    if (out == NULL) {
        end_with(stream, &no_memory);
        return;
    }
    const struct bytes shown = stream_ahead(stream->from, 1);
    struct bytes in = shown;
    size_t given = in.left;
    enum decoder_step step = stream->decoder->step(stream->state, &in, out, room, &made);
    if (stream->passed != NULL) {
        passed_over_take(stream->passed, stream->from->offset,
                         bytes_over(shown.at, given - in.left));
    }
    stream_consume(stream->from, given - in.left);
    sliding_window_grew(&stream->window, made);
    stream->made += made;
    if (given == 0 && made == 0 && step == DECODER_MORE) {
        end_with(stream, &cut_off);
        return;
    }
    take_step(stream, step);
}

static struct bytes compressed_ahead(struct stream *base, size_t wanted)
{
    struct compressed_stream *stream = (struct compressed_stream *)base;
    struct bytes seen = sliding_window_bytes(&stream->window);
    while (seen.left < wanted && !stream->ended) {
        decode_more(stream);
        seen = sliding_window_bytes(&stream->window);
    }
    return seen;
}

static void compressed_consume(struct stream *base, size_t count)
{
    struct compressed_stream *stream = (struct compressed_stream *)base;
    sliding_window_take(&stream->window, count);
    base->offset += count;
}

void compressed_stream_init(struct compressed_stream *stream, struct stream *from,
                            const struct stream_decoder *decoder)
{
    static const struct stream_kind kind = { compressed_ahead, compressed_consume, NULL };
    *stream = (struct compressed_stream){
        .stream = { .kind = &kind, .size = STREAM_SIZE_UNKNOWN },
        .from = from,
        .decoder = decoder,
        .state = decoder->begin(),
        .begin = from->offset,
        .most = limit_of(LIMIT_DECODED_BYTES),
    };
    if (stream->state == NULL) {
        end_with(stream, &no_memory);
    }
}

void compressed_stream_note(struct compressed_stream *stream, struct passed_over *passed)
{
    stream->passed = passed;
    passed_over_front(passed, stream->from);
}

void compressed_stream_clear(struct compressed_stream *stream)
{
    if (stream->state != NULL) {
        stream->decoder->end(stream->state);
        stream->state = NULL;
    }
    sliding_window_clear(&stream->window);
}
