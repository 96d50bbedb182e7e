#ifndef INDEX_RUN_H
#define INDEX_RUN_H

#include "bounds.h"
#include "inventory/certificate_index.h"

/* The files of an index that is being built. FILE.new is what will be FILE; FILE.run-1 and
 * so on are indexes of what was read so far, each sorted: a build that was stopped goes on
 * from them. */

/* Entries that wait in memory until they are enough for a run. */
struct index_run {
    struct index_entry *entries, *room; /* INDEX_RUN_ENTRIES each, once there are any */
    size_t count;
};

MUST_CHECK bool index_run_add(struct index_run *run, const struct index_entry *entry);
bool index_run_is_full(const struct index_run *run);
void index_run_clear(struct index_run *run);

/* FILE.run-NUMBER, or FILE.new for 0, into `path` (with NUL). */
MUST_CHECK bool index_run_path(const char *file, unsigned number, struct buffer *path);

/* Gives the sources of the index that is written. Rising by base. */
typedef bool index_sources_visit(void *context, void *sink,
                                 bool (*take)(void *sink, const struct index_source *source));

/* Sorts what waits, writes it as run NUMBER with these sources, syncs it, and empties it.
 * False with errno. */
MUST_CHECK bool index_run_write(struct index_run *run, const char *file, unsigned number,
                                uint64_t next_address, void *context, index_sources_visit *sources);

#endif
