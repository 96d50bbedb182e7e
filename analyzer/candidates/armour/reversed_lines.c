#include "candidates/armour/reversed_lines.h"

#include <string.h>

#include "bytes/base64.h"

/* Of a label, "EC PRIVATE KEY" and the like. */
#define LABEL_MAX 40
#define DASHES    5
/* So many characters of base64 in a row are a row of a key, between them. */
#define ROW_MIN 48
/* The prefix and the end of a line with a mark. */
#define LINE_LOOK 512

static const char begin_word[] = "BEGIN ", end_word[] = "END ", dashes[] = "-----";
#define BEGIN_WORD (sizeof(begin_word) - 1)
#define END_WORD   (sizeof(end_word) - 1)

/* Where the armour begins and ends in the text, both as it stands: from the END to the BEGIN. */
struct reversed_armour {
    size_t end, end_behind; /* of the END mark: its first dash, and behind its last one */
    size_t begin, begin_behind;
};

static size_t find(struct bytes text, size_t from, size_t to, const void *word, size_t length)
{
    const uint8_t *found = from < to ? memmem(text.at + from, to - from, word, length) : NULL;
    return found != NULL ? (size_t)(found - text.at) : to;
}

static bool has_dashes(struct bytes text, size_t at)
{
    return text.left >= at + DASHES && memcmp(text.at + at, dashes, DASHES) == 0;
}

/* The label behind the word at the anchor, with its dashes, of a private key. */
static bool take_label(struct bytes text, size_t anchor, struct bytes *label)
{
    static const char key[] = "PRIVATE KEY";
    const size_t from = anchor + BEGIN_WORD;
    const size_t most = from + LABEL_MAX < text.left ? from + LABEL_MAX : text.left;
    const size_t to = find(text, from, most, dashes, DASHES);
    if (anchor < DASHES || !has_dashes(text, anchor - DASHES) || to >= most ||
        memcmp(text.at + anchor, begin_word, BEGIN_WORD) != 0 ||
        memmem(text.at + from, to - from, key, sizeof(key) - 1) == NULL) {
        return false;
    }
    *label = bytes_over(text.at + from, to + DASHES - from);
    return true;
}

/* The last END of that label before the BEGIN, no other BEGIN between them. */
static bool find_end(struct bytes text, size_t anchor, struct bytes label,
                     struct reversed_armour *found)
{
    size_t at = 0, last = anchor;
    while ((at = find(text, at, anchor, end_word, END_WORD)) < anchor) {
        const bool same = at >= DASHES && has_dashes(text, at - DASHES) &&
                          anchor - at >= END_WORD + label.left + DASHES && /* those of the BEGIN */
                          memcmp(text.at + at + END_WORD, label.at, label.left) == 0;
        last = same ? at : last;
        at += END_WORD;
    }
    if (last == anchor || find(text, last, anchor, begin_word, BEGIN_WORD) < anchor) {
        return false;
    }
    *found = (struct reversed_armour){ .end = last - DASHES,
                                       .end_behind = last + END_WORD + label.left,
                                       .begin = anchor - DASHES,
                                       .begin_behind = anchor + BEGIN_WORD + label.left };
    return true;
}

static bool has_row(struct bytes text)
{
    size_t row = 0;
    for (size_t at = 0; at < text.left && row < ROW_MIN; at++) {
        row = base64_value(text.at[at]) < 64 ? row + 1 : 0;
    }
    return row >= ROW_MIN;
}

/* From the front of the line of the END to the end of the line of the BEGIN; where they stand on
 * one, the marks themselves. */
static struct reversed_armour whole_lines(struct bytes text, const struct reversed_armour *marks)
{
    struct reversed_armour lines = *marks;
    while (lines.end > 0 && marks->end - lines.end < LINE_LOOK && text.at[lines.end - 1] != '\n') {
        lines.end--;
    }
    while (lines.begin_behind < text.left && lines.begin_behind - marks->begin_behind < LINE_LOOK &&
           text.at[lines.begin_behind] != '\n') {
        lines.begin_behind++;
    }
    return lines;
}

/* What stands between separators, the last one first. */
static bool append_reversed(struct bytes text, uint8_t separator, struct buffer *into)
{
    while (text.left > 0) {
        const uint8_t *before = memrchr(text.at, separator, text.left);
        const size_t from = before != NULL ? (size_t)(before - text.at) + 1 : 0;
        if (!buffer_append(into, bytes_over(text.at + from, text.left - from)) ||
            !buffer_append_byte(into, '\n')) {
            return false;
        }
        text.left = from > 0 ? from - 1 : 0;
    }
    return true;
}

static bool reverse(struct bytes text, const struct reversed_armour *marks, bool one_line,
                    struct buffer *into)
{
    const struct bytes all = bytes_over(text.at + marks->end, marks->begin_behind - marks->end);
    if (!one_line) {
        return append_reversed(all, '\n', into);
    }
    const uint8_t separator = text.at[marks->end_behind];
    struct bytes rows =
        bytes_over(text.at + marks->end_behind + 1, marks->begin - marks->end_behind - 1);
    rows.left -= rows.left > 0 && rows.at[rows.left - 1] == separator ? 1 : 0;
    return buffer_append(into,
                         bytes_over(text.at + marks->begin, marks->begin_behind - marks->begin)) &&
           buffer_append_byte(into, '\n') && append_reversed(rows, separator, into) &&
           buffer_append(into, bytes_over(all.at, marks->end_behind - marks->end)) &&
           buffer_append_byte(into, '\n');
}

void reversed_lines_read(const struct leaf_window *window, size_t anchor, struct delivery *delivery)
{
    static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                            "no memory for armour in the other order of lines" };
    const struct bytes text = window->text;
    const struct scan_sink *sink = delivery->sink;
    struct reversed_armour marks;
    struct bytes label;
    if (delivery_is_taken(delivery, window->base + anchor) || !take_label(text, anchor, &label)) {
        return;
    }
    delivery->work += anchor;
    if (!find_end(text, anchor, label, &marks) ||
        delivery_is_taken(delivery, window->base + marks.end) ||
        !has_row(bytes_over(text.at + marks.end_behind, marks.begin - marks.end_behind))) {
        return;
    }
    const bool one_line = find(text, marks.end_behind, marks.begin, "\n", 1) == marks.begin;
    marks = one_line ? marks : whole_lines(text, &marks);
    const uint64_t offset = window->base + marks.end;
    struct buffer lines = { 0 };
    if (!delivery_owns(delivery, offset)) {
        return;
    }
    if (reverse(text, &marks, one_line, &lines)) {
        sink->reading(sink->context, "lines reversed", buffer_bytes(&lines), offset,
                      marks.begin_behind - marks.end);
    } else {
        sink->unread(sink->context, &no_memory, offset, marks.begin_behind - marks.end);
    }
    buffer_clear(&lines);
}
