#include "commands/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands/progress_text.h"
#include "commands/terminal.h"

/* At most five times a second; a rate counts once there was a second of work. */
#define REDRAW_SECONDS 0.2
#define WIDTH_MIN      20
#define WIDTH_USUAL    80

struct progress_line {
    struct progress_pace pace; /* by the monotonic clock */
    const char *phase;         /* of what was drawn last */
    double drawn;              /* when; < 0: never */
    size_t width;              /* what stands on the terminal now */
};

static double now(void)
{
    struct timespec time = { 0 };
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static size_t terminal_width(void)
{
    const size_t columns = terminal_columns(STDERR_FILENO);
    return columns < WIDTH_MIN ? WIDTH_USUAL : columns;
}

struct progress_line *progress_line_new(bool quiet)
{
    if (quiet || isatty(STDERR_FILENO) == 0) {
        return NULL;
    }
    struct progress_line *line = calloc(1, sizeof(*line));
    if (line != NULL) {
        line->drawn = -1;
    }
    return line;
}

/* The last column stays free: some terminals wrap there. */
void progress_line_show(struct progress_line *line, const struct progress_state *state)
{
    if (line == NULL) {
        return;
    }
    double time = now();
    progress_pace_note(&line->pace, state, time);
    if (line->phase == line->pace.phase && line->drawn >= 0 &&
        time - line->drawn < REDRAW_SECONDS) {
        return;
    }
    char text[PROGRESS_TEXT];
    line->phase = line->pace.phase;
    progress_text(state, &line->pace, time, terminal_width() - 1, text);
    (void)fprintf(stderr, "\r\033[K%s", text);
    (void)fflush(stderr);
    line->width = strlen(text);
    line->drawn = time;
}

void progress_line_clear(struct progress_line *line)
{
    if (line == NULL || line->width == 0) {
        return;
    }
    (void)fputs("\r\033[K", stderr);
    (void)fflush(stderr);
    line->width = 0;
}

void progress_line_free(struct progress_line *line)
{
    progress_line_clear(line);
    free(line);
}
