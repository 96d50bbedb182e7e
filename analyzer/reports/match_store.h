#ifndef MATCH_STORE_H
#define MATCH_STORE_H

#include "reports/match_entry.h"

/* Holds the entries of a match list and brings them into its order. In memory while they are few;
 * else in files without names in the folder of the case, so that a million of them take what
 * they are sorted by, and of the rest what is looked at. */

struct match_store;

/* NULL when memory ran out. The case must outlive it. */
struct match_store *match_store_open(struct case_file *file);

/* Copies an entry with its texts. They come by serial. Here and below false when memory ran out or
 * the folder is full: case_error() says so. */
MUST_CHECK bool match_store_add(struct match_store *store, const struct match_entry *entry);

/* Sorts what was added: CAs first, then by issuer, serial, fingerprint. */
MUST_CHECK bool match_store_sort(struct match_store *store);

size_t match_store_count(const struct match_store *store);
/* Of those that were sorted. Good as long as the store is. */
struct match_entry *match_store_at(struct match_store *store, size_t number);

void match_store_close(struct match_store *store);

#endif
