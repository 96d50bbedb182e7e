#ifndef SOURCE_TALLY_H
#define SOURCE_TALLY_H

#include "job.h"
#include "record.h"

/* What the units of one source add up to. */
struct source_tally {
    unsigned units_left;
    unsigned shares;         /* of walks, that were offered so far */
    struct file_done total;  /* its windows are empty */
    uint64_t walked;         /* octets, as told by the walks so far */
    struct buffer issuers;   /* as in file_done, of all units */
    struct large_sums *sums; /* of a file read in ranges; else NULL */
};

/* Adds one unit's result: `from` is where its range begins (ranges), `whole` says
 * that it read the file from end to end (digest). False when memory ran out. */
MUST_CHECK bool source_tally_add(struct source_tally *tally, const struct file_done *done,
                                 enum scan_mode mode, uint64_t from);

/* Rows of a table that was read in ranges. */
enum tally_rows {
    TALLY_ROWS_UNCOUNTED = 1, /* no table, or read at once */
    TALLY_ROWS_JOINED,        /* each range began where the one before it ended */
    TALLY_ROWS_APART          /* not so: what the ranges told cannot be trusted */
};
/* Of a file of that size, once all its ranges are in. *spans: of the ranges, in order, good as
 * long as the tally, where they are joined. */
enum tally_rows source_tally_rows(const struct source_tally *tally, uint64_t size,
                                  const struct row_span **spans, size_t *count);

/* Do digest and ranges come from the same bytes? True for a file read at once. */
bool source_tally_agrees(const struct source_tally *tally);
void source_tally_clear(struct source_tally *tally);

#endif
