#ifndef WIRE_PROOF_H
#define WIRE_PROOF_H

#include "checked_proof.h"
#include "workers/wire_fields.h"

/* Fields of what a checked proof came to. */
void wire_proof(struct wire_fields *fields, struct checked_proof *proof);

#endif
