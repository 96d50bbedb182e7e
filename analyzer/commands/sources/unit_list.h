#ifndef UNIT_LIST_H
#define UNIT_LIST_H

#include "commands/sources/source_list.h"
#include "job.h"
#include "record.h"

/* The work on a list of sources, cut into units: a whole small file, or the
 * digest, the walk and each range of a large one; and shares of walks. */

struct unit {
    size_t source; /* index in the source list */
    enum scan_mode mode;
    unsigned tries; /* how many workers were lost over it */
    uint64_t from, to;
    struct walk_share share;    /* of SCAN_SHARE: */
    size_t chain, chain_length; /* what leads to its container, in unit_list.chains */
};

struct unit_list {
    struct unit *items;
    size_t count, room;
    size_t next;     /* first that was not handed out */
    bool undigested; /* no digest is taken of what is added */
    struct buffer chains;
};

/* Appends what there is to do for one source; evidence is walked beside its ranges.
 * *added says how many units that makes. False when memory ran out. */
MUST_CHECK bool unit_list_add(struct unit_list *units, size_t index, const struct source *source,
                              unsigned *added);

/* Appends a share of a walk that was offered. False when memory ran out. */
MUST_CHECK bool unit_list_add_share(struct unit_list *units, size_t index,
                                    const struct share_offer *offer);
struct bytes unit_chain(const struct unit_list *units, const struct unit *unit);

/* Puts one unit to the end, to be done again. False when memory ran out. */
MUST_CHECK bool unit_list_again(struct unit_list *units, const struct unit *unit);
/* How much is read for a digest alone, beside its ranges. */
uint64_t unit_list_digested(const struct unit_list *units);
void unit_list_clear(struct unit_list *units);

/* Does it take a job of its own? */
bool unit_stands_alone(const struct unit *unit, const struct source *source);

#endif
