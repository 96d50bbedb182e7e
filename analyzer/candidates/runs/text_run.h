#ifndef TEXT_RUN_H
#define TEXT_RUN_H

#include "candidates/delivery.h"

/* Finds base64, hex and UTF-16 in the middle of other bytes and offers what it
 * decodes to as a new leaf, where that could hold something; and strings of SQL and
 * uuencoded files, where anchors noted that some begin. */

struct text_run;

/* NULL when memory ran out. */
struct text_run *text_run_new(struct delivery *delivery);
void text_run_free(struct text_run *run);
/* Begins another leaf, in the memory of the last one. */
void text_run_renew(struct text_run *run);

/* Scans from where the last call ended up to `to` (an offset in the leaf). The
 * window must show that stretch, 512 bytes before it and, unless the leaf ends
 * with it, 512 behind. What was taken in it must be known to the delivery. */
void text_run_scan(struct text_run *run, const struct leaf_window *window, uint64_t to);

/* The leaf has ended: delivers the run that is still open. */
void text_run_finish(struct text_run *run);

/* Where an open run or string of the own range began; UINT64_MAX without one. */
uint64_t text_run_open(const struct text_run *run);

#endif
