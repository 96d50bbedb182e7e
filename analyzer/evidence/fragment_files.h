#ifndef FRAGMENT_FILES_H
#define FRAGMENT_FILES_H

#include "evidence/ingest.h"
#include "job.h"

/* Messages that were sent in several mails (message/partial, RFC 2046 section 5.2.2) that lie in
 * files of their own, as in a maildir, or in a mailbox that has not all of them. The scan of each
 * reads its header and tells of it (FRAGMENT_MESSAGE); the coordinator knows which belong together,
 * and has them read as one in one job: a PLACE_VOLUMES of the first whose name leads to the others
 * (evidence/fragment_names.h), and in it a PLACE_READING as in a mailbox
 * (containers/mail/message_fragment.h). So what lies in two is not taken for cut off. */

/* Tells of a mail that is a fragment, and where in the file it stands (NULL: it is all of it).
 * False where it is read as it stands: what is in no file by itself, comes by once only, or is
 * walked to again. */
MUST_CHECK bool fragment_files_tell(const struct ingest_frame *frame, struct bytes id,
                                    uint64_t number, uint64_t total, const struct place *spot);

/* Puts together what a file and its volumes have, and reads it. `paths`: the name of the place. */
void fragment_files_scan(struct key_examiner *examiner, const struct job_file *file,
                         struct bytes paths, const struct record_sink *sink);

/* Its content is a file_stream over the set. */
extern const struct container fragment_files_container;

#endif
