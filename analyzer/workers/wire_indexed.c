#include "workers/wire_indexed.h"

void wire_indexed(struct wire_fields *fields, struct indexed_source *indexed)
{
    struct index_source *source = &indexed->source;
    source->path = wire_path(fields, source->path);
    source->base = wire_number(fields, 8, source->base);
    source->size = wire_number(fields, 8, source->size);
    source->modified = wire_signed(fields, source->modified);
    source->rows = wire_number(fields, 8, source->rows);
    source->parsed = wire_number(fields, 8, source->parsed);
    source->failed = wire_number(fields, 8, source->failed);
    wire_array(fields, source->sha256, sizeof(source->sha256));
    source->dated = wire_bool(fields, source->dated);
    source->earliest = wire_signed(fields, source->earliest);
    source->latest = wire_signed(fields, source->latest);
    source->issuers = wire_numbers(fields, source->issuers, 16);
    indexed->walked = wire_bool(fields, indexed->walked);
    indexed->places = wire_numbers(fields, indexed->places, 8);
}
