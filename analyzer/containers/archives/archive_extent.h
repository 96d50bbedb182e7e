#ifndef ARCHIVE_EXTENT_H
#define ARCHIVE_EXTENT_H

#include "containers/archives/archive_member.h"
#include "containers/archives/archive_reading.h"
#include "provenance.h"

struct archive_entry;

/* Is it a zip's member of this method? As libarchive names methods, in parentheses. */
bool archive_extent_is_zip(const struct archive_reading *reading, const char *method);

/* Where the octets of a member begin in the archive, and how many they are where they stand there
 * as they are. Of a packed one the place from which on its packed octets stand, and no length: it
 * has none of its octets in there as they are, so a raw copy beside it is another place
 * (casefile/sighting_fold.h). Both stay 0 where neither is known.
 *
 * `member` was begun and nothing of it taken; its front may be drawn. */
void archive_extent_set(const struct archive_reading *reading, struct archive_entry *entry,
                        struct archive_member *member, struct place *place);

#endif
