#include "bytes/unescape.h"

#include <string.h>

#include "bytes/hex_text.h"
#include "bytes/terminal_escape.h"
#include "bytes/utf8.h"

/* `&#1114111;` */
#define REFERENCE_MAX 12
#define ESCAPE        0x1b
/* Blanks between the `=` of a soft line break and the break. */
#define GAP_MAX 8

/* UTF-8 of a code point of the Basic Multilingual Plane; dashes, spaces and
 * base64 all lie there. 0 where it takes more than three bytes. */
static size_t write_character(uint32_t point, uint8_t made[UNESCAPE_MADE_MAX])
{
    uint8_t octets[UTF8_OCTETS_MAX];
    const size_t length = point > 0xffff ? 0 : utf8_write(point, octets);
    memcpy(made, octets, length);
    return length;
}

/* Exactly `width` hexadecimal digits. */
static bool take_hex(struct bytes text, size_t from, size_t width, uint32_t *number)
{
    if (from > text.left || text.left - from < width) {
        return false;
    }
    uint32_t sum = 0;
    for (size_t i = 0; i < width; i++) {
        int digit = hex_digit(text.at[from + i]);
        if (digit < 0) {
            return false;
        }
        sum = sum << 4 | (uint32_t)digit;
    }
    *number = sum;
    return true;
}

/* U+2010 to U+2015 or U+2212 behind a backslash: a hyphen that was one of Markdown's before an
 * editor made a dash of it. */
static size_t take_dash(struct bytes text, uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    const bool dash = text.left >= 4 && text.at[1] == 0xe2 &&
                      ((text.at[2] == 0x80 && text.at[3] >= 0x90 && text.at[3] <= 0x95) ||
                       (text.at[2] == 0x88 && text.at[3] == 0x92));
    if (!dash) {
        return 0;
    }
    memcpy(made, text.at + 1, 3);
    *count = 3;
    return 4;
}

static bool is_shown(uint32_t point)
{
    return (point >= ' ' && point <= '~') || point == '\t' || point == '\n' || point == '\r';
}

static bool is_line_control(uint32_t point)
{
    return point == '\t' || point == '\n' || point == '\r';
}

/* Three digits of an octal escape: of a line end or a tab, or where the next escape or the end of
 * the string follows, in a text that is written so throughout. */
static size_t take_octal(struct bytes text, uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    uint32_t point = 0;
    for (size_t i = 1; i <= 3; i++) {
        if (i == text.left || text.at[i] < '0' || text.at[i] > '7') {
            return 0;
        }
        point = point << 3 | (uint32_t)(text.at[i] - '0');
    }
    const bool ends =
        text.left == 4 || text.at[4] == '\\' || text.at[4] == '"' || text.at[4] == '\'';
    if (!is_line_control(point) && (!ends || !is_shown(point))) {
        return 0;
    }
    made[0] = (uint8_t)point;
    *count = 1;
    return 4;
}

/* `\e[` and `\033[` of a shell: ESC, which has no other use in a text. */
static size_t take_control_front(struct bytes text, uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    static const char *const fronts[] = { "\\e[", "\\E[", "\\033[" };
    for (size_t i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++) {
        const size_t length = strlen(fronts[i]);
        if (text.left >= length && memcmp(text.at, fronts[i], length) == 0) {
            made[0] = ESCAPE;
            *count = 1;
            return length - 1;
        }
    }
    return 0;
}

/* A line end of calendars and cards (RFC 5545 section 3.3.11), in the middle of a value or where
 * that is folded; what stands alone in a column is nothing (NULL) of a database. */
static bool is_capital_end(struct bytes text)
{
    if (text.left < 3 || text.at[1] != 'N') {
        return false;
    }
    const size_t end = text.at[2] == '\r' ? 3 : 2;
    const bool folded = text.left > end + 1 && text.at[end] == '\n' && text.at[end + 1] == ' ';
    return folded || (text.at[2] > ' ' && text.at[2] != ',');
}

/* A backslash before what quoted-printable wrote of a character, or parted from that by a soft line
 * break (RFC 2045 section 6.7), is the front of an escape that was so written. */
static bool is_before_quoted(struct bytes text)
{
    uint32_t point;
    if (text.left < 3 || text.at[1] != '=') {
        return false;
    }
    const size_t end = text.at[2] == '\r' ? 3 : 2;
    const bool soft = text.left > end + 1 && text.at[end] == '\n';
    return take_hex(text, 2, 2, &point) || (soft && memchr("uUxnrt", text.at[end + 1], 6) != NULL);
}

