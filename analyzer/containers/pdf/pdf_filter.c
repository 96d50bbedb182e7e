#include "containers/pdf/pdf_filter.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "buffer.h"
#include "bytes/hex_text.h"

#define STEP_ROOM ((size_t)64 << 10)
#define LZW_CLEAR 256u
#define LZW_END   257u
#define LZW_NONE  4096u

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory to decode a stream" };
static const struct fault too_long = { OUTCOME_BOUND, NULL,
                                       "more decoded bytes than one object may have" };
static const struct fault wide_row = { OUTCOME_BOUND, "ISO 32000-2 section 7.4.4.4",
                                       "a row of the predictor is longer than is undone" };
static const struct fault bad_code = { OUTCOME_MALFORMED, "ISO 32000-2 section 7.4.4.2",
                                       "a code of LZW that was not made yet" };

static void end_with(struct pdf_filter_stream *stream, const struct fault *fault)
{
    stream->ended = true;
    stream->stream.fault = fault;
}

struct target {
    uint8_t *at;
    size_t used;
};

static void put_number(struct target *out, uint32_t number, unsigned octets)
{
    for (unsigned i = 0; i < octets; i++) {
        out->at[out->used++] = (uint8_t)(number >> (24 - 8 * i));
    }
}

static void hex_octet(struct pdf_filter_stream *stream, uint8_t byte, struct target *out)
{
    int value = hex_digit(byte);
    if (value >= 0) {
        stream->group = stream->group << 4 | (uint32_t)value;
        stream->count++;
    }
    if (byte == '>') {
        stream->ended = true;
    }
    if (stream->count == 2 || (stream->count == 1 && stream->ended)) {
        put_number(out, stream->group << (stream->count == 2 ? 24 : 28), 1);
        stream->group = stream->count = 0;
    }
}

/* Section 7.4.3: a last group of n characters is n - 1 octets. */
static void base85_finish(struct pdf_filter_stream *stream, struct target *out)
{
    unsigned had = stream->count;
    while (had > 1 && stream->count < 5) {
        stream->group = stream->group * 85 + 84;
        stream->count++;
    }
    if (had > 1) {
        put_number(out, stream->group, had - 1);
    }
    stream->group = stream->count = 0;
}

static void base85_octet(struct pdf_filter_stream *stream, uint8_t byte, struct target *out)
{
    if (byte == '~') {
        base85_finish(stream, out);
        stream->ended = true;
    } else if (byte == 'z' && stream->count == 0) {
        put_number(out, 0, 4);
    } else if (byte >= '!' && byte <= 'u') {
        stream->group = stream->group * 85 + (byte - '!');
        if (++stream->count == 5) {
            put_number(out, stream->group, 4);
            stream->group = stream->count = 0;
        }
    }
}

static void run_octet(struct pdf_filter_stream *stream, uint8_t byte, struct target *out)
{
    if (stream->count == 0) {
        stream->literal = byte < 128;
        stream->count = byte < 128 ? byte + 1u : 257u - byte;
        stream->ended = byte == 128;
        return;
    }
    unsigned times = stream->literal ? 1 : stream->count;
    memset(out->at + out->used, byte, times);
    out->used += times;
    stream->count -= times;
}

static void lzw_reset(struct pdf_lzw *lzw)
{
    lzw->next = 258;
    lzw->width = 9;
    lzw->previous = LZW_NONE;
}

static uint8_t lzw_first(const struct pdf_lzw *lzw, unsigned code)
{
    while (lzw->length[code] > 1) {
        code = lzw->before[code];
    }
    return lzw->last[code];
}

static void lzw_add(struct pdf_filter_stream *stream, uint8_t last)
{
    struct pdf_lzw *lzw = stream->lzw;
    if (lzw->next < 4096) {
        lzw->before[lzw->next] = (uint16_t)lzw->previous;
        lzw->last[lzw->next] = last;
        lzw->length[lzw->next] = (uint16_t)(lzw->length[lzw->previous] + 1);
        lzw->next++;
    }
    unsigned full = lzw->next + (stream->parameters.early_change ? 1 : 0);
    lzw->width = full >= 2048 ? 12 : full >= 1024 ? 11 : full >= 512 ? 10 : 9;
}

static void lzw_write(const struct pdf_lzw *lzw, unsigned code, struct target *out)
{
    size_t length = lzw->length[code];
    for (size_t i = length; i > 0; i--) {
        out->at[out->used + i - 1] = lzw->last[code];
        code = lzw->before[code];
    }
    out->used += length;
}

