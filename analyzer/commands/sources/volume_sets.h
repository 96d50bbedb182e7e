#ifndef VOLUME_SETS_H
#define VOLUME_SETS_H

#include "commands/sources/source_list.h"
#include "job.h"

/* Which files are volumes of one content, as their names have it
 * (containers/archives/volume_name.h). */

/* Links the volumes of each set in a list. What is missing of one, so that not all that there is
 * can be put together, each source knows. A set of which a file has yet to be read is read anew as
 * a whole. False when memory ran out. */
MUST_CHECK bool volume_sets_find(struct source_list *list);

/* Opens the volumes behind a source into the job, for its file at that position: as far as they are
 * there, of which each says so itself. Where no descriptor is left for one, the session must stop.
 */
void volume_sets_open(struct session *session, const struct source_list *list,
                      const struct source *first, struct job *job, size_t at);

/* Opens those that a chain of places leads to, where it begins with a set, behind its first volume.
 * Once per file of a job, whatever else stands in it. Where no descriptor is left for one, the
 * session must stop. */
void volume_sets_reopen(struct session *session, struct bytes path, struct bytes provenance,
                        struct job *job, size_t at);

/* Journals what is missing beside a source. *outcome changes where something was not read.
 * False when the session must stop. */
MUST_CHECK bool volume_sets_journal(struct session *session, const struct source_list *list,
                                    const struct source *source, enum outcome *outcome);

#endif
