#ifndef ENTRY_SORT_H
#define ENTRY_SORT_H

#include "inventory/certificate_index.h"

/* Sorts by index_entry_compare(), in time that the number of entries alone decides. `room`
 * is for as many again. */
void entry_sort(struct index_entry *entries, struct index_entry *room, size_t count);

#endif
