#include "containers/documents/utf32_text.h"

#include "bounds.h"
#include "bytes/utf8.h"
#include "containers/streams/decoding_stream.h"

/* Fewer characters say nothing about a text without a byte order mark. */
#define UNITS_LEAST 8u
#define MARK        0xfeffu
#define REPLACEMENT 0xfffdu

enum byte_order { ORDER_NONE, ORDER_LITTLE, ORDER_BIG };

static uint32_t unit_at(const uint8_t *at, enum byte_order order)
{
    return order == ORDER_BIG
               ? (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]
               : (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0];
}

static bool is_character(uint32_t unit)
{
    return unit <= 0x10ffff && (unit < 0xd800 || unit > 0xdfff);
}

static bool is_ascii_text(uint32_t unit)
{
    return (unit >= 0x20 && unit < 0x7f) || unit == '\n' || unit == '\r' || unit == '\t';
}

static bool is_text_in(struct bytes head, enum byte_order order)
{
    const size_t units = (head.left < CONTENT_HEAD ? head.left : CONTENT_HEAD) / 4;
    size_t ascii = 0;
    for (size_t i = 0; i < units; i++) {
        const uint32_t unit = unit_at(head.at + 4 * i, order);
        const bool text = is_ascii_text(unit);
        if (!text && (unit < 0xa0 || !is_character(unit))) {
            return false;
        }
        ascii += text ? 1 : 0;
    }
    return units >= UNITS_LEAST && ascii >= units / 2;
}

/* A mark alone is that of an empty text in UTF-16 as well, with a zero behind it. */
static enum byte_order order_of(struct bytes head)
{
    if (head.left < 8) {
        return ORDER_NONE;
    }
    if (unit_at(head.at, ORDER_LITTLE) == MARK &&
        is_character(unit_at(head.at + 4, ORDER_LITTLE))) {
        return ORDER_LITTLE;
    }
    if (unit_at(head.at, ORDER_BIG) == MARK && is_character(unit_at(head.at + 4, ORDER_BIG))) {
        return ORDER_BIG;
    }
    return is_text_in(head, ORDER_LITTLE) ? ORDER_LITTLE
           : is_text_in(head, ORDER_BIG)  ? ORDER_BIG
                                          : ORDER_NONE;
}

static bool utf32_recognise(struct bytes head)
{
    return order_of(head) != ORDER_NONE;
}

static size_t utf32_step(struct decoding_stream *stream, struct bytes in, enum byte_order order,
                         struct decoded *out)
{
    size_t taken = 0;
    while (in.left - taken >= 4 && out->room - out->used >= 4) {
        uint32_t unit = unit_at(in.at + taken, order);
        if (!is_character(unit)) {
            stream->remarks |= DECODING_STRAY;
            unit = REPLACEMENT;
        }
        if (unit != MARK || stream->started) {
            out->used += utf8_write(unit, out->at + out->used);
        }
        stream->started = true;
        taken += 4;
    }
    if (taken == 0 && in.left < 4) { /* at the end: a piece of a unit */
        stream->remarks |= DECODING_CUT;
        taken = in.left;
    }
    return taken;
}

static size_t utf32le_step(struct decoding_stream *stream, struct bytes in, bool whole,
                           struct decoded *out)
{
    (void)whole;
    return utf32_step(stream, in, ORDER_LITTLE, out);
}

static size_t utf32be_step(struct decoding_stream *stream, struct bytes in, bool whole,
                           struct decoded *out)
{
    (void)whole;
    return utf32_step(stream, in, ORDER_BIG, out);
}

static const struct fault no_character = { OUTCOME_MALFORMED, "Unicode section 3.9",
                                           "units of UTF-32 that are no characters" };
static const struct fault odd_tail = { OUTCOME_TRUNCATED, "Unicode section 3.9",
                                       "the text ends within a character" };

static const struct fault *utf32_walk(struct stream *content, const struct container_sink *sink)
{
    static const struct decoding little = { "utf-32le", 4, utf32le_step, NULL };
    static const struct decoding big = { "utf-32be", 4, utf32be_step, NULL };
    const bool is_big = order_of(stream_ahead(content, CONTENT_HEAD)) == ORDER_BIG;
    const struct decoding *decoding = is_big ? &big : &little;
    decoding_walk(decoding, content, sink, &no_character, &odd_tail);
    return NULL;
}

const struct container utf32_text_container = {
    .name = "utf-32", .recognise = utf32_recognise, .walk = utf32_walk, .roomy = true
};
