#include "bytes/utf16_narrow.h"
#include "candidates/runs/run_probe.h"
#include "candidates/runs/run_sample.h"

/* How far back a run may begin before the sample that hit. */
#define BACK_WIDE 512
/* A run is followed when so many bytes stand in a row. */
#define ROW_MIN_WIDE  64
#define ROW_MIN_QUAD  128
#define ROW_MIN_CP037 48
#define LOOK_AHEAD    256

/* The zero of a unit stands before its letter or behind: the sample's own
 * alignment does not matter. */
static bool starts_wide(const struct leaf_window *window, size_t floor, size_t sample,
                        struct run_start *start)
{
    const uint8_t *at = window->text.at + sample;
    size_t letter = at[0] == 0 ? 1 : 0;
    for (size_t i = letter; i < RUN_SAMPLE; i += 2) {
        if (at[i] < '\t' || at[i] > '~' || (i + 1 < RUN_SAMPLE && at[i + 1] != 0)) {
            return false;
        }
    }
    size_t begin = sample + letter, least = floor + 2;
    least = begin > BACK_WIDE + least ? begin - BACK_WIDE : least;
    while (begin >= least && utf16_run(bytes_over(window->text.at + begin - 2, 2), false) == 2) {
        begin -= 2;
    }
    bool big_endian =
        begin > floor && window->text.at[begin - 1] == 0 && (window->base + begin) % 2 == 1;
    begin -= big_endian ? 1 : 0;
    struct bytes text = leaf_window_part(window, begin, LOOK_AHEAD);
    if (utf16_run(text, big_endian) < ROW_MIN_WIDE) {
        return false;
    }
    *start = (struct run_start){ .kind = RUN_CHARSET,
                                 .charset = big_endian ? CHARSET_UTF16_BE : CHARSET_UTF16_LE,
                                 .at = begin };
    return true;
}

/* Goes back from a whole character at `begin` over more of them. */
static bool starts_charset(const struct leaf_window *window, size_t floor, size_t begin,
                           enum charset charset, size_t least, struct run_start *start)
{
    const size_t width = charset_width(charset);
    size_t back = begin > BACK_WIDE + floor ? begin - BACK_WIDE : floor;
    while (begin >= back + width &&
           charset_run(bytes_over(window->text.at + begin - width, width), charset) == width) {
        begin -= width;
    }
    if (charset_run(leaf_window_part(window, begin, LOOK_AHEAD), charset) < least) {
        return false;
    }
    *start = (struct run_start){ .kind = RUN_CHARSET, .charset = charset, .at = begin };
    return true;
}

/* The letter of a UTF-32 character is its first byte or its last; which one it is
 * shows where the run begins, or else by alignment. */
static bool starts_quad(const struct leaf_window *window, size_t floor, size_t sample,
                        struct run_start *start)
{
    size_t letter = sample;
    while (window->text.at[letter] == 0) {
        letter++;
    }
    bool big_endian = (window->base + letter) % 4 == 3;
    if (big_endian && letter < floor + 3) {
        return false;
    }
    return starts_charset(window, floor, big_endian ? letter - 3 : letter,
                          big_endian ? CHARSET_UTF32_BE : CHARSET_UTF32_LE, ROW_MIN_QUAD, start);
}

bool run_charset_starts(const struct leaf_window *window, size_t floor, size_t sample,
                        unsigned class, struct run_start *start)
{
    if ((class & RUN_SAMPLE_WIDE) != 0) {
        return starts_wide(window, floor, sample, start);
    }
    if ((class & RUN_SAMPLE_QUAD) != 0) {
        return starts_quad(window, floor, sample, start);
    }
    return starts_charset(window, floor, sample, CHARSET_CP037, ROW_MIN_CP037, start);
}
