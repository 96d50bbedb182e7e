#ifndef FRAGMENT_PATHS_H
#define FRAGMENT_PATHS_H

#include "buffer.h"
#include "bytes.h"

/* The name of a set of files that no name tells to be one: how the others are come to from the
 * first, `b.eml//../new/c.eml`. So a chain of places alone leads to all of them, wherever the
 * evidence lies. */

/* Of a set of one: it leads to no file. */
#define FRAGMENT_PATHS_NONE "."

/* Appends one. False where it cannot be come to so, the name would be too long for a place
 * (PLACE_NAME_MAX), or memory ran out: then the name is as it was. */
MUST_CHECK bool fragment_paths_add(struct buffer *name, struct bytes first, struct bytes path);

/* Takes one from the front of the name, and writes its path. False at the end, where the name is
 * of something else, and when memory ran out. */
MUST_CHECK bool fragment_paths_take(struct bytes *name, struct bytes first, struct buffer *path);

#endif
