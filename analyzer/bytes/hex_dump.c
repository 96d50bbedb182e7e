#include "bytes/hex_dump.h"

#include <stdio.h>
#include <string.h>

#include "bytes/dump_groups.h"
#include "bytes/hex_text.h"
#include "bytes/terminal_escape.h"

/* Digits of an offset: four of a debugger, sixteen of a memory dump. */
#define OFFSET_MIN 4
#define OFFSET_MAX 16
/* Longer lines are no lines of a dump, but several with escaped ends. */
#define LINE_MAX 192
/* Octets on a line, of nearly all programs; on the first one that shows a dump at least half. */
#define LINE_USUAL 16
#define LINE_LEAST 8
/* A mark or tags behind the text beside the digits, which is as long as these have octets. */
#define BEHIND_MAX 32
/* Before the text beside them: blanks, and a bar or semicolon. */
#define BESIDE_MAX 4

/* How long ` <key+8>` is, which gdb writes before the colon; 0 = there is none. Names of C++ may
 * have `>:` in them. */
static size_t symbol_length(struct bytes text)
{
    for (size_t at = 2; text.left > 2 && memcmp(text.at, " <", 2) == 0 && at < text.left; at++) {
        if (text.at[at - 1] == '>' && text.at[at] == ':' && dump_groups_blank(text, at + 1)) {
            return at;
        }
    }
    return 0;
}

/* Behind the offset that begins at `at`; 0 = there is none. */
static size_t skip_offset(struct bytes line, size_t at)
{
    size_t count = dump_groups_digits(line, at);
    if (count < OFFSET_MIN || count > OFFSET_MAX) {
        return 0;
    }
    at += count;
    if (at < line.left && line.at[at] == 'h') { /* 0000h: */
        at++;
    }
    at += symbol_length(bytes_over(line.at + at, line.left - at));
    if (at < line.left && line.at[at] == ':') {
        at++;
    }
    if (!dump_groups_blank(line, at)) {
        return 0;
    }
    while (dump_groups_blank(line, at)) {
        at++;
    }
    return at;
}

/* Of the offset that begins at `at`, in hexadecimal and in octal. */
static void read_offset(struct bytes line, size_t at, struct hex_dump_line *found)
{
    const size_t count = dump_groups_digits(line, at);
    found->digits = count;
    found->offset = 0;
    found->octal = 0;
    for (size_t i = 0; i < count; i++) {
        const unsigned digit = (unsigned)hex_digit(line.at[at + i]);
        found->offset = found->offset << 4 | digit;
        found->octal = found->octal << 3 | (digit & 7);
    }
}

bool hex_dump_follows(const struct hex_dump_line *before, const struct hex_dump_line *line)
{
    return line->offset == before->offset + before->octets ||
           line->octal == before->octal + before->octets;
}

/* Does any number of the line say that it is the next one? */
static bool has_next_offset(struct bytes line, const struct hex_dump_line *before)
{
    struct hex_dump_line number = { 0 };
    for (size_t at = 0; at < line.left; at++) {
        const int digit = hex_digit(line.at[at]);
        if (digit >= 0) {
            number.offset = number.offset << 4 | (unsigned)digit;
            number.octal = number.octal << 3 | ((unsigned)digit & 7);
            number.digits++;
            continue;
        }
        if (number.digits >= OFFSET_MIN && hex_dump_follows(before, &number)) {
            return true;
        }
        number = (struct hex_dump_line){ 0 };
    }
    return false;
}

static bool read_line(struct bytes line, size_t at, struct hex_dump_line *read)
{
    const size_t behind = skip_offset(line, at);
    if (behind == 0 || !dump_groups_take(line, behind, read)) {
        return false;
    }
    read_offset(line, at, read);
    return true;
}

/* What a terminal was told before the offset, as a colour: its last letter is of no word. */
static size_t told_length(struct bytes line, size_t at)
{
    uint8_t seen;
    return line.at[at] == 0x1b
               ? terminal_escape_take(bytes_over(line.at + at, line.left - at), &seen)
               : 0;
}

