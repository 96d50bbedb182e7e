#ifndef LAYERS_H
#define LAYERS_H

#include <stdbool.h>
#include <stddef.h>

/* What this kernel gives to hold a worker, asked one by one in processes of their own, so that the
 * caller keeps all its rights. Whether a worker can be confined as a whole, pool_new() tells. */

enum layer_state {
    LAYER_THERE,
    LAYER_MISSING, /* a run goes on without it */
    LAYER_DEMANDED /* missing, and no run goes on without it, unless that is asked for */
};

struct layer {
    const char *name;
    enum layer_state state;
    char detail[128]; /* what it does, or what its want means; one line */
};

#define LAYERS 8

void layers_ask(struct layer layers[LAYERS]);

#endif
