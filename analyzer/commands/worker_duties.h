#ifndef WORKER_DUTIES_H
#define WORKER_DUTIES_H

#include "workers/pool.h"

/* What a worker does with each kind of job: the one place that knows both the
 * pool and the rooms that parse. */
extern const struct worker_body worker_duties;

/* What all workers are told at their start, laid out for pool_new(). */
struct worker_settings {
    struct bytes passphrases; /* one per line */
    struct bytes proof_cn;
    bool proofs;
    unsigned proof_forms;   /* as in key_examiner_settings */
    struct bytes recipient; /* certificate that proven keys are sealed to; empty: none are */
    uint64_t work;          /* as in key_examiner_settings */
    struct bytes keys;      /* files of --decrypt-with, as worker_settings_add_key() put them */
};
/* Adds the file of a private key to `keys`. False when memory ran out. */
MUST_CHECK bool worker_settings_add_key(struct buffer *keys, struct bytes file);
MUST_CHECK bool worker_settings_write(const struct worker_settings *settings, struct buffer *out);

#endif
