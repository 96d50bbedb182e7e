#ifndef INVENTORY_RANGE_H
#define INVENTORY_RANGE_H

#include "inventory/inventory_journal.h"

/* Which part of a source one job reads, for the file inventory_scan.c alone. */

/* What this job has to read: a form that cannot be entered in the middle is read as a
 * whole by the job of the first range. False: nothing. */
MUST_CHECK bool inventory_range_plan(struct inventory *inventory, struct window_span *span);
/* What its reader is told. Good as long as the inventory. */
struct source_setting inventory_range_setting(struct inventory *inventory);

#endif
