#ifndef FRAGMENT_SETS_H
#define FRAGMENT_SETS_H

#include "commands/session.h"
#include "evidence/fragment_names.h"

/* A message is put together anew after each scan, of more fragments where more came in: what was
 * seen in it before, under the name of a lesser set, is seen again under that of the new one. */

struct fragment_file {
    uint32_t source;
    uint32_t number, total;
    struct bytes id, path;     /* windows on texts of who has them */
    struct fragment_span span; /* of it in the file */
    uint64_t size;             /* when it was scanned */
    int64_t modified;
    bool done;
    uint64_t job; /* that read it with the others, to the end; 0: none */
};

/* Alone in its file. */
bool fragment_sets_is_whole(const struct fragment_file *file);

/* Drops sightings in sets that lie in the one of a job and are less than it, of what that job has
 * seen too; and of malformed keys, which are what was cut off. All else stays. False when the
 * session must stop. */
MUST_CHECK bool fragment_sets_settle(struct session *session, const struct fragment_file *files,
                                     size_t count, uint64_t jobs);

#endif
