#ifndef CONFINE_H
#define CONFINE_H

#include <stdbool.h>

#include "outcome.h"

/* Takes all rights from the calling process but reading the descriptors it has
 * or is handed: rlimits, PR_SET_DUMPABLE 0, Landlock where the kernel has it,
 * PR_SET_NO_NEW_PRIVS, a seccomp allow-list whose default kills the process.
 * `channel` is the descriptor of the coordinator; it and standard error are all
 * that can be written to. False, with *why, when the kernel refuses one of them;
 * the caller must then end.
 *
 * What is left, for whoever writes a worker's body: read, pread, lseek, close of
 * descriptors, memory (never executable), clocks, getrandom. Not fstat: glibc
 * makes it newfstatat, which takes paths. With KEYTRAWL_TRAP defined a refused
 * system call is named on standard error before it kills. */
MUST_CHECK bool confine_worker(int channel, const char **why);

/* Workers that are made from now on, and those of processes forked from now on, go on where the
 * kernel has no system call filter, with the other layers alone. */
void confine_without_filter(void);

/* The layers one by one, for who asks what this kernel has. Each is taken on by the calling
 * process for good: it must be a child made for that. */
MUST_CHECK bool confine_filter_holds(void); /* the channel is standard error */
MUST_CHECK bool confine_keeps_rights(void);
MUST_CHECK bool confine_limits_hold(void);
bool confine_refuses_code(void);

/* Keeps all memory of the calling process out of the swap space, where limit or rights allow that.
 */
bool confine_memory(void);

/* No core dump of the calling process, which holds passphrases: RLIMIT_CORE 0, and, unless
 * debuggers are to see it, PR_SET_DUMPABLE 0, which counts where a program takes the dumps. */
MUST_CHECK bool confine_dumps(bool debuggers);

/* Descriptors that a worker may hold at once: the standard ones, its channel,
 * those of one job and of the next, some to spare. */
#define CONFINED_DESCRIPTORS 288

#endif
