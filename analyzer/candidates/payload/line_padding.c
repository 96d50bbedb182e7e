#include "candidates/payload/line_padding.h"

#include <string.h>

#include "buffer.h"
#include "bytes/ascii.h"
#include "bytes/base64.h"
#include "bytes/unescape.h"
#include "candidates/payload/line_prefix.h"

/* What may stand on a line before END, in bytes. */
#define PREFIX_MAX 128
/* What is longer, in bytes, stands before two lines by no accident. */
#define PREFIX_LONG 16
/* Of base64 on one line, in bytes: the numbers of RSA with 8192 bits have fewer. */
#define RUN_MAX 2048
/* A word of a line's prefix is shorter, one of base64 is longer. */
#define WORD_MIN 12
/* Of a field's name, in bytes: those of mail and of key files are shorter. */
#define FIELD_NAME_MAX 40
/* Two characters and a colon are an octet and the next. */
#define FIELD_NAME_MIN 3
/* Before it, between two lines of source code. */
#define MARKS_MAX 24

/* Quoted-printable: an `=` that is none of the text's is a soft line break there. */
static bool is_escaped_padding(struct bytes text, size_t at)
{
    return text.left - at > 2 && text.at[at] == '=' && text.at[at + 1] == '3' &&
           (text.at[at + 2] | 0x20) == 'd';
}

/* Does an END line begin here, behind the prefix of its line? */
static bool begins_end_line(struct bytes text)
{
    size_t dashes = 0, word = 0;
    for (size_t i = 0; i < text.left && i < PREFIX_MAX; i++) {
        word = base64_standard(text.at[i]) ? word + 1 : 0;
        if (text.at[i] == '\n' || text.at[i] == '\r' || word >= WORD_MIN ||
            is_escaped_padding(text, i)) {
            return false;
        }
        if (dashes >= 4 && text.at[i] == 'E') {
            return text.left - i >= 3 && memcmp(text.at + i, "END", 3) == 0;
        }
        if (text.at[i] != ' ') {
            dashes = text.at[i] == '-' ? dashes + 1 : 0;
        }
    }
    return false;
}

/* No letter: the marks and numbers that stand before a line. */
static bool is_mark(uint8_t character)
{
    const uint8_t lower = character | 0x20;
    return character < 0x80 && (lower < 'a' || lower > 'z');
}

/* Does a field begin here, `Name:` and no address, behind the quotes and operators between the
 * lines of a string in source code at most? Then so did a line. */
static bool begins_field(struct bytes text)
{
    size_t from = 0;
    while (from < text.left && from < MARKS_MAX && is_mark(text.at[from])) {
        from++;
    }
    size_t to = from;
    while (to < text.left && to - from < FIELD_NAME_MAX && text.at[to] > ' ' &&
           text.at[to] < 0x7f && text.at[to] != ':' && text.at[to] != '=' && text.at[to] != '"' &&
           text.at[to] != ',') {
        to++;
    }
    return to - from >= FIELD_NAME_MIN && text.left - to >= 2 && text.at[to] == ':' &&
           text.at[to + 1] != '/' && base64_value(text.at[to + 1]) == BASE64_FOREIGN;
}

/* Does an element end here, behind what stands before the line? Its base64 needs no more. What
 * ends in a digit is the end of a number that goes on from the line before. */
static bool begins_end_tag(struct bytes text)
{
    size_t from = 0;
    while (from < text.left && from < MARKS_MAX && is_mark(text.at[from]) && text.at[from] != '<') {
        from++;
    }
    const bool number = from > 0 && text.at[from - 1] >= '0' && text.at[from - 1] <= '9';
    return !number && text.left - from >= 2 && memcmp(text.at + from, "</", 2) == 0;
}

/* The field's name before a value, `Name: `, belongs to no prefix of lines. */
static struct bytes without_field(struct bytes prefix)
{
    size_t end = prefix.left;
    if (end < 2 || prefix.at[end - 1] != ' ' || prefix.at[end - 2] != ':') {
        return prefix;
    }
    for (end -= 2; end > 0 && prefix.at[end - 1] != ' '; end--) {
    }
    return bytes_over(prefix.at, end);
}

/* `: ` or ` - `: what stands before the text of a line; octets that follow each other do not. */
static bool ends_in_mark(struct bytes prefix)
{
    const uint8_t *last = prefix.at + prefix.left;
    return prefix.left >= 2 && last[-1] == ' ' && is_mark(last[-2]) && last[-2] > ' ' &&
           last[-2] != ',' && !(last[-2] >= '0' && last[-2] <= '9');
}

