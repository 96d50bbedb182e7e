#ifndef EVIDENCE_FILE_H
#define EVIDENCE_FILE_H

#include <sys/types.h>

#include "bytes.h"

#define EVIDENCE_SIZE_UNKNOWN UINT64_MAX

/* One file of the evidence, as it was when it was listed; not open. */
struct evidence_file {
    struct bytes
        path;         /* the root as it was named, `/`, and the names below it: any bytes but NUL */
    uint64_t size;    /* in bytes; EVIDENCE_SIZE_UNKNOWN for standard input and pipes */
    int64_t modified; /* nanoseconds since 1970 */
    dev_t device;
    ino_t inode;
};

/* Opens it read-only, and without a trace in its access time where the system
 * allows that. The caller closes it. -1, with *fault, when it cannot be read, or
 * when another file stands there than when it was listed. */
MUST_CHECK int evidence_file_open(const struct evidence_file *file, const struct fault **fault);

/* Looks a path up again. False, and nothing changed, when no file stands there, or that could not
 * be asked: then errno says why, and else it is 0. */
MUST_CHECK bool evidence_file_find(struct bytes path, struct evidence_file *file);

/* Opens what stands at `path` (of any length; empty = `at` itself) seen from the
 * directory `at`, with open(2)'s `flags`; those apply to the last name alone.
 * -1 with errno. */
MUST_CHECK int open_beneath(int at, struct bytes path, int flags);

/* Why the system refused, as a static fault. */
const struct fault *fault_of_errno(int error);

/* Is it that no descriptor is left? The evidence is there: who goes on without it loses it. */
bool fault_is_of_descriptors(const struct fault *fault);

#endif
