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

/* Descriptors that a worker may hold at once: the standard ones, its channel,
 * those of one job and of the next, some to spare. */
#define CONFINED_DESCRIPTORS 288

#endif
