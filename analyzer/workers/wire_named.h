#ifndef WIRE_NAMED_H
#define WIRE_NAMED_H

#include "record.h"
#include "workers/wire_fields.h"

/* The fields of a key's identity. */
void wire_identity(struct wire_fields *fields, struct public_identity *identity);

/* The fields of records that name a key by the text of its identity. */
void wire_replayed(struct wire_fields *fields, struct replayed *replayed);
void wire_sealing(struct wire_fields *fields, struct sealing *sealing);
void wire_hash_match(struct wire_fields *fields, struct hash_match *match);

#endif
