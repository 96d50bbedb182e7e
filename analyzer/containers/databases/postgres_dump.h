#ifndef POSTGRES_DUMP_H
#define POSTGRES_DUMP_H

#include "container.h"

/* Archives of pg_dump in its custom format (-Fc). Each table's data, and each large object, are a
 * member, put together of the pieces that the archive cuts them into; what is compressed is so as a
 * whole, and recognised like any compressed stream. A member is named after its table, a large
 * object "blob" and its number. What defines tables stands in the archive as it is. */
extern const struct container postgres_dump_container;

#endif
