#ifndef LINE_GAP_H
#define LINE_GAP_H

#include "bytes.h"

/* What stands between two lines of a payload whose line ends were lost: the
 * prefix that each line had (a log's time stamp, a line number), run into the
 * lines themselves. It is learned where the first line begins, and recognised
 * where numbers and words in it have changed. */

struct line_gap {
    struct bytes text; /* as it stands before the first line; a window */
    size_t lead;       /* its first characters, which could be base64 as well */
    size_t stride;     /* all of it could: then lines have this length; 0 = not so */
    uint64_t number;   /* a number at its front, which counts lines; 0 = none */
    size_t counted;    /* so often it was there, counted on */
};

/* Learns from a body that begins with a gap. `first`: where the payload begins in
 * it; `prefix`: what stands before the BEGIN, may be empty. False where there is no gap, or none
 * that can be told from the payload. */
MUST_CHECK bool line_gap_learn(struct bytes body, size_t first, struct bytes prefix,
                               struct line_gap *gap);

/* Takes the next line from a text that begins with one, and steps over the gap behind
 * it. False at the end. */
MUST_CHECK bool line_gap_take(struct line_gap *gap, struct bytes *text, struct bytes *line);

#endif
