#ifndef PROGRESS_TEXT_H
#define PROGRESS_TEXT_H

#include <stddef.h>

#include "commands/progress.h"

#define PROGRESS_TEXT 256

/* What the line says after `seconds` of a phase, in at most `width` columns:
 * `scan 42%  1.2 GiB  5.0 GiB inside  3/9 items  17 keys  85.0 MiB/s  1:23 left`. The share is of
 * the files as they lie; how much is inside them nobody knows before. Pieces that do not fit are
 * left out. */
void progress_text(const struct progress_state *state, double seconds, size_t width,
                   char text[PROGRESS_TEXT]);

#endif
