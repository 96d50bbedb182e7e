#include "candidates/runs/text_run.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/der.h"
#include "candidates/reading_worth.h"
#include "candidates/runs/run_state.h"
#include "candidates/views/escaped_text.h"
#include "candidates/written/asn1_listing.h"
#include "candidates/written/named_numbers.h"
#include "limit.h"

/* Characters that make a run: 48 bytes of base64, 32 of hex. */
#define CHARACTERS_MIN 64
#define WIDE_MIN       32
/* Taken bytes that leave less than this of a run leave nothing of interest. */
#define REST_MIN 64
/* A run of this length that is cut off stands for itself. */
#define TURN_MAX 256
/* What an escape may stand behind: a digit, and `, `. */
#define PAIR_REST_MAX 3

struct text_run *text_run_new(struct delivery *delivery)
{
    struct text_run *run = calloc(1, sizeof(*run));
    if (run != NULL) {
        run->delivery = delivery;
    }
    return run;
}

void text_run_renew(struct text_run *run)
{
    buffer_reset(&run->decoded);
    buffer_reset(&run->string.text.octets);
    buffer_reset(&run->file.text.octets);
    buffer_reset(&run->patch.text.octets);
    *run = (struct text_run){ .delivery = run->delivery,
                              .decoded = run->decoded,
                              .string.text.octets = run->string.text.octets,
                              .file.text.octets = run->file.text.octets,
                              .patch.text.octets = run->patch.text.octets };
}

void text_run_free(struct text_run *run)
{
    if (run != NULL) {
        buffer_clear(&run->decoded);
        buffer_clear(&run->string.text.octets);
        buffer_clear(&run->file.text.octets);
        buffer_clear(&run->patch.text.octets);
        free(run);
    }
}

uint64_t text_run_open(const struct text_run *run)
{
    const bool open = run->kind != RUN_NONE && delivery_owns(run->delivery, run->front);
    const uint64_t string = noted_text_front(&run->string.text, run->delivery),
                   file = noted_text_front(&run->file.text, run->delivery),
                   patch = noted_text_front(&run->patch.text, run->delivery),
                   first = string < file ? string : file, noted = first < patch ? first : patch;
    return open && run->begin < noted ? run->begin : noted;
}