bool hex_dump_find(struct bytes line, struct hex_dump_line *found)
{
    bool word = false; /* the byte before belongs to a word */
    if (line.left > LINE_MAX) {
        return false;
    }
    for (size_t at = 0; at + OFFSET_MIN < line.left; at++) {
        const size_t told = told_length(line, at);
        if (told > 0) {
            at += told - 1;
            word = false;
            continue;
        }
        bool digit = hex_digit(line.at[at]) >= 0;
        struct hex_dump_line read, next;
        if (digit && !word && read_line(line, at + dump_groups_prefix(line, at), &read)) {
            /* The number of a line may look like an offset, and the offset like a group. */
            const bool numbered = read_line(line, read.from, &next) && next.octets > read.octets;
            *found = numbered ? next : read;
            return true;
        }
        uint8_t lower = line.at[at] | 0x20;
        word = digit || (lower >= 'a' && lower <= 'z');
    }
    return false;
}

/* Nearly no line of a flood of them goes on from the one before: reading the groups of each to see
 * that took a fifth of what octal dumps with offsets by chance cost. */
bool hex_dump_find_next(struct bytes line, const struct hex_dump_line *before,
                        struct hex_dump_line *found)
{
    struct hex_dump_line next;
    if (!has_next_offset(line, before) || !hex_dump_find(line, &next) ||
        !hex_dump_follows(before, &next)) {
        return false;
    }
    *found = next;
    return true;
}

void hex_dump_swap(uint8_t *octets, size_t count, size_t word)
{
    for (size_t at = 0; word > 1 && count - at >= word; at += word) {
        for (size_t i = 0; i < word / 2; i++) {
            const uint8_t octet = octets[at + i];
            octets[at + i] = octets[at + word - 1 - i];
            octets[at + word - 1 - i] = octet;
        }
    }
}

bool hex_dump_decode(struct bytes line, const struct hex_dump_line *found, struct buffer *into)
{
    return dump_groups_decode(line, found, into);
}

/* More text than the digits stand for would be a text of its own. */
static bool ends_shown(struct bytes text, size_t at)
{
    return at == text.left || dump_groups_blank(text, at) || text.at[at] == '\r' ||
           text.at[at] == '|' || text.at[at] == '<' || text.at[at] == '"' || text.at[at] == '\'';
}

static bool shows(struct bytes text, struct bytes octets)
{
    size_t printed = 0;
    if (text.left < octets.left || !ends_shown(text, octets.left)) {
        return false;
    }
    for (size_t i = 0; i < octets.left; i++) {
        const bool prints = octets.at[i] > ' ' && octets.at[i] <= '~';
        if (prints ? text.at[i] != octets.at[i] : text.at[i] != '.' && text.at[i] != ' ') {
            return false;
        }
        printed += prints ? 1 : 0;
    }
    return printed > 0 && printed >= octets.left - printed;
}

bool hex_dump_shows_text(struct bytes line, struct hex_dump_line *found, size_t *at)
{
    struct buffer octets = { 0 };
    bool shown = false;
    if (hex_dump_find(line, found) && hex_dump_decode(line, found, &octets)) {
        for (size_t i = found->to; !shown && i < line.left && i <= found->to + BESIDE_MAX; i++) {
            shown = shows(bytes_over(line.at + i, line.left - i), buffer_bytes(&octets));
            *at = i;
        }
    }
    buffer_clear(&octets);
    return shown;
}

static bool is_end(uint8_t character)
{
    return character == '\n' || character == '\r';
}

static bool is_escaped_end(struct bytes text, size_t at)
{
    return text.at[at] == '\\' && at + 1 < text.left &&
           (text.at[at + 1] == 'n' || text.at[at + 1] == 'r');
}

/* Where this offset stands behind `from`, with what follows one; the end of the text without.
 * Before it may stand any text. */
