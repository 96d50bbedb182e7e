#include <string.h>

#include "bytes/ascii.h"
#include "bytes/base85.h"
#include "candidates/reading_worth.h"
#include "candidates/runs/run_sample.h"
#include "candidates/runs/run_state.h"

/* How far back a row may begin before the sample that hit, and where in it a value may: behind a
 * name or a quotation mark. */
#define BACK         320
#define VALUE_BEHIND 40
/* Characters that have to show what they stand for. */
#define SHOWN 60
/* No row of base85 is one of base64 as far as that. */
#define BASE64_ROW 40
/* Octets of text that is no chance, and how many of them differ. */
#define TEXT_LEAST 40
#define TEXT_KINDS 8

static bool is_text(struct bytes octets)
{
    bool seen[128] = { false };
    size_t kinds = 0;
    for (size_t at = 0; at < octets.left; at++) {
        const uint8_t octet = octets.at[at];
        if (octet > '~' || (octet < ' ' && !ascii_is_space(octet))) {
            return false;
        }
        kinds += seen[octet] ? 0 : 1;
        seen[octet] = true;
    }
    return octets.left >= TEXT_LEAST && kinds >= TEXT_KINDS;
}

/* A SEQUENCE that begins with the version of a key. */
static bool is_key(struct bytes octets)
{
    const size_t more = octets.left > 8 && octets.at[1] > 0x80 ? octets.at[1] - 0x80u : 0;
    return octets.left > 8 && octets.at[0] == 0x30 && octets.at[1] != 0x80 && more <= 2 &&
           octets.at[2 + more] == 2 && octets.at[3 + more] == 1 && octets.at[4 + more] <= 3;
}

/* Two octets that say so are chance among so many places. */
static bool is_file(struct bytes octets)
{
    const bool gzip = octets.left > 2 && octets.at[0] == 0x1f;
    const bool mark = octets.left > 0 && (octets.at[0] == 0x78 || octets.at[0] >= 0xfe);
    return !mark && (!gzip || octets.at[2] == 8) && reading_is_file(octets);
}

/* What the characters there stand for says that they are of this alphabet, and where a group
 * begins. */
static bool stands(struct bytes text, enum base85_alphabet alphabet)
{
    struct base85_reader reader = { 0 };
    struct buffer octets = { 0 };
    text.left = text.left < SHOWN ? text.left : SHOWN;
    const bool shown = text.left == SHOWN && base85_run(text, alphabet) == SHOWN &&
                       base85_read(&reader, alphabet, text, &octets) && !reader.broken;
    const struct bytes made = buffer_bytes(&octets);
    const bool stands = shown && (is_text(made) || is_key(made) || is_file(made));
    buffer_clear(&octets);
    return stands;
}

static size_t word_front(const struct leaf_window *window, size_t floor, size_t at)
{
    const size_t least = at > BACK + floor ? at - BACK : floor;
    while (at > least && window->text.at[at - 1] > ' ' && window->text.at[at - 1] <= '~') {
        at--;
    }
    return at;
}

/* Cheap: addresses and names in mails are words of as many marks, and shorter. */
static bool is_short_word(struct bytes text)
{
    for (size_t at = 0; at < text.left; at++) {
        if (text.at[at] <= ' ' || text.at[at] > '~') {
            return true;
        }
    }
    return text.left < SHOWN;
}

/* May a value begin behind it? */
static bool may_precede(uint8_t character)
{
    return character != '\0' && strchr("\"'=:>~(", character) != NULL;
}

bool run_base85_starts(const struct leaf_window *window, size_t floor, size_t sample,
                       struct run_start *start)
{
    const size_t front = word_front(window, floor, sample);
    if (is_short_word(leaf_window_part(window, front, SHOWN))) {
        return false;
    }
    for (int alphabet = BASE85_GIT; alphabet <= BASE85_ASCII; alphabet++) {
        for (size_t at = front; at <= sample && at <= front + VALUE_BEHIND; at++) {
            if ((at == front || may_precede(window->text.at[at - 1])) &&
                stands(leaf_window_part(window, at, SHOWN), (enum base85_alphabet)alphabet)) {
                *start = (struct run_start){ .kind = RUN_BASE85,
                                             .at = at,
                                             .base85 = (enum base85_alphabet)alphabet };
                return true;
            }
        }
    }
    return false;
}

/* A line end, and what stood before the first line; 0 where no further row follows. */
static size_t gap_of(const struct text_run *run, struct bytes text)
{
    size_t at = 0;
    while (at < text.left && at < 2 && (text.at[at] == '\r' || text.at[at] == '\n')) {
        at++;
    }
    const size_t prefix = run->prefix_length;
    if (at > 0 && text.left - at >= prefix && memcmp(text.at + at, run->prefix, prefix) == 0) {
        at += prefix;
    }
    return at > 0 && at < text.left && base85_run(bytes_over(text.at + at, 1), run->base85) == 1
               ? at
               : 0;
}

bool run_base85_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    while (run->cursor < limit) {
        const size_t at = (size_t)(run->cursor - window->base);
        struct bytes row = leaf_window_part(window, at, (size_t)(limit - run->cursor));
        row.left = base85_run(row, run->base85);
        if (run_may_decode(run, row.left + 4) &&
            !base85_read(&run->reader85, run->base85, row, &run->decoded)) {
            run_ran_out(run);
        }
        run->characters += row.left;
        run->cursor += row.left;
        run->end = run->cursor;
        if (run->cursor >= limit) {
            break;
        }
        const size_t gap = gap_of(run, leaf_window_part(window, at + row.left, RUN_LOOK_AHEAD));
        if (gap == 0 || run->reader85.broken) {
            return false;
        }
        run->cursor += gap;
    }
    return !run->reader85.broken;
}
