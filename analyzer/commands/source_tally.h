#ifndef SOURCE_TALLY_H
#define SOURCE_TALLY_H

#include "job.h"
#include "record.h"

/* What the units of one source add up to. */
struct source_tally {
    unsigned units_left;
    struct file_done total;  /* its windows are empty */
    struct buffer issuers;   /* as in file_done, of all units */
    struct large_sums *sums; /* of a file read in ranges; else NULL */
};

/* Adds one unit's result: `from` is where its range begins (ranges), `whole` says
 * that it read the file from end to end (digest). False when memory ran out. */
MUST_CHECK bool source_tally_add(struct source_tally *tally, const struct file_done *done,
                                 enum scan_mode mode, uint64_t from);

/* Do digest and ranges come from the same bytes? True for a file read at once. */
bool source_tally_agrees(const struct source_tally *tally);
void source_tally_clear(struct source_tally *tally);

#endif
