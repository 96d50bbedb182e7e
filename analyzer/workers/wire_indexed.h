#ifndef WIRE_INDEXED_H
#define WIRE_INDEXED_H

#include "record.h"
#include "workers/wire_fields.h"

/* The fields of a RECORD_INDEXED. */
void wire_indexed(struct wire_fields *fields, struct indexed_source *indexed);

#endif
