#include "checked_proof.h"

const char *proof_structure_name(enum proof_structure structure)
{
    static const char *const names[] = {
        [STRUCTURE_NONE] = "none",
        [STRUCTURE_REQUEST] = "csr",
        [STRUCTURE_CERTIFICATE] = "certificate",
        [STRUCTURE_JWS] = "jws",
    };
    return (size_t)structure < sizeof(names) / sizeof(names[0]) ? names[structure] : "none";
}

const char *proof_statement_name(enum proof_statement statement)
{
    static const char *const names[] = {
        [STATES_NOTHING] = "none",     [STATES_REQUEST] = "proof-of-key-compromise",
        [STATES_BOULDER] = "boulder",  [STATES_ATTESTATION] = "kca",
        [STATES_CERTIFICATE] = "1950", [STATES_PWNEDKEYS] = "pwnedkeys",
        [STATES_GIVEN] = "given",
    };
    return (size_t)statement < sizeof(names) / sizeof(names[0]) ? names[statement] : "none";
}
