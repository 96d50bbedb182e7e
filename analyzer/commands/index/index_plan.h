#ifndef INDEX_PLAN_H
#define INDEX_PLAN_H

#include "commands/index/index_known.h"
#include "commands/sources/source_list.h"

/* What a build of a certificate index has to read, beside what it knows: the files below the
 * named inventories that the index does not have, and those of it that have changed. */

struct index_plan {
    struct session *session;
    const char *file;         /* the index, absolute */
    struct index_known known; /* filled by the caller; `kept` is set here */
    struct known_source **by_path;
    struct source_list list; /* to be read; `number` is the position */
    uint64_t *bases;         /* of these */
    uint64_t next_address;   /* set by the caller to what is free; moved on here */
    uint64_t gone;           /* sources that are no more */
    bool refused;            /* something could not be listed: said on stderr */
};

/* False when the session must stop. */
MUST_CHECK bool index_plan_make(struct index_plan *plan, const struct path_list *inventories);
void index_plan_clear(struct index_plan *plan);

/* One line on stderr about a file. */
void index_plan_say(const struct index_plan *plan, struct bytes path, struct bytes provenance,
                    struct bytes sentence);

#endif
