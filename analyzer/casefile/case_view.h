#ifndef CASE_VIEW_H
#define CASE_VIEW_H

#include "casefile/case_file.h"

/* What the reports read out of a case. Each visit comes in an order that hangs on
 * content alone, never on when something was stored. Windows and texts are good
 * during the call only; false from the visitor stops the visit, which is then false. */

struct case_root_view {
    enum source_kind kind;
    struct bytes path;
    int64_t received;
    struct bytes derived_from;     /* empty: it is what came in */
    uint64_t files, bytes;         /* listed under it; bytes of those whose size is known */
    uint64_t unfinished;           /* files not read to their end */
    uint64_t rows, parsed, failed; /* of certificate sources */
    uint64_t examined, decoded, decoded_examined;
};
MUST_CHECK bool case_each_root_view(struct case_file *file, void *context,
                                    bool (*visit)(void *context,
                                                  const struct case_root_view *root));

struct case_source_view {
    enum source_kind kind;
    struct bytes path, root_path; /* the first begins with the second */
    struct bytes derived_from;    /* as of the root */
    uint64_t size;                /* UINT64_MAX: not known */
    bool done;
    enum outcome outcome;
    struct bytes sha256; /* empty where none was taken */
    uint64_t examined, decoded, decoded_examined;
    uint64_t rows, parsed, failed; /* of a source of certificates */
    uint64_t issuers;
    bool dated; /* its certificates' first notBefore and last notAfter are known */
    int64_t earliest, latest;
};
/* Those of one kind, by path. */
MUST_CHECK bool case_each_source_view(struct case_file *file, enum source_kind kind, void *context,
                                      bool (*visit)(void *context,
                                                    const struct case_source_view *source));
/* The first ones of them, and how many there are: to go through all of them costs as much as to
 * store them. */
MUST_CHECK bool
case_first_source_views(struct case_file *file, enum source_kind kind, uint32_t most, void *context,
                        bool (*visit)(void *context, const struct case_source_view *source));
MUST_CHECK bool case_count_sources(struct case_file *file, enum source_kind kind, uint64_t *count);

struct case_key_view {
    const char *name;
    enum verdict verdict;
    bool has_identity, has_claim;
    struct public_identity identity, claimed;
};

struct case_key_sighting {
    struct bytes path, provenance;
    int64_t received;          /* of the root */
    struct bytes derived_from; /* likewise */
    uint8_t sha256[SHA256_LENGTH];
    const char *encoding;
    const char *failure, *clause, *remark; /* NULL without */
    int64_t mail_date;                     /* MAIL_DATE_UNKNOWN without */
    bool mail_date_is_received, has_mail;
    struct bytes mail_from, mail_subject, message_id;
    struct bytes local_key_id; /* empty without */
};
typedef bool case_key_sighting_visit(void *context, const struct case_key_view *key,
                                     const struct case_key_sighting *sighting);
/* Sightings by key (name, verdict, claim), then by place. One that stands in two
 * roots under one path comes once, with the earlier receipt. */
MUST_CHECK bool case_each_key_sighting(struct case_file *file, void *context,
                                       case_key_sighting_visit *visit);
/* Of these, in the same order, those of keys that a certificate is known for, by what they are
 * or claim to be; perhaps some more. */
MUST_CHECK bool case_each_certified_sighting(struct case_file *file, void *context,
                                             case_key_sighting_visit *visit);

/* A certificate where it stands in the evidence, or a request for one, by path and place; not
 * where its key was proven: that is known to be no other. */
struct case_evidence_certificate {
    bool is_request; /* of it nothing is known but path, provenance and identity */
    struct bytes path, provenance, serial, issuer_dn;
    uint8_t sha256[SHA256_LENGTH];
    uint32_t flags;
    struct bytes local_key_id; /* empty without */
    bool has_identity;
    struct public_identity identity;
};
MUST_CHECK bool case_each_evidence_certificate(
    struct case_file *file, void *context,
    bool (*visit)(void *context, const struct case_evidence_certificate *seen));

/* A certificate, wherever it was seen, for whose key the evidence holds a request; a
 * precertificate where its certificate is not known. */
struct case_requested_certificate {
    struct public_identity identity;
    uint8_t sha256[SHA256_LENGTH];
    struct bytes serial, issuer_dn;
};
MUST_CHECK bool case_each_requested_certificate(
    struct case_file *file, void *context,
    bool (*visit)(void *context, const struct case_requested_certificate *seen));

