#include "containers/uuencode_line.h"

#include <string.h>

#include "containers/decoding_stream.h"

/* A line is a length character and at most 84 more (63 bytes), perhaps with a
 * checksum; what is longer is no line of the encoding. */
#define LOOK 256

static bool in_alphabet(uint8_t character)
{
    return character >= ' ' && character <= '`';
}

struct bytes uuencode_line_trim(struct bytes line)
{
    while (line.left > 0 && (line.at[line.left - 1] == '\n' || line.at[line.left - 1] == '\r')) {
        line.left--;
    }
    return line;
}

enum uuencode_line uuencode_line_kind(struct bytes line)
{
    line = uuencode_line_trim(line);
    if (line.left == 3 && memcmp(line.at, "end", 3) == 0) {
        return UUENCODE_END;
    }
    if (line.left == 0) {
        return UUENCODE_OTHER;
    }
    size_t count = (line.at[0] - ' ') & 63u;
    size_t expected = 1 + (count + 2) / 3 * 4;
    for (size_t i = 0; i < line.left; i++) {
        if (!in_alphabet(line.at[i])) {
            return UUENCODE_OTHER;
        }
    }
    if (line.left > expected + 2) {
        return UUENCODE_OTHER;
    }
    return line.left < expected ? UUENCODE_SHORT : UUENCODE_DATA;
}

/* Blanks at the end of a line get lost on the way: they stand for zeros. */
static uint32_t digit_at(struct bytes line, size_t at)
{
    return at < line.left ? (line.at[at] - ' ') & 63u : 0;
}

static void decode_line(struct bytes line, struct decoded *out)
{
    size_t count = digit_at(line, 0);
    for (size_t done = 0, at = 1; done < count; done += 3, at += 4) {
        uint32_t group = digit_at(line, at) << 18 | digit_at(line, at + 1) << 12 |
                         digit_at(line, at + 2) << 6 | digit_at(line, at + 3);
        for (size_t i = 0; i < 3 && done + i < count; i++) {
            out->at[out->used++] = (uint8_t)(group >> (16 - 8 * i));
        }
    }
}

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
    while (rest.left > 0 && out->room - out->used >= 64 && take_line(stream, &rest, whole, &line)) {
        enum uuencode_line kind = uuencode_line_kind(line);
        if (kind == UUENCODE_DATA || kind == UUENCODE_SHORT) {
            decode_line(uuencode_line_trim(line), out);
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
