#include "containers/streams/decoding_stream.h"

#include <string.h>

#include "bytes/hex_text.h"

/* White space between `=` and the line break, added by a gateway (RFC 2045
 * section 6.7, rule 3), is looked through so far. */
#define LOOK 80

/* How long the soft line break is that begins with the `=` at the front; 0 for
 * none. The line break itself may have gone to the boundary that follows. */
static size_t soft_break(struct bytes from)
{
    size_t end = from.left < LOOK ? from.left : LOOK;
    size_t at = 1;
    while (at < end && (from.at[at] == ' ' || from.at[at] == '\t')) {
        at++;
    }
    if (at < end && from.at[at] == '\r') {
        at++;
    }
    if (at == from.left && at < LOOK) {
        return at;
    }
    return at < end && from.at[at] == '\n' ? at + 1 : 0;
}

/* Takes an `=` and what belongs to it. What is no escape stays as it is. */
static size_t decode_escape(struct decoding_stream *stream, struct bytes from, struct decoded *out)
{
    int high = from.left >= 3 ? hex_digit(from.at[1]) : -1;
    int low = high >= 0 ? hex_digit(from.at[2]) : -1;
    if (low >= 0) {
        out->at[out->used++] = (uint8_t)(high << 4 | low);
        return 3;
    }
    size_t length = soft_break(from);
    if (length > 0) {
        return length;
    }
    stream->remarks |= DECODING_STRAY;
    out->at[out->used++] = '=';
    return 1;
}

static size_t quoted_printable_step(struct decoding_stream *stream, struct bytes in, bool whole,
                                    struct decoded *out)
{
    struct bytes from = in, plain, escape;
    while (from.left > 0 && out->used < out->room) {
        const uint8_t *found = memchr(from.at, '=', from.left);
        size_t length = found != NULL ? (size_t)(found - from.at) : from.left;
        size_t fitting = out->room - out->used;
        if (!bytes_take(&from, length < fitting ? length : fitting, &plain)) {
            break;
        }
        if (plain.left > 0) {
            memcpy(out->at + out->used, plain.at, plain.left);
            out->used += plain.left;
            continue;
        }
        if (from.left < LOOK && !whole) {
            break;
        }
        if (!bytes_take(&from, decode_escape(stream, from, out), &escape)) {
            break;
        }
    }
    return in.left - from.left;
}

const struct decoding quoted_printable_decoding = { "quoted-printable", LOOK, quoted_printable_step,
                                                    NULL };
