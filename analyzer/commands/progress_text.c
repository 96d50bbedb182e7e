#include "commands/progress_text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define RATE_AFTER 1.0      /* seconds; before that a rate says nothing */
#define LEFT_MAX   359999.0 /* 99:59:59 */

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

/* By bytes where their number is known, else by items. */
static double share_of(const struct progress_state *state)
{
    if (state->bytes_total > 0) {
        return ((double)state->bytes + (double)state->digested) /
               ((double)state->bytes_total + (double)state->digested_total);
    }
    return state->items_total > 0 ? (double)state->items / (double)state->items_total : 0;
}

static void add_left(struct line *line, double share, double seconds)
{
    double left = share > 0 ? seconds / share - seconds : 0;
    if (seconds < RATE_AFTER || share <= 0 || share >= 1 || left > LEFT_MAX) {
        return;
    }
    unsigned whole = (unsigned)(left + 0.5);
    if (whole >= 3600) {
        add(line, "  %u:%02u:%02u left", whole / 3600, whole / 60 % 60, whole % 60);
    } else {
        add(line, "  %u:%02u left", whole / 60, whole % 60);
    }
}

void progress_text(const struct progress_state *state, double seconds, size_t width,
                   char text[PROGRESS_TEXT])
{
    struct line line = { text, 0, width < PROGRESS_TEXT ? width : PROGRESS_TEXT - 1 };
    double share = share_of(state);
    text[0] = '\0';
    add(&line, "%s", state->phase);
    if (state->uncounted) {
        return;
    }
    if (share > 0) {
        add(&line, " %.0f%%", share < 1 ? share * 100 : 100.0);
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
    add_left(&line, share, seconds);
}
