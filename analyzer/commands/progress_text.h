#ifndef PROGRESS_TEXT_H
#define PROGRESS_TEXT_H

#include <stddef.h>

#include "commands/progress.h"

#define PROGRESS_TEXT 256

/* How fast a phase goes: as it went in the last seconds, since what is inside the next container
 * may take a hundred times as long as plain text. */
struct progress_pace {
    const char *phase; /* a new one begins a new measure */
    double begun;      /* seconds of any clock that goes on */
    struct {
        double time, share;
    } marks[2]; /* the older first; between them and now are 10 to 20 seconds, or all there is */
};

void progress_pace_note(struct progress_pace *pace, const struct progress_state *state,
                        double time);

/* What the line says at `time`, which was noted, in at most `width` columns:
 * `scan 42%  1.2 GiB  5.0 GiB inside  3/9 items  17 keys  85.0 MiB/s  1:23 left`. The share is of
 * the files as they lie, read and walked; how much is inside them nobody knows before. It is 100%
 * at the end alone. Pieces that do not fit are left out. */
void progress_text(const struct progress_state *state, const struct progress_pace *pace,
                   double time, size_t width, char text[PROGRESS_TEXT]);

#endif
