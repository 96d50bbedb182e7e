#include "commands/doctor_command.h"

#include <stdio.h>
#include <stdlib.h>

#include "commands/command.h"
#include "commands/error_line.h"
#include "workers/layers.h"
#include "workers/pool.h"

static bool prepare_nothing(struct bytes settings, void **state)
{
    (void)settings;
    *state = NULL;
    return true;
}

static void do_nothing(void *state, const struct job *job, const struct record_sink *sink)
{
    (void)state;
    (void)job;
    (void)sink;
}

static void release_nothing(void *state)
{
    (void)state;
}

/* A worker is made as a run makes it, for what no question about one layer tells. */
static bool worker_is_made(const char **why)
{
    static const struct worker_body body = { prepare_nothing, do_nothing, release_nothing };
    struct pool *pool = pool_new(1, &body, (struct bytes){ 0 }, why);
    const bool made = pool != NULL;
    pool_free(pool);
    return made;
}

int doctor_command_do(void)
{
    struct layer layers[LAYERS];
    const char *why = "";
    layers_ask(layers);
    for (size_t i = 0; i < LAYERS; i++) {
        (void)printf("%-16s %-3s  %s\n", layers[i].name,
                     layers[i].state == LAYER_THERE ? "yes" : "no", layers[i].detail);
    }
    const bool made = worker_is_made(&why);
    if (made) {
        (void)printf("A run goes on here: each worker is confined before it reads anything.\n");
    } else {
        (void)printf("A run does NOT go on here: %s.\n", why);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return error_line_fatal("cannot write to standard output");
    }
    return made ? EXIT_SUCCESS : EXIT_FATAL;
}
