#include <string.h>

#include "candidates/runs/array_rows.h"
#include "candidates/runs/run_sample.h"
#include "candidates/runs/run_state.h"
#include "candidates/views/soft_text.h"

/* Numbers that make a run, and how far a sample is looked at for them. */
#define OCTETS_MIN 24
#define NEAR_MIN   12
#define LOOK       512
/* So many pairs of digits in a row, none of them with a letter or a zero before it, are no hex. */
#define PAIRS_MIN 40
/* How far back it may begin before the sample that showed it: signs are in no sample. */
#define BACK 1024

static bool is_front(const struct leaf_window *window, size_t at)
{
    const uint8_t before = at > 0 ? window->text.at[at - 1] : ' ';
    return !(before >= '0' && before <= '9') && before != '-' && before != '.';
}

static bool is_array(const struct octet_list *list, size_t least)
{
    return list->count >= least && !(list->prefixed && list->bare) &&
           (list->plain || (!list->prefixed && list->count >= PAIRS_MIN));
}

static bool may_stand(uint8_t character)
{
    return character != '\0' && strchr("0123456789abcdefABCDEFxX,; \t\r\n-", character) != NULL;
}

/* The first number behind `at` from which all are octets up to the sample. */
static size_t front_of(const struct leaf_window *window, size_t at, size_t sample)
{
    size_t front = at;
    struct array_rows rows = { 0 };
    while (at < sample) {
        uint8_t soft[SOFT_TEXT_MAX], octet;
        const struct bytes seen = leaf_window_part(window, at, LOOK),
                           text = soft_text_join(seen, soft);
        struct bytes rest = text;
        const bool taken = (at > front || is_front(window, at)) && octet_list_take(&rest, &octet);
        const size_t length = taken ? text.left - rest.left : 1;
        const size_t gap = taken ? array_rows_gap(&rows, rest) : 0;
        at += taken ? soft_text_length(seen, length + gap) : 1;
        if (gap == 0) {
            front = at;
            rows = (struct array_rows){ .tries = rows.tries };
        }
    }
    return front;
}

/* Numbers, and then `=`: nearly all that is looked at is text, and not joined. That there is none
 * at all is asked first: gone through number by number, a tenth of what octal dumps cost went
 * there. */
static bool is_broken(struct bytes text)
{
    const uint8_t *equals = text.left > 0 ? memchr(text.at, '=', text.left) : NULL;
    for (const uint8_t *at = text.at; equals != NULL && at < equals; at++) {
        if ((run_sample_class(*at) & RUN_SAMPLE_HEX) == 0) {
            return false;
        }
    }
    return equals != NULL;
}

static struct octet_list look_at(const struct leaf_window *window, size_t at)
{
    uint8_t soft[SOFT_TEXT_MAX];
    struct array_rows rows = { 0 };
    const struct bytes text = leaf_window_part(window, at, LOOK);
    return array_rows_look(&rows, is_broken(text) ? soft_text_join(text, soft) : text);
}

/* From the first number that begins in the sample on: lists of other numbers are frequent, and are
 * not looked at any further. */
static bool goes_on(const struct leaf_window *window, size_t sample)
{
    size_t at = sample, gap = 0;
    while (at < sample + RUN_SAMPLE && gap == 0) {
        gap = octet_list_gap(leaf_window_part(window, at, LOOK));
        at += gap > 0 ? gap : 1;
    }
    if (gap == 0) {
        return false;
    }
    const struct octet_list list = look_at(window, at);
    return is_array(&list, NEAR_MIN);
}

/* The sample may begin before the first number, with a bracket or its name. */
static size_t first_number(const struct leaf_window *window, size_t at, size_t sample)
{
    for (; at < sample + RUN_SAMPLE; at++) {
        struct bytes text = leaf_window_part(window, at, LOOK);
        uint8_t octet;
        if (is_front(window, at) && octet_list_take(&text, &octet) && octet_list_gap(text) > 0) {
            break;
        }
    }
    return at;
}

bool run_array_starts(const struct leaf_window *window, size_t floor, size_t sample,
                      struct run_start *start)
{
    if (!goes_on(window, sample)) {
        return false;
    }
    const size_t least = sample > BACK + floor ? sample - BACK : floor;
    size_t row = sample;
    while (row > least && may_stand(window->text.at[row - 1])) {
        row--;
    }
    row = first_number(window, front_of(window, row, sample), sample);
    const struct octet_list list = look_at(window, row);
    if (!is_array(&list, OCTETS_MIN)) {
        return false;
    }
    /* Rows before it are looked for once it is known that it is one: they are dear. */
    const size_t front = first_number(window, front_of(window, least, sample), sample);
    *start = (struct run_start){ .kind = RUN_ARRAY, .at = front < row ? front : row };
    return true;
}

bool run_array_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    while (run->cursor < limit) {
        uint8_t soft[SOFT_TEXT_MAX], octet;
        const struct bytes seen =
            leaf_window_part(window, (size_t)(run->cursor - window->base), RUN_LOOK_AHEAD);
        const struct bytes text = soft_text_join(seen, soft);
        struct bytes rest = text;
        if (!octet_list_take(&rest, &octet)) {
            return false;
        }
        if (run_may_decode(run, 1) && !buffer_append_byte(&run->decoded, octet)) {
            run_ran_out(run);
        }
        const size_t length = text.left - rest.left;
        run->characters += length;
        run->end = run->cursor + soft_text_length(seen, length);
        const size_t gap = array_rows_gap(&run->rows, rest);
        run->cursor += soft_text_length(seen, length + gap);
        if (gap == 0) {
            return false;
        }
    }
    return true;
}
