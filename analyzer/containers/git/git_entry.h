#ifndef GIT_ENTRY_H
#define GIT_ENTRY_H

#include "containers/git/git_object.h"

/* One object as it stands in a pack: its header (gitformat-pack(5)), and what is found out about
 * it. */

#define GIT_ENTRY_HEAD ((size_t)64) /* no header is longer */
#define GIT_NO_ENTRY   UINT32_MAX

struct git_entry {
    uint64_t at;             /* of its header */
    uint64_t length;         /* with its header */
    uint64_t size;           /* that its stream decodes to */
    uint32_t base;           /* number of the object it differs from, or GIT_NO_ENTRY */
    uint32_t child, sibling; /* those that differ from it, as a list */
    uint16_t depth;          /* differences below it */
    uint8_t header;          /* bytes of its header */
    uint8_t type;            /* enum git_type, as it stands */
    uint8_t object;          /* enum git_type, of what it is in the end; GIT_NONE: not known */
    bool identified : 1;     /* `id` is its own; else that of its base, where it says one */
    bool damaged : 1;
    uint8_t id[GIT_ID_SIZE];
};

struct git_header {
    enum git_type type;
    uint64_t size;     /* that its stream decodes to, as it says */
    uint64_t distance; /* of an offset delta */
    struct bytes base; /* of a reference delta */
    size_t length;
};

/* Reads a header, and sees that a zlib stream follows it. `id_size`: bytes of an id. */
MUST_CHECK bool git_header_read(struct bytes head, size_t id_size, struct git_header *header);

#endif
