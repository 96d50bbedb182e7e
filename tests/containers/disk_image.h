#ifndef DISK_IMAGE_H
#define DISK_IMAGE_H

#include "buffer.h"
#include "containers/disks/disk_walk.h"
#include "stream.h"

/* What the walk of a disk image told of it. */
struct disk {
    struct buffer octets; /* of the disk, as far as `part` puts them together */
    unsigned parts, unread, notes;
    uint64_t number;
};

static inline void disk_journal(void *context, const struct place *where,
                                enum journal_weight weight, const struct fault *fault,
                                uint64_t unread)
{
    struct disk *disk = context;
    (void)where;
    (void)fault;
    (void)unread;
    disk->unread += weight == JOURNAL_UNREAD;
    disk->notes += weight == JOURNAL_NOTE;
}

/* `part` is told of the disk. */
static inline const struct fault *
disk_walk_image(struct bytes image, struct disk *disk,
                bool (*part)(void *context, const struct place *place, enum part_nature nature,
                             struct stream *content))
{
    const struct container_sink sink = { .context = disk, .part = part, .journal = disk_journal };
    struct memory_stream memory;
    memory_stream_init(&memory, image);
    return disk_container.walk(&memory.stream, &sink);
}

#endif
