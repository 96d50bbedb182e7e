#include <string.h>

#include "bytes/base64.h"
#include "bytes/hex_dump.h"
#include "bytes/hex_text.h"
#include "bytes/octet_list.h"
#include "candidates/runs/dense_escapes.h"
#include "candidates/runs/run_probe.h"
#include "candidates/runs/run_sample.h"
#include "candidates/views/escaped_text.h"

/* How far back the line may begin before the place that is looked at, and the text. */
#define BACK_LINE 160
#define BACK      (480 + SEEN_ONCE)
/* What is looked at, in bytes of the leaf. */
#define SEEN 512
/* What begins no further on than this was seen with what begins before it: two lines that are
 * shorter, one of them whole. */
#define SEEN_ONCE   240
#define ESCAPES_MIN 2
/* Of hex behind escapes. */
#define DIGITS_MIN 12
/* Of an array. */
#define NUMBERS_MIN 6
/* A row that is parted by what nobody sees: shorter than one that shows itself. */
#define PARTED_ROW  48
#define PARTED_SEEN 256
/* A text that is escaped twice is full of them. */
#define ESCAPES_MANY 6
#define OCTETS_MIN   8 /* of the line of a dump */

struct escape_probe {
    uint8_t clear[SEEN + UNESCAPE_MADE_MAX], clearer[SEEN + UNESCAPE_MADE_MAX];
    unsigned kinds; /* the best ones so far; set where there is a score */
    size_t score;   /* how many characters of encoded rows they show */
    size_t lines;   /* of dumps, each behind a line end */
};

/* What is seen of a text with some escapes undone. */
struct escape_sight {
    size_t score, lines;
};

static bool dump_line(struct bytes text, size_t *characters, size_t *length)
{
    struct hex_dump_line line;
    size_t end;
    hex_dump_line_end(text, length, &end);
    if (!hex_dump_find(bytes_over(text.at, *length), &line) || line.octets < OCTETS_MIN) {
        return false;
    }
    *characters = line.to - line.from; /* as of a row of digits, blanks and all */
    return true;
}

static bool is_word(uint8_t character)
{
    return base64_value(character) < 62;
}

/* How many characters of encoded rows it shows; a row begins with any word. */
static struct escape_sight sight_of(struct bytes text)
{
    bool word = false, line = true;
    struct escape_sight sight = { 0 };
    for (size_t at = 0; at < text.left;) {
        const struct bytes rest = bytes_over(text.at + at, text.left - at);
        const bool begins = !word && (is_word(text.at[at]) || text.at[at] == '\\');
        size_t characters = 0, length = 0;
        if (line && dump_line(rest, &characters, &length)) {
            sight.lines++;
        } else {
            characters = length = begins ? run_probe_row(rest) : 0;
        }
        sight.score += characters;
        at += length > 0 ? length : 1;
        word = is_word(text.at[at - 1]);
        line = text.at[at - 1] == '\n' || text.at[at - 1] == '\r' ||
               (at < text.left && text.at[at] == '\n');
    }
    return sight;
}

/* The tags around lines go before what the lines themselves may show, where most is seen without
 * them: the text beside a dump of `\x30` is none to be undone. Nor are references beside a dump,
 * where its line ends are escapes; where they are the line ends, the other escapes are beside it.
 * Where others part more lines of a dump, tags are in the text beside them alone. */
static bool is_better(const struct escape_probe *probe, struct bytes text,
                      const struct escape_sight *sight, unsigned kinds)
{
    const size_t margin = probe->score / 4;
    if (kinds != (unsigned)ESCAPE_MARKUP) {
        return sight->score > probe->score;
    }
    if (sight->lines < probe->lines) {
        return false;
    }
    return memchr(text.at, '<', text.left) != NULL || sight->lines > probe->lines
               ? sight->score > 0 && sight->score >= probe->score - margin
               : sight->score > probe->score + margin;
}

static void note_better(struct escape_probe *probe, const struct escape_sight *sight,
                        unsigned kinds)
{
    probe->score = sight->score;
    probe->lines = sight->lines;
    probe->kinds = kinds;
}

static void try_kinds(struct escape_probe *probe, struct bytes text, unsigned kinds)
{
    size_t length;
    if (escaped_text_clear(text, kinds, probe->clear, sizeof(probe->clear), &length) <
        ESCAPES_MIN) {
        return;
    }
    const struct escape_sight sight = sight_of(bytes_over(probe->clear, length));
    if (is_better(probe, text, &sight, kinds)) {
        note_better(probe, &sight, kinds);
    }
}

/* What is escaped once more shows nothing yet. */
static void try_twice(struct escape_probe *probe, struct bytes text, unsigned kind)
{
    size_t length, again;
    if (escaped_text_clear(text, kind, probe->clear, sizeof(probe->clear), &length) <
            ESCAPES_MANY ||
        escaped_text_clear(bytes_over(probe->clear, length), ESCAPE_ANY, probe->clearer,
                           sizeof(probe->clearer), &again) < ESCAPES_MIN) {
        return;
    }
    const struct escape_sight sight = sight_of(bytes_over(probe->clearer, again));
    if (sight.score > probe->score) {
        note_better(probe, &sight, kind);
    }
}

