#ifndef REVOCATION_LIST_H
#define REVOCATION_LIST_H

#include "certificates/list_scope.h"

/* A CertificateList (RFC 5280 section 5) taken apart: windows on its DER. Lists
 * of a million entries are usual, so entries are walked, never copied. */
struct revocation_list {
    struct bytes signed_part; /* TBSCertList, whole */
    struct bytes signed_algorithm;
    struct bytes issuer; /* Name, whole */
    int64_t this_update;
    int64_t next_update;             /* INT64_MAX where there is none */
    struct bytes entries;            /* content of revokedCertificates; empty without */
    struct bytes authority_key_id;   /* octets; empty without */
    bool delta;                      /* deltaCRLIndicator: what changed since another list */
    bool numbered;                   /* it has a cRLNumber: */
    struct bytes number;             /* the number's magnitude */
    struct bytes base;               /* of a delta: BaseCRLNumber, the magnitude */
    struct bytes distribution_point; /* value of issuingDistributionPoint; empty without */
    struct list_scope scope;         /* and what it says */
    struct bytes algorithm, signature;
    uint64_t count; /* of entries */
};

/* Takes all of `der` apart and walks all entries once, so that each of them is
 * known to be readable. Refuses a list with a critical extension that this
 * program does not know, on it or on an entry (section 5.2: such a list must not
 * be used). */
MUST_CHECK const struct fault *revocation_list_read(struct bytes der, struct revocation_list *list);

/* Does a CertificateList seem to stand at the front? By its first fields alone. */
bool revocation_list_is_one(struct bytes from);

/* One entry. */
struct revocation_entry {
    struct bytes serial;     /* content octets of the INTEGER */
    struct bytes when;       /* the Time, whole */
    struct bytes extensions; /* of the entry; empty without */
};

/* Takes the next entry of `entries`. False at the end, and where it is damaged
 * (then `entries` is not empty). */
MUST_CHECK bool revocation_entry_take(struct bytes *entries, struct revocation_entry *entry);

/* CRLReason of section 5.3.1; -1 where none stands. */
int revocation_entry_reason(const struct revocation_entry *entry);

/* Has this entry a certificateIssuer (section 5.3.3)? It holds for all entries
 * that follow too, until another one. `name` is the Name, whole; empty where the
 * extension holds none. */
bool revocation_entry_names_issuer(const struct revocation_entry *entry, struct bytes *name);

#endif
