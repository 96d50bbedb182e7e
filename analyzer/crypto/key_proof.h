#ifndef KEY_PROOF_H
#define KEY_PROOF_H

#include "crypto/key_sealer.h"
#include "crypto/private_key.h"
#include "crypto/proof_work.h"
#include "finding.h"

/* Whether a private key is what it says: the arithmetic first, then the public
 * half is derived (never the attached one believed), then one signature is made
 * and verified, and that signature is the one of the proof of compromise, a
 * PKCS#10 request (RFC 2986). Signatures are deterministic. X25519, X448 and DH
 * cannot sign: they are proven by derivation, without a request. */

struct key_proof_settings {
    struct bytes cn;           /* UTF-8 common name of the request; empty: no subject */
    bool proofs;               /* hand the request out; it is made and verified in any case */
    unsigned forms;            /* further ones to be made (PROOF_BIT): a signature each */
    struct proof_work *work;   /* what may come to nothing; NULL: without end */
    struct key_sealer *sealer; /* takes each proven key; NULL: no private key goes anywhere */
};

/* One fact, or two: a key with a foreign public half attached proves its own
 * public half and is a forgery of the other. `encoding` and `blob_sha256` are
 * left to the caller; `remark` says which numbers had to be mended. */
#define PROOF_FACTS_MAX 2
struct key_proof {
    struct key_finding facts[PROOF_FACTS_MAX];
    size_t count; /* 0: no private key at all */
    bool bounded; /* not all was done that could have proven it: the work was used up */
};

void key_prove(const struct private_key *key, const struct key_proof_settings *settings,
               struct key_proof *proof);

/* Releases the proofs. */
void key_proof_clear(struct key_proof *proof);

/* One prover per algorithm; `proof` is zeroed when they are called. */
void rsa_prove(const struct private_key *key, const struct key_proof_settings *settings,
               struct key_proof *proof);
void ec_prove(const struct private_key *key, const struct key_proof_settings *settings,
              struct key_proof *proof);
void dsa_prove(const struct private_key *key, const struct key_proof_settings *settings,
               struct key_proof *proof);
void edwards_prove(const struct private_key *key, const struct key_proof_settings *settings,
                   struct key_proof *proof);
void exchange_prove(const struct private_key *key, const struct key_proof_settings *settings,
                    struct key_proof *proof);
void diffie_hellman_prove(const struct private_key *key, const struct key_proof_settings *settings,
                          struct key_proof *proof);

/* For the provers. Adds a proven key with these proofs (whose buffer it takes
 * over), or a forgery or malformed key that claims these numbers. */
void key_proof_add_proven(struct key_proof *proof, const struct public_numbers *derived,
                          struct buffer *proofs, const char *remark);
void key_proof_add_refuted(struct key_proof *proof, enum verdict verdict,
                           const struct public_numbers *claimed, const char *failure,
                           const char *clause);
/* A lead: numbers longer than are computed with here (RSA_BITS_MAX, DISCRETE_BITS_MAX); `public`:
 * what is attached of it, or NULL. */
void key_proof_add_large(struct key_proof *proof, const struct public_numbers *public);
/* Of a structure that is cut off: true where an attached public half is not the derived one. What
 * cut it off has damaged it, and what its private half makes is nobody's key: it is malformed. */
bool key_proof_refute_cut(struct key_proof *proof, const struct private_key *key,
                          const struct public_numbers *derived, const char *clause);
/* Holds each attached public half against the derived one. */
void key_proof_hold_claims(struct key_proof *proof, const struct private_key *key,
                           const struct public_numbers *derived, const char *clause);

#endif
