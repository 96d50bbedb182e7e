#ifndef JUDGE_H
#define JUDGE_H

#include "record.h"

/* Signatures and CRLs, in a worker: which certificates verify under which
 * issuer, which CRLs are genuine, what they say of the certificates asked for.
 *
 * The case is laid out in tables that the coordinator builds from its case file and
 * hands over as sealed memory files: one of issuers and certificates, and then, so that
 * CRLs need not all be in memory, as many as it takes of CRLs beside what the first
 * has found out. */

enum judge_item {
    JUDGE_ISSUER = 1,      /* DER of a CA certificate that the operator gave */
    JUDGE_CERTIFICATE = 2, /* DER of a certificate of a leaked key */
    JUDGE_CRL = 3,         /* bytes of a file of CRLs and OCSP responses */
    /* The first two once more, behind the digest of the certificate that each verifies under
     * (zeros: under none): taken for granted, and nothing is told of them. */
    JUDGE_SETTLED_ISSUER = 4,
    JUDGE_SETTLED_CERTIFICATE = 5
};
/* `source` is the case's number of the file that the item came from: records about
 * the item carry it. False when memory ran out. */
MUST_CHECK bool judge_case_add(struct buffer *table, enum judge_item item, uint32_t source,
                               struct bytes content);
/* What stands in front of an item's content, for who writes that himself. */
MUST_CHECK bool judge_case_head(struct buffer *head, enum judge_item item, uint32_t source,
                                uint64_t length);

/* Delivers, in a stable order: RECORD_VERIFIED for each certificate whose
 * signature verifies under an issuer (name and key both fit); RECORD_CRL for each
 * CRL or OCSP response, verified or why not; RECORD_REVOCATION for each certificate
 * that a verified one speaks of and that was issued by its issuer: the same key, or one
 * that has vouched for it (issuer_chain.h), not just the same name. Each goes by the digest of its
 * file's bytes; where one file holds several, by the digest of its own DER. RECORD_JOURNAL for what
 * could not be read. */
void judge_case_run(struct bytes table, const struct record_sink *sink);

#endif
