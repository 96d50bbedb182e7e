#ifndef RUN_GAP_H
#define RUN_GAP_H

#include "bytes.h"

/* What may stand between two lines of one base64 text: a line end, escaped or
 * not, with quoting, indentation, quotation marks, or the prefix of its lines. */

struct run_gap {
    size_t length;     /* bytes to step over; 0 = the run ends here */
    uint8_t character; /* what an escape stands for (`\/`, `%2B`), or 0 */
    bool new_line;
};

/* `line` is how many characters stand on the line so far, `prefix` what stood
 * before the first one. */
struct run_gap run_gap_read(struct bytes text, size_t line, struct bytes prefix);

/* Is it how long lines of base64 are: 64 (PEM) or 76 (MIME)? Those may be joined by blanks. */
bool run_gap_usual(size_t line);

/* How many bytes at the front of a line are the mark of a diff, as one stood before the first
 * line too; 0 = there is none. `line`: characters of the line before. */
size_t run_gap_mark(struct bytes text, size_t line, struct bytes prefix);

/* How many characters at the front of a run are not its own but the tail of an
 * escape before it, as the `n` of `\n`. `before` ends where the run begins. */
size_t run_gap_escape_tail(struct bytes before, struct bytes run);

#endif
