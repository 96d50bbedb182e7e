#include "containers/documents/utf16_text.h"

#include <string.h>

#include "bounds.h"
#include "bytes/utf8.h"
#include "containers/streams/decoding_stream.h"

/* Fewer characters say nothing about a text without a byte order mark. */
#define UNITS_LEAST 8

#define REPLACEMENT 0xfffdu

enum byte_order { ORDER_NONE, ORDER_LITTLE, ORDER_BIG };

static bool is_text(uint8_t byte)
{
    return (byte >= 0x20 && byte < 0x7f) || byte == '\n' || byte == '\r' || byte == '\t';
}

/* At least nine in ten units of the head are ASCII with a zero beside it. */
static enum byte_order order_by_zeros(struct bytes head)
{
    size_t units = head.left / 2, little = 0, big = 0;
    const size_t others = units / 10;
    for (size_t i = 0; i < units; i++) {
        uint8_t first = head.at[2 * i], second = head.at[2 * i + 1];
        little += is_text(first) && second == 0 ? 1 : 0;
        big += is_text(second) && first == 0 ? 1 : 0;
        const size_t seen = i + 1;
        if (seen - little > others && seen - big > others) { /* whatever follows */
            return ORDER_NONE;
        }
    }
    if (units < UNITS_LEAST) {
        return ORDER_NONE;
    }
    if (little * 10 >= units * 9) {
        return ORDER_LITTLE;
    }
    return big * 10 >= units * 9 ? ORDER_BIG : ORDER_NONE;
}

/* A mark counts only if it is not that of UTF-32 (ff fe 00 00). */
static enum byte_order order_of(struct bytes head)
{
    if (head.left >= 4 && memcmp(head.at, "\xff\xfe\0\0", 4) == 0) {
        return ORDER_NONE;
    }
    if (head.left >= 2 && memcmp(head.at, "\xff\xfe", 2) == 0) {
        return ORDER_LITTLE;
    }
    if (head.left >= 2 && memcmp(head.at, "\xfe\xff", 2) == 0) {
        return ORDER_BIG;
    }
    head.left = head.left < CONTENT_HEAD ? head.left : CONTENT_HEAD;
    return order_by_zeros(head);
}

static bool utf16_recognise(struct bytes head)
{
    return order_of(head) != ORDER_NONE;
}

static void put_rune(struct decoded *out, uint32_t rune)
{
    out->used += utf8_write(rune, out->at + out->used);
}

static void put_replacement(struct decoding_stream *stream, struct decoded *out)
{
    stream->remarks |= DECODING_STRAY;
    put_rune(out, REPLACEMENT);
}

/* RFC 2781 section 2.2; `group` holds a high surrogate that waits for its pair.
 * Writes at most 6 bytes. */
static void put_unit(struct decoding_stream *stream, uint32_t unit, struct decoded *out)
{
    uint32_t high = stream->group;
    bool low = unit >= 0xdc00 && unit <= 0xdfff;
    stream->group = 0;
    if (high != 0 && low) {
        put_rune(out, 0x10000 + ((high & 0x3ff) << 10 | (unit & 0x3ff)));
        return;
    }
    if (high != 0) {
        put_replacement(stream, out);
    }
    if (low) {
        put_replacement(stream, out);
    } else if (unit >= 0xd800 && unit <= 0xdbff) {
        stream->group = unit;
    } else if (unit != 0xfeff || stream->started) {
        put_rune(out, unit);
    }
}

static size_t utf16_step(struct decoding_stream *stream, struct bytes in, unsigned first_shift,
                         struct decoded *out)
{
    size_t taken = 0;
    while (in.left - taken >= 2 && out->room - out->used >= 6) {
        uint32_t unit = (uint32_t)in.at[taken] << first_shift | (uint32_t)in.at[taken + 1]
                                                                    << (8 - first_shift);
        put_unit(stream, unit, out);
        stream->started = true;
        taken += 2;
    }
    if (in.left == 1) { /* half a unit at the end */
        put_replacement(stream, out);
        stream->remarks |= DECODING_CUT;
        taken = 1;
    }
    return taken;
}

static size_t utf16le_step(struct decoding_stream *stream, struct bytes in, bool whole,
                           struct decoded *out)
{
    (void)whole;
    return utf16_step(stream, in, 0, out);
}

static size_t utf16be_step(struct decoding_stream *stream, struct bytes in, bool whole,
                           struct decoded *out)
{
    (void)whole;
    return utf16_step(stream, in, 8, out);
}

static void utf16_finish(struct decoding_stream *stream, struct decoded *out)
{
    if (stream->group != 0) {
        stream->remarks |= DECODING_CUT;
        put_replacement(stream, out);
    }
}

const struct decoding utf16le_decoding = { "utf-16le", 2, utf16le_step, utf16_finish };
const struct decoding utf16be_decoding = { "utf-16be", 2, utf16be_step, utf16_finish };

static const struct fault unpaired = { OUTCOME_MALFORMED, "RFC 2781 section 2.2",
                                       "surrogates without their pair" };
static const struct fault odd_tail = { OUTCOME_TRUNCATED, "RFC 2781 section 2.2",
                                       "the text ends within a character" };

static const struct fault *utf16_walk(struct stream *content, const struct container_sink *sink)
{
    bool big = order_of(stream_ahead(content, CONTENT_HEAD)) == ORDER_BIG;
    const struct decoding *decoding = big ? &utf16be_decoding : &utf16le_decoding;
    decoding_walk(decoding, content, sink, &unpaired, &odd_tail);
    return NULL;
}

const struct container utf16_text_container = {
    .name = "utf-16", .recognise = utf16_recognise, .walk = utf16_walk, .roomy = true
};
