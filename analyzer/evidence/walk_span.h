#ifndef WALK_SPAN_H
#define WALK_SPAN_H

#include "evidence/ingest.h"
#include "stream.h"

/* How far a walk is, in octets of the file, also where what is walked lies in another content: a
 * zip in a zip is held in memory before it is walked, and its octets stand for those that the outer
 * one gave for it. What is read on its way out of the outer one needs no span of its own. */

struct walk_span {
    struct walk_span *outer;
    const struct stream *content;
    uint64_t began;        /* octets of the content that were taken before */
    uint64_t from, length; /* which octets of the outer content it stands for */
};

/* The content is about to be read from the outer one; then it was, and is walked. */
void walk_span_hold(struct walk_span *span, const struct ingest *ingest);
void walk_span_begin(struct walk_span *span, struct ingest *ingest, const struct stream *content);
void walk_span_end(const struct walk_span *span, struct ingest *ingest);

/* Octets of the file that were walked and not told of, which are told now. A walk again to what
 * was found tells of none. */
uint64_t walk_span_news(struct ingest *ingest);

/* What was gone over up to here was told of by somebody else. */
void walk_span_skip(struct ingest *ingest);

#endif
