#include "bytes/uuencode_line.h"
#include "containers/streams/decoding_stream.h"

/* A line is a length character and at most 84 more (63 bytes), perhaps with a
 * checksum; what is longer is no line of the encoding. */
#define LOOK 256

/* Takes the line at the front of `rest`. False when its end is not in sight;
 * what is too long for a line of the encoding is stepped over to its break
 * (`padded` = within such a line). */
static bool take_line(struct decoding_stream *stream, struct bytes *rest, bool whole,
                      struct bytes *line)
{
    bool broken = bytes_take_until(rest, '\n', line);
    if (!broken && rest->left < LOOK && !whole) {
        return false;
    }
    if (!broken && !bytes_take(rest, rest->left, line)) {
        return false;
    }
    if (stream->padded || line->left >= LOOK) {
        stream->padded = !broken;
        *line = bytes_over(NULL, 0);
    }
    return true;
}

/* The `begin` line is not in the alphabet, so it is stepped over like any other
 * line that is no data. */
static size_t uuencode_step(struct decoding_stream *stream, struct bytes in, bool whole,
                            struct decoded *out)
{
    struct bytes rest = in, line;
    while (rest.left > 0 && out->room - out->used >= UUENCODE_LINE_OCTETS &&
           take_line(stream, &rest, whole, &line)) {
        enum uuencode_line kind = uuencode_line_kind(line);
        if (kind == UUENCODE_DATA || kind == UUENCODE_SHORT) {
            out->used += uuencode_line_decode(uuencode_line_trim(line), out->at + out->used);
        } else if (stream->started) {
            stream->remarks |= DECODING_STRAY;
        }
        stream->started = true;
    }
    return in.left - rest.left;
}

const struct decoding uuencode_decoding = { "uuencode", LOOK, uuencode_step, NULL };

/* `count` is 1 behind an `=`, 2 behind one that begins a line; `started` = a
 * line has begun, `padded` = it is one of keywords (`=ybegin`, `=ypart`). */
static bool decode_byte(struct decoding_stream *stream, uint8_t byte, uint8_t *decoded)
{
    if (byte == '\n' || byte == '\r') {
        stream->started = stream->started && byte == '\r';
        stream->padded = stream->padded && byte == '\r';
        return false;
    }
    unsigned before = stream->count;
    bool begins = !stream->started;
    stream->started = true;
    stream->count = 0;
    if (stream->padded || (before == 2 && byte == 'y')) {
        stream->padded = true;
        return false;
    }
    if (before == 0 && byte == '=') {
        stream->count = begins ? 2 : 1;
        return false;
    }
    *decoded = (uint8_t)(byte - 42u - (before > 0 ? 64u : 0u));
    return true;
}

static size_t yenc_step(struct decoding_stream *stream, struct bytes in, bool whole,
                        struct decoded *out)
{
    (void)whole;
    size_t taken = 0;
    while (taken < in.left && out->used < out->room) {
        out->used += decode_byte(stream, in.at[taken++], &out->at[out->used]) ? 1 : 0;
    }
    return taken;
}

const struct decoding yenc_decoding = { "yenc", 1, yenc_step, NULL };
