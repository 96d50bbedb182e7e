#ifndef RECORD_H
#define RECORD_H

#include "certificate.h"
#include "checked_proof.h"
#include "finding.h"
#include "fragment.h"
#include "index_source.h"
#include "journal_entry.h"
#include "provenance.h"
#include "walk_share.h"

/* All that a worker ever tells the coordinator. Values of the enum are part of
 * the framing (workers/wire.c). `file` is the number that the job gave. */
enum record_kind {
    RECORD_FILE_BEGIN = 1, /* this file is being read now */
    RECORD_FILE_DONE = 2,
    RECORD_KEY = 3,
    RECORD_CERTIFICATE = 4,
    RECORD_JOURNAL = 5,
    RECORD_PROGRESS = 6,
    RECORD_CRL = 7,
    RECORD_REVOCATION = 8,
    RECORD_VERIFIED = 9,
    RECORD_REPLAYED = 10,
    RECORD_TRIED = 11,
    RECORD_FRAGMENT = 12,
    RECORD_ENTRIES = 13,
    RECORD_INDEXED = 14,
    RECORD_HASH_MATCH = 15, /* of an inventory that names keys by their hash */
    RECORD_MAIL = 16,
    RECORD_REQUEST = 17,
    RECORD_SEALED = 18,
    RECORD_PROOF = 19,
    RECORD_SHOWN = 20,
    RECORD_OPENED = 21,
    RECORD_SHARE = 22
};

/* Rows of a table of which one range of the file tells: from where the first begins to where the
 * first that it leaves to the next range begins, and the line ends between. `to` is 0 where rows
 * are not counted; ROWS_UNKNOWN in both where the range cannot tell. */
struct row_span {
    uint64_t from, to, lines;
};
#define ROWS_UNKNOWN UINT64_MAX

struct file_done {
    enum outcome outcome;
    uint64_t size, examined;            /* raw ledger, bytes */
    uint64_t decoded, decoded_examined; /* second ledger: bytes of all members */
    bool has_digest;                    /* the job took one */
    uint8_t sha256[SHA256_LENGTH];      /* of the whole file */
    struct bytes block_sums;            /* 8 bytes per BLOCK_SUM_SPAN read: same bytes, same sums */
    uint64_t rows, parsed, failed;      /* of a certificate source */
    struct row_span own_rows;           /* of a range of it */
    struct bytes issuers;     /* its issuers: checksum of the name, certificates; u64 each */
    bool dated;               /* it has certificates whose times could be read: */
    int64_t earliest, latest; /* the first notBefore, the last notAfter */
};

struct key_sighting {
    struct key_finding finding;
    struct bytes provenance;       /* encoded, with the spot as its last place */
    uint8_t sha256[SHA256_LENGTH]; /* of the bytes taken in the leaf */
    int64_t mail_date;             /* MAIL_DATE_UNKNOWN without */
    bool mail_date_is_received;    /* from the topmost Received field, for want of a Date */
    struct bytes mail_from, mail_subject, message_id;
    bool has_mail;
    struct bytes local_key_id; /* of PKCS#12, where attributes in text say it; empty without */
};

struct certificate_sighting {
    struct certificate certificate;
    struct bytes provenance;
    struct bytes local_key_id; /* as of a key */
    bool matched;              /* an inventory's: its key is in the key index */
};

/* A request for a certificate (PKCS#10) in the evidence: whose key it names. */
struct request_sighting {
    struct public_identity identity;
    struct bytes provenance;
};

/* A serial number beside the hash of a key that is in the key index. */
struct hash_match {
    uint8_t spki_sha256[SHA256_LENGTH];
    char identity[KEY_IDENTITY_TEXT];
    struct bytes serial; /* digits as they stand, in small letters; empty where none do */
    struct bytes provenance;
};

/* What --crl takes. Values stand in the case file. */
enum crl_form { CRL_FORM_LIST = 1, CRL_FORM_DELTA = 2, CRL_FORM_OCSP = 3 };

struct crl_facts {
    uint8_t sha256[SHA256_LENGTH]; /* of the file's bytes as given */
    enum crl_form form;
    struct bytes issuer_dn;
    int64_t this_update, next_update; /* next_update INT64_MAX where there is none */
    uint64_t entries;
    bool numbered;                /* a list with a cRLNumber: */
    struct bytes number, base;    /* that, and of a delta BaseCRLNumber; without leading zeros */
    uint8_t scope[SHA256_LENGTH]; /* the issuer's key and name, and what the list covers */
    bool verified;                /* signature holds under a known issuer */
    uint8_t issuer_sha256[SHA256_LENGTH]; /* that issuer's certificate */
    struct bytes failure;                 /* why it is not verified; empty when it is */
};

/* What a list or a response says of a certificate. Values stand in the case file; a list only
 * says of whom it revokes, so the others are of OCSP (RFC 6960 section 2.2). */
