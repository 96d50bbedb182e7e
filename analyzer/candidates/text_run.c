#include "candidates/text_run.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/base64.h"
#include "bytes/hex_dump.h"
#include "bytes/hex_text.h"
#include "candidates/armour_base64.h"
#include "candidates/reading_worth.h"
#include "candidates/run_gap.h"
#include "candidates/run_probe.h"

/* Characters that make a run: 48 bytes of base64, 32 of hex. */
#define CHARACTERS_MIN 64
#define WIDE_MIN       32
/* In bytes: what is looked at beyond a step, and kept of the first line. */
#define LOOK_AHEAD 256
#define PREFIX_MAX 96
/* Taken bytes that leave less than this of a run leave nothing of interest. */
#define REST_MIN 64

struct text_run {
    struct delivery *delivery;
    uint64_t cursor; /* all before it was examined */
    uint64_t floor;  /* where the last run ended */
    enum run_kind kind;
    enum charset charset;
    uint64_t begin, end; /* of the open run */
    uint64_t front;      /* of all that hangs together with it: its owner delivers it */
    uint64_t characters;
    size_t line; /* characters of the current line */
    struct base64_reader reader;
    struct buffer decoded;
    uint64_t bounded; /* where RUN_HELD_MAX was reached; 0 = it was not */
    bool no_memory;
    uint8_t prefix[PREFIX_MAX];
    size_t prefix_length;
};

struct text_run *text_run_new(struct delivery *delivery)
{
    struct text_run *run = calloc(1, sizeof(*run));
    if (run != NULL) {
        run->delivery = delivery;
    }
    return run;
}

void text_run_free(struct text_run *run)
{
    if (run != NULL) {
        buffer_clear(&run->decoded);
        free(run);
    }
}

uint64_t text_run_open(const struct text_run *run)
{
    return run->kind != RUN_NONE && delivery_owns(run->delivery, run->front) ? run->begin
                                                                             : UINT64_MAX;
}

static const char *name_of(const struct text_run *run)
{
    switch (run->kind) {
    case RUN_BASE64:
        return "base64";
    case RUN_HEX:
        return "hex";
    case RUN_DUMP:
        return "hex dump";
    case RUN_CHARSET:
        return charset_name(run->charset);
    case RUN_NONE:
        break;
    }
    return NULL;
}

static bool is_wide(const struct text_run *run)
{
    return run->kind == RUN_CHARSET;
}

/* Room for what `length` more bytes of text decode to at most. */
static bool may_decode(struct text_run *run, size_t length)
{
    if (run->bounded > 0 || !delivery_owns(run->delivery, run->front)) {
        return false;
    }
    if (run->decoded.used + length > RUN_HELD_MAX) {
        run->bounded = run->end;
        return false;
    }
    return true;
}

static void ran_out(struct text_run *run)
{
    run->no_memory = true;
    run->bounded = run->end;
}

static void report_unread(const struct text_run *run)
{
    static const struct fault bound = { OUTCOME_BOUND, NULL,
                                        "an encoded run is longer than is held in memory" };
    static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                            "no memory to decode an encoded run" };
    const struct scan_sink *sink = run->delivery->sink;
    if (run->bounded > 0 && run->end > run->bounded) {
        sink->unread(sink->context, run->no_memory ? &no_memory : &bound, run->bounded,
                     run->end - run->bounded);
    }
}

/* What was taken out of UTF-16 is not shown again in the reading of it. */
static void blank_taken(struct text_run *run)
{
    const struct delivery *delivery = run->delivery;
    const size_t width = charset_width(run->charset);
    for (size_t i = 0; i < delivery->count; i++) {
        uint64_t from = delivery->spans[i].from, to = delivery->spans[i].to;
        from = from > run->begin ? (from - run->begin) / width : 0;
        to = to > run->begin ? (to - run->begin) / width : 0;
        to = to < run->decoded.used ? to : run->decoded.used;
        if (from < to) {
            memset(run->decoded.at + from, ' ', (size_t)(to - from));
        }
    }
}

static bool is_worth(const struct text_run *run)
{
    uint64_t length = run->end - run->begin;
    uint64_t taken = delivery_taken_within(run->delivery, run->begin, run->end);
    struct bytes decoded = buffer_bytes(&run->decoded);
    if (!delivery_owns(run->delivery, run->front) || decoded.left == 0 ||
        taken + REST_MIN > length || run->characters < (is_wide(run) ? WIDE_MIN : CHARACTERS_MIN)) {
        return false;
    }
    return is_wide(run) ? reading_worth_wide(decoded) : reading_worth(decoded);
}

