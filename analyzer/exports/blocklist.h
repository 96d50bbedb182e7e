#ifndef BLOCKLIST_H
#define BLOCKLIST_H

#include "exports/export_run.h"

/* blocklist.dat of badkeys (its docs/BLOCKLISTFORMAT.md): for each key 15 octets of the SHA-256
 * of one of its numbers and an octet that names the list, in order, in binary. Every proven key
 * whose proof the case holds. */
MUST_CHECK bool blocklist_write(struct export_run *run, const struct match_list *matches);

#endif
