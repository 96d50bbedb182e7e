#ifndef DISK_MAP_H
#define DISK_MAP_H

#include "buffer.h"
#include "container.h"
#include "stream.h"

/* Where the clusters of a disk stand in an image of it: what a virtual machine, or an examiner's
 * program, writes in the order in which it comes. */

enum disk_state {
    DISK_HOLE,    /* zeros, or in no file at all */
    DISK_PLAIN,   /* as they are */
    DISK_DEFLATE, /* RFC 1951, in any part of `length` */
    DISK_ZLIB,    /* RFC 1950 */
    DISK_ZSTD,
    DISK_GRAIN /* of VMDK: a number of the sector, the length, zlib */
};

struct disk_place {
    enum disk_state state;
    uint64_t offset, length; /* in the image */
    uint64_t holes;          /* so many clusters from this one are holes */
};

struct disk_map {
    struct stream *content; /* the image; it seeks */
    uint64_t size;          /* of the disk */
    size_t cluster;         /* octets of one */
    uint64_t told;          /* clusters that its tables have room for; 0: as many as the disk */
    void (*locate)(struct disk_map *map, uint64_t index, struct disk_place *place);
    const struct fault *remark; /* what of the disk is in no part of this file; NULL: nothing */
    const struct fault *note;   /* what is not as it should be, and was read; NULL: nothing */

    struct buffer tables; /* of the first level, as in the image */
    struct buffer table;  /* one of the second level */
    uint64_t loaded;      /* which; UINT64_MAX: none */
    uint64_t work;        /* entries of tables that were loaded */
    uint64_t looked_up;   /* places of clusters, by the walk */
    size_t entries;       /* of one such table */
    unsigned bits;        /* qcow2: of a cluster; VHDX: blocks of a chunk */
    size_t ahead;         /* octets of a block before its data */
    bool zstd, packed;
};

/* One kind of image: does it begin so, and what does its header say? The map is zeroed but for the
 * content; NULL where it was read. What was taken is released by disk_map_clear(). */
struct disk_format {
    const char *name;
    bool (*recognise)(struct bytes head);
    const struct fault *(*open)(struct disk_map *map);
};
extern const struct disk_format disk_ewf, disk_qcow2, disk_vmdk, disk_vdi, disk_vhd, disk_vhdx;

void disk_map_clear(struct disk_map *map);

/* Octets of the image, a copy. False where they are not all there, or memory ran out. */
MUST_CHECK bool disk_map_read(struct disk_map *map, uint64_t offset, size_t count,
                              struct buffer *into);

/* Loads table `number` of the second level. False as well where that is more work than any disk
 * takes. */
MUST_CHECK bool disk_map_load(struct disk_map *map, uint64_t number, uint64_t offset,
                              size_t octets);

extern const struct fault disk_map_damaged; /* the tables lead nowhere */

uint64_t disk_big(struct bytes bytes, size_t at, size_t width);

#endif
