#ifndef CASE_FOLDER_H
#define CASE_FOLDER_H

#include "casefile/case_file.h"

/* The folder that a case lives in: makes it, says whether it is one, and takes
 * the lock. Nothing is changed in a folder that is refused. */

/* The descriptor of the lock, which holds until it is closed, even where the process
 * is killed; -1 with a sentence in `why`. Afterwards `directory` holds a case.db that
 * is empty or a case of this version. */
MUST_CHECK int case_folder_take(const char *directory, enum case_access access, char *why,
                                size_t why_room);

/* "DIRECTORY/name", on the heap. NULL when memory ran out. */
char *case_folder_path(const char *directory, const char *name);

#define CASE_DATABASE "case.db"
#define CASE_LOCK     "case.lock"

#endif