static void lzw_code(struct pdf_filter_stream *stream, unsigned code, struct target *out)
{
    struct pdf_lzw *lzw = stream->lzw;
    if (code == LZW_CLEAR) {
        lzw_reset(lzw);
        return;
    }
    bool known = code < LZW_CLEAR || (code > LZW_END && code < lzw->next);
    bool next = code == lzw->next && lzw->previous != LZW_NONE;
    if (code == LZW_END || (!known && !next)) {
        end_with(stream, code == LZW_END ? NULL : &bad_code);
        return;
    }
    if (lzw->previous != LZW_NONE) {
        lzw_add(stream, lzw_first(lzw, known ? code : lzw->previous));
    }
    if (code < 4096 && (known || code < lzw->next)) {
        lzw_write(lzw, code, out);
    }
    lzw->previous = code;
}

static void lzw_octet(struct pdf_filter_stream *stream, uint8_t byte, struct target *out)
{
    stream->group = stream->group << 8 | byte;
    stream->count += 8;
    if (stream->count >= stream->lzw->width) {
        unsigned width = stream->lzw->width, left = stream->count - width;
        unsigned code = stream->group >> left & ((1u << width) - 1);
        stream->count = left;
        lzw_code(stream, code, out);
    }
}

static uint8_t paeth(int left, int above, int corner)
{
    int guess = left + above - corner;
    int to_left = abs(guess - left), to_above = abs(guess - above), to_corner = abs(guess - corner);
    if (to_left <= to_above && to_left <= to_corner) {
        return (uint8_t)left;
    }
    return (uint8_t)(to_above <= to_corner ? above : corner);
}

/* PNG, second edition, section 9.2. `row` holds the row above, and then this one. */
static void undo_png(struct pdf_filter_stream *stream, unsigned filter, const uint8_t *in,
                     size_t length, uint8_t *out)
{
    for (size_t i = 0; i < length; i++) {
        bool inner = i >= stream->pixel;
        int left = inner ? out[i - stream->pixel] : 0, above = stream->row[i];
        int corner = inner ? stream->row[i - stream->pixel] : 0, guess = 0;
        guess = filter == 1 ? left : guess;
        guess = filter == 2 ? above : guess;
        guess = filter == 3 ? (left + above) / 2 : guess;
        guess = filter == 4 ? paeth(left, above, corner) : guess;
        out[i] = (uint8_t)(in[i] + guess);
    }
    memcpy(stream->row, out, length);
}

/* TIFF 6.0 section 14, samples of 8 and 16 bits; others are left as they are. */
static void undo_tiff(const struct pdf_filter_stream *stream, const uint8_t *in, size_t length,
                      uint8_t *out)
{
    memcpy(out, in, length);
    if (stream->parameters.bits == 8) {
        for (size_t i = stream->pixel; i < length; i++) {
            out[i] = (uint8_t)(out[i] + out[i - stream->pixel]);
        }
    } else if (stream->parameters.bits == 16) {
        for (size_t i = stream->pixel; i + 1 < length; i += 2) {
            unsigned before = (unsigned)out[i - stream->pixel] << 8 | out[i - stream->pixel + 1];
            unsigned sum = before + ((unsigned)out[i] << 8 | out[i + 1]);
            out[i] = (uint8_t)(sum >> 8);
            out[i + 1] = (uint8_t)sum;
        }
    }
}

/* A row, or what there is of the last one. */
static void predict_more(struct pdf_filter_stream *stream)
{
    size_t mark = stream->parameters.predictor >= 10 ? 1 : 0;
    struct bytes in = stream_ahead(stream->from, stream->row_length + mark);
    if (in.left <= mark) {
        stream_consume(stream->from, in.left);
        stream->ended = true;
        return;
    }
    size_t length = in.left - mark < stream->row_length ? in.left - mark : stream->row_length;
    uint8_t *out = sliding_window_room(&stream->window, length);
    if (out == NULL) {
        end_with(stream, &no_memory);
        return;
    }
    if (mark == 1) {
        undo_png(stream, in.at[0], in.at + 1, length, out);
    } else {
        undo_tiff(stream, in.at, length, out);
    }
    stream_consume(stream->from, length + mark);
    sliding_window_grew(&stream->window, length);
    stream->made += length;
}

