#include "candidates/uuencode_text.h"

#include <string.h>

#include "bytes/hex_text.h"
#include "bytes/uuencode_line.h"
#include "candidates/anchors.h"
#include "candidates/line_prefix.h"

/* What is seen of a line, with all that may stand before it, or with its escapes. */
#define LINE_SEEN 384
/* Longer ones, once their escapes are undone, are no line of data; a name may be. */
#define LINE_MAX     160
#define LONG_LINE    61
#define MODE_END     9
#define UNICODE_HEAD 2
#define UNICODE_MAX  6

/* A line as it is meant. */
struct uuencode_row {
    uint8_t at[LINE_MAX];
    size_t length;
    size_t taken; /* bytes of the text, with its end */
    bool escaped; /* its end is */
    bool ends;    /* it has one */
};

static struct bytes row_bytes(const struct uuencode_row *row)
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
static bool take_row(struct bytes text, bool escapes, struct uuencode_row *row)
{
    row->length = 0;
    row->ends = false;
    for (row->taken = 0; row->taken < text.left && row->length < LINE_MAX;) {
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
    return row->taken == text.left && row->length < LINE_MAX;
}

/* The same without what stands before it. */
static bool take_data(const struct uuencode_text *file, struct bytes text, struct uuencode_row *row)
{
    const struct bytes prefix = bytes_over(file->prefix, file->prefix_length);
    const size_t cut = prefix.left > 0 ? line_prefix_match(prefix, text) : 0;
    if ((prefix.left > 0 && cut == 0) || !take_row(behind(text, cut), file->escaped, row)) {
        return false;
    }
    row->taken += cut;
    return true;
}

static bool is_data(const struct uuencode_row *row)
{
    return uuencode_line_kind(row_bytes(row)) == UUENCODE_DATA;
}

/* Its first line: where the line ends tells whether they are escaped. The second tells whether what
 * stands before it stands before all. */
static bool read_head(const struct leaf_window *window, size_t at, struct uuencode_text *file,
                      size_t *length)
{
    const struct bytes text = leaf_window_part(window, at, LINE_SEEN);
    struct uuencode_row row;
    if (!take_row(text, true, &row) || !row.ends || !uuencode_line_begins(row_bytes(&row))) {
        return false;
    }
    *length = row.taken;
    file->escaped = row.escaped;
    file->prefix_length = 0;
    while (!file->escaped && file->prefix_length < at &&
           window->text.at[at - 1 - file->prefix_length] != '\n') {
        if (++file->prefix_length > UUENCODE_PREFIX_MAX) {
            file->prefix_length = 0;
            break;
        }
    }
    memcpy(file->prefix, window->text.at + at - file->prefix_length, file->prefix_length);
    const struct bytes next = leaf_window_part(window, at + *length, LINE_SEEN);
    if (file->prefix_length > 0 && take_data(file, next, &row) && is_data(&row)) {
        return true;
    }
    file->prefix_length = 0;
    return take_data(file, next, &row) && is_data(&row);
}

/* At the front of a leaf with a mode of three digits it is a content of its own, and read as that.
 */
static bool is_content(const struct leaf_window *window, size_t at)
{
    return window->base + at == 0 && window->text.left > MODE_END &&
           window->text.at[MODE_END] == ' ';
}

void uuencode_text_note(const struct leaf_window *window, size_t anchor, unsigned kinds,
                        struct delivery *delivery)
{
    static const char word[] = "begin ";
    struct uuencode_text file;
    size_t length;
    if ((kinds & ANCHOR_ARMOUR) != 0 &&
        bytes_begin_with(leaf_window_part(window, anchor, sizeof(word) - 1), word) &&
        !is_content(window, anchor) && read_head(window, anchor, &file, &length)) {
        noted_text_add(&delivery->uuencoded, window->base + anchor, delivery);
    }
}

static void close_file(void *context, struct delivery *delivery)
{
    struct uuencode_text *file = context;
    static const struct noted_faults faults = {
        { OUTCOME_BOUND, NULL, "a uuencoded file is longer than is held in memory" },
        { OUTCOME_NO_MEMORY, NULL, "no memory to decode a uuencoded file" },
    };
    const bool worth = noted_text_worth(&file->text, delivery);
    noted_text_close(&file->text, "uuencode", worth, &faults, delivery);
}

/* A damaged line within the data is stepped over when a full one follows. */
static bool goes_on(const struct uuencode_text *file, struct bytes text,
                    const struct uuencode_row *row)
{
    struct uuencode_row next;
    return row->ends && take_data(file, behind(text, row->taken), &next) &&
           next.length >= LONG_LINE && is_data(&next);
}

/* A row of data, and what it stands for. */
struct row_work {
    struct uuencode_row row;
    uint8_t octets[UUENCODE_LINE_OCTETS];
};

/* True while the file is still open, when `to` was reached. */
static bool read_rows(struct uuencode_text *file, const struct leaf_window *window, uint64_t to,
                      struct row_work *work, const struct delivery *delivery)
{
    while (file->text.cursor < to) {
        const size_t at = (size_t)(file->text.cursor - window->base);
        const struct bytes text = leaf_window_part(window, at, LINE_SEEN);
        struct uuencode_row *row = &work->row;
        if (!take_data(file, text, row)) {
            return false;
        }
        const enum uuencode_line kind = uuencode_line_kind(row_bytes(row));
        const bool data = kind == UUENCODE_DATA || kind == UUENCODE_SHORT;
        if (!data && (kind == UUENCODE_END || !goes_on(file, text, row))) {
            return false;
        }
        const size_t count = data ? uuencode_line_decode(row_bytes(row), work->octets) : 0;
        noted_text_hold(&file->text, bytes_over(work->octets, count), delivery);
        file->text.cursor += row->taken;
        if (!row->ends) {
            return false;
        }
    }
    return true;
}

static bool read_on(void *context, const struct leaf_window *window, uint64_t to,
                    const struct delivery *delivery)
{
    struct uuencode_text *file = context;
    struct row_work work;
    const bool open = read_rows(file, window, to, &work, delivery);
    memory_wipe(&work, sizeof(work));
    return open;
}

static void open_file(void *context, const struct leaf_window *window, uint64_t begin)
{
    struct uuencode_text *file = context;
    size_t length = 0;
    const size_t at = (size_t)(begin - window->base);
    noted_text_open(&file->text, begin);
    if (read_head(window, at, file, &length)) {
        file->text.cursor += length;
    }
}

void uuencode_text_scan(struct uuencode_text *file, const struct leaf_window *window, uint64_t to,
                        struct delivery *delivery)
{
    static const struct noted_kind kind = { open_file, read_on, close_file };
    noted_text_scan(&file->text, &kind, file, &delivery->uuencoded, window, to, delivery);
}

void uuencode_text_finish(struct uuencode_text *file, struct delivery *delivery)
{
    if (file->text.open) {
        close_file(file, delivery);
    }
}