static void close_run(struct text_run *run)
{
    if (run->kind == RUN_BASE64 && run->bounded == 0 &&
        !base64_close(&run->reader, &run->decoded)) {
        ran_out(run);
    }
    if (is_wide(run)) {
        blank_taken(run);
    }
    if (is_worth(run)) {
        const struct scan_sink *sink = run->delivery->sink;
        sink->reading(sink->context, name_of(run), buffer_bytes(&run->decoded), run->begin,
                      run->end - run->begin);
    }
    report_unread(run); /* noise at the front says nothing of what was not held */
    if (run->decoded.room > READ_WINDOW) {
        buffer_clear(&run->decoded);
    }
    buffer_reset(&run->decoded);
    run->kind = RUN_NONE;
    run->cursor = run->end;
    run->floor = run->end;
}

static void open_run(struct text_run *run, const struct leaf_window *window,
                     const struct run_start *start)
{
    run->kind = start->kind;
    run->charset = start->charset;
    run->begin = window->base + start->at;
    run->front = run->begin;
    run->end = run->begin;
    run->cursor = run->begin;
    run->characters = 0;
    run->line = 0;
    run->reader = (struct base64_reader){ 0 };
    run->bounded = 0;
    run->no_memory = false;
    run->prefix_length = 0;
    while (run->prefix_length < start->at) {
        uint8_t before = window->text.at[start->at - run->prefix_length - 1];
        if (before == '\n' || before == '\r') {
            break;
        }
        if (++run->prefix_length > PREFIX_MAX) {
            run->prefix_length = 0; /* no prefix, but the middle of a long line */
            return;
        }
    }
    if (run->prefix_length > 0) {
        memcpy(run->prefix, window->text.at + start->at - run->prefix_length, run->prefix_length);
    }
}

/* Feeds characters of the run to its decoder. */
static void feed(struct text_run *run, struct bytes characters)
{
    if (may_decode(run, characters.left) && !base64_read(&run->reader, characters, &run->decoded)) {
        ran_out(run);
    }
    run->characters += characters.left;
    run->line += characters.left;
}

/* The run ends before the mark at the cursor, and another one begins with it. */
static void split_run(struct text_run *run, struct bytes before, const struct armour_base64 *mark)
{
    uint64_t at = run->cursor;
    close_run(run);
    run->kind = RUN_BASE64;
    run->begin = at;
    run->end = at;
    run->cursor = at;
    run->reader = (struct base64_reader){ 0 };
    run->bounded = 0;
    run->no_memory = false;
    run->characters = 0;
    size_t line = run->line;
    feed(run, bytes_over((const uint8_t *)mark->lead, mark->place));
    run->line = line;
    /* A diff's mark is of the alphabet too. */
    uint8_t last = line == 1 && before.left > 0 ? before.at[before.left - 1] : 0;
    if ((last == '+' || last == '-') && run->prefix_length < PREFIX_MAX) {
        run->prefix[run->prefix_length++] = last;
    }
}

/* Is the mark at the cursor lost where it stands: out of phase, or not held? */
static bool is_lost(const struct text_run *run, const struct armour_base64 *mark)
{
    return run->bounded > 0 || run->reader.count != mark->place ||
           run->decoded.used + CANDIDATE_SPAN_MAX > RUN_HELD_MAX;
}

/* Feeds the first `length` bytes at the cursor, which is at `at` in the window. */
static void feed_row(struct text_run *run, struct bytes window, size_t at, size_t length)
{
    struct bytes text = bytes_over(window.at + at, window.left - at);
    bool owned = delivery_owns(run->delivery, run->front);
    size_t fed = 0, from = 0;
    while (fed < length) {
        const struct armour_base64 *mark = NULL;
        size_t next = owned ? armour_base64_find(text, from, length, &mark) : length;
        feed(run, bytes_over(text.at + fed, next - fed));
        run->cursor += next - fed;
        run->end = next > fed ? run->cursor : run->end;
        if (mark != NULL && is_lost(run, mark)) {
            split_run(run, bytes_over(window.at, at + next), mark);
        }
        fed = next;
        from = next + 1;
    }
}

/* `=` ends the run, unless it is a soft line break of quoted-printable: those
 * stand where no padding can, or behind 75 characters. */
static size_t padding_at(const struct text_run *run, struct bytes text)
{
    size_t length = 0;
    bool soft = text.left > 1 && (text.at[1] == '\r' || text.at[1] == '\n');
    if (text.left == 0 || text.at[0] != '=' || run->characters % 4 < 2 ||
        (soft && run->line == 75 && run_gap_read(text, 0, (struct bytes){ 0 }).new_line)) {
        return 0;
    }
    while (length < 2 && length < text.left && text.at[length] == '=') {
        length++;
    }
    return length;
}

