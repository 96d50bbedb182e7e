#include "commands/confined_check.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bytes/heap_guard.h"
#include "keys/key_examine.h"
#include "workers/confine.h"

#define ANSWER_BASE 64  /* no status that a library or a sanitizer ends with */
#define REFUSED     255 /* the process could not be confined */

static _Noreturn void ask(int (*check)(const void *context), const void *context, pid_t parent)
{
    const char *why;
    heap_guard_begin(NULL);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent ||
        !confine_worker(STDERR_FILENO, &why)) {
        _exit(REFUSED);
    }
    _exit(ANSWER_BASE + check(context));
}

bool confined_check(int (*check)(const void *context), const void *context, int *answer,
                    const char **why)
{
    const pid_t parent = getpid();
    int status = 0;
    *why = "no process can be confined for it";
    if (!key_examine_prepare()) { /* what OpenSSL loads when it is first used */
        return false;
    }
    const pid_t child = fork();
    if (child == 0) {
        ask(check, context, parent);
    }
    if (child < 0) {
        return false;
    }
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return false;
        }
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == REFUSED) {
        return false;
    }
    const int said = WIFEXITED(status) ? WEXITSTATUS(status) - ANSWER_BASE : CONFINED_DIED;
    *answer = said >= 0 && said < CONFINED_ANSWERS ? said : CONFINED_DIED;
    return true;
}
