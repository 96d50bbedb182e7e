#include "commands/progress_text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define RATE_AFTER 1.0      /* seconds; before that a rate says nothing */
#define LEFT_MAX   359999.0 /* 99:59:59 */
#define PACE_SPAN  10.0     /* seconds */

/* To walk through an octet of an archive costs about four times as much as to scan one as it lies:
 * it is unpacked, and what comes out is several times as much. */
#define WALK_WEIGHT 4.0

struct line {
    char *text;
    size_t used, width;
};

static void add(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A piece that does not fit any more is left out as a whole. */
static void add(struct line *line, const char *format, ...)
{
    char piece[64];
    va_list values;
    va_start(values, format);
    int length = vsnprintf(piece, sizeof(piece), format, values);
    va_end(values);
    if (length < 0 || (size_t)length >= sizeof(piece) ||
        line->used + (size_t)length > line->width) {
        return;
    }
    memcpy(line->text + line->used, piece, (size_t)length + 1);
    line->used += (size_t)length;
}

static const char *unit_of(double *bytes)
{
    static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB" };
    size_t unit = 0;
    while (*bytes >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0])) {
        *bytes /= 1024;
        unit++;
    }
    return units[unit];
}

static void add_bytes(struct line *line, uint64_t bytes, const char *behind)
{
    double scaled = (double)bytes;
    const char *unit = unit_of(&scaled);
    add(line, unit[0] == 'B' ? "  %.0f %s%s" : "  %.1f %s%s", scaled, unit, behind);
}

/* A walk that was done twice, after a worker was lost, counts once. */
static double weight(uint64_t bytes, uint64_t digested, uint64_t walked, uint64_t walked_total)
{
    const double through = (double)(walked < walked_total ? walked : walked_total);
    return (double)bytes + (double)digested + WALK_WEIGHT * through;
}

/* By bytes where their number is known, else by items. */
static double share_of(const struct progress_state *state)
{
    const double all =
        weight(state->bytes_total, state->digested_total, state->walked_total, state->walked_total);
    if (state->bytes_total > 0) {
        return weight(state->bytes, state->digested, state->walked, state->walked_total) / all;
    }
    return state->items_total > 0 ? (double)state->items / (double)state->items_total : 0;
}

/* Rounded down, and whole where nothing is left to do. */
static unsigned percent_of(const struct progress_state *state, double share)
{
    if (share >= 1 && state->items >= state->items_total) {
        return 100;
    }
    return share < 0.99 ? (unsigned)(share * 100) : 99;
}

void progress_pace_note(struct progress_pace *pace, const struct progress_state *state, double time)
{
    if (pace->phase == NULL || strcmp(pace->phase, state->phase) != 0) {
        *pace = (struct progress_pace){ .phase = state->phase, .begun = time };
        pace->marks[0].time = pace->marks[1].time = time;
        pace->marks[0].share = pace->marks[1].share = share_of(state);
    } else if (time - pace->marks[1].time >= PACE_SPAN) {
        pace->marks[0] = pace->marks[1];
        pace->marks[1].time = time;
        pace->marks[1].share = share_of(state);
    }
}

static void add_left(struct line *line, const struct progress_pace *pace, double share, double time)
{
    const double made = share - pace->marks[0].share, took = time - pace->marks[0].time;
    const double left = made > 0 ? (1 - share) * took / made : LEFT_MAX + 1;
    if (time - pace->begun < RATE_AFTER || share >= 1 || left > LEFT_MAX) {
        return;
    }
    unsigned whole = (unsigned)(left + 0.5);
    if (whole >= 3600) {
        add(line, "  %u:%02u:%02u left", whole / 3600, whole / 60 % 60, whole % 60);
    } else {
        add(line, "  %u:%02u left", whole / 60, whole % 60);
    }
}

void progress_text(const struct progress_state *state, const struct progress_pace *pace,
                   double time, size_t width, char text[PROGRESS_TEXT])
{
    const double seconds = time - pace->begun;
    struct line line = { text, 0, width < PROGRESS_TEXT ? width : PROGRESS_TEXT - 1 };
    double share = share_of(state);
    text[0] = '\0';
    add(&line, "%s", state->phase);
    if (state->uncounted) {
        return;
    }
    if (share > 0) {
        add(&line, " %u%%", percent_of(state, share));
    }
    if (state->bytes > 0) {
        add_bytes(&line, state->bytes, "");
    }
    if (state->inside > 0) {
        add_bytes(&line, state->inside, " inside");
    }
    if (state->items_total > 0) {
        add(&line, "  %" PRIu64 "/%" PRIu64 " items", state->items, state->items_total);
    } else {
        add(&line, "  %" PRIu64 " items", state->items);
    }
    add(&line, "  %" PRIu64 " keys", state->keys);
    if (state->matches > 0) {
        add(&line, "  %" PRIu64 " matches", state->matches);
    }
    if (state->bytes > 0 && seconds >= RATE_AFTER) {
        add_bytes(&line, (uint64_t)((double)(state->bytes + state->inside) / seconds), "/s");
    }
    add_left(&line, pace, share, time);
}
