#ifndef ARCHIVE_GAPS_H
#define ARCHIVE_GAPS_H

#include "containers/archives/archive_member.h"
#include "containers/archives/archive_reading.h"
#include "provenance.h"

/* What stands between the members of an archive, or in front of them, where anything may: between
 * the files of an image of a disc, in the system area before them, around the payload of an RPM. It
 * is looked through once the members were given, where the content can go back (and of a tar
 * anywhere): archive_kind's `room` says of which formats.
 *
 * What a member takes is what it showed. Of one that nobody has read, as of most that a walk again
 * comes by, it is what its header claims, or all up to the next, unless something that is looked
 * for may stand there: then it is read. */

/* Before libarchive is opened. */
void archive_gaps_begin(struct archive_reading *reading);

/* Before the first of the member is asked for. */
void archive_gaps_enter(struct archive_reading *reading, struct archive_member *member);

/* When the sink has had it. `place`: as it was given. */
void archive_gaps_leave(struct archive_reading *reading, struct archive_member *member,
                        const struct place *place);

/* Before libarchive is closed, which has come to `end`. */
void archive_gaps_end(struct archive_reading *reading, uint64_t end);

/* Carves what no member takes. `said`: where the archive ends by its front, or 0. */
void archive_gaps_walk(struct archive_reading *reading, uint64_t said);

void archive_gaps_clear(struct archive_reading *reading);

#endif
