#ifndef VOLUME_PARTS_H
#define VOLUME_PARTS_H

#include "containers/archives/volume_name.h"
#include "evidence/ingest.h"

/* Volumes of one content that are parts of one container: members of an archive, attachments of a
 * mail. Those that have names which hardly anything else has (containers/archives/volume_name.h)
 * are held in memory until the container ends, and then put together: a PLACE_READING whose number
 * is that of the first, named `volumes` and what the first is called. As with files
 * (evidence/volume_scan) their bytes say whether they are one. Then one by itself is a leaf, but
 * for a later one that is a container and does not say that it continues another, and for the first
 * where the walk of them as one did not come to its end; else each is what it looks like. One that
 * lacks the one before or behind it is in the journal. */

#define VOLUME_PARTS_READING "volumes " /* and the name of the first */

struct volume_part {
    struct buffer path, content;
    struct place place;      /* its name is a window on the path */
    struct volume_name name; /* so are these */
};

/* Of one container; zeroed = none. */
struct volume_parts {
    struct volume_part *items;
    size_t count, room;
};

/* Holds the part where it is a volume. False where it is none; and where it turns out to be too
 * large, when `front` has what was read of it. */
MUST_CHECK bool volume_parts_take(const struct ingest_frame *frame, struct volume_parts *parts,
                                  const struct place *place, struct stream *content,
                                  struct buffer *front);

/* Gives what is held when the container has ended, and releases it. */
typedef bool volume_parts_give(void *frame, const struct place *place, enum part_nature nature,
                               struct stream *content);
void volume_parts_end(struct ingest_frame *frame, struct volume_parts *parts,
                      volume_parts_give *give);

#endif