enum revocation_state { REVOCATION_REVOKED = 1, REVOCATION_GOOD = 2, REVOCATION_UNKNOWN = 3 };

struct revocation {
    uint8_t crl_sha256[SHA256_LENGTH];
    uint8_t certificate_sha256[SHA256_LENGTH];
    int64_t revoked_at;
    int reason; /* CRLReason of RFC 5280 section 5.3.1; -1 where none stands */
    enum revocation_state state;
    bool ocsp;                        /* a response says so, not a list */
    int64_t this_update, next_update; /* of what says so; next_update as in crl_facts */
};

struct verified_certificate {
    uint8_t certificate_sha256[SHA256_LENGTH];
    uint8_t issuer_sha256[SHA256_LENGTH]; /* its signature verifies under this one's key */
};

struct progress {
    /* Examined since the last one: of the file itself, each once; and of what was decoded of it. */
    uint64_t bytes, inside;
    uint64_t walked; /* octets of the file whose parts were come to, and all that is in them */
};

struct replayed {
    uint64_t number; /* of the sighting, as the job named it */
    char identity[KEY_IDENTITY_TEXT];
    enum verdict verdict;
    uint8_t sha256[SHA256_LENGTH];
    struct bytes proof;
};

/* The text around a sighting (JOB_SHOW). Nothing of it that a key could be made of is left, and
 * all of it is printable ASCII and LF. */
struct shown {
    uint64_t number; /* of the sighting, as the job named it */
    bool reached;    /* the walk came to the place: */
    uint32_t depth;  /* the text is around the place of the chain with so many before it */
    struct bytes before, behind; /* SHOWN_WINDOW bytes each at most */
    bool has_digest;
    uint8_t sha256[SHA256_LENGTH]; /* of the evidence file, as it is now */
};

/* A proven key, closed for whom --seal-to names; behind the record that says it is proven. */
struct sealing {
    char identity[KEY_IDENTITY_TEXT];
    uint8_t recipient_sha256[SHA256_LENGTH]; /* of that one's certificate */
    struct bytes recipient;                  /* its subject, UTF-8 */
    struct bytes content;                    /* CMS in DER; empty: it could not be closed, */
    struct bytes note;                       /* because of this */
};

/* Passphrases were tried on a lead (JOB_UNLOCK). What opens comes as RECORD_KEY before it. */
struct tried {
    uint8_t content_sha256[SHA256_LENGTH];
    uint64_t next; /* the first position that was not tried, as in keys/passphrases.h */
    bool ended;    /* no passphrase is left */
    bool opened;   /* one fitted: keys of it that were not told to be closed are so no more */
    bool bounded;  /* more stands around it than was looked through for words, or was tried */
};

/* A piece of a key that was cut apart, where it stands, and what tells the mail around it
 * (evidence/mail_thread.h; empty outside of any). */
struct fragment_sighting {
    struct fragment_facts facts;
    struct bytes provenance; /* encoded, with the spot as its last place */
    struct bytes thread;
};

/* Of a source that is listed for a certificate index: 16 octets each, key and place, the
 * place with the offset in the source for its address (inventory/certificate_index.h). */
struct index_entries {
    struct bytes content;
};

/* A source of a certificate index, and where in it something is to be read again. */
struct indexed_source {
    struct index_source source;
    bool walked;         /* all of it */
    struct bytes places; /* else 8 octets each: offsets, rising */
};

/* A mail of the thread of a closed key, or around one (JOB_THREAD). */
struct mail_sighting {
    struct bytes provenance; /* encoded, of the mail, with a spot of no extent as its last place */
    struct bytes thread;     /* evidence/mail_thread.h */
};

/* An encrypted message that found keys opened (JOB_DECRYPT); what is in it came before. */
struct opened_message {
    uint64_t number;                    /* in the order of the job, from 1 */
    uint64_t decoded, decoded_examined; /* as in file_done: of what it holds */
};

/* A share of the walk of a container, which may be handed to any worker (JOB_SCAN). */
struct share_offer {
    uint64_t number; /* of those that are offered of the file, from 0 */
    struct walk_share share;
    struct bytes container; /* its provenance, encoded; empty: the file itself */
};

struct record {
    enum record_kind kind;
    uint32_t file;
    union {
        struct file_done done;
        struct key_sighting key;
        struct certificate_sighting certificate;
        struct journal_entry journal;
        struct hash_match hash_match;
        struct progress progress;
        struct crl_facts crl;
        struct revocation revocation;
        struct verified_certificate verified;
        struct replayed replayed;
        struct tried tried;
        struct fragment_sighting fragment;
        struct index_entries entries;
        struct indexed_source indexed;
        struct mail_sighting mail;
        struct request_sighting request;
        struct sealing sealing;
        struct opened_message opened;
        struct checked_proof proof;
        struct shown shown;
        struct share_offer share;
    };
};

/* Where a worker's body delivers. Windows are good during the call only. */
struct record_sink {
    void *context;
    void (*record)(void *context, const struct record *record);
};

#endif
