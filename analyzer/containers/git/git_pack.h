#ifndef GIT_PACK_H
#define GIT_PACK_H

#include "container.h"

/* A pack of git (gitformat-pack(5), version 2 and 3), and a bundle around one
 * (gitformat-bundle(5)): each object in the order of the pack is a PLACE_MEMBER "blob <id> path
 * (commit <id>)", where a tree of the pack names it, with the oldest commit that has it; else
 * "blob <id>". The place is that of its compressed bytes. Differences are resolved. */
extern const struct container git_pack_container;

#endif
