#ifndef SHARE_CUT_H
#define SHARE_CUT_H

#include <stddef.h>

#include "bounds.h"
#include "walk_share.h"

/* Cuts the parts of a container, as they come, into shares of about as much work each. Where there
 * would be too many, neighbours are joined: so how they are cut hangs on the parts alone. */
struct share_cut {
    struct walk_share *shares; /* the caller's, SHARES_MAX of them */
    size_t count;
    uint64_t span; /* work after which another one begins */
    uint64_t work; /* of the last */
};

void share_cut_init(struct share_cut *cut, struct walk_share *shares, uint64_t span);
/* One more part; `offset` as in walk_share. */
void share_cut_add(struct share_cut *cut, uint64_t number, uint64_t offset, uint64_t work);
/* How many there are; 0 where all is one. */
size_t share_cut_end(struct share_cut *cut);

#endif
