#ifndef WORKER_LOOP_H
#define WORKER_LOOP_H

#include "workers/file_mark.h"
#include "workers/pool.h"

/* The worker's side: gives up its rights, then works off one job after the
 * other until the coordinator closes the channel. `state` is what prepare() made,
 * `mark` tells the coordinator which file it is at. Never returns. */
_Noreturn void worker_loop(int channel, struct file_mark *mark, const struct worker_body *body,
                           void *state);

#endif
