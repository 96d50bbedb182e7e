#include "bytes/dump_groups.h"

#include "bytes/hex_text.h"

/* Octets on a line. */
#define OCTETS_MAX 32
/* Digits of a group: one, two, four or eight octets. */
#define GROUP_MAX 16
/* Where most programs leave a wider gap; behind a whole line it comes before the text. */
#define MIDDLE     8
#define LINE_USUAL 16
/* Blanks that stand for a tab. */
#define TAB_MAX 8

bool dump_groups_blank(struct bytes line, size_t at)
{
    return at < line.left && (line.at[at] == ' ' || line.at[at] == '\t');
}

size_t dump_groups_digits(struct bytes line, size_t at)
{
    size_t count = 0;
    while (at + count < line.left && count <= GROUP_MAX && hex_digit(line.at[at + count]) >= 0) {
        count++;
    }
    return count;
}

/* Digits of an octal group: an octet, and a word of two. */
#define OCTAL_OCTET 3
#define OCTAL_WORD  6

/* How many octets a group stands for that is octal; 0 = it is none. */
static size_t octal_octets(struct bytes line, size_t at, size_t width)
{
    const bool octet = width == OCTAL_OCTET;
    if ((!octet && width != OCTAL_WORD) || line.at[at] > (octet ? '3' : '1')) {
        return 0;
    }
    for (size_t i = 0; i < width; i++) {
        if (line.at[at + i] < '0' || line.at[at + i] > '7') {
            return 0;
        }
    }
    return octet ? 1 : 2;
}

/* As od writes them: one blank between all of them, and nothing behind the last but blanks, with
 * which hexdump fills up the last line. */
static bool take_octal_groups(struct bytes line, size_t at, struct hex_dump_line *found)
{
    const size_t width = dump_groups_digits(line, at), word = octal_octets(line, at, width);
    if (word == 0) {
        return false;
    }
    *found = (struct hex_dump_line){
        .from = at, .to = at + width, .octets = word, .word = word, .base8 = true
    };
    while (found->octets < OCTETS_MAX && dump_groups_blank(line, found->to) &&
           dump_groups_digits(line, found->to + 1) == width &&
           octal_octets(line, found->to + 1, width) == word) {
        found->to += 1 + width;
        found->octets += word;
    }
    size_t end = found->to;
    while (dump_groups_blank(line, end)) {
        end++;
    }
    return end == line.left;
}

/* A group ends where it ends, at the end of the line or of a string, or before the text. */
static bool ends_group(struct bytes line, size_t at)
{
    return at == line.left || dump_groups_blank(line, at) || line.at[at] == '\r' ||
           line.at[at] == '|' || line.at[at] == '"' || line.at[at] == '\'' || line.at[at] == '\\';
}

/* Groups of one width, with one blank between them, or more in the middle. Behind a whole line
 * curl --trace has one blank before the text, which may begin with two digits. */
static bool take_groups(struct bytes line, size_t at, struct hex_dump_line *found)
{
    const size_t width = dump_groups_digits(line, at);
    if (width < 2 || width > GROUP_MAX || width % 2 != 0) {
        return false;
    }
    *found = (struct hex_dump_line){
        .from = at, .to = at + width, .octets = width / 2, .word = width / 2
    };
    while (found->octets < OCTETS_MAX) {
        size_t next = found->to, blanks = 0;
        bool dash = next < line.left && line.at[next] == '-' && found->octets == MIDDLE;
        while (!dash && dump_groups_blank(line, next + blanks)) {
            blanks++;
        }
        next += dash ? 1 : blanks;
        size_t digits = dump_groups_digits(line, next);
        bool middle = found->octets % MIDDLE == 0 && found->octets != LINE_USUAL;
        bool last = digits < width && digits >= 2 && digits % 2 == 0;
        if ((!dash && blanks != 1 && !(middle && blanks == 2)) || (digits != width && !last)) {
            break;
        }
        if (found->octets == LINE_USUAL && !ends_group(line, next + digits)) {
            break;
        }
        found->to = next + digits;
        found->octets += digits / 2;
        if (last) {
            break;
        }
    }
    return true;
}

