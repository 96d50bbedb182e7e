#ifndef JOIN_PLAN_H
#define JOIN_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "bytes.h"
#include "fragment.h"

/* Which pieces of keys are put together: those that lie beside each other, and whose lengths
 * add up to what the head says of the whole. That is cheap to ask, and right by chance once
 * in a thousand times; what is joined has to prove itself.
 *
 * Beside each other are pieces of one leaf, of one message, of mails of one thread wherever
 * they lie, of mails in one directory or mailbox under one subject, of HARVEST_MESSAGES of a
 * mailbox, of HARVEST_MEMBERS of an archive, and of files in one directory that are no mails.
 * `cur` and `new` of a maildir are one directory. */

struct join_piece {
    struct fragment_facts facts;
    uint32_t source;
    struct bytes path, provenance, thread; /* windows on what outlives the plan */
    bool joined, lead; /* a key was proven of it; one that is closed, or may be one, was made */
    bool bounded;      /* a head: there were more ways to try than are tried */
};

struct join_pieces {
    struct join_piece *items;
    size_t count;
};

bool join_plan_near(const struct join_piece *one, const struct join_piece *other);

/* Can they be a whole key? A head that does not tell how long it is fits any tail. */
bool join_plan_fits(const struct join_piece *const *pieces, size_t count);

/* One way to try: positions in the plan's pieces; `middle` SIZE_MAX where there is none. */
struct join_try {
    size_t head, middle, tail;
};

struct join_plan {
    struct join_pieces heads, middles, tails; /* in order */
    struct join_try *tries;
    size_t count, room;
    bool bounded; /* there were more than JOIN_TRIES_MAX, or of one head JOIN_HEAD_TRIES_MAX */
};

/* Pairs; and then, of heads that were not joined, threes. What was planned before goes.
 * False when memory ran out. */
MUST_CHECK bool join_plan_pairs(struct join_plan *plan);
MUST_CHECK bool join_plan_threes(struct join_plan *plan);

#endif
