#ifndef MATCH_ENTRY_H
#define MATCH_ENTRY_H

#include "certificates/certificate_status.h"
#include "reports/baseline.h"
#include "reports/key_offer.h"

/* One line of the list: a certificate of a key that was found, or a precertificate and
 * its certificate (one serial, key and content; BR 4.9.9), with its one status. */

#define FINDING_ID_TEXT 33 /* 32 hex digits */

struct match_entry {
    size_t number;      /* in the list, from 0 */
    struct buffer text; /* while it is read, owns what the windows show */
    struct bytes serial, issuer_dn, subject_dn, authority_key_id, dns_names, organization, emails;
    struct bytes serial_decimal; /* empty for a serial past every bound */
    bool has_final, has_precertificate;
    uint8_t sha256[SHA256_LENGTH], precertificate_sha256[SHA256_LENGTH];
    uint8_t raw_spki_sha256[SHA256_LENGTH];
    struct public_identity identity;
    const char *identity_text; /* in the list; NULL while it is read */
    uint32_t flags;
    int64_t not_before, not_after;
    bool in_inventory, in_issuers, in_evidence, verified;
    bool ours;                   /* of an issuer that was given, or of one below it */
    uint64_t below;              /* certificates that name this CA as their issuer */
    enum revocation_state state; /* 0: no verified CRL or OCSP response speaks of it */
    bool revoked;                /* `state` says so */
    bool ocsp;                   /* a response says it, not a CRL */
    bool crl_stale;              /* what is stale is reported and decides nothing */
    int64_t revoked_at, crl_this_update;
    int crl_reason;
    uint8_t crl_sha256[SHA256_LENGTH];
    const struct key_offer *offer; /* never NULL */
    struct judgement judgement;
    struct judgement if_proven; /* what a lead would make of it once it is opened; else the same */
    char finding_id[FINDING_ID_TEXT];
    /* Beside the baseline: of what is to be revoked, and of roots, new is also what was known and
     * not yet that. */
    enum novelty novelty;
};

struct match_list {
    struct match_store *store; /* owns the entries */
    size_t count;
};

/* The offers must outlive the list, and the case. False when memory ran out or the case failed. */
MUST_CHECK bool match_list_read(struct match_list *list, struct case_file *file,
                                const struct key_offer_list *offers, bool include_short_lived);
void match_list_mark(struct match_list *list, const struct baseline *baseline);
void match_list_clear(struct match_list *list);
/* CAs first, then by issuer, serial, fingerprint; also their addresses rise so. An entry is good
 * while the list is; who goes through them in order holds a few of them in memory. */
const struct match_entry *match_list_at(const struct match_list *list, size_t number);

/* Its SHA-256; of a precertificate alone, that one's. Good while the entry is. */
struct bytes match_fingerprint(const struct match_entry *entry);

/* Whose it is: "ours", of the issuers that were given or of those below them; "other", of
 * another CA whose certificate is known; "private", of nobody that is. Static. */
const char *match_issuer_scope(const struct match_entry *entry);

/* Where the key stood first, as far as mails tell: the earliest date, never before the
 * certificate began nor after the evidence was received. */
int64_t match_compromised_since(const struct match_entry *entry);

#endif
