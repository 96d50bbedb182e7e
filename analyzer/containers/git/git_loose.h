#ifndef GIT_LOOSE_H
#define GIT_LOOSE_H

#include "container.h"

/* A loose object of git (gitrepository-layout(5), "objects"): a zlib stream of "blob 123\0" and the
 * content. Its one part is a PLACE_MEMBER "blob <id>". Its path and commit stand in other files:
 * the provenance has the name of its own file. */
extern const struct container git_loose_container;

#endif
