#ifndef SOURCE_LIST_H
#define SOURCE_LIST_H

#include "commands/session.h"
#include "commands/sources/evidence_walk.h"

/* The files below some roots, registered in the case, in a stable order. */

/* What its name makes of a file (volume_sets.h). */
struct source_volume {
    size_t next;    /* index of the volume that follows, and 1; 0: none does */
    bool continues; /* one stands before it */
    bool lacks_before, lacks_behind;
    uint64_t before, behind; /* numbers of those that are missing */
    bool bounded;            /* more follow than are put together */
};

struct source {
    uint32_t number; /* the case's */
    enum source_kind kind;
    int64_t root; /* the case's */
    size_t path;  /* where it begins in source_list.paths */
    size_t path_length;
    uint64_t size;
    int64_t modified;
    dev_t device;
    ino_t inode;
    bool standard_input; /* its path is a name: each time something else may come in */
    bool done;           /* read to its end by an earlier run */
    bool fresh;          /* nothing of it is in the case yet */
    struct source_volume volume;
};

/* The first of several volumes. */
static inline bool source_begins_set(const struct source *source)
{
    return source->volume.next > 0 && !source->volume.continues;
}

struct source_list {
    struct source *items;
    size_t count, room;
    struct buffer paths;
    uint64_t bytes_left; /* of those not done whose size is known */
    size_t items_left;
};

/* Adds what lies below a root. What is refused goes to the journal. False when
 * the session must stop. */
MUST_CHECK bool source_list_add(struct source_list *list, struct session *session,
                                enum source_kind kind, const char *root);
/* With `again`, those that were done are to be read once more. */
void source_list_reopen(struct source_list *list, bool again);
void source_list_clear(struct source_list *list);

struct bytes source_path(const struct source_list *list, const struct source *source);

/* Opens one, or -1 with the fault. */
MUST_CHECK int source_open(const struct source_list *list, const struct source *source,
                           const struct fault **fault);

/* Journals that a source could not be read at all, and finishes it. */
MUST_CHECK bool source_refuse(struct session *session, uint32_t number, const struct fault *fault,
                              enum journal_weight weight, uint64_t size);

#endif
