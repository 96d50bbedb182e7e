#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "outcome.h"

/* The command line, GNU style: options and operands in any order, `--` ends the
 * options, an option that takes PATH... takes all words up to the next option. */

enum command {
    COMMAND_RUN,
    COMMAND_SCAN,
    COMMAND_MATCH,
    COMMAND_UNLOCK,
    COMMAND_REPORT,
    COMMAND_CHECK,
    COMMAND_EXPORT,
    COMMAND_REPLY,
    COMMAND_VERIFY_PROOF,
    COMMAND_VERIFY,
    COMMAND_COVERAGE,
    COMMAND_SHOW,
    COMMAND_KEYS,
    COMMAND_CERTS,
    COMMAND_JOURNAL,
    COMMAND_SIGHTINGS,
    COMMAND_EXPLAIN,
    COMMAND_DIFF,
    COMMAND_DOCTOR,
    COMMAND_INDEX_BUILD,
    COMMAND_INDEX_INFO,
    COMMAND_INDEX_VERIFY
};

struct path_list {
    const char **paths; /* pointers into argv */
    size_t count;
};

#define TIME_NOT_GIVEN INT64_MIN

struct options {
    enum command command;
    struct path_list decrypt_with;                   /* private keys for encrypted messages */
    struct path_list evidence, certs, crls, issuers; /* evidence: the operands of any command */
    const char *out;                                 /* CASE; the FILE of an index */
    const char *passphrases;                         /* path; NULL without */
    const char *certs_column;               /* the only one of tables to be read; NULL: all */
    const char *baseline;                   /* path; NULL without */
    const char *contacts, *public_suffixes; /* paths; NULL without */
    const char *proof_cn;                   /* NULL: not given */
    const char *seal_to;                    /* path of a certificate; NULL without */
    const char *directory;                  /* URL of an ACME server; NULL without */
    struct path_list proofs;                /* names of forms, as given */
    struct path_list cert;                  /* certificates that a proof is to be of */
    const char *format, *issuer, *to;       /* of an export; NULL without */
    const char *derived_from;               /* of all evidence of this run; NULL: nothing */
    const char *evidence_root;              /* of a reply; NULL: all */
    const char *sign_manifest, *signer;     /* paths of a key and its certificate */
    const char *subscribers;                /* folder for letters; NULL without */
    struct path_list status;                /* names of statuses, as given */
    struct path_list limits;                /* NAME=VALUE, as given: of limit.h */
    const char *color;                      /* auto, always, never; NULL: auto */
    const char *columns;                    /* of a listing, with commas; NULL: the usual ones */
    const char *domain, *verdict, *path;    /* what a listing is to have; NULL: anything */
    int64_t as_of, received, since;         /* seconds since 1970; TIME_NOT_GIVEN */
    uint64_t passphrase_work;               /* steps of key derivation for all leads */
    unsigned jobs;                          /* default: the number of processors */
    bool passphrase_work_given;             /* and not what it is by default */
    bool unconfined;                        /* go on where the kernel has no seccomp */
    bool all;                               /* the exit status speaks of old and new */
    bool no_proofs, no_digest, include_short_lived, shared_primes, harvest, decrypt_found, list,
        redacted, json, csv, dry_run, quiet, verbose, new_alone;
};

enum options_end {
    OPTIONS_GO,   /* do the command */
    OPTIONS_EXIT, /* help or version was printed: exit 0 */
    OPTIONS_USAGE /* one line was printed to stderr: exit 2 */
};

/* Reads the command line. options_clear() afterwards in any case. */
enum options_end options_read(int argc, char **argv, struct options *options);
void options_clear(struct options *options);

#endif
