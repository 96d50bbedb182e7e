#include "containers/mail/from_line.h"

#include <string.h>

#include "bytes/text_word.h"
#include "containers/mail/mail_header.h"

static bool parts(uint8_t character)
{
    return character == ' ' || character == '\t' || character == ',' || character == '\r';
}

/* Takes what stands before the next blank, comma or CR. False at the end. */
static bool take_word(struct bytes *line, struct bytes *word)
{
    size_t from = 0;
    while (from < line->left && parts(line->at[from])) {
        from++;
    }
    size_t to = from;
    while (to < line->left && !parts(line->at[to])) {
        to++;
    }
    struct bytes blanks;
    return bytes_take(line, from, &blanks) && to > from && bytes_take(line, to - from, word);
}

/* One of the names of three letters that stand in `names` one behind the other. */
static bool is_name(struct bytes word, const char *names)
{
    return word.left == 3 && text_word_among(word, names) > 0;
}

static bool is_number(struct bytes word, size_t least, size_t most)
{
    for (size_t i = 0; i < word.left; i++) {
        if (word.at[i] < '0' || word.at[i] > '9') {
            return false;
        }
    }
    return word.left >= least && word.left <= most;
}

/* hh:mm or hh:mm:ss */
static bool is_time(struct bytes word)
{
    struct bytes hours, minutes;
    if (!bytes_take_until(&word, ':', &hours) || !is_number(hours, 1, 2)) {
        return false;
    }
    if (!bytes_take_until(&word, ':', &minutes)) {
        return is_number(word, 2, 2);
    }
    return is_number(minutes, 2, 2) && is_number(word, 2, 2);
}

/* Behind the weekday: month and day in either order, time and year in either
 * order, a zone between or behind them. */
static bool is_date(struct bytes line)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    bool month = false, day = false, time = false, year = false;
    struct bytes word;
    for (int words = 0; words < 6 && take_word(&line, &word); words++) {
        bool is_month = !month && is_name(word, months);
        bool is_day = !is_month && !day && is_number(word, 1, 2);
        bool is_clock = !is_month && !is_day && !time && is_time(word);
        bool is_year = !is_month && !is_day && !is_clock && !year && is_number(word, 4, 4);
        if (words < 2 && !is_month && !is_day) {
            return false;
        }
        month = month || is_month;
        day = day || is_day;
        time = time || is_clock;
        year = year || is_year;
    }
    return month && day && time && year;
}

/* The sender may hold blanks, or be missing: the date is looked for at each
 * weekday. */
static bool has_date(struct bytes line)
{
    static const char weekdays[] = "montuewedthufrisatsun";
    struct bytes word;
    while (take_word(&line, &word)) {
        if (is_name(word, weekdays) && is_date(line)) {
            return true;
        }
    }
    return false;
}

bool from_line_separates(struct bytes rest, bool after_empty_line)
{
    struct bytes line;
    if (!bytes_begin_with(rest, "From ") || !bytes_take_until(&rest, '\n', &line)) {
        return false;
    }
    if (has_date(line)) {
        return true;
    }
    return after_empty_line && (mail_field_begins(rest) || bytes_begin_with(rest, ">From "));
}