/* A certificate whose key is that of a finding, or is claimed by one. */
struct case_match_view {
    uint8_t sha256[SHA256_LENGTH], raw_spki_sha256[SHA256_LENGTH];
    struct public_identity identity;
    uint32_t flags;
    int64_t not_before, not_after;
    struct bytes serial, issuer_der, issuer_dn, subject_dn, authority_key_id, dns_names;
    struct bytes organization, emails;
    bool in_inventory, in_issuers, in_evidence;
    bool verified;
    uint8_t twin_sha256[SHA256_LENGTH];
    bool ours;      /* given as an issuer, or below one, signature by signature */
    uint64_t below; /* certificates of the inventories that name a CA as their issuer */
    /* What counts of all that verified CRLs and OCSP responses say: the newest fresh word. */
    enum revocation_state state; /* 0: nobody says anything */
    bool ocsp;                   /* a response says it */
    int64_t revoked_at, crl_this_update;
    bool crl_stale; /* its nextUpdate was over at the case's as_of */
    int reason;     /* -1 without */
    uint8_t crl_sha256[SHA256_LENGTH];
};
/* By serial, key, what twins have in common, whether somebody vouches for it,
 * precertificates last, issuer's DER, fingerprint: so that twins stand together. */
MUST_CHECK bool case_each_match_view(struct case_file *file, void *context,
                                     bool (*visit)(void *context,
                                                   const struct case_match_view *match));

/* A serial number beside the hash of a key that was found. */
struct case_hash_view {
    struct bytes spki_sha256, serial, path, provenance;
    const char *identity;
    enum verdict verdict;   /* proven, where the key was */
    bool certificate_known; /* the certificate itself was read somewhere */
};
/* By hash, serial and place; none whose key is gone. */
MUST_CHECK bool case_each_hash_match(struct case_file *file, void *context,
                                     bool (*visit)(void *context,
                                                   const struct case_hash_view *match));

/* The proofs of a proven key that is in certificates. */
struct case_proof_view {
    const char *name;
    struct bytes proofs;
    uint8_t spki_sha256[SHA256_LENGTH]; /* of the public half under which they hold */
};
/* By name. */
MUST_CHECK bool case_each_proof(struct case_file *file, void *context,
                                bool (*visit)(void *context, const struct case_proof_view *proof));

/* Certificates of exactly this SubjectPublicKeyInfo, by fingerprint. */
struct case_proven_certificate {
    uint8_t sha256[SHA256_LENGTH];
    struct bytes serial, issuer_dn, subject_dn;
};
MUST_CHECK bool case_each_certificate_of(
    struct case_file *file, const struct public_identity *identity, void *context,
    bool (*visit)(void *context, const struct case_proven_certificate *certificate));

/* The DER of one certificate with this digest of its SubjectPublicKeyInfo, as that stands there or
 * is written canonically; nothing where there is none. A walk over all of them. */
MUST_CHECK bool case_find_certificate_of(struct case_file *file,
                                         const uint8_t spki_sha256[SHA256_LENGTH],
                                         struct buffer *der);

/* Whether the case has a proven key of this SubjectPublicKeyInfo. */
MUST_CHECK bool case_find_proven(struct case_file *file, const struct public_identity *identity,
                                 bool *found);

/* A proven key, whether or not it is in a certificate. Its proof is empty where none was made. */
struct case_proven_key {
    const char *name;
    struct public_identity identity;
    struct bytes proof;
};
/* By name. */
MUST_CHECK bool case_each_proven_key(struct case_file *file, void *context,
                                     bool (*visit)(void *context,
                                                   const struct case_proven_key *key));

/* A certificate that was given as an issuer's; its key identifier may be empty. */
struct case_given_issuer {
    struct bytes subject_dn, subject_key_id;
};
MUST_CHECK bool case_each_given_issuer(struct case_file *file, void *context,
                                       bool (*visit)(void *context,
                                                     const struct case_given_issuer *issuer));

/* What is kept of one certificate, as it stands. */
struct case_stored_certificate {
    struct buffer der, issuer_der;
    bool has_issuer; /* its signature verifies under a certificate that was given */
    uint8_t issuer_spki_sha256[SHA256_LENGTH]; /* of that one, as it stands */
};
/* *found false: the case has none with this fingerprint. */
MUST_CHECK bool case_read_certificate(struct case_file *file, const uint8_t sha256[SHA256_LENGTH],
                                      struct case_stored_certificate *stored, bool *found);
void case_stored_certificate_clear(struct case_stored_certificate *stored);

/* Journal, by path and place. */
MUST_CHECK bool case_each_journal(struct case_file *file, void *context,
                                  bool (*visit)(void *context, enum source_kind kind,
                                                struct bytes path,
                                                const struct journal_entry *entry));

MUST_CHECK bool case_each_crl(struct case_file *file, void *context,
                              bool (*visit)(void *context, const struct crl_facts *crl));

/* Every proven key by name, and what it was sealed to; none at all where nothing was. */
struct case_sealed_view {
    const char *name;
    struct bytes recipient_sha256, recipient; /* empty: nobody asked for it */
    struct bytes content;                     /* CMS in DER; empty: it is not sealed, */
    struct bytes note;                        /* perhaps because of this */
};
MUST_CHECK bool case_each_sealed(struct case_file *file, void *context,
                                 bool (*visit)(void *context,
                                               const struct case_sealed_view *sealed));
/* Appends the CMS of one key; nothing where it is not sealed. */
MUST_CHECK bool case_read_sealed(struct case_file *file, const char *name, struct buffer *content);

#endif
