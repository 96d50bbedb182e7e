#ifndef HEAP_GUARD_H
#define HEAP_GUARD_H

#include <stddef.h>

/* Libraries do not tell memory that ran out from input that is wrong: a signature that OpenSSL
 * could not check is one that does not hold, and a proven key would be called forged; an
 * archive would be called damaged. So a process that reads evidence ends as soon as a small block
 * is refused (analyzer/guarded_malloc.c asks here): a worker costs a journal entry, and its job is
 * done again. A large block may be refused, and whoever asked for it goes on: evidence can ask for
 * as much as it likes. */

/* The exit status of a worker that ended so, with which nothing else ends. */
#define HEAP_GUARD_STATUS 33

/* From now on this process, and those that it forks. `line`: what stderr is told before the process
 * ends with status 2; NULL: nothing, and it ends with HEAP_GUARD_STATUS. */
void heap_guard_begin(const char *line);

/* A block of so many bytes was refused. Returns where the asker may go on. */
void heap_guard_refused(size_t size);

#endif
