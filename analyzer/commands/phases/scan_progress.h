#ifndef SCAN_PROGRESS_H
#define SCAN_PROGRESS_H

#include "commands/progress.h"
#include "commands/sources/source_list.h"
#include "commands/sources/source_tally.h"
#include "commands/sources/unit_list.h"

/* How far a scan is. Each file is read, and walked where it holds other things, which only its
 * worker finds out: until then it counts as one that is walked. */

void scan_progress_begin(struct progress_state *state, const struct source_list *list,
                         const struct unit_list *units, bool walks);

/* What a worker told of one unit. */
void scan_progress_take(struct progress_state *state, struct source_tally *tally,
                        const struct unit *unit, const struct progress *made);

/* The walk of a large file is over: one without anything to walk counts no more. */
void scan_progress_walked(struct progress_state *state, struct source_tally *tally,
                          const struct unit *unit);

/* All of a source is over. */
void scan_progress_settle(struct progress_state *state, const struct source_tally *tally,
                          const struct source *source);

#endif