static size_t take_backslash(struct bytes text, uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    static const char plain[] = "/\\\"'-+=_ "; /* the last ones: Markdown and quoted patterns */
    uint32_t point;
    if (text.left < 2) {
        return 0;
    }
    uint8_t next = text.at[1];
    if ((next == 'u' || next == 'U') && take_hex(text, 2, 4, &point)) {
        *count = write_character(point, made);
        return 6;
    }
    if (next == 'x' && take_hex(text, 2, 2, &point)) {
        *count = 1;
        made[0] = (uint8_t)point;
        return 4;
    }
    *count = 1;
    if (next == 'n' || next == '\n' ||
        is_capital_end(text)) { /* a line that goes on still is a line */
        made[0] = '\n';
        return 2;
    }
    if (next == 'r' || next == '\r' || next == 't') { /* a CR goes with the line end behind it */
        made[0] = next == 't' ? '\t' : '\r';
        return 2;
    }
    if (next != '\0' && strchr(plain, next) != NULL && !is_before_quoted(text)) {
        made[0] = next;
        return 2;
    }
    const size_t front = take_control_front(text, made, count);
    if (front > 0) {
        return front;
    }
    const size_t octal = take_octal(text, made, count);
    return octal > 0 ? octal : take_dash(text, made, count);
}

static size_t take_percent(struct bytes text, uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    uint32_t point;
    if (!take_hex(text, 1, 2, &point)) {
        return 0;
    }
    made[0] = (uint8_t)point;
    *count = 1;
    return 3;
}

static const struct {
    const char *name;
    const char *made;
} references[] = {
    { "&amp;", "&" },    { "&lt;", "<" },
    { "&gt;", ">" },     { "&quot;", "\"" },
    { "&apos;", "'" },   { "&nbsp;", " " },
    { "&plus;", "+" },   { "&sol;", "/" },
    { "&equals;", "=" }, { "&NewLine;", "\n" },
    { "&Tab;", "\t" },   { "&ndash;", "\xe2\x80\x93" },
    { "&minus;", "-" },  { "&mdash;", "\xe2\x80\x94" },
    { "&shy;", "" },     { "&lowbar;", "_" },
};

static size_t take_named(struct bytes text, uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++) {
        size_t length = strlen(references[i].name);
        if (text.left >= length && memcmp(text.at, references[i].name, length) == 0) {
            *count = strlen(references[i].made);
            memcpy(made, references[i].made, *count);
            return length;
        }
    }
    return 0;
}

static size_t take_reference(struct bytes text, uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    if (text.left < 4 || text.at[1] != '#') {
        return take_named(text, made, count);
    }
    bool hex = (text.at[2] | 0x20) == 'x';
    size_t at = hex ? 3 : 2, first = at;
    uint32_t point = 0;
    while (at < text.left && at < REFERENCE_MAX && text.at[at] != ';') {
        int digit = hex_digit(text.at[at]);
        if (digit < 0 || (!hex && digit > 9)) {
            return 0;
        }
        point = point * (hex ? 16 : 10) + (uint32_t)digit;
        at++;
    }
    if (at == first || at == text.left || text.at[at] != ';' || point > 0x10ffff) {
        return 0;
    }
    *count = write_character(point, made);
    return at + 1;
}

static bool is_alphanumeric(uint32_t point)
{
    uint32_t lower = point | 0x20;
    return (point >= '0' && point <= '9') || (lower >= 'a' && lower <= 'z' && point != 'F');
}

/* A year, a month and a day (ISO 8601), of which a year's first digits would be a space. */
static bool begins_date(struct bytes text)
{
    static const char shape[] = "2000-00-00";
    for (size_t i = 0; i + 1 < sizeof(shape); i++) {
        const bool fits = i < text.left && (shape[i] == '0' ? text.at[i] >= '0' && text.at[i] <= '9'
                                                            : text.at[i] == (uint8_t)shape[i]);
        if (!fits) {
            return false;
        }
    }
    return true;
}

/* Another one, or a soft line break, of a text that is written so throughout. */
static bool goes_on_quoted(struct bytes text)
{
    uint32_t point;
    return text.left > 1 && text.at[0] == '=' &&
           (text.at[1] == '\n' || text.at[1] == '\r' ||
            (take_hex(text, 1, 2, &point) && is_shown(point)));
}

/* `=` also ends base64 and begins values, so only what quoted-printable really
 * writes is taken: upper-case digits that stand for something below 128 other
 * than letters and digits (`F` of "From " excepted), and those where another one follows. */
