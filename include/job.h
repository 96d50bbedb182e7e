#ifndef JOB_H
#define JOB_H

#include "bounds.h"
#include "bytes.h"
#include "walk_share.h"

/* What the coordinator asks of a worker: files that are open already. */
enum job_kind {
    JOB_SCAN = 1,      /* evidence */
    JOB_INVENTORY = 2, /* certificates; `table` is an inventory_table (inventory/) of the keys,
                          `extra` the one column of tables to be read, or empty */
    JOB_JUDGE = 3,     /* `table` is a judge_case (certificates/): signatures and CRLs */
    JOB_REPLAY = 4,    /* `extra` is the encoded provenance of a sighting: derive it again */
    JOB_UNLOCK = 5,    /* `extra` is a list of leads (evidence_unlock.h): try passphrases on them */
    JOB_JOIN = 6,      /* `extra` says which pieces of keys to put together (evidence_join.h) */
    JOB_LIST = 7,      /* certificates: their entries for a certificate index */
    JOB_LOOK_UP = 8,   /* a certificate index; `table` as for JOB_INVENTORY */
    JOB_PLACES = 9,    /* one inventory, `extra` are offsets in it: read again; `table` as above */
    JOB_INDEX_INFO = 10,   /* a certificate index: its sources */
    JOB_INDEX_VERIFY = 11, /* a certificate index: all of it */
    JOB_THREAD = 12,       /* `extra` says which mails to tell of (mail_search.h) */
    JOB_PROOF = 13,        /* a proof of compromise, and certificates (proof_reading.h) */
    JOB_SHOW = 14,         /* `extra` as of JOB_REPLAY: show the text around it (evidence_show.h) */
    JOB_DECRYPT = 15,      /* `extra` says what to open, and with which keys (evidence_decrypt.h) */
    JOB_FRAGMENTS = 16     /* a file and its volumes are mails with the fragments of one message;
                              `extra` is the name of its place (commands/phases/fragment_paths.h) */
};

enum scan_mode {
    SCAN_WHOLE = 1,  /* digest, raw scan, and the walk into containers */
    SCAN_RAW = 2,    /* digest and raw scan: after a worker was lost */
    SCAN_DIGEST = 3, /* of a large file: the digest alone */
    SCAN_RANGE = 4,  /* of a large file: raw scan of [from, to) */
    SCAN_WALK = 5,   /* of a large file: the walk alone */
    SCAN_SHARE = 6   /* one share of the walk of a container, to which the job's `extra` leads */
};

/* A later volume of a set that a file of the job begins. */
struct job_volume {
    int fd; /* read-only; -1 once it was handed over */
    uint64_t size;
};

struct job_file {
    uint32_t number; /* the coordinator's; stands in every record */
    int fd;          /* read-only; -1 once it was handed over */
    uint64_t size;   /* when it was opened; unknown (UINT64_MAX) for a pipe */
    enum scan_mode mode;
    uint64_t from, to;       /* for SCAN_RANGE */
    struct walk_share share; /* for SCAN_SHARE; and what the worker makes of the job's `extra`: */
    struct bytes container;
    /* Volumes that follow it: positions in the job's, and what the worker makes of these. */
    uint32_t first_volume, volume_count;
    bool continues;  /* it is a later volume itself, by its name */
    bool divides;    /* who asks takes shares of its walk (RECORD_SHARE) */
    bool undigested; /* no SHA-256 is taken: so each range has to see that the file is whole */
    const struct job_volume *volumes;
};

struct job {
    enum job_kind kind;
    uint64_t number;
    size_t count;
    struct job_file files[JOB_FILES_MAX];
    size_t volume_count;
    struct job_volume volumes[JOB_VOLUMES_MAX];
    int table;          /* descriptor of a sealed table, -1 without */
    struct bytes extra; /* of the kind; a window */
};

#endif