/* A time of day and a space at the end: a log's, whatever else it writes before a line. */
static bool has_time(struct bytes prefix)
{
    for (size_t at = 2; at + 3 < prefix.left; at++) {
        const uint8_t *mark = prefix.at + at;
        if (mark[0] == ':' && ascii_is_digit(mark[-2]) && ascii_is_digit(mark[-1]) &&
            ascii_is_digit(mark[1]) && ascii_is_digit(mark[2])) {
            return prefix.at[prefix.left - 1] == ' ';
        }
    }
    return false;
}

/* The front of what is still escaped, as `&nbsp;` for each space of it; soft line breaks stay. */
static struct bytes unescape_front(struct bytes text, uint8_t front[PREFIX_MAX])
{
    size_t length = 0;
    for (size_t at = 0; at < text.left && length + UNESCAPE_MADE_MAX <= PREFIX_MAX;) {
        uint8_t *made = front + length;
        size_t count = 0;
        const size_t taken =
            text.at[at] == '&' || text.at[at] == '%'
                ? unescape_take(bytes_over(text.at + at, text.left - at), made, &count)
                : 0;
        if (taken == 0) {
            *made = text.at[at];
            count = 1;
        }
        length += count;
        at += taken > 0 ? taken : 1;
    }
    return bytes_over(front, length);
}

/* Does the text begin with what is matched by the prefix, escaped or not? */
static bool begins_with(struct bytes text, struct bytes prefix)
{
    uint8_t front[PREFIX_MAX];
    if (line_prefix_match(prefix, text) >= PREFIX_LONG) {
        return true;
    }
    const struct bytes clear = unescape_front(text, front);
    const bool begins = line_prefix_match(prefix, clear) >= PREFIX_LONG;
    memory_wipe(front, sizeof(front));
    return begins;
}

/* Does the line behind begin as the one does that ends in the base64 of `before`, with a long
 * prefix (a log's)? Then both are lines of their own, for a soft line break puts nothing before
 * what goes on. */
static bool begins_alike(struct bytes before, struct bytes behind)
{
    size_t end = before.left, from;
    while (end > 0 && before.left - end < RUN_MAX && base64_standard(before.at[end - 1])) {
        end--;
    }
    for (from = end; from > 0 && before.at[from - 1] != '\n' && before.at[from - 1] != '\r';
         from--) {
        if (end - from == PREFIX_MAX) {
            return false;
        }
    }
    struct bytes prefix = bytes_over(before.at + from, end - from);
    if (!ends_in_mark(prefix) && !has_time(prefix)) {
        return false;
    }
    if (!begins_with(behind, prefix)) {
        prefix = without_field(prefix);
    }
    return (ends_in_mark(prefix) || has_time(prefix)) && begins_with(behind, prefix);
}

/* Does the mark at the end join two parts of a name, as in `sha2-nistp256`? */
static bool joins_name(struct bytes text)
{
    const uint8_t *end = text.at + text.left;
    return text.left >= 2 && (end[-1] == '-' || end[-1] == '.' || end[-1] == '_') &&
           base64_standard(end[-2]);
}

/* The front of a name that goes on behind the soft line break, `Bas` of `Base(g): `: letters alone
 * on their line, and no letter behind them that could begin a name. */
static bool is_name_front(struct bytes before, struct bytes behind)
{
    size_t from = before.left;
    while (from > 0 && before.left - from < FIELD_NAME_MAX && !is_mark(before.at[from - 1])) {
        from--;
    }
    return from < before.left && from > 0 && before.at[from - 1] == '\n' && behind.left > 0 &&
           behind.at[0] >= 'a' && behind.at[0] <= 'z';
}

/* Does base64 end here that makes, with one character for the `=`, whole groups? The letter of
 * an escape before it, `\n`, is none of it, and a diff's `+` may be none. What is too long may. */
static bool ends_groups(struct bytes before)
{
    size_t run = 0;
    while (run < before.left && run < RUN_MAX &&
           base64_standard(before.at[before.left - 1 - run])) {
        run++;
    }
    if (run == 0 || run == RUN_MAX) {
        return run == RUN_MAX;
    }
    const struct bytes rest = bytes_over(before.at, before.left - run);
    const bool escape = rest.left > 0 && rest.at[rest.left - 1] == '\\';
    const bool diff = before.at[rest.left] == '+' && run % 4 == 0;
    return diff || ((run - (escape ? 1 : 0)) % 4 == 3 && !joins_name(rest));
}

/* Quoted-printable has no `=` that stands for itself, and base64 no third one. */
bool line_padding_is(struct bytes before, struct bytes here, struct bytes behind)
{
    if (begins_end_line(behind)) {
        return true;
    }
    if (here.at[0] != '=' || before.left < 2) {
        return false;
    }
    const uint8_t *end = before.at + before.left;
    if (end[-1] == '=') {
        return end[-2] != '=';
    }
    return base64_standard(end[-1]) && ends_groups(before) &&
           ((begins_field(behind) && !is_name_front(before, behind)) || begins_end_tag(behind) ||
            begins_alike(before, behind));
}