/* Steps over what is no base64 character. False: the run ends. */
static bool pass_gap(struct text_run *run, struct bytes text)
{
    size_t padding = padding_at(run, text);
    if (padding > 0) {
        run->end += padding;
        return false;
    }
    struct run_gap gap = run_gap_read(text, run->line, bytes_over(run->prefix, run->prefix_length));
    if (gap.length == 0) {
        return false;
    }
    run->line = gap.new_line ? 0 : run->line;
    if (gap.character != 0) {
        feed(run, bytes_over(&gap.character, 1));
    }
    run->cursor += gap.length;
    run->end = gap.character != 0 ? run->cursor : run->end;
    return true;
}

/* Each of these reads on from the cursor; true while the run is still open,
 * when `limit` was reached. */
static bool scan_base64(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    while (run->cursor < limit) {
        size_t at = (size_t)(run->cursor - window->base);
        struct bytes text = bytes_over(window->text.at + at, window->text.left - at);
        size_t length = run_probe_base64(text, (size_t)(limit - run->cursor));
        feed_row(run, window->text, at, length);
        if (run->cursor >= limit) {
            return true;
        }
        if (!pass_gap(run, bytes_over(text.at + length, text.left - length))) {
            return false;
        }
    }
    return true;
}

/* A step may end within a character, which then is read whole. */
static bool scan_charset(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    const size_t width = charset_width(run->charset);
    size_t at = (size_t)(run->cursor - window->base), left = (size_t)(limit - run->cursor);
    size_t shown = window->text.left - at, whole = (left + width - 1) / width * width;
    struct bytes text = bytes_over(window->text.at + at, whole <= shown ? whole : shown);
    size_t length = charset_run(text, run->charset);
    if (may_decode(run, length / width) &&
        !charset_narrow(bytes_over(text.at, length), run->charset, &run->decoded)) {
        ran_out(run);
    }
    run->characters += length / width;
    run->cursor += length;
    run->end = run->cursor;
    return run->cursor >= limit;
}

/* A step may end between two pairs, so it is taken up again at the last one. */
static bool scan_hex(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    bool again = run->characters > 0;
    size_t at = (size_t)((again ? run->end - 2 : run->cursor) - window->base), digits;
    size_t left = (size_t)(limit - window->base) - at + LOOK_AHEAD, shown = window->text.left - at;
    struct bytes text = bytes_over(window->text.at + at, left < shown ? left : shown);
    size_t length = hex_text_run(text, &digits), used = run->decoded.used;
    if (again && used > 0 && may_decode(run, digits / 2)) {
        run->decoded.used = used - 1;
    }
    if (may_decode(run, digits / 2) &&
        !hex_text_decode(bytes_over(text.at, length), &run->decoded)) {
        ran_out(run);
    }
    run->characters += again ? digits - 2 : digits;
    run->cursor = window->base + at + length;
    run->end = run->cursor;
    return run->cursor >= limit;
}

/* Line by line; a line is looked at whole, though a step may end in it. */
static bool scan_dump(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    while (run->cursor < limit) {
        size_t at = (size_t)(run->cursor - window->base), shown = window->text.left - at;
        struct bytes text =
            bytes_over(window->text.at + at, shown < LOOK_AHEAD ? shown : LOOK_AHEAD);
        size_t length, end;
        struct hex_dump_line line;
        hex_dump_line_end(text, &length, &end);
        struct bytes whole = bytes_over(text.at, length);
        if (!hex_dump_find(whole, &line)) {
            return false;
        }
        if (may_decode(run, line.octets) && !hex_dump_decode(whole, &line, &run->decoded)) {
            ran_out(run);
        }
        run->characters += 2 * line.octets;
        run->end = run->cursor + length;
        run->cursor = run->end + end;
    }
    return true;
}

static bool scan_open(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    switch (run->kind) {
    case RUN_BASE64:
        return scan_base64(run, window, limit);
    case RUN_HEX:
        return scan_hex(run, window, limit);
    case RUN_DUMP:
        return scan_dump(run, window, limit);
    case RUN_CHARSET:
        return scan_charset(run, window, limit);
    case RUN_NONE:
        break;
    }
    return false;
}

void text_run_scan(struct text_run *run, const struct leaf_window *window, uint64_t to)
{
    if (run->cursor < window->base) { /* the first call, or bytes were lost for want of memory */
        if (run->kind != RUN_NONE) {
            close_run(run);
        }
        run->cursor = window->base;
        run->floor = window->base;
    }
    while (run->cursor < to) {
        struct run_start start;
        if (run->kind != RUN_NONE) {
            if (scan_open(run, window, to)) {
                return;
            }
            close_run(run);
            continue;
        }
        size_t from = (size_t)(run->cursor - window->base);
        size_t floor = run->floor > window->base ? (size_t)(run->floor - window->base) : 0;
        if (!run_probe_find(window, floor, from, (size_t)(to - window->base), &start)) {
            run->cursor = to;
            return;
        }
        open_run(run, window, &start);
    }
}

void text_run_finish(struct text_run *run)
{
    if (run->kind != RUN_NONE) {
        close_run(run);
    }
}
