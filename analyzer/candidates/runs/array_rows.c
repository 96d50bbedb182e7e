#include "candidates/runs/array_rows.h"

#include <string.h>

/* Numbers of a row that another one is looked for behind, and of that. */
#define ROW_MIN 8
/* So often it is looked for in vain: each time costs as much as hundreds of numbers. */
#define TRIES_MAX 4

static struct bytes behind(struct bytes text, size_t count)
{
    return bytes_over(text.at + count, text.left - count);
}

static bool is_of(uint8_t character, const char *set)
{
    return character != '\0' && strchr(set, character) != NULL;
}

static size_t blanks_run(struct bytes text)
{
    size_t at = 0;
    while (at < text.left && is_of(text.at[at], " \t\r\n")) {
        at++;
    }
    return at;
}

static bool has_comma(struct bytes gap)
{
    return memchr(gap.at, ',', gap.left) != NULL || memchr(gap.at, ';', gap.left) != NULL;
}

/* Is the number behind this gap that of a line? */
static bool is_of_line(struct bytes text, size_t gap)
{
    uint8_t octet;
    struct bytes rest = behind(text, gap);
    if (memchr(text.at, '\n', gap) == NULL || !octet_list_take(&rest, &octet)) {
        return memchr(text.at, '\n', gap) != NULL;
    }
    rest = behind(rest, blanks_run(rest));
    return rest.left > 0 && !is_of(rest.at[0], ",;]})");
}

static bool begins_row(struct bytes text)
{
    struct bytes rest = text;
    uint8_t octet;
    return octet_list_take(&rest, &octet) && has_comma(bytes_over(rest.at, octet_list_gap(rest))) &&
           octet_list_look(text).count >= ROW_MIN;
}

static bool is_front(struct bytes text, size_t at)
{
    const uint8_t before = text.at[at - 1];
    const bool letter = (before | 0x20) >= 'a' && (before | 0x20) <= 'z';
    return !(before >= '0' && before <= '9') && !is_of(before, "-._#") &&
           (!letter || (at > 1 && text.at[at - 2] == '\\'));
}

static bool is_soft_break(struct bytes text)
{
    return text.left > 1 && text.at[0] == '=' && is_of(text.at[1], "\r\n");
}

static bool learn(struct array_rows *rows, struct bytes text)
{
    const size_t blanks = blanks_run(text);
    if (rows->row < ROW_MIN || rows->tries >= TRIES_MAX || blanks == text.left ||
        !is_of(text.at[blanks], ",;")) {
        return false;
    }
    for (size_t at = 1; at < text.left && at < ROW_GAP_MAX; at++) {
        if (is_soft_break(behind(text, at))) { /* within numbers, too */
            break;
        }
        if (is_front(text, at) && begins_row(behind(text, at))) {
            memcpy(rows->gap.text, text.at, at);
            rows->gap.length = at;
            return true;
        }
    }
    rows->tries++;
    return false;
}

/* What was learned, or is now. */
static size_t learned_gap(struct array_rows *rows, struct bytes text)
{
    if (rows->gap.length == 0 && !learn(rows, text)) {
        return 0;
    }
    const size_t cut = row_gap_match(&rows->gap, text);
    struct bytes rest = behind(text, cut);
    uint8_t octet;
    return cut > 0 && octet_list_take(&rest, &octet) ? cut : 0;
}

size_t array_rows_gap(struct array_rows *rows, struct bytes text)
{
    const size_t plain = octet_list_gap(text);
    const bool comma = has_comma(bytes_over(text.at, plain));
    rows->has_commas = rows->begun ? rows->has_commas : comma;
    rows->begun = true;
    rows->row++;
    if (!rows->has_commas || (comma && !is_of_line(text, plain))) {
        return plain;
    }
    const size_t cut = learned_gap(rows, text);
    rows->row = cut > 0 ? 0 : rows->row;
    return cut > 0 ? cut : plain;
}

struct octet_list array_rows_look(struct array_rows *rows, struct bytes text)
{
    struct octet_list list = { 0 };
    size_t gap = 0;
    do {
        struct bytes number = behind(text, gap);
        text = number;
        uint8_t octet;
        if (!octet_list_take(&text, &octet)) {
            break;
        }
        number.left -= text.left;
        octet_list_add(&list, number, text.left > 0);
        gap = array_rows_gap(rows, text);
    } while (gap > 0);
    return list;
}
