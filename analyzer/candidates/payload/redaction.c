#include "candidates/payload/redaction.h"

#include <string.h>

#include "bounds.h"
#include "bytes/base64.h"
#include "bytes/der.h"
#include "bytes/text_word.h"
#include "candidates/payload/line_prefix.h"

#define LINE_USUAL  64       /* RFC 7468 section 2 */
#define BRACKET_MAX 64       /* "[removed for security reasons]" */
#define EACH        SIZE_MAX /* foreign character is one unknown one */
#define KNOWN       'A'      /* bits 000000 */
#define UNKNOWN     '/'      /* bits 111111 */
#define KNOWN_SHARE 8        /* of which one at least has to be left */
/* Of openssh: the first lines are the same in all keys of a kind, and stand in many a manual. */
#define OPENSSH_KNOWN_MIN 128

struct line_count {
    size_t known, foreign; /* characters */
    size_t spans;          /* stretches of foreign ones */
    bool named;            /* one of them is a word in brackets: as long as it likes */
};

struct reading {
    struct redaction *redaction;
    size_t width;  /* of a whole line */
    size_t holes;  /* characters that are not known */
    size_t open;   /* where characters of an unknown number are missing; SIZE_MAX: nowhere */
    bool ended;    /* padding was read */
    bool puzzling; /* a line that could be anything */
};

/* How many bytes at the front stand for something else, and for how many characters:
 * 0 for words in brackets. */
static size_t foreign_at(struct bytes line, size_t *characters)
{
    static const char *const brackets[] = { "[]", "<>", "{}", "()" };
    *characters = 1;
    if (line.left == 0 || line.at[0] == '=' || base64_standard(line.at[0])) {
        return 0;
    }
    for (size_t i = 0; i < sizeof(brackets) / sizeof(brackets[0]); i++) {
        const uint8_t *end =
            line.at[0] == (uint8_t)brackets[i][0]
                ? memchr(line.at, brackets[i][1], line.left < BRACKET_MAX ? line.left : BRACKET_MAX)
                : NULL;
        if (end != NULL) {
            *characters = 0;
            return (size_t)(end - line.at) + 1;
        }
    }
    size_t length = 1; /* UTF-8: a bullet or a block is one character */
    while (line.at[0] >= 0xc0 && length < line.left && (line.at[length] & 0xc0) == 0x80) {
        length++;
    }
    return length;
}

static struct line_count count_line(struct bytes line)
{
    struct line_count count = { 0 };
    bool within = false;
    for (size_t i = 0; i < line.left && line.at[i] != '=';) {
        size_t characters;
        size_t length = foreign_at(bytes_over(line.at + i, line.left - i), &characters);
        if (length == 0) {
            count.known++;
            within = false;
            i++;
            continue;
        }
        count.spans += within ? 0 : 1;
        count.foreign += characters;
        count.named = count.named || characters == 0;
        within = true;
        i += length;
    }
    return count;
}

static bool put(struct reading *reading, uint8_t character, uint8_t mark)
{
    return reading->redaction->text.used < CANDIDATE_SPAN_MAX &&
           buffer_append_byte(&reading->redaction->text, character) &&
           buffer_append_byte(&reading->redaction->marks, mark);
}

static bool put_unknown(struct reading *reading, size_t count)
{
    reading->holes += count;
    for (size_t i = 0; i < count; i++) {
        if (!put(reading, KNOWN, UNKNOWN)) {
            return false;
        }
    }
    return true;
}

/* A stretch of foreign characters becomes `hole` unknown ones, or EACH becomes one. */
static bool put_line(struct reading *reading, struct bytes line, size_t hole)
{
    bool within = false;
    for (size_t i = 0; i < line.left; i++) {
        size_t characters;
        size_t length = foreign_at(bytes_over(line.at + i, line.left - i), &characters);
        if (line.at[i] == '=') {
            reading->ended = true;
            return true;
        }
        if (length == 0) {
            within = false;
            if (!put(reading, line.at[i], KNOWN)) {
                return false;
            }
            continue;
        }
        if (!put_unknown(reading, hole == EACH ? characters : within ? 0 : hole)) {
            return false;
        }
        within = true;
        i += length - 1;
    }
    return true;
}

static bool read_line(struct reading *reading, struct bytes line, bool last)
{
    const struct line_count count = count_line(line);
    const size_t all = count.known + count.foreign;
    if (count.spans == 0 || (!count.named && (all == reading->width || last))) {
        return put_line(reading, line, EACH);
    }
    if (count.known == 0) { /* no telling how many lines that stands for */
        if (reading->open == SIZE_MAX) {
            reading->open = reading->redaction->text.used;
            reading->holes++;
            return true;
        }
        return put_unknown(reading, reading->width);
    }
    if (count.spans == 1 && count.known <= reading->width && !last) {
        /* What stands before every line takes nothing from any. */
        return put_line(reading, line, reading->width - count.known);
    }
    if (count.spans == 1 && last && reading->open == SIZE_MAX) {
        reading->puzzling = count.named;
        return put_line(reading, line, EACH);
    }
    reading->puzzling = true;
    return true;
}

