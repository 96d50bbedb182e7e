#ifndef EXAMINATION_H
#define EXAMINATION_H

#include "candidate.h"
#include "crypto/private_key.h"
#include "crypto/proof_memo.h"
#include "crypto/proof_work.h"
#include "finding.h"
#include "keys/passphrases.h"

/* One candidate on its way to its verdicts: what is read of it is told here, is
 * proven at once, and kept until all of it is known. */

struct examination {
    const struct passphrases *passphrases;
    struct proof_work *work;   /* what may come to nothing; NULL: without end */
    struct proof_memo *proven; /* what keys of this file came to; NULL: nothing is remembered */
    struct bytes proof_cn;
    unsigned proofs;           /* PROOF_BIT of the forms to be made; 0: none */
    struct key_sealer *sealer; /* takes what is proven; NULL: nobody does */
    enum candidate_origin origin;
    bool loose, torn;                      /* as the candidate's */
    uint8_t content_sha256[SHA256_LENGTH]; /* of the candidate's content */
    uint8_t blob_sha256[SHA256_LENGTH];    /* the same, or of the entry that is read now */
    struct key_finding *findings;
    size_t count, room;
    struct bytes alias;        /* of the entry of a store that is read now; empty without */
    bool bounded;              /* STORE_KEYS_MAX was reached, or memory ran out */
    const struct fault *bound; /* the bound, where it is another one; NULL: it is not */
    bool unfinished; /* the work was used up before all was tried that could prove a key */
    bool whole;      /* of such a key all is there: key_is_whole() */
    bool fruitful;   /* a key was proven */
    /* Where many findings go as they come, once they can only be delivered; NULL: all are
     * kept to the end. */
    void *context;
    void (*found)(void *context, const struct key_finding *finding);
    size_t delivered;
    /* Certificates are handed on as they come; NULL: nobody wants them. */
    void (*certificate)(void *context, struct bytes der, struct bytes alias);
    bool certified;                          /* one was handed on */
    const struct candidate_account *account; /* as the candidate's */
    /* Beyond doubt what it says it is, also where nothing of it is to be found: it need not
     * be read in other ways, nor once more from its middle. */
    bool known;
};

void examination_clear(struct examination *examination);

/* Proves a key. `encoding` is static; `opened` too: how it was opened, or NULL. */
void examination_prove(struct examination *examination, const struct private_key *key,
                       const char *encoding, const char *opened);

/* A lead: closed or of an unknown kind, with its public half where it stands in clear
 * (NULL: it does not). `failure` is static. */
void examination_lead(struct examination *examination, enum verdict verdict,
                      const struct public_numbers *public, const char *failure,
                      const char *encoding);

/* The same, where the identity of the public half is known by now (NULL: it is not). */
void examination_lead_of(struct examination *examination, enum verdict verdict,
                         const struct public_identity *identity, const char *failure,
                         const char *encoding);

/* A private key beyond doubt that cannot be read; `claimed` may be NULL. */
void examination_malformed(struct examination *examination, const struct public_numbers *claimed,
                           const char *failure, const char *clause, const char *encoding);

/* Whether a key was proven. */
bool examination_has_proven(const struct examination *examination);

/* Where a key was proven, takes back what was said of damaged ones: they are that key, read
 * less well. Else the first of them stands for all. */
void examination_settle(struct examination *examination);

/* A bound cut something off in which a key, or a way to one, may be: said with the place. The first
 * one counts; `fault` is static. */
void examination_bound(struct examination *examination, const struct fault *fault);

/* Whether one more search for what is missing of a key is allowed where the candidate stands. */
MUST_CHECK bool examination_may_search(struct examination *examination,
                                       const struct candidate *candidate, uint64_t steps);

/* Takes back all that was told. */
void examination_restart(struct examination *examination);

bool examination_has_forged(const struct examination *examination);
/* Takes back what was called forged, and nothing else. */
void examination_retract_forged(struct examination *examination);

/* What is left of a key that was redacted: the proven one alone, or else one that is damaged
 * (`claimed` may be NULL), whatever its octets seemed to say. */
void examination_settle_redacted(struct examination *examination,
                                 const struct public_numbers *claimed, const char *encoding);

/* A certificate that lies beside the keys, with the name it has there (may be empty). */
void examination_certificate(struct examination *examination, struct bytes der, struct bytes alias);

/* These bytes of a store were read as what they are; the rest of it is looked at like any other
 * bytes. Windows on what was opened or put together are nobody's. */
void examination_account(const struct examination *examination, struct bytes window);

/* What follows is about one entry of a store: its own bytes name what has no identity, and
 * the findings have this alias (which has to stay until the next entry; may be empty). */
void examination_enter(struct examination *examination, struct bytes entry, struct bytes alias);

/* From here on what is read stood behind a passphrase that fits, or in a store: nothing
 * stands there by chance, so it is as good as armour. */
void examination_trust(struct examination *examination);

#endif
