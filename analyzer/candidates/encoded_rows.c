#include "candidates/encoded_rows.h"

#include <string.h>

#include "bytes/hex_text.h"
#include "candidates/line_prefix.h"

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

/* Up to a line end, or to what stands in no such row; false where it is longer than any. */
static bool take_row(struct bytes text, bool escapes, struct encoded_row *row)
{
    row->length = 0;
    row->ends = false;
    for (row->taken = 0; row->taken < text.left && row->length < ENCODED_ROW_MAX;) {
        uint8_t octet = text.at[row->taken];
        const bool escape = escapes && octet == '\\';
        const size_t length = escape ? read_escape(behind(text, row->taken), &octet) : 1;
        if (length == 0 || (escapes && !escape && octet == '"')) {
            return true; /* the end of the string */
        }
        row->taken += length;
        if (octet == '\n') {
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

/* What stands before it on its line, where that may be a prefix. */
static void learn_prefix(struct encoded_rows *rows, const struct leaf_window *window, size_t at)
{
    rows->prefix_length = 0;
    while (rows->prefix_length < at && window->text.at[at - 1 - rows->prefix_length] != '\n') {
        if (++rows->prefix_length > ENCODED_PREFIX_MAX) {
            rows->prefix_length = 0;
            break;
        }
    }
    memcpy(rows->prefix, window->text.at + at - rows->prefix_length, rows->prefix_length);
}

bool encoded_rows_begin(struct encoded_rows *rows, const struct leaf_window *window, size_t at,
                        bool (*is_head)(struct bytes row), bool (*is_data)(struct bytes row),
                        size_t *length)
{
    struct encoded_row row;
    const struct bytes text = leaf_window_part(window, at, ENCODED_ROW_SEEN);
    if (!take_row(text, true, &row) || !row.ends || !is_head(encoded_row_bytes(&row))) {
        return false;
    }
    *length = row.taken;
    *rows = (struct encoded_rows){ .escaped = row.escaped };
    if (!rows->escaped) {
        learn_prefix(rows, window, at);
    }
    const struct bytes next = leaf_window_part(window, at + *length, ENCODED_ROW_SEEN);
    if (rows->prefix_length > 0 && encoded_rows_take(rows, next, &row) &&
        is_data(encoded_row_bytes(&row))) {
        return true;
    }
    rows->prefix_length = 0;
    return encoded_rows_take(rows, next, &row) && is_data(encoded_row_bytes(&row));
}
