#include "candidates/runs/encoded_rows.h"

#include <string.h>

#include "bytes/hex_text.h"
#include "candidates/payload/line_prefix.h"

#define UNICODE_HEAD 2
#define UNICODE_MAX  6

struct bytes encoded_row_bytes(const struct encoded_row *row)
{
    return bytes_over(row->at, row->length);
}

static struct bytes behind(struct bytes text, size_t count)
{
    return bytes_over(text.at + count, text.left - count);
}

/* As JSON has it behind a backslash (RFC 8259 section 7): how many bytes it takes; 0 = none. */
static size_t read_escape(struct bytes text, uint8_t *octet)
{
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    const char *found = text.left > 1 && text.at[1] != 0 ? strchr(letters, text.at[1]) : NULL;
    unsigned value = 0;
    if (found != NULL) {
        *octet = (uint8_t)meant[found - letters];
        return 2;
    }
    for (size_t i = UNICODE_HEAD; i < UNICODE_MAX; i++) {
        const int digit = i < text.left && text.at[1] == 'u' ? hex_digit(text.at[i]) : -1;
        if (digit < 0) {
            return 0;
        }
        value = value << 4 | (unsigned)digit;
    }
    *octet = (uint8_t)value;
    return value < 0x80 ? UNICODE_MAX : 0;
}

/* A return that no line feed follows, nor another return: as some old texts end their lines. */
static bool ends_alone(struct bytes text, size_t at)
{
    return text.left - at > 1 && text.at[at + 1] != '\n' && text.at[at + 1] != '\r';
}

/* Up to a line end, or to what stands in no such row; false where it is longer than any. */
static bool take_row(struct bytes text, bool escapes, struct encoded_row *row)
{
    row->length = 0;
    row->ends = row->alone = row->paged = false;
    for (row->taken = 0; row->taken < text.left && row->length < ENCODED_ROW_MAX;) {
        uint8_t octet = text.at[row->taken];
        const bool escape = escapes && octet == '\\';
        const size_t length = escape ? read_escape(behind(text, row->taken), &octet) : 1;
        if (length == 0 || (escapes && !escape && octet == '"')) {
            return true; /* the end of the string */
        }
        row->alone = octet == '\r' && !escape && ends_alone(text, row->taken);
        row->taken += length;
        if (octet == '\n' || row->alone) {
            row->ends = true;
            row->escaped = escape;
            return true;
        }
        if (octet != '\r') {
            row->at[row->length++] = octet;
        }
    }
    return row->taken == text.left && row->length < ENCODED_ROW_MAX;
}

bool encoded_rows_take(const struct encoded_rows *rows, struct bytes text, struct encoded_row *row)
{
    const struct bytes prefix = bytes_over(rows->prefix, rows->prefix_length);
    const size_t cut = prefix.left > 0 ? line_prefix_match(prefix, text) : 0;
    if ((prefix.left > 0 && cut == 0) || !take_row(behind(text, cut), rows->escaped, row)) {
        return false;
    }
    row->taken += cut;
    return true;
}

/* What a page writes instead of a character, at the front: how many bytes it takes; 0 = none. */
static size_t read_entity(struct bytes text, uint8_t *octet)
{
    static const struct {
        const char *name;
        uint8_t octet;
    } entities[] = { { "&lt;", '<' },  { "&gt;", '>' },   { "&amp;", '&' },  { "&quot;", '"' },
                     { "&#34;", '"' }, { "&#39;", '\'' }, { "&apos;", '\'' } };
    for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
        if (bytes_begin_with(text, entities[i].name)) {
            *octet = entities[i].octet;
            return strlen(entities[i].name);
        }
    }
    return 0;
}

/* The end of a line in a page, before that of the text. */
static size_t break_length(struct bytes text)
{
    static const char *const breaks[] = { "<br>", "<br/>", "<br />", "<BR>" };
    for (size_t i = 0; i < sizeof(breaks) / sizeof(breaks[0]); i++) {
        if (text.left == strlen(breaks[i]) && bytes_begin_with(text, breaks[i])) {
            return text.left;
        }
    }
    return 0;
}

void encoded_row_undo_page(struct encoded_row *row)
{
    size_t length = 0;
    for (size_t at = 0; at < row->length;) {
        const struct bytes rest = bytes_over(row->at + at, row->length - at);
        uint8_t octet = rest.at[0];
        const size_t mark = break_length(rest), entity = read_entity(rest, &octet);
        row->paged = row->paged || mark > 0 || entity > 0;
        if (mark > 0) {
            break;
        }
        row->at[length++] = octet;
        at += entity > 0 ? entity : 1;
    }
    row->length = length;
}

static struct bytes without_blanks(struct bytes text)
{
    while (text.left > 0 && (text.at[text.left - 1] == ' ' || text.at[text.left - 1] == '\t')) {
        text.left--;
    }
    return text;
}

bool encoded_rows_take_empty(const struct encoded_rows *rows, struct bytes text,
                             struct encoded_row *row)
{
    if (encoded_rows_take(rows, text, row)) {
        return without_blanks(encoded_row_bytes(row)).left == 0;
    }
    const struct bytes prefix = without_blanks(bytes_over(rows->prefix, rows->prefix_length));
    return take_row(text, rows->escaped, row) &&
           bytes_equal(without_blanks(encoded_row_bytes(row)), prefix);
}

static bool ends_line(uint8_t octet)
{
    return octet == '\n' || octet == '\r';
}

/* What stands before it on its line, where that may be a prefix. */
static void learn_prefix(struct encoded_rows *rows, const struct leaf_window *window, size_t at)
{
    rows->prefix_length = 0;
    while (rows->prefix_length < at && !ends_line(window->text.at[at - 1 - rows->prefix_length])) {
        if (++rows->prefix_length > ENCODED_PREFIX_MAX) {
            rows->prefix_length = 0;
            break;
        }
    }
    memcpy(rows->prefix, window->text.at + at - rows->prefix_length, rows->prefix_length);
}

bool encoded_rows_begin(struct encoded_rows *rows, const struct leaf_window *window, size_t at,
                        bool (*is_head)(struct bytes row), encoded_rows_data *has_data,
                        struct encoded_row *head)
{
    struct encoded_row row;
    const struct bytes text = leaf_window_part(window, at, ENCODED_ROW_SEEN);
    if (!take_row(text, true, head) || !head->ends || !is_head(encoded_row_bytes(head))) {
        return false;
    }
    *rows = (struct encoded_rows){ .escaped = head->escaped };
    if (!rows->escaped) {
        learn_prefix(rows, window, at);
    }
    const struct bytes next = leaf_window_part(window, at + head->taken, ENCODED_ROW_SEEN);
    bool begins = rows->prefix_length > 0 && has_data(rows, next, &row);
    if (!begins) {
        rows->prefix_length = 0;
        begins = has_data(rows, next, &row);
    }
    memory_wipe(&row, sizeof(row));
    return begins;
}