/* One octet makes 4,096 at most. */
static void decode_octets(struct pdf_filter_stream *stream, struct bytes in, struct target *out)
{
    static void (*const octet[])(struct pdf_filter_stream *, uint8_t, struct target *) = {
        [PDF_FILTER_ASCII_HEX] = hex_octet,
        [PDF_FILTER_ASCII_85] = base85_octet,
        [PDF_FILTER_RUN_LENGTH] = run_octet,
        [PDF_FILTER_LZW] = lzw_octet,
    };
    size_t taken = 0;
    while (taken < in.left && !stream->ended && STEP_ROOM - out->used >= 4096) {
        octet[stream->kind](stream, in.at[taken++], out);
    }
    stream_consume(stream->from, taken);
}

static void finish(struct pdf_filter_stream *stream, struct target *out)
{
    if (stream->kind == PDF_FILTER_ASCII_85) {
        base85_finish(stream, out);
    }
    if (stream->kind == PDF_FILTER_ASCII_HEX && stream->count == 1) {
        put_number(out, stream->group << 28, 1);
    }
    stream->ended = true;
}

static void decode_more(struct pdf_filter_stream *stream)
{
    if (stream->made >= stream->most) {
        end_with(stream, &too_long);
        return;
    }
    if (stream->kind == PDF_FILTER_PREDICTOR) {
        predict_more(stream);
        return;
    }
    struct target out = { .at = sliding_window_room(&stream->window, STEP_ROOM) };
    if (out.at == NULL) {
        end_with(stream, &no_memory);
        return;
    }
    struct bytes in = stream_ahead(stream->from, 1);
    if (in.left == 0) {
        finish(stream, &out);
    } else {
        decode_octets(stream, in, &out);
    }
    sliding_window_grew(&stream->window, out.used);
    stream->made += out.used;
}

static struct bytes filter_ahead(struct stream *base, size_t wanted)
{
    struct pdf_filter_stream *stream = (struct pdf_filter_stream *)base;
    struct bytes seen = sliding_window_bytes(&stream->window);
    while (seen.left < wanted && !stream->ended) {
        decode_more(stream);
        seen = sliding_window_bytes(&stream->window);
    }
    return seen;
}

static void filter_consume(struct stream *base, size_t count)
{
    struct pdf_filter_stream *stream = (struct pdf_filter_stream *)base;
    sliding_window_take(&stream->window, count);
    base->offset += count;
}

static bool begin_lzw(struct pdf_filter_stream *stream)
{
    stream->lzw = calloc(1, sizeof(*stream->lzw));
    if (stream->lzw == NULL) {
        return false;
    }
    for (unsigned code = 0; code < LZW_CLEAR; code++) {
        stream->lzw->last[code] = (uint8_t)code;
        stream->lzw->length[code] = 1;
    }
    lzw_reset(stream->lzw);
    return true;
}

static bool begin_predictor(struct pdf_filter_stream *stream, const struct fault **fault)
{
    const struct pdf_filter_parameters *with = &stream->parameters;
    uint64_t bits = (uint64_t)with->colors * with->bits;
    if (bits > UINT16_MAX || bits * with->columns > 8 * (uint64_t)PDF_ROW_MAX) {
        *fault = &wide_row;
        return false;
    }
    stream->row_length = (size_t)((bits * with->columns + 7) / 8);
    stream->row_length += stream->row_length == 0 ? 1 : 0;
    stream->pixel = bits < 8 ? 1 : (size_t)(bits + 7) / 8;
    stream->row = calloc(1, stream->row_length);
    return stream->row != NULL;
}

bool pdf_filter_stream_init(struct pdf_filter_stream *stream, struct stream *from,
                            enum pdf_filter_kind kind,
                            const struct pdf_filter_parameters *parameters, uint64_t most)
{
    static const struct stream_kind row = { filter_ahead, filter_consume, NULL };
    const struct fault *fault = &no_memory;
    *stream = (struct pdf_filter_stream){
        .stream = { .kind = &row, .size = STREAM_SIZE_UNKNOWN },
        .from = from,
        .kind = kind,
        .parameters = *parameters,
        .most = most,
    };
    if ((kind == PDF_FILTER_LZW && !begin_lzw(stream)) ||
        (kind == PDF_FILTER_PREDICTOR && !begin_predictor(stream, &fault))) {
        end_with(stream, fault);
        return false;
    }
    return true;
}

void pdf_filter_stream_clear(struct pdf_filter_stream *stream)
{
    if (stream->lzw != NULL) {
        memory_wipe(stream->lzw, sizeof(*stream->lzw));
        free(stream->lzw);
    }
    if (stream->row != NULL) {
        memory_wipe(stream->row, stream->row_length);
        free(stream->row);
    }
    sliding_window_clear(&stream->window);
    stream->lzw = NULL;
    stream->row = NULL;
}