/* The longest line that is base64 alone. */
static size_t width_of(struct bytes body)
{
    struct bytes line;
    size_t width = 0;
    while (line_take(&body, &line)) {
        line = text_without_blanks(line);
        const struct line_count count = count_line(line);
        width = count.spans == 0 && count.known > width ? count.known : width;
    }
    return width > 0 ? width : LINE_USUAL;
}

static bool insert_unknown(struct redaction *redaction, size_t at, size_t count)
{
    struct buffer *const buffers[] = { &redaction->text, &redaction->marks };
    const uint8_t fillers[] = { KNOWN, UNKNOWN };
    for (size_t i = 0; i < 2; i++) {
        if (!buffer_reserve(buffers[i], count)) {
            return false;
        }
        memmove(buffers[i]->at + at + count, buffers[i]->at + at, buffers[i]->used - at);
        memset(buffers[i]->at + at, fillers[i], count);
        buffers[i]->used += count;
    }
    return true;
}

/* Characters of a structure, by its first ones; 0 where they are not known. */
static size_t characters_wanted(const struct redaction *redaction)
{
    struct buffer front = { 0 };
    size_t wanted = 0;
    const struct bytes text = buffer_bytes(&redaction->text);
    if (text.left >= 8 && memchr(redaction->marks.at, UNKNOWN, 8) == NULL &&
        base64_decode(bytes_over(text.at, 8), &front) &&
        der_next_is(buffer_bytes(&front), DER_SEQUENCE)) {
        uint64_t span = der_span(buffer_bytes(&front));
        wanted = span <= KEY_DER_MAX ? (size_t)(span * 4 + 2) / 3 : 0;
    }
    buffer_clear(&front);
    return wanted;
}

static bool close_hole(struct reading *reading)
{
    const size_t wanted = characters_wanted(reading->redaction);
    const size_t used = reading->redaction->text.used;
    if (reading->open == SIZE_MAX) {
        return true;
    }
    if (wanted > used) {
        return insert_unknown(reading->redaction, reading->open, wanted - used);
    }
    return wanted == 0 && insert_unknown(reading->redaction, reading->open, reading->width);
}

static bool read_body(struct reading *reading, struct bytes body)
{
    struct bytes line;
    while (body.left > 0 && body.at[body.left - 1] <= ' ') {
        body.left--;
    }
    while (!reading->ended && line_take(&body, &line)) {
        const bool last = body.left == 0 || memchr(line.at, '=', line.left) != NULL;
        line = text_without_blanks(line);
        if (line.left == 0 ||
            (reading->redaction->text.used == 0 && memchr(line.at, ':', line.left) != NULL)) {
            continue;
        }
        if (!read_line(reading, line, last) || reading->puzzling) {
            return false;
        }
    }
    return close_hole(reading);
}

size_t redaction_known(const struct redaction *redaction)
{
    size_t known = 0;
    for (size_t i = 0; i < redaction->unknown.used; i++) {
        known += redaction->unknown.at[i] == 0 ? 1 : 0;
    }
    return known;
}

/* Of the base64 of numbers two characters of five are capitals, of words hardly any. */
static bool reads_as_words(const struct redaction *redaction)
{
    size_t known = 0, capitals = 0;
    for (size_t i = 0; i < redaction->text.used; i++) {
        const uint8_t character = redaction->text.at[i];
        const bool seen = redaction->marks.at[i] == KNOWN;
        known += seen ? 1 : 0;
        capitals += seen && character >= 'A' && character <= 'Z' ? 1 : 0;
    }
    return capitals * 5 < known;
}

/* As far as its first octets are known. */
static bool may_begin(const struct redaction *redaction, struct bytes front)
{
    for (size_t i = 0; i < front.left && i < redaction->decoded.used; i++) {
        if (((redaction->decoded.at[i] ^ front.at[i]) & ~(unsigned)redaction->unknown.at[i]) != 0) {
            return false;
        }
    }
    return redaction->decoded.used > 0;
}

bool redaction_is_openssh(const struct redaction *redaction)
{
    return may_begin(redaction, bytes_over("openssh-key-v1", 15)) &&
           redaction_known(redaction) >= OPENSSH_KNOWN_MIN;
}

bool redaction_is_placeholder(const struct redaction *redaction)
{
    static const uint8_t sequence = DER_SEQUENCE;
    return (!may_begin(redaction, bytes_over(&sequence, 1)) && !redaction_is_openssh(redaction)) ||
           redaction_known(redaction) < redaction->decoded.used / KNOWN_SHARE ||
           reads_as_words(redaction);
}

bool redaction_read(struct bytes body, struct redaction *redaction)
{
    struct reading reading = { .redaction = redaction, .width = width_of(body), .open = SIZE_MAX };
    buffer_reset(&redaction->text);
    buffer_reset(&redaction->marks);
    buffer_reset(&redaction->decoded);
    buffer_reset(&redaction->unknown);

    return read_body(&reading, body) && reading.holes > 0 &&
           base64_decode(buffer_bytes(&redaction->text), &redaction->decoded) &&
           base64_decode(buffer_bytes(&redaction->marks), &redaction->unknown) &&
           redaction->decoded.used == redaction->unknown.used &&
           redaction_known(redaction) < redaction->decoded.used;
}

void redaction_clear(struct redaction *redaction)
{
    buffer_clear(&redaction->text);
    buffer_clear(&redaction->marks);
    buffer_clear(&redaction->decoded);
    buffer_clear(&redaction->unknown);
}
