#include "workers/wire_proof.h"

#include "bounds.h"
#include "workers/wire_named.h"

void wire_proof(struct wire_fields *fields, struct checked_proof *proof)
{
    proof->structure =
        (enum proof_structure)wire_within(fields, proof->structure, STRUCTURE_NONE, STRUCTURE_JWS);
    proof->statement =
        (enum proof_statement)wire_within(fields, proof->statement, STATES_NOTHING, STATES_GIVEN);
    proof->signature_holds = wire_bool(fields, proof->signature_holds);
    proof->has_identity = wire_bool(fields, proof->has_identity);
    wire_identity(fields, &proof->identity);
    proof->wants_key = wire_bool(fields, proof->wants_key);
    wire_array(fields, proof->wanted_sha256, sizeof(proof->wanted_sha256));
    proof->failure = wire_text(fields, proof->failure);
    proof->clause = wire_text(fields, proof->clause);
    proof->said = wire_window(fields, proof->said);
    if (proof->said.left > PROOF_SAID_MAX) {
        wire_refuse(fields);
    }
}
