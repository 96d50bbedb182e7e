#ifndef SQLITE_WALK_H
#define SQLITE_WALK_H

#include "container.h"

/* Databases of SQLite 3. What stands in one page is seen in the raw bytes; given are the values
 * that go on in overflow pages, put together, and those that are compressed: each as a row, with
 * its number where the table has such, at the offset where it begins, named after its column
 * ("column 3"). All pages that look like leaves are read, wherever the trees lead: so are rows that
 * were deleted, as long as their pages stand. What is packed in free pages, and between the cells
 * of others, is carved (sqlite_free.h). */
extern const struct container sqlite_container;

#endif
