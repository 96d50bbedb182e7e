#include "workers/layers.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workers/confine.h"
#include "workers/landlock.h"

/* Whether `probe` holds in a child, which changes nothing of the caller. */
static bool holds_in_child(bool (*probe)(void))
{
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        _exit(probe() ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == EXIT_SUCCESS;
}

static bool cannot_be_dumped(void)
{
    return confine_dumps(false) && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

static bool makes_user_namespace(void)
{
    return unshare(CLONE_NEWUSER) == 0;
}

static struct layer filter_layer(void)
{
    const bool there = holds_in_child(confine_filter_holds);
    struct layer layer = { .name = "seccomp", .state = there ? LAYER_THERE : LAYER_DEMANDED };
    (void)snprintf(layer.detail, sizeof(layer.detail), "%s",
                   there ? "a system call that workers may not make ends the worker"
                         : "nothing keeps a worker that was taken over from system calls");
    return layer;
}

static bool landlock_holds(void)
{
    return confine_keeps_rights() && landlock_confine();
}

static struct layer landlock_layer(void)
{
    const long version = landlock_version();
    struct layer layer = { .name = "Landlock",
                           .state = version > 0 && holds_in_child(landlock_holds) ? LAYER_THERE
                                                                                  : LAYER_MISSING };
    if (layer.state == LAYER_THERE) {
        (void)snprintf(layer.detail, sizeof(layer.detail), "ABI %ld: no file%s%s besides", version,
                       version >= 4 ? ", no network" : "",
                       version >= 6 ? ", no signal to others" : "");
    } else {
        (void)snprintf(layer.detail, sizeof(layer.detail),
                       "seccomp alone keeps workers from files");
    }
    return layer;
}

static struct layer plain_layer(const char *name, bool (*probe)(void), enum layer_state without,
                                const char *there, const char *missing)
{
    struct layer layer = { .name = name, .state = holds_in_child(probe) ? LAYER_THERE : without };
    (void)snprintf(layer.detail, sizeof(layer.detail), "%s",
                   layer.state == LAYER_THERE ? there : missing);
    return layer;
}

void layers_ask(struct layer layers[LAYERS])
{
    size_t at = 0;
    layers[at++] = filter_layer();
    layers[at++] = landlock_layer();
    layers[at++] = plain_layer("no new rights", confine_keeps_rights, LAYER_DEMANDED,
                               "a worker gains none (PR_SET_NO_NEW_PRIVS)",
                               "a worker could gain some (PR_SET_NO_NEW_PRIVS)");
    layers[at++] = plain_layer("limits", confine_limits_hold, LAYER_DEMANDED,
                               "of memory, files, processes and descriptors (setrlimit)",
                               "those of a worker cannot be set (setrlimit)");
    layers[at++] = plain_layer("no core dumps", cannot_be_dumped, LAYER_DEMANDED,
                               "of a worker, nor of the program itself (PR_SET_DUMPABLE)",
                               "what a worker holds may get into a file (PR_SET_DUMPABLE)");
    layers[at++] = plain_layer("no new code", confine_refuses_code, LAYER_MISSING,
                               "what was writable never runs (PR_SET_MDWE)",
                               "before Linux 6.3; seccomp refuses executable memory all the same");
    layers[at++] = plain_layer("user namespaces", makes_user_namespace, LAYER_MISSING,
                               "there, and not needed: a worker can make none",
                               "closed to this user, and not needed");
    layers[at++] = plain_layer("locked memory", confine_memory, LAYER_MISSING,
                               "nothing of a worker gets into the swap space",
                               "too little for a worker, which may be swapped out (ulimit -l)");
}
