#ifndef GIT_OBJECT_H
#define GIT_OBJECT_H

#include "buffer.h"
#include "bytes.h"
#include "bytes/sha1.h"

/* Objects of a git repository (gitformat-pack(5)): what they are and how they are named. */

enum git_type {
    GIT_NONE = 0,
    GIT_COMMIT = 1,
    GIT_TREE = 2,
    GIT_BLOB = 3,
    GIT_TAG = 4,
    GIT_OFFSET_DELTA = 6,   /* a difference to the object that begins so many bytes before it */
    GIT_REFERENCE_DELTA = 7 /* a difference to the object with an id */
};

#define GIT_ID_SIZE SHA1_SIZE

static inline bool git_type_is_delta(enum git_type type)
{
    return type == GIT_OFFSET_DELTA || type == GIT_REFERENCE_DELTA;
}

/* "commit", "tree" ..., "object" for what is not known. Static. */
const char *git_type_name(enum git_type type);

/* The header of a loose object, "blob 123\0": moves behind it. */
MUST_CHECK bool git_header_take(struct bytes *from, enum git_type *type, uint64_t *size);

/* Begins the sum that names an object: over such a header and the content. */
void git_id_begin(struct sha1 *sum, enum git_type type, uint64_t size);
void git_id_of(enum git_type type, struct bytes content, uint8_t id[GIT_ID_SIZE]);

/* Appends the id in hexadecimal. False when memory ran out. */
MUST_CHECK bool git_id_print(struct buffer *into, const uint8_t id[GIT_ID_SIZE]);
/* Takes an id in hexadecimal. */
MUST_CHECK bool git_id_take(struct bytes *from, uint8_t id[GIT_ID_SIZE]);

#endif
