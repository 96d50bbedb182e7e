#ifndef INDEX_READING_H
#define INDEX_READING_H

#include "commands/index/index_plan.h"
#include "commands/index/index_run.h"
#include "commands/sources/source_tally.h"
#include "commands/sources/unit_list.h"

/* The files of a plan are read by workers, and what they list becomes runs. */

struct index_reading {
    struct index_plan *plan;
    struct unit_list units;
    struct source_tally *tallies; /* one per source of the list; complete: no unit is left */
    bool *complete;
    struct index_job {
        uint64_t number; /* 0: not in use */
        size_t count;
        struct unit units[JOB_FILES_MAX];
        bool done[JOB_FILES_MAX];
    } active[JOBS_MAX + 1];
    uint64_t jobs;
    struct index_run run;
    unsigned runs;   /* the number of the last */
    uint64_t failed; /* certificates and files that could not be read */
    uint64_t said;   /* lines about them */
    struct progress_state progress;
};

/* Reads all; what was read stands in runs then, also when it was stopped in between. `runs`
 * is set to the last that is there. False when the session must stop. */
MUST_CHECK bool index_reading_run(struct index_reading *reading, struct index_plan *plan);
/* The sources that were read to their end, by base. */
MUST_CHECK bool index_reading_sources(struct index_reading *reading, void *sink,
                                      bool (*take)(void *sink, const struct index_source *source));
void index_reading_clear(struct index_reading *reading);

#endif
