#ifndef GIT_INDEX_H
#define GIT_INDEX_H

#include "container.h"
#include "containers/git/git_entry.h"

/* Where the objects of a pack stand: found by reading all of it from its front, since an index
 * beside it is only a claim. Behind a damaged object the next whole one is looked for. */

struct git_index {
    struct stream *content; /* can seek */
    const struct container_sink *sink;
    uint64_t begin; /* of the pack in it */
    uint32_t claimed;
    size_t id_size;            /* bytes of an id in the pack's headers and trees */
    struct git_entry *entries; /* in the order of the pack */
    uint32_t count, room;
    uint64_t end; /* behind the last object */
    uint64_t search_left;
    uint64_t silent; /* bytes decoded since the last sign that it goes on */
    struct buffer chunk;
    const struct fault *fault; /* why it did not go on */
};

/* From where `content` stands, at "PACK". What is wrong goes to the journal. False where it is no
 * pack, or there was no memory; clear it all the same. */
MUST_CHECK bool git_index_read(struct git_index *index, struct stream *content,
                               const struct container_sink *sink);
void git_index_clear(struct git_index *index);

/* The object that begins at an offset; GIT_NO_ENTRY. */
uint32_t git_index_at(const struct git_index *index, uint64_t offset);

#endif
