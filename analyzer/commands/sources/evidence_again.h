#ifndef EVIDENCE_AGAIN_H
#define EVIDENCE_AGAIN_H

#include "commands/session.h"
#include "commands/sources/evidence_file.h"

/* Evidence that a phase reads once more after the scan. What is gone or changed meanwhile, the
 * phase goes on without. What merely finds no descriptor left is there all the same, and a phase
 * that went on would lose it: then the session stops, so that the next run reads it. */

/* As evidence_file_find(). */
MUST_CHECK bool evidence_again_find(struct session *session, struct bytes path,
                                    struct evidence_file *file);
/* False, too, where the file has another size or time than when it was scanned. */
MUST_CHECK bool evidence_again_find_as(struct session *session, struct bytes path, uint64_t size,
                                       int64_t modified, struct evidence_file *file);
/* As evidence_file_open(). */
MUST_CHECK int evidence_again_open(struct session *session, const struct evidence_file *file,
                                   const struct fault **fault);

#endif
