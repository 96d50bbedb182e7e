#include "certificates/pem_block.h"

#include <assert.h>
#include <string.h>

#include "bytes/ascii.h"
#include "bytes/base64.h"
#include "bytes/word_find.h"

#define BEGIN     "-----BEGIN "
#define LABEL_MAX 64 /* octets; the longest in use has 27 */
#define DASHES    5

/* Decoding from `at` on: fast while there are four digits in a row, one at a time around line
 * ends. `to` has room for three octets for each four characters, and three more. */
struct decoder {
    struct bytes from;
    uint8_t *to;
    uint32_t held; /* digits not yet written */
    unsigned count;
    bool padded;
};

static void decode_fast(struct decoder *decoder)
{
    size_t made;
    struct bytes taken;
    const size_t read = base64_groups(decoder->from, decoder->to, &made);
    const bool within = bytes_take(&decoder->from, read, &taken);
    assert(within);
    decoder->to += within ? made : 0;
}

/* A line end as JSON and the like write it. */
static bool is_escaped_blank(struct bytes from)
{
    return from.left >= 2 && from.at[0] == '\\' && (from.at[1] == 'n' || from.at[1] == 'r');
}

static void put_digit(struct decoder *decoder, uint32_t digit)
{
    decoder->held = decoder->held << 6 | digit;
    if (++decoder->count == 4) {
        *decoder->to++ = (uint8_t)(decoder->held >> 16);
        *decoder->to++ = (uint8_t)(decoder->held >> 8);
        *decoder->to++ = (uint8_t)decoder->held;
        decoder->held = 0;
        decoder->count = 0;
    }
}

/* One character. False at the first that belongs to no base64. */
static bool decode_slowly(struct decoder *decoder)
{
    struct bytes taken;
    if (decoder->from.left == 0) {
        return false;
    }
    uint8_t byte = decoder->from.at[0];
    size_t width = is_escaped_blank(decoder->from) ? 2 : 1;
    if (width == 1 && !ascii_is_space(byte)) {
        if (byte != '=' && (!base64_standard(byte) || decoder->padded)) {
            return false;
        }
        if (byte == '=') {
            decoder->padded = true;
        } else {
            put_digit(decoder, base64_value(byte));
        }
    }
    return bytes_take(&decoder->from, width, &taken);
}

/* What is left of the last four: 2 or 3 digits are 1 or 2 octets. One is none. */
static bool decode_end(struct decoder *decoder)
{
    if (decoder->count == 1) {
        return false;
    }
    if (decoder->count >= 2) {
        uint32_t held = decoder->held << (24 - 6 * decoder->count);
        *decoder->to++ = (uint8_t)(held >> 16);
        if (decoder->count == 3) {
            *decoder->to++ = (uint8_t)(held >> 8);
        }
    }
    return true;
}

/* `from` stands at the base64 and is moved behind it. */
static void decode(struct decoder *decoder)
{
    do {
        if (decoder->count == 0 && !decoder->padded) {
            decode_fast(decoder);
        }
    } while (decode_slowly(decoder));
}

/* A name that somebody chose may hold a BEGIN: the dashes of the next line do not end its label,
 * also where line ends are escaped. */
static bool is_label(struct bytes label)
{
    return label.left == 0 || (memchr(label.at, '\n', label.left) == NULL &&
                               memchr(label.at, '\r', label.left) == NULL &&
                               memchr(label.at, '\\', label.left) == NULL);
}

/* The label and the dashes behind it. */
static bool take_label(struct bytes *from, struct bytes *label)
{
    struct bytes rest = *from, dashes;
    const struct bytes front = { .at = rest.at,
                                 .left = rest.left < LABEL_MAX ? rest.left : LABEL_MAX };
    const void *found = word_find(front, "-----", DASHES);
    if (found == NULL || !bytes_take(&rest, (size_t)((const uint8_t *)found - front.at), label) ||
        !is_label(*label) || !bytes_take(&rest, DASHES, &dashes)) {
        return false;
    }
    *from = rest;
    return true;
}

/* The length of a line that begins like `Proc-Type:`, 0 for any other. Looks no further than a
 * label is long, because a line of base64 may be as long as the text. */
static size_t header_length(struct bytes from)
{
    const size_t front = from.left < LABEL_MAX ? from.left : LABEL_MAX;
    const uint8_t *colon = front > 0 ? memchr(from.at, ':', front) : NULL;
    if (colon == NULL || memchr(from.at, '\n', (size_t)(colon - from.at)) != NULL) {
        return 0;
    }
    const uint8_t *end = memchr(from.at, '\n', from.left);
    return end == NULL ? from.left : (size_t)(end - from.at) + 1;
}

/* RFC 1421 section 4.4: base64 holds no colon, so a block without headers begins at once. */
static void skip_headers(struct bytes *from)
{
    struct bytes rest = *from, line;
    while (rest.left > 0 && ascii_is_space(rest.at[0]) && bytes_take(&rest, 1, &line)) {
    }
    while (bytes_take(&rest, header_length(rest), &line) && line.left > 0) {
        *from = rest;
    }
}

static bool takes_end_line(struct bytes *from)
{
    struct bytes rest = *from, mark, label;
    if (!bytes_take(&rest, 9, &mark) || !bytes_equal(mark, bytes_over("-----END ", 9)) ||
        !take_label(&rest, &label)) {
        return false;
    }
    *from = rest;
    return true;
}

/* Text without a BEGIN: all but what may be the front part of one. */
static size_t settled(struct bytes text, bool last)
{
    const size_t front = sizeof(BEGIN) - 2;
    return last || text.left < front ? (last ? text.left : 0) : text.left - front;
}

/* Too little left to say whether an END line stands there? */
static bool may_go_on(struct bytes rest)
{
    return rest.left < sizeof("-----END ") + LABEL_MAX + DASHES;
}

static enum pem_end read_block(struct bytes text, struct bytes rest, bool last, struct buffer *room,
                               struct pem_block *block)
{
    const uint8_t *start = text.at;
    struct bytes label;
    if (!take_label(&rest, &label)) {
        block->end = block->begin + sizeof(BEGIN) - 1;
        return !last && rest.left < LABEL_MAX ? PEM_OPEN : PEM_DAMAGED;
    }
    block->label = label;
    skip_headers(&rest);
    struct decoder decoder = { .from = rest, .to = room->at };
    decode(&decoder);
    rest = decoder.from;
    if (!last && may_go_on(rest)) {
        return PEM_OPEN;
    }
    block->end = (size_t)(rest.at - start);
    if (!decode_end(&decoder) || !takes_end_line(&rest)) {
        return PEM_DAMAGED;
    }
    block->end = (size_t)(rest.at - start);
    room->used = (size_t)(decoder.to - room->at);
    block->content = buffer_bytes(room);
    return PEM_BLOCK;
}

bool pem_block_next(struct bytes text, bool last, struct buffer *room, struct pem_block *block,
                    enum pem_end *end)
{
    room->used = 0;
    *block = (struct pem_block){ 0 };
    const uint8_t *found = word_find(text, BEGIN, sizeof(BEGIN) - 1);
    if (found == NULL) {
        block->begin = settled(text, last);
        *end = PEM_NONE;
        return true;
    }
    struct bytes rest = text, before;
    block->begin = (size_t)(found - text.at);
    if (!bytes_take(&rest, block->begin + sizeof(BEGIN) - 1, &before) ||
        !buffer_reserve(room, rest.left / 4 * 3 + 3)) {
        return false;
    }
    *end = read_block(text, rest, last, room, block);
    return true;
}
