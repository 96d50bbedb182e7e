#ifndef GIT_PATCH_H
#define GIT_PATCH_H

#include "container.h"

/* A binary patch of git whose lines are decoded (candidates/runs/git_patch_text.h): hunks, each a
 * line `literal` or `delta` with the size of what follows it in zlib. A literal is a file whole, as
 * it is or was; a delta is instructions (containers/git/git_delta.h) on a file that is not there,
 * of which what they insert is given. */
extern const struct container git_patch_container;

#endif