/* How long `0x` is at `at`; 0 = no digit stands behind it, or it does not stand there. */
size_t dump_groups_prefix(struct bytes line, size_t at)
{
    const bool stands = line.left > at + 2 && line.at[at] == '0' && line.at[at + 1] == 'x';
    return stands && hex_digit(line.at[at + 2]) >= 0 ? 2 : 0;
}

/* Blanks before a group with a prefix, of which tabs may have become; 0 = none stands there. */
static size_t gap_before_prefix(struct bytes line, size_t at)
{
    size_t blanks = 0;
    while (blanks < TAB_MAX && dump_groups_blank(line, at + blanks)) {
        blanks++;
    }
    return dump_groups_prefix(line, at + blanks) > 0 ? blanks : 0;
}

/* As gdb's x/8xb and x/4xw write them: all of one width, which says how many octets they are. */
static bool take_prefixed_groups(struct bytes line, size_t at, struct hex_dump_line *found)
{
    const size_t prefix = dump_groups_prefix(line, at),
                 width = dump_groups_digits(line, at + prefix), octets = width / 2;
    if (prefix == 0 || width % 2 != 0 || width > GROUP_MAX) {
        return false;
    }
    *found = (struct hex_dump_line){ .from = at, .to = at, .word = octets, .prefixed = true };
    for (size_t gap = 0; found->octets + octets <= OCTETS_MAX &&
                         dump_groups_digits(line, found->to + gap + prefix) == width;) {
        found->to += gap + prefix + width;
        found->octets += octets;
        gap = gap_before_prefix(line, found->to);
        if (gap == 0) {
            break;
        }
    }
    return true;
}

/* One blank and an escape stand within the groups, which go on when it is undone. */
static bool begins_escape(uint8_t character)
{
    return character == '&' || character == '<' || character >= 0x80;
}

/* Behind the groups nothing follows, or a gap and the text, or the end of a string. */
static bool ends_well(struct bytes line, const struct hex_dump_line *found)
{
    if (line.left - found->to > 1 && line.at[found->to] == ' ' &&
        begins_escape(line.at[found->to + 1])) {
        return false;
    }
    return ends_group(line, found->to);
}

bool dump_groups_take(struct bytes line, size_t at, struct hex_dump_line *found)
{
    return take_octal_groups(line, at, found) ||
           ((take_prefixed_groups(line, at, found) || take_groups(line, at, found)) &&
            ends_well(line, found));
}

static bool decode_octal(struct bytes line, const struct hex_dump_line *found, struct buffer *into)
{
    const size_t width = found->word == 1 ? OCTAL_OCTET : OCTAL_WORD;
    for (size_t at = found->from; at < found->to; at += width + 1) {
        unsigned value = 0;
        for (size_t i = 0; i < width; i++) {
            value = value << 3 | (unsigned)(line.at[at + i] - '0');
        }
        if ((found->word == 2 && !buffer_append_byte(into, (uint8_t)(value >> 8))) ||
            !buffer_append_byte(into, (uint8_t)value)) {
            return false;
        }
    }
    return true;
}

bool dump_groups_decode(struct bytes line, const struct hex_dump_line *found, struct buffer *into)
{
    int high = -1;
    if (found->base8) {
        return decode_octal(line, found, into);
    }
    for (size_t at = found->from; at < found->to; at++) {
        at += found->prefixed ? dump_groups_prefix(line, at) : 0;
        int digit = hex_digit(line.at[at]);
        if (digit < 0) {
            continue;
        }
        if (high >= 0 && !buffer_append_byte(into, (uint8_t)(high << 4 | digit))) {
            return false;
        }
        high = high >= 0 ? -1 : digit;
    }
    return true;
}
