#ifndef CERTIFICATE_STATUS_H
#define CERTIFICATE_STATUS_H

#include "certificate.h"
#include "finding.h"

/* The judgement that makes a match a revocation: exactly one status per
 * certificate of a leaked key, the first row of the table that fits
 * (docs/revocation.md). A pure function. */

enum certificate_status {
    STATUS_CERTIFICATE_UNVERIFIED = 1,
    STATUS_LEAD,
    STATUS_DO_NOT_REVOKE,
    STATUS_REVOKED,
    STATUS_REVOKED_OTHER_REASON,
    STATUS_REVOKED_REASON_UNKNOWN,
    STATUS_EXPIRED,
    STATUS_EXPIRED_REVIEW,
    STATUS_SHORT_LIVED_EXEMPT,
    STATUS_ROOT,
    STATUS_REVOKE_CA,
    STATUS_REVOKE
};

struct status_facts {
    uint32_t flags; /* of enum certificate_flag */
    int64_t not_before, not_after;
    bool in_inventory; /* its fingerprint stands in one */
    bool verified;     /* its signature verifies under a given issuer */
    bool proven;       /* some key offered for it is proven */
    bool computed;     /* that key stood nowhere: it was computed */
    bool lead;         /* some key offered for it is a lead: encrypted or unsupported */
    bool revoked;      /* a verified CRL says so */
    int reason;        /* CRLReason; -1 without */
    int64_t received;  /* when the evidence was received, seconds since 1970 */
    bool include_short_lived;
};

struct judgement {
    enum certificate_status status;
    bool listed; /* stands in revoke.csv */
    bool has_deadline;
    int64_t deadline;   /* seconds since 1970 */
    const char *clause; /* "BR 4.9.1.1 (3)"; static */
};

struct judgement certificate_judge(const struct status_facts *facts);

/* "revoke", "revoke_ca", ... Static. */
const char *certificate_status_name(enum certificate_status status);

#endif
