#ifndef VOLUME_NAME_H
#define VOLUME_NAME_H

#include "buffer.h"
#include "bytes.h"

/* Names that programs give to the pieces of one content. A name is a hint: whether the files are
 * such pieces their bytes say (evidence/volume_scan). */

enum volume_style {
    VOLUME_NUMBERED = 1, /* X.001, X.7z.001, X.00 (7z, dd, split -d, FTK) */
    VOLUME_LETTERED,     /* X.aa, Xaa, X.aaa (split) */
    VOLUME_PART,         /* X.part1.rar, X.part01.rar, X.zip.part1 */
    VOLUME_RAR,          /* X.rar, X.r00 ... X.r99, X.s00 */
    VOLUME_ZIP,          /* X.z01 ... X.zip, which is the last */
    VOLUME_EWF           /* X.E01 ... X.E99, X.EAA ... X.EZZ (EnCase, ewfacquire) */
};

#define VOLUME_LAST UINT64_MAX /* number of X.zip */

struct volume_name {
    enum volume_style style;
    struct bytes stem; /* path up to what counts */
    struct bytes tail; /* and behind it; both windows on the path */
    unsigned width;    /* digits or letters, 0 where they are as many as it takes */
    uint64_t number;   /* X.rar is 0 and X.r00 1 */
    bool upper;        /* X.Z01, X.RAR */
    bool archive;      /* files that are none of an archive have no such names */
};

/* False when a path has no such name. */
MUST_CHECK bool volume_name_read(struct bytes path, struct volume_name *name);

/* Order: names of one set beside each other, by number. */
int volume_name_compare(const struct volume_name *one, const struct volume_name *other);
bool volume_name_same_set(const struct volume_name *one, const struct volume_name *other);

/* Is it the next of the same set? X.zip follows the last of X.z01 and so on, whatever number that
 * has. */
bool volume_name_follows(const struct volume_name *name, const struct volume_name *before);

/* Has it the number that the first of a set has? */
bool volume_name_is_first(const struct volume_name *name);

/* The path of the volume of that number in the set. False when memory ran out, or there is none. */
MUST_CHECK bool volume_name_write(const struct volume_name *name, uint64_t number,
                                  struct buffer *path);

/* A piece of an archive, by a name that hardly anything else has: X.zip may be all of one. */
bool volume_name_is_piece(const struct volume_name *name);

/* Can it be the first of a set? Of letters, `aa` alone: too many words end in two letters. */
bool volume_name_begins(const struct volume_name *name);

#endif
