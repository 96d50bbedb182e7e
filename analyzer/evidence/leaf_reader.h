#ifndef LEAF_READER_H
#define LEAF_READER_H

#include "candidates/leaf_scan.h"
#include "evidence/ingest.h"
#include "evidence/leaf_fragments.h"

/* A scan of raw bytes that sends what it finds: the bridge from scan_sink to
 * records. Lives on the caller's stack; must not move while it is in use. */
struct leaf_reader {
    struct ingest_frame *frame;
    struct scan_sink sink;
    struct leaf_scan *scan; /* NULL: memory ran out, or not to be scanned */
    struct leaf_fragments fragments;
};

/* `span` may be NULL: the whole leaf, with readings. Journals when memory runs out. */
void leaf_reader_init(struct leaf_reader *reader, struct ingest_frame *frame,
                      const struct leaf_scan_span *span);
void leaf_reader_push(struct leaf_reader *reader, struct bytes piece);
/* All of the leaf at once, instead of pushing. */
void leaf_reader_whole(struct leaf_reader *reader, struct bytes leaf);
/* Something that began in the own range has not ended yet. */
bool leaf_reader_wants_more(const struct leaf_reader *reader);
void leaf_reader_finish(struct leaf_reader *reader); /* also releases */

#endif
