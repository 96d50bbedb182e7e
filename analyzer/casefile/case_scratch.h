#ifndef CASE_SCRATCH_H
#define CASE_SCRATCH_H

#include "casefile/case_file.h"

/* A file without a name in the folder of the case, for what would take too much memory: nobody
 * else sees it, and it goes with its descriptor, also where the process is killed. -1 when there
 * can be none; case_error() has the sentence. */
MUST_CHECK int case_scratch_open(struct case_file *file);
/* Says with case_error() that it cannot be used, because of this errno. Always false. */
bool case_scratch_fail(struct case_file *file, int error);

#endif