static size_t take_quoted(struct bytes text, uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    size_t end = 1;
    while (end < text.left && end < GAP_MAX && (text.at[end] == ' ' || text.at[end] == '\t')) {
        end++;
    }
    const size_t returned = end < text.left && text.at[end] == '\r' ? 1 : 0;
    end += returned;
    if (end < text.left && (text.at[end] == '\n' || returned > 0)) { /* or of a CR alone */
        *count = 0;
        return end + (text.at[end] == '\n' ? 1 : 0);
    }
    uint32_t point;
    if (!take_hex(text, 1, 2, &point) || (text.at[2] >= 'a' && text.at[2] <= 'f') ||
        (point == ' ' && begins_date(bytes_over(text.at + 1, text.left - 1)))) {
        return 0;
    }
    bool control = point == '\t' || point == '\n' || point == '\r';
    bool mark = point >= ' ' && point <= '~' && !is_alphanumeric(point);
    if (!control && !mark &&
        (!is_alphanumeric(point) || !goes_on_quoted(bytes_over(text.at + 3, text.left - 3)))) {
        return 0;
    }
    made[0] = (uint8_t)point;
    *count = 1;
    return 3;
}

/* Of an encoded word's charset, with a language. */
#define CHARSET_MAX 40

/* Between two encoded words of one header field (RFC 2047 section 6.2): `?=`, a folded line end
 * or blanks, `=?utf-8?B?`. */
static size_t take_joint(struct bytes text, size_t *count)
{
    size_t at = 2, charset;
    if (text.left < 2 || text.at[1] != '=') {
        return 0;
    }
    while (
        at < text.left && at < GAP_MAX &&
        (text.at[at] == ' ' || text.at[at] == '\t' || text.at[at] == '\r' || text.at[at] == '\n')) {
        at++;
    }
    const bool blank = text.at[at - 1] == ' ' || text.at[at - 1] == '\t';
    if (!blank || text.left - at < 2 || text.at[at] != '=' || text.at[at + 1] != '?') {
        return 0;
    }
    for (charset = at + 2; charset < text.left && charset - at < CHARSET_MAX; charset++) {
        if (text.at[charset] == '?' || text.at[charset] <= ' ') {
            break;
        }
    }
    const uint8_t kind = text.left - charset >= 3 ? text.at[charset + 1] | 0x20 : 0;
    if ((kind != 'b' && kind != 'q') || text.at[charset] != '?' || text.at[charset + 2] != '?') {
        return 0;
    }
    *count = 0;
    return charset + 3;
}

/* PowerShell's, of line ends and tabs alone: in Markdown any letter may stand behind one. Several
 * in a row at once, a CR with the line end behind it. */
static size_t take_backtick(struct bytes text, uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    static const char letters[] = "nrt", meant[] = "\n\r\t";
    size_t at = 0;
    for (*count = 0; text.left - at > 1 && text.at[at] == '`'; at += 2) {
        const char *letter = memchr(letters, text.at[at + 1], sizeof(letters) - 1);
        const bool joined = *count > 0 && made[*count - 1] == '\r' && text.at[at + 1] == 'n';
        if (letter == NULL || (!joined && *count == UNESCAPE_MADE_MAX)) {
            break;
        }
        *count -= joined ? 1 : 0;
        made[(*count)++] = (uint8_t)meant[letter - letters];
    }
    return at;
}

/* A line end or a tab as rsyslog (`#012`) and `cat -v` (`^J`) show them. */
static size_t take_control(struct bytes text, uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    const bool octal = text.at[0] == '#';
    uint32_t point = 0;
    if (text.left < (octal ? 4 : 2)) {
        return 0;
    }
    for (size_t i = 1; octal && i <= 3; i++) {
        if (text.at[i] < '0' || text.at[i] > '7') {
            return 0;
        }
        point = point << 3 | (uint32_t)(text.at[i] - '0');
    }
    point = octal ? point : text.at[1] >= '@' && text.at[1] <= '_' ? text.at[1] - (uint32_t)'@' : 0;
    if (!is_line_control(point)) {
        return 0;
    }
    made[0] = (uint8_t)point;
    *count = 1;
    return octal ? 4 : 2;
}

static size_t take_terminal(struct bytes text, uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    const size_t taken = text.at[0] == ESCAPE ? terminal_escape_take(text, &made[0])
                                              : terminal_escape_take_shown(text, &made[0]);
    *count = taken > 0 && made[0] != 0 ? 1 : 0;
    return taken;
}

size_t unescape_take(struct bytes text, uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    if (text.left == 0) {
        return 0;
    }
    switch (text.at[0]) {
    case '\\':
        return take_backslash(text, made, count);
    case '%':
        return take_percent(text, made, count);
    case '&':
        return take_reference(text, made, count);
    case '=':
        return take_quoted(text, made, count);
    case '?':
        return take_joint(text, count);
    case '`':
        return take_backtick(text, made, count);
    case '^':
    case '#': {
        const size_t control = take_control(text, made, count);
        return control > 0 ? control : take_terminal(text, made, count);
    }
    case ESCAPE:
    case '[':
        return take_terminal(text, made, count);
    default:
        return 0;
    }
}
