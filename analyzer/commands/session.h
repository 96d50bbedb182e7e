#ifndef SESSION_H
#define SESSION_H

#include "casefile/case_file.h"
#include "commands/options/options.h"
#include "commands/progress.h"
#include "workers/pool.h"

/* One run of the program over one case: the workers, the open case file, and
 * what stops it. */
struct session {
    const struct options *options;
    struct pool *pool;
    struct case_file *file;
    struct progress_line *line;
    uint64_t passphrases; /* how many are listed */
    int64_t as_of;        /* seconds since 1970: the clock of the outputs */
    int64_t received;     /* of roots that are new to the case */
    unsigned proof_forms; /* PROOF_BIT of those that are written */
    bool new_proofs;      /* --proof-cn, --proof: other ones than the case has */
    size_t empty_roots;   /* of the evidence of this run: there, and without any file */
    bool only_reads;      /* what it finds is said, and goes into no case */
    bool seals;           /* --seal-to: */
    uint8_t recipient_sha256[SHA256_LENGTH]; /* of the file that it names */
    bool stopped; /* no room on the disk, no memory, an interrupt: `why` says which */
    char why[512];
};

/* Settles in the case what workers are told, closes it, forks what makes the workers, and opens it
 * again. False with `why`. */
MUST_CHECK bool session_open(struct session *session, const struct options *options,
                             enum case_access access);
/* `as_of`, of the command line or the case, which has it from then on. */
MUST_CHECK bool session_settle_clock(struct session *session);
/* The workers alone: for what belongs to no case. `file` stays NULL. */
MUST_CHECK bool session_open_without_case(struct session *session, const struct options *options);
void session_close(struct session *session);

/* One line on stderr: with --verbose, or (`always`) without --quiet. */
void session_say(struct session *session, bool always, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Notes that the case file failed, or anything else that ends the run; the
 * first reason stays. Always false, so that it can be returned. */
bool session_stop(struct session *session, const char *why);
bool session_stop_case(struct session *session);
/* Whether a fault is that no descriptor is left: then the session is stopped. */
bool session_lacks_descriptors(struct session *session, const struct fault *fault);
/* After a pool_run() that failed: says why no worker could be made, if none ever was. */
bool session_stop_workers(struct session *session);

/* For struct pool_client.tick: commits what was stored, draws the progress line,
 * says the state after SIGUSR1 (state_signal.h), and says stop after SIGINT or SIGTERM. */
bool session_tick(struct session *session, const struct progress_state *progress);
/* The same without the commit: for a phase that is kept as a whole or not at all. */
bool session_poll(struct session *session, const struct progress_state *progress);

#endif
