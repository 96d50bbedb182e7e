#ifndef PST_SWEEP_H
#define PST_SWEEP_H

#include "containers/outlook/pst_file.h"

/* Set in the number of a block that has another's number: an earlier state of it. */
#define PST_BLOCK_STALE UINT64_C(1)

/* Looks for pages of nodes, those that no tree leads to as well, and for the trailer of a block
 * (MS-PST section 2.2.2.8.1) wherever one may stand, and adds those that the tree of blocks does
 * not name: deleted ones, and those of a damaged page. */
void pst_sweep(struct pst_file *file);

#endif
