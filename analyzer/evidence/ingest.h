#ifndef INGEST_H
#define INGEST_H

#include "bounds.h"
#include "container.h"
#include "keys/key_examine.h"
#include "record.h"

/* From a content to its leaves: asks what kind of content it is, walks
 * containers, scans leaves, comes back for each part, and sends what is found
 * with the chain of places that leads to it. */

struct certificate_search; /* evidence/certificate_search.h */
struct cms_opener;         /* crypto/cms_opener.h */
struct leaf_scan;          /* candidates/leaf_scan.h */
struct harvest;            /* evidence/harvest.h */
struct joined_pieces;      /* evidence/joined_pieces.h */
struct mail_search;        /* evidence/mail_search.h */
struct shared_walk;        /* evidence/shared_walk.h */
struct shown_place;        /* evidence/shown_place.h */
struct volume_parts;       /* evidence/volume_parts.h */
struct walk_span;          /* evidence/walk_span.h */

/* A walk again to sightings (replay): only the places on their chains are
 * entered, only their spots are delivered. */
struct ingest_target {
    struct place places[CONTAINER_DEPTH_MOST + DECODINGS_MOST + 2]; /* the last is the spot */
    size_t count;
};

/* Malformed keys that do not say whose they are (nameless_keys.h). */
struct nameless_keys {
    uint64_t told, untold;
    struct buffer last; /* place of the last that was not told of, encoded */
};

struct ingest {
    struct key_examiner *examiner;
    const struct record_sink *sink;
    uint32_t file;              /* number that the records carry */
    uint64_t size;              /* of the file, bytes */
    bool divides;               /* it offers shares of large containers to other workers */
    uint32_t shares;            /* offered so far */
    struct shared_walk *shared; /* its one target is a container of which a share is walked */
    const struct ingest_target *targets; /* in their order (replay_target.h); NULL: everything */
    size_t target_count;
    struct harvest *harvest;      /* the texts around its one target are gathered; NULL: keys are */
    struct joined_pieces *pieces; /* pieces of keys at the targets are taken; NULL: none are */
    bool opens;                   /* messages that its targets lead to, which are examined wholly */
    struct mail_search *mails;    /* mails are told of, and nothing else; NULL: none are */
    struct shown_place *shown;    /* the text around its one target is taken; NULL: keys are */
    const struct certificate_search *certificates; /* they alone are looked for; NULL: keys are */

    const struct cms_opener
        *opener;            /* without an examiner: what opens messages; NULL: nothing does */
    uint32_t opening_tries; /* of CMS_TRIES_FILE_MAX: spent, for all messages */

    struct nameless_keys nameless;

    struct leaf_scan *spare; /* of the last leaf, for the next one; NULL: none is idle */

    /* The second ledger: bytes of all members, and how many of them were examined. */
    uint64_t decoded, decoded_examined;
    int64_t work;               /* what is left of CANDIDATE_WORK_FLOOR, for all leaves */
    uint64_t opening_work;      /* of ARCHIVE_PASSPHRASE_WORK_MAX: spent, for all archives */
    uint64_t opening_silent;    /* of it, since the last sign of life */
    uint64_t volume_octets;     /* of LIMIT_VOLUME_BYTES: held now */
    uint64_t fragment_octets;   /* of LIMIT_FRAGMENT_BYTES: held now */
    uint64_t swelling;          /* of LIMIT_SWELLING (swollen_reading.h) */
    uint64_t reading_most;      /* what one thing in a reading may decode to; 0: as everywhere */
    uint64_t expansion_left;    /* what the file may still expand to, in bytes */
    uint64_t expansion_shared;  /* and what is set apart for shares that are offered of it */
    struct progress unreported; /* examined since the last RECORD_PROGRESS */
    struct walk_span *walking;  /* the innermost content that is walked; NULL: none is */
    uint64_t walked;            /* octets of the file, reported */
    uint32_t journalled;        /* entries sent, for LIMIT_JOURNAL_ENTRIES */
    uint32_t fragments[3];      /* told, by kind, for FRAGMENTS_FILE_MAX */
    uint32_t fronts;            /* told, for FRONTS_FILE_MAX */
    uint64_t keys;              /* findings sent */
    uint64_t told;              /* these, certificates, requests: for LIMIT_FINDINGS */
    enum outcome outcome;       /* of the first thing that was not examined */
};

/* Where in the evidence a walk stands: a link of the recursion. */
struct ingest_frame {
    struct ingest *ingest;
    const struct provenance *chain; /* NULL: the evidence file itself */
    unsigned depth, decodings;
    size_t target_from, target_to; /* those targets whose chains lead here */
    struct mail_facts mail;        /* of the nearest mail around; windows on mail_text */
    struct buffer mail_text;
    bool has_mail;
    bool rereads, packed;         /* as its container */
    struct walk_share share;      /* of the container's parts, those that are walked */
    struct volume_parts *volumes; /* that it holds until its container ends; NULL: none are */
};

/* Bytes that a file or stream of that size may expand to. */
uint64_t ingest_expansion(uint64_t size);

/* A link for what stands at the end of `chain` (NULL: the file), below `outer`. */
void ingest_frame_begin(struct ingest_frame *frame, const struct ingest_frame *outer,
                        const struct provenance *chain);

/* Reads `content` to its end. `scanned` = its raw bytes have been or will be
 * scanned by somebody else (a view on a content that is). */
void ingest_content(const struct ingest_frame *outer, const struct provenance *chain,
                    enum part_nature nature, struct stream *content, bool scanned);

/* Walks a container that begins in `content`; raw bytes are scanned elsewhere. */
void ingest_walk(struct ingest_frame *frame, const struct container *container,
                 struct stream *content);

/* The same for a container that must seek, from a stream that cannot: held in
 * memory up to LIMIT_HELD_BYTES. Raw bytes past that go by unscanned. */
void ingest_held(struct ingest_frame *frame, const struct container *container,
                 struct stream *content);

void ingest_frame_clear(struct ingest_frame *frame);

/* Says of a finding in which mail it lies. */
void ingest_add_mail(const struct ingest_frame *frame, struct key_sighting *sighting);

/* Adds to the progress, and reports it now and then: bytes of the file itself, and of what was
 * decoded of it. */
void ingest_progress(struct ingest *ingest, uint64_t bytes);
void ingest_progress_inside(struct ingest *ingest, uint64_t bytes);
/* Reports what there is of it, however little. */
void ingest_progress_end(struct ingest *ingest);

/* Says that the work goes on, where nothing can be counted as read. */
void ingest_alive(struct ingest *ingest);

/* Counts one thing more that is found at `where`. False past the bound, which one entry says, at
 * the first that is not told of. */
MUST_CHECK bool ingest_may_tell(struct ingest *ingest, const struct provenance *chain,
                                const struct place *where);

/* Sends a journal entry. `chain` may be NULL; `where` too. */
void ingest_journal(struct ingest *ingest, const struct provenance *chain,
                    const struct place *where, enum journal_weight weight,
                    const struct fault *fault, uint64_t unread);
/* The same for a place that is encoded, which may be empty. */
void ingest_journal_encoded(struct ingest *ingest, struct bytes provenance,
                            enum journal_weight weight, const struct fault *fault, uint64_t unread);

#endif
