#include "bytes/markup.h"

#include <string.h>
#include <strings.h>

#include "bytes/hex_text.h"

/* `<span class="..." style="...">`: longer ones hold a page's own data. */
#define TAG_MAX  512
#define NAME_MAX 24
/* Digits of a dump's offset. */
#define OFFSET_MIN 4

/* What stands between a tag's name and its end is not looked at: it may hold anything. */
static bool is_name(uint8_t character)
{
    uint8_t lower = character | 0x20;
    return (lower >= 'a' && lower <= 'z') || (character >= '0' && character <= '9') ||
           character == ':' || character == '-';
}

static bool is_one_of(struct bytes name, const char *const names[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (name.left == strlen(names[i]) &&
            strncasecmp((const char *)name.at, names[i], name.left) == 0) {
            return true;
        }
    }
    return false;
}

/* Cells stand side by side. The paragraphs are those of HTML, OOXML and ODF. */
static uint8_t seen_for(struct bytes name)
{
    static const char *const cells[] = { "td", "th" };
    static const char *const lines[] = { "br", "p",  "div", "li",   "tr",     "dd",  "dt", "h1",
                                         "h2", "h3", "w:p", "w:br", "text:p", "a:p", "pre" };
    if (is_one_of(name, lines, sizeof(lines) / sizeof(lines[0]))) {
        return '\n';
    }
    return is_one_of(name, cells, sizeof(cells) / sizeof(cells[0])) ? ' ' : 0;
}

/* Does a line begin in it as that of a dump does, with an offset? What stands beside the digits of
 * a dump, `<p` at the end of a line, may look like a tag. */
static bool holds_offset(struct bytes tag)
{
    for (size_t at = 0; at < tag.left;) {
        const uint8_t *end = memchr(tag.at + at, '\n', tag.left - at);
        if (end == NULL) {
            break;
        }
        at = (size_t)(end - tag.at) + 1;
        const size_t from = at;
        while (at < tag.left && hex_digit(tag.at[at]) >= 0) {
            at++;
        }
        if (at - from >= OFFSET_MIN && hex_digit(tag.at[from]) <= 9 && at < tag.left &&
            (tag.at[at] == ':' || tag.at[at] == ' ' || tag.at[at] >= 0x80)) {
            return true;
        }
    }
    return false;
}

static size_t take_tag(struct bytes text, uint8_t *seen)
{
    size_t from = text.left > 1 && (text.at[1] == '/' || text.at[1] == '!') ? 2 : 1, to = from;
    while (to < text.left && to - from < NAME_MAX && is_name(text.at[to])) {
        to++;
    }
    uint8_t first = from < text.left ? text.at[from] | 0x20 : 0;
    if (to == from || to == text.left || first < 'a' || first > 'z' ||
        (text.at[to] != '>' && text.at[to] != '/' && text.at[to] != ' ' && text.at[to] != '\t' &&
         text.at[to] != '\r' && text.at[to] != '\n')) {
        return 0;
    }
    size_t most = text.left < TAG_MAX ? text.left : TAG_MAX;
    const uint8_t *end = memchr(text.at + to, '>', most > to ? most - to : 0);
    if (end == NULL || memchr(text.at + to, '<', (size_t)(end - text.at) - to) != NULL ||
        holds_offset(bytes_over(text.at + to, (size_t)(end - text.at) - to))) {
        return 0;
    }
    *seen = seen_for(bytes_over(text.at + from, to - from));
    return (size_t)(end - text.at) + 1;
}

size_t markup_take(struct bytes text, uint8_t *seen)
{
    static const struct {
        const char *octets;
        size_t length;
        uint8_t seen;
    } rows[] = {
        { "\xc2\xa0", 2, ' ' },   /* no-break space */
        { "\xc2\xad", 2, 0 },     /* soft hyphen */
        { "\xe2\x80\x8b", 3, 0 }, /* zero-width space, non-joiner, joiner */
        { "\xe2\x80\x8c", 3, 0 }, { "\xe2\x80\x8d", 3, 0 },
        { "\xe2\x81\xa0", 3, 0 }, /* word joiner */
        { "\xef\xbb\xbf", 3, 0 }, /* zero-width no-break space */
    };
    *seen = 0;
    if (text.left == 0) {
        return 0;
    }
    if (text.at[0] == '<') {
        return take_tag(text, seen);
    }
    for (size_t i = 0; text.at[0] >= 0x80 && i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (text.left >= rows[i].length && memcmp(text.at, rows[i].octets, rows[i].length) == 0) {
            *seen = rows[i].seen;
            return rows[i].length;
        }
    }
    return 0;
}

bool markup_is_page(struct bytes text)
{
    static const char *const names[] = { "br",
                                         "p",
                                         "div",
                                         "li",
                                         "tr",
                                         "td",
                                         "th",
                                         "pre",
                                         "code",
                                         "span",
                                         "wbr",
                                         "font",
                                         "b",
                                         "i",
                                         "em",
                                         "tt",
                                         "a",
                                         "tbody",
                                         "table",
                                         "w:p",
                                         "w:r",
                                         "w:t",
                                         "w:br",
                                         "w:pPr",
                                         "w:rPr",
                                         "text:p",
                                         "a:p",
                                         "a:r",
                                         "a:t",
                                         "text:span",
                                         "text:line-break" };
    const size_t from = text.left > 1 && text.at[1] == '/' ? 2 : 1;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const size_t length = strlen(names[i]);
        if (text.left > from + length && memcmp(text.at + from, names[i], length) == 0 &&
            !is_name(text.at[from + length])) {
            return true;
        }
    }
    return false;
}