/* How many escapes of each kind there are; nothing is copied for it. */
static unsigned kinds_in(struct bytes text, unsigned least)
{
    unsigned counts[ESCAPE_KINDS] = { 0 }, kinds = 0;
    for (size_t at = 0; at < text.left;) {
        uint8_t made[UNESCAPE_MADE_MAX];
        size_t count;
        at += escaped_text_plain(bytes_over(text.at + at, text.left - at));
        if (at == text.left) {
            break;
        }
        const unsigned kind = escaped_text_kind(text.at[at]);
        const size_t taken = kind != 0 ? escaped_text_take(text, at, kind, made, &count) : 0;
        for (unsigned i = 0; taken > 0 && i < ESCAPE_KINDS; i++) {
            counts[i] += kind >> i & 1u;
        }
        at += taken > 0 ? taken : 1;
    }
    for (unsigned i = 0; i < ESCAPE_KINDS; i++) {
        kinds |= counts[i] >= least ? 1u << i : 0u;
    }
    return kinds;
}

/* What a terminal was told is of it. */
static bool is_text(uint8_t byte)
{
    return byte >= ' ' || byte == '\n' || byte == '\r' || byte == '\t' || byte == '\x1b';
}

static void try_all(struct escape_probe *probe, struct bytes text)
{
    const unsigned kinds = kinds_in(text, ESCAPES_MIN);
    for (unsigned kind = 1; kind < ESCAPE_ANY; kind <<= 1) {
        if ((kinds & kind) != 0) {
            try_kinds(probe, text, kind);
        }
    }
    for (unsigned kind = 1; kind < ESCAPE_ANY && probe->score == 0; kind <<= 1) {
        if ((kinds & kind) != 0) {
            try_twice(probe, text, kind);
        }
    }
    if (probe->score == 0 && (kinds & (kinds - 1)) != 0) {
        try_kinds(probe, text, kinds);
    }
}

/* The text that is undone begins further to the front than what is looked at: it does no harm. */
static size_t front_of(const struct leaf_window *window, size_t floor, size_t at, size_t most,
                       bool lines)
{
    const size_t least = at > most + floor ? at - most : floor;
    while (at > least && is_text(window->text.at[at - 1]) &&
           (lines || (window->text.at[at - 1] != '\n' && window->text.at[at - 1] != '\r'))) {
        at--;
    }
    return at;
}

/* All samples of a line see the same: without `calm` a flood of escapes took an eighth more. */
bool run_probe_escaped(const struct leaf_window *window, size_t floor, size_t at, size_t *calm,
                       struct run_start *start)
{
    struct escape_probe probe;
    probe.score = probe.lines = 0;
    const size_t from = front_of(window, floor, at, BACK_LINE, false),
                 left = window->text.left - from;
    if (calm != NULL && from >= *calm && from - *calm <= SEEN_ONCE) {
        return false;
    }
    try_all(&probe, bytes_over(window->text.at + from, left < SEEN ? left : SEEN));
    if (probe.score == 0) {
        if (calm != NULL && left >= SEEN) {
            *calm = from;
        }
        return false;
    }
    *start = (struct run_start){ .kind = RUN_ESCAPED,
                                 .escapes = probe.kinds,
                                 .at = front_of(window, floor, at, BACK, true) };
    return true;
}

/* Is any of it undone? What is not would be found in its own reading again. */
static bool is_undone(struct bytes text, unsigned kind)
{
    for (size_t at = 0; at < text.left; at++) {
        uint8_t made[UNESCAPE_MADE_MAX];
        size_t count;
        if (escaped_text_take(text, at, kind, made, &count) > 0) {
            return true;
        }
    }
    return false;
}

bool run_probe_dense(const struct leaf_window *window, size_t floor, size_t at,
                     struct run_start *start)
{
    const size_t left = window->text.left - at;
    const struct bytes seen =
        bytes_over(window->text.at + at, left < RUN_DENSE_SEEN ? left : RUN_DENSE_SEEN);
    const unsigned kind = dense_escapes_kind(seen);
    if (kind == 0 || !is_undone(seen, kind)) {
        return false;
    }
    *start = (struct run_start){ .kind = RUN_ESCAPED,
                                 .escapes = kind,
                                 .at = front_of(window, floor, at, BACK, true) };
    return true;
}

static bool has_row(struct bytes clear)
{
    size_t digits = 0, octets = 0;
    for (size_t at = 0; at < clear.left && at < RUN_SAMPLE; at++) {
        const struct bytes rest = bytes_over(clear.at + at, clear.left - at);
        (void)hex_text_run(rest, &digits);
        octets = octet_list_look(rest).count;
        if (digits >= DIGITS_MIN || octets >= NUMBERS_MIN) {
            return true;
        }
    }
    return false;
}

bool run_probe_digits(struct bytes text)
{
    uint8_t clear[RUN_DIGITS_SEEN + UNESCAPE_MADE_MAX],
        clearer[RUN_DIGITS_SEEN + UNESCAPE_MADE_MAX];
    size_t length, again;
    (void)escaped_text_clear(text, ESCAPE_ANY, clear, sizeof(clear), &length);
    if (has_row(bytes_over(clear, length))) {
        return true;
    }
    (void)escaped_text_clear(bytes_over(clear, length), ESCAPE_ANY, clearer, sizeof(clearer),
                             &again);
    return has_row(bytes_over(clearer, again));
}

bool run_probe_parted(const struct leaf_window *window, size_t sample)
{
    uint8_t made[UNESCAPE_MADE_MAX];
    size_t count;
    const struct bytes text = leaf_window_part(window, sample, PARTED_SEEN);
    const size_t row = run_probe_base64(text, text.left < PARTED_ROW ? text.left : PARTED_ROW);
    if (row == text.left || (text.at[row] != '&' && text.at[row] < 0x80)) {
        return false;
    }
    const size_t taken = escaped_text_take(text, row, ESCAPE_MARKUP, made, &count);
    return taken > 0 && count == 0 && row + taken < text.left &&
           base64_value(text.at[row + taken]) != BASE64_FOREIGN;
}
