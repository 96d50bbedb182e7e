#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* One line on a terminal that says how far the work is; nothing where stderr is
 * no terminal or --quiet was given. Redrawn at most five times a second. */

struct progress_line;

struct progress_state {
    const char *phase;           /* "scan", "match" ... */
    uint64_t bytes, bytes_total; /* of files as they lie */
    uint64_t inside;             /* of what was decoded of them */
    /* Of large files, which are read twice: by a pass for their digest, and in ranges. */
    uint64_t digested, digested_total;
    /* Of the files as they lie: what containers among them were walked, and all that is in it. */
    uint64_t walked, walked_total;
    uint64_t items, items_total;
    uint64_t keys, matches;
    bool uncounted; /* nothing of it can be counted: the phase alone is said */
};

struct progress_line *progress_line_new(bool quiet); /* NULL: nothing is drawn */
void progress_line_show(struct progress_line *line, const struct progress_state *state);
void progress_line_clear(struct progress_line *line); /* before other output */
void progress_line_free(struct progress_line *line);

#endif