static const char *name_of(const struct text_run *run)
{
    switch (run->kind) {
    case RUN_BASE64:
        return run->base32 != BASE32_NONE ? "base32" : "base64";
    case RUN_BASE85:
        return "base85";
    case RUN_HEX:
        return "hex";
    case RUN_DUMP:
        return "hex dump";
    case RUN_COLUMN:
        return "dump in columns";
    case RUN_ARRAY:
        return "byte array";
    case RUN_ESCAPED:
        return "escaped";
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

bool run_may_decode(struct text_run *run, size_t length)
{
    if (run->bounded > 0 || !delivery_owns(run->delivery, run->front)) {
        return false;
    }
    if (run->decoded.used + length > limit_of(LIMIT_RUN_BYTES)) {
        run->bounded = run->end;
        return false;
    }
    return true;
}

void run_ran_out(struct text_run *run)
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

/* What was not taken of it, in bytes; of base64 without its share of what stands between rows. */
static uint64_t rest_of(const struct text_run *run)
{
    const uint64_t length = run->end - run->begin;
    const uint64_t taken = delivery_taken_within(run->delivery, run->begin, run->end);
    const uint64_t rest = taken < length ? length - taken : 0;
    return run->kind == RUN_BASE64 && rest > 0 ? rest * run->characters / length : rest;
}

static bool is_worth(const struct text_run *run)
{
    struct bytes decoded = buffer_bytes(&run->decoded);
    /* A key that a file does not compress is seen in its base64 as well. */
    const bool spent = rest_of(run) < REST_MIN && !reading_is_file(decoded);
    if (!delivery_owns(run->delivery, run->front) || decoded.left == 0 || spent ||
        run->characters < (is_wide(run) ? WIDE_MIN : CHARACTERS_MIN)) {
        return false;
    }
    return is_wide(run) ? reading_worth_wide(decoded) : reading_worth(decoded);
}

/* Does a structure at the front want octets that are not there? */
static bool is_cut_structure(const struct text_run *run)
{
    return der_span(buffer_bytes(&run->decoded)) > run->decoded.used;
}

/* A character alone in its group stands for no octet: one is too many, or others were lost. It
 * gives one that is left over, so that nothing that is whole is made of the rest; none where it
 * would be the octet that the rest wants to be whole. */
static bool close_groups(struct text_run *run)
{
    const bool odd = run->reader.count == 1;
    return base64_close(&run->reader, &run->decoded) &&
           (!odd || is_cut_structure(run) || buffer_append_byte(&run->decoded, 0));
}

static void deliver(const struct text_run *run, const char *name)
{
    const struct scan_sink *sink = run->delivery->sink;
    sink->reading(sink->context, name, buffer_bytes(&run->decoded), run->begin,
                  run->end - run->begin);
}

/* Text in UTF-16 or UTF-32 stays text when its octets are swapped. */
static bool is_of_zeros(struct bytes decoded)
{
    size_t zeros = 0;
    for (size_t i = 0; i < decoded.left; i++) {
        zeros += decoded.at[i] == 0 ? 1 : 0;
    }
    return zeros >= decoded.left * 2 / 5;
}

/* A dump of words, or hex in groups of some octets, has its octets in one order or in the other:
 * each is looked at, and keys are found in one. */
static void deliver_words(struct text_run *run)
{
    const bool dump = run->kind == RUN_DUMP || run->kind == RUN_COLUMN || run->kind == RUN_HEX;
    if (!dump || run->word < 2 || is_of_zeros(buffer_bytes(&run->decoded))) {
        return;
    }
    hex_dump_swap(run->decoded.at, run->decoded.used, run->word);
    if (is_worth(run)) {
        deliver(run, run->kind == RUN_COLUMN ? "dump of words" : "hex dump of words");
    }
}

void run_close(struct text_run *run)
{
    if (run->kind == RUN_BASE64 && run->base32 == BASE32_NONE && run->bounded == 0 &&
        !close_groups(run)) {
        run_ran_out(run);
    }
    if (run->kind == RUN_BASE85 && run->bounded == 0 &&
        !base85_close(&run->reader85, &run->decoded)) {
        run_ran_out(run);
    }
    if (is_wide(run)) {
        blank_taken(run);
    }
    if (is_worth(run)) {
        deliver(run, name_of(run));
    }
    deliver_words(run);
    report_unread(run); /* noise at the front says nothing of what was not held */
    if (run->decoded.room > READ_WINDOW) {
        buffer_clear(&run->decoded);
    }
    buffer_reset(&run->decoded);
    run->kind = RUN_NONE;
    /* One that ends before what showed it would be found there again, without end. */
    run->cursor = run->end > run->sample ? run->end : run->sample + 1;
    run->floor = run->end;
}

static void open_run(struct text_run *run, const struct leaf_window *window,
                     const struct run_start *start)
{
    run->kind = start->kind;
    run->charset = start->charset;
    run->escapes = start->escapes;
    run->begin = window->base + start->at;
    run->front = run->begin;
    run->end = run->begin;
    run->cursor = run->begin;
    run->characters = 0;
    run->line = 0;
    run->whole = 0;
    run->reader = (struct base64_reader){ 0 };
    run->base32 = start->base32;
    run->reader32 = (struct base32_reader){ 0 };
    run->base85 = start->base85;
    run->reader85 = (struct base85_reader){ 0 };
    run->bounded = 0;
    run->shown_to = 0;
    run->no_memory = false;
    run->prefix_length = 0;
    run->dump.octets = 0;
    run->column = start->column;
    run->word = start->column.word;
    run->gap.length = 0;
    run->rows = (struct array_rows){ 0 };
    run->row = 0;
    while (run->prefix_length < start->at) {
        uint8_t before = window->text.at[start->at - run->prefix_length - 1];
        if ((before < ' ' && before != '\t') || before > '~') { /* the end of a line, or no text */
            break;
        }
        if (++run->prefix_length > RUN_PREFIX_MAX) {
            run->prefix_length = 0; /* no prefix, but the middle of a long line */
            return;
        }
    }
    if (run->prefix_length > 0) {
        memcpy(run->prefix, window->text.at + start->at - run->prefix_length, run->prefix_length);
    }
}

static bool scan_open(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    switch (run->kind) {
    case RUN_BASE64:
        return run_base64_scan(run, window, limit);
    case RUN_BASE85:
        return run_base85_scan(run, window, limit);
    case RUN_HEX:
        return run_hex_scan(run, window, limit);
    case RUN_DUMP:
        return run_dump_scan(run, window, limit);
    case RUN_COLUMN:
        return run_column_scan(run, window, limit);
    case RUN_ARRAY:
        return run_array_scan(run, window, limit);
    case RUN_ESCAPED:
        return run_escaped_scan(run, window, limit);
    case RUN_CHARSET:
        return run_charset_scan(run, window, limit);
    case RUN_NONE:
        break;
    }
    return false;
}

/* Did an escape cut it off? It may stand behind half of a pair, and what parts them. */
static bool is_cut_off(const struct text_run *run, const struct leaf_window *window)
{
    const size_t cursor = (size_t)(run->cursor - window->base);
    const size_t most = run->kind == RUN_HEX || run->kind == RUN_ARRAY ? PAIR_REST_MAX : 0;
    if (run->kind == RUN_DUMP || run->characters < CHARACTERS_MIN) {
        return true;
    }
    for (size_t at = cursor; at < window->text.left && at <= cursor + most; at++) {
        uint8_t made[UNESCAPE_MADE_MAX];
        size_t count;
        if (escaped_text_take(window->text, at, ESCAPE_ANY, made, &count) > 0) {
            return true;
        }
    }
    return false;
}

static size_t calm_in(const struct text_run *run, const struct leaf_window *window)
{
    return run->calm > window->base ? (size_t)(run->calm - window->base) - 1 : SIZE_MAX;
}

static void keep_calm(struct text_run *run, const struct leaf_window *window, size_t calm)
{
    run->calm = calm != SIZE_MAX ? window->base + calm + 1 : 0;
}

/* A run that an escape has cut off is read again with its escapes undone, from where it
 * began if that is still shown. */
static bool turn_escaped(struct text_run *run, const struct leaf_window *window)
{
    struct run_start start;
    if ((run->kind != RUN_BASE64 && run->kind != RUN_HEX && run->kind != RUN_DUMP &&
         run->kind != RUN_ARRAY) ||
        run->cursor - window->base >= window->text.left || !is_cut_off(run, window)) {
        return false;
    }
    size_t at = (size_t)(run->cursor - window->base);
    size_t from = run->begin > window->base ? (size_t)(run->begin - window->base) : 0;
    size_t floor = run->floor > window->base ? (size_t)(run->floor - window->base) : 0;
    bool near = at - from <= TURN_MAX;
    size_t calm = calm_in(run, window);
    const bool found =
        run_probe_escaped(window, near ? floor : at, near ? from : at, &calm, &start);
    keep_calm(run, window, calm);
    if (!found) {
        return false;
    }
    if (!near) {
        run_close(run);
    }
    buffer_reset(&run->decoded);
    open_run(run, window, &start);
    return true;
}

void text_run_scan(struct text_run *run, const struct leaf_window *window, uint64_t to)
{
    sql_string_scan(&run->string, window, to, run->delivery);
    uuencode_text_scan(&run->file, window, to, run->delivery);
    git_patch_text_scan(&run->patch, window, to, run->delivery);
    if (run->cursor < window->base) { /* the first call, or bytes were lost for want of memory */
        if (run->kind != RUN_NONE) {
            run_close(run);
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
            if (!turn_escaped(run, window)) {
                run_close(run);
            }
            continue;
        }
        size_t from = (size_t)(run->cursor - window->base);
        size_t floor = run->floor > window->base ? (size_t)(run->floor - window->base) : 0;
        size_t calm = calm_in(run, window);
        const bool found =
            run_probe_find(window, floor, from, (size_t)(to - window->base), &calm, &start);
        keep_calm(run, window, calm);
        if (!found) {
            run->cursor = to;
            return;
        }
        run->sample = window->base + start.sample;
        if (start.kind == RUN_HEX) {
            named_numbers_offer(run->delivery, window, start.at);
            asn1_listing_offer(run->delivery, window, start.at);
        }
        open_run(run, window, &start);
    }
}

void text_run_finish(struct text_run *run)
{
    sql_string_finish(&run->string, run->delivery);
    uuencode_text_finish(&run->file, run->delivery);
    git_patch_text_finish(&run->patch, run->delivery);
    if (run->kind != RUN_NONE) {
        run_close(run);
    }
}
