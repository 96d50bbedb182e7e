#ifndef DISK_STREAM_H
#define DISK_STREAM_H

#include "bytes/sliding_window.h"
#include "containers/disks/disk_map.h"

/* Clusters of a disk, in the disk's own order. What cannot be read of them is zeros, and counted.
 * It can seek. */
struct disk_stream {
    struct stream stream;
    struct disk_map *map;
    struct sliding_window window;
    struct buffer packed;
    uint64_t from; /* cluster that the stream begins with */
    uint64_t next; /* that is read next */
    size_t skip;   /* octets of it that a jump left behind */
    uint64_t lost; /* octets of clusters that could not be read */
    bool ended;
};

/* Of `octets` at the most, as far as the disk goes. */
void disk_stream_init(struct disk_stream *disk, struct disk_map *map, uint64_t from,
                      uint64_t octets);
void disk_stream_clear(struct disk_stream *disk);

#endif
