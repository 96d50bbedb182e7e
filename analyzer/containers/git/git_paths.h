#ifndef GIT_PATHS_H
#define GIT_PATHS_H

#include "containers/git/git_objects.h"

/* How the trees of a pack name its objects: each by the path in the oldest commit that has it.
 * Each tree is read once, so an object has one name. */

struct git_named {
    uint8_t id[GIT_ID_SIZE];
    uint32_t parent; /* the directory it is in; GIT_NO_NAME: it is the root */
    uint32_t name;   /* offset in `names`, ends with a zero */
    uint32_t commit; /* number of the commit's entry */
};
#define GIT_NO_NAME UINT32_MAX

struct git_commit {
    uint64_t date; /* of its committer, as it says */
    uint32_t entry;
    uint8_t tree[GIT_ID_SIZE];
};

struct git_paths {
    struct git_objects *objects;
    struct git_commit *commits; /* the oldest first */
    uint32_t commits_count;
    struct git_named *named;
    uint32_t count, room;
    uint32_t *by_id; /* open addressing */
    size_t slots;
    struct buffer names;
    uint32_t *stack;
    bool bounded; /* more than are named */
};

/* False when memory ran out; clear all the same. */
MUST_CHECK bool git_paths_begin(struct git_paths *paths, struct git_objects *objects);
void git_paths_clear(struct git_paths *paths);

/* Appends " path/name (commit <id>)", nothing where no tree names it. False when memory ran out. */
MUST_CHECK bool git_paths_print(const struct git_paths *paths, const uint8_t id[GIT_ID_SIZE],
                                struct buffer *into);

#endif