static size_t find_offset(struct bytes text, size_t from, const char *offset, size_t digits)
{
    while (from < text.left) {
        const uint8_t *found = memmem(text.at + from, text.left - from, offset, digits);
        if (found == NULL) {
            break;
        }
        from = (size_t)(found - text.at);
        if (dump_groups_digits(text, from) == digits && skip_offset(text, from) > 0) {
            return from;
        }
        from++;
    }
    return text.left;
}

/* Where line ends were lost: up to the offset of the next line, which is known. */
static size_t line_before_next(struct bytes text)
{
    struct hex_dump_line line;
    char next[24];
    const struct bytes seen = bytes_over(text.at, text.left < LINE_MAX ? text.left : LINE_MAX);
    size_t end = seen.left;
    if (!hex_dump_find(seen, &line) || line.digits > OFFSET_MAX) {
        return text.left;
    }
    for (unsigned octal = 0; octal < 2; octal++) {
        const int length =
            snprintf(next, sizeof(next), octal ? "%0*llo" : "%0*llx", (int)line.digits,
                     (unsigned long long)((octal ? line.octal : line.offset) + LINE_USUAL));
        const size_t place =
            length == (int)line.digits ? find_offset(seen, line.from, next, (size_t)length) : end;
        end = place < end ? place : end;
    }
    return end < seen.left ? end : text.left;
}

/* The first one before `at`, else that. */
static size_t escaped_end(struct bytes text, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        const uint8_t *slash = memchr(text.at + i, '\\', at - i);
        if (slash == NULL) {
            break;
        }
        i = (size_t)(slash - text.at);
        if (is_escaped_end(text, i)) {
            return i;
        }
    }
    return at;
}

static size_t real_end(struct bytes text)
{
    const uint8_t *feed = text.left > 0 ? memchr(text.at, '\n', text.left) : NULL;
    const size_t line = feed != NULL ? (size_t)(feed - text.at) : text.left;
    const uint8_t *back = line > 0 ? memchr(text.at, '\r', line) : NULL;
    return back != NULL ? (size_t)(back - text.at) : line;
}

/* The text beside the groups may show `\n` for what it is, so a real end goes first. */
void hex_dump_line_end(struct bytes text, size_t *line, size_t *end)
{
    size_t at = real_end(text), behind;
    bool escaped = at == text.left || at > LINE_MAX;
    at = escaped ? escaped_end(text, at) : at;
    for (behind = at; behind < text.left;) {
        size_t length = is_end(text.at[behind])                   ? 1
                        : escaped && is_escaped_end(text, behind) ? 2
                                                                  : 0;
        if (length == 0) {
            break;
        }
        behind += length;
    }
    const bool lost = at > LINE_MAX || at == text.left; /* its end, or that of the text */
    *line = lost ? line_before_next(bytes_over(text.at, at)) : at;
    *end = *line < at ? 0 : behind - at;
}

bool hex_dump_hides_ends(struct bytes text)
{
    size_t line, end;
    for (size_t at = 0; at < text.left; at++) {
        if (is_end(text.at[at])) {
            return false;
        }
    }
    hex_dump_line_end(text, &line, &end);
    const bool spaced = line > 0 && line < text.left && end == 0 && text.at[line - 1] == ' ';
    return !spaced;
}

bool hex_dump_begins(struct bytes text, size_t at)
{
    size_t rest = 0; /* of the first line, where no digits stand on it */
    for (int i = 0; i < 3; i++) {
        struct hex_dump_line found;
        struct bytes step;
        size_t line, end;
        hex_dump_line_end(text, &line, &end);
        if (hex_dump_find(bytes_over(text.at, line), &found) && found.octets >= LINE_LEAST &&
            rest <= found.octets + BEHIND_MAX) {
            return true;
        }
        rest = i == 0 && line > at ? line - at : rest;
        if (!bytes_take(&text, line + end, &step)) {
            break;
        }
    }
    return false;
}
