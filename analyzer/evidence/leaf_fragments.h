#ifndef LEAF_FRAGMENTS_H
#define LEAF_FRAGMENTS_H

#include "buffer.h"
#include "evidence/ingest.h"
#include "evidence/mark_count.h"

/* Pieces of keys in one leaf: texts of FRAGMENT_LEAF_MAX at most are held for them; of a longer
 * one it is noted where it seems to hold one. In a scan they are told as RECORD_FRAGMENT, without a
 * character of them; a walk with ingest.pieces takes those that it is after. A head that is the
 * front of a key, and in which none was found, is a malformed one as well, until a key is joined of
 * it. A zeroed struct looks for nothing. */
struct leaf_fragments {
    bool wanted;
    bool counted; /* the text is longer than is held, or is not seen as a whole */
    struct buffer text;
    struct mark_count marks;
    struct buffer found; /* where keys were found: offset and end of each, 8 octets */
};

/* A key was found there in the leaf, or in what it decodes to: it is told, whatever is cut off. */
void leaf_fragments_found(struct leaf_fragments *fragments, uint64_t offset, uint64_t length);

/* `whole`: false for a range of one. */
void leaf_fragments_begin(struct leaf_fragments *fragments, const struct ingest_frame *frame,
                          bool whole);
void leaf_fragments_push(struct leaf_fragments *fragments, struct bytes piece);
/* All of the leaf at once, instead of pushing and finishing: nothing is held. */
void leaf_fragments_whole(struct leaf_fragments *fragments, struct bytes leaf,
                          struct ingest_frame *frame);
/* Also releases. */
void leaf_fragments_finish(struct leaf_fragments *fragments, struct ingest_frame *frame);

#endif
