#ifndef KEY_EXAMINE_H
#define KEY_EXAMINE_H

#include "candidate.h"
#include "finding.h"
#include "proof_form.h"

/* From a candidate to its verdict: parse (the table in key_form.c), open with a
 * passphrase where it is encrypted, hold the numbers together, prove, make the
 * proof, wipe. */

struct cms_opener;
struct key_sealer;
struct passphrases;
struct key_examiner; /* settings, the passphrases, and a memo of what was examined */

struct key_examiner_settings {
    struct bytes passphrases;  /* one per line, LF or CRLF; copied; the empty one is always tried */
    struct bytes proof_cn;     /* UTF-8 common name of the proof; copied */
    bool proofs;               /* make one for each proven key */
    unsigned proof_forms;      /* and in these forms too (proof_form.h, PROOF_BIT) */
    struct key_sealer *sealer; /* takes each proven key; outlives the examiner; NULL: nobody does */
    /* Opens messages that stand around keys; outlives the examiner; NULL: nothing does. */
    struct cms_opener *opener;
    uint64_t work; /* steps for the passphrases on one key; 0: DERIVATION_SCAN_MAX */
    /* For the keys of one file that cost much or hold against nothing; less than FAILED_WORK_FLOOR:
     * that. */
    uint64_t failed_work;
};

/* One lead that is tried again: which passphrases, and what came of it. */
struct unlock_share {
    uint8_t content_sha256[SHA256_LENGTH]; /* names it */
    uint64_t from, to;                     /* positions, as in passphrases.h */
    struct bytes found;                    /* passphrases found in the evidence, one per line */
    bool met;                              /* it was examined */
    bool opened;                           /* one of them fitted */
    uint64_t next;                         /* behind the last position that was tried */
    bool ended;                            /* none is left */
    bool bounded;                          /* more could have been found than stands in `found` */
};

/* NULL when memory ran out. */
struct key_examiner *key_examiner_new(const struct key_examiner_settings *settings);
void key_examiner_free(struct key_examiner *examiner);

/* The passphrases, for whoever opens something else with them; good as long as it is. */
const struct passphrases *key_examiner_passphrases(const struct key_examiner *examiner);

/* What opens encrypted messages; NULL: nothing does. The setter gives what did before. */
const struct cms_opener *key_examiner_opener(const struct key_examiner *examiner);
struct cms_opener *key_examiner_set_opener(struct key_examiner *examiner,
                                           struct cms_opener *opener);

/* Steps for the passphrases on one key, from here on. */
void key_examiner_set_work(struct key_examiner *examiner, uint64_t work);

/* A new evidence file begins, or a range of so many bytes of one: work that came to nothing in
 * those before it counts no more (FAILED_WORK_FLOOR). Until then there is no end to it. */
void key_examiner_begin_file(struct key_examiner *examiner, uint64_t bytes);

/* From here on the leads of `shares` (in the order of their digests) are tried as those say,
 * and no other closed key is. The shares must outlive that; NULL and 0 end it. `alive` is
 * told now and then that it goes on. */
void key_examiner_unlock(struct key_examiner *examiner, struct unlock_share *shares, size_t count,
                         void *context, void (*alive)(void *context));

struct key_finding_sink {
    void *context;
    void (*found)(void *context, const struct key_finding *finding);
    /* A certificate that lies in the same store, with the name it has there (may be
     * empty); NULL: nobody wants it. */
    void (*certificate)(void *context, struct bytes der, struct bytes alias);
    /* A bound was reached before all of it was examined; NULL: nobody wants it. */
    void (*unread)(void *context, const struct fault *fault);
};

/* Examines one way of reading a candidate. OFFER_TAKEN: it was a key or a lead,
 * and was delivered (an EC forgery as two findings: the point that is proven and
 * the one that was claimed). OFFER_REFUSED: it was neither; but with `last` what
 * is a private key beyond doubt and whose numbers do not hold is delivered as
 * malformed or forged and taken. Deterministic: the same candidate gives the
 * same findings, proofs included. */
enum offer key_examine(struct key_examiner *examiner, const struct candidate *candidate, bool last,
                       const struct key_finding_sink *sink);

/* Loads and uses once all that OpenSSL loads lazily, before the worker gives up
 * its rights: afterwards it asks for memory and, on some curves and after a fork,
 * for getrandom(2) alone. False when something is missing. */
MUST_CHECK bool key_examine_prepare(void);

#endif
