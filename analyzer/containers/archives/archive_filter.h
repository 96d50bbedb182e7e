#ifndef ARCHIVE_FILTER_H
#define ARCHIVE_FILTER_H

#include "container.h"
#include "containers/streams/chain_stream.h"

struct archive;

/* Compressed streams that are read by a filter of libarchive: lz4,
 * compress, uuencode. */
struct archive_filter_kind {
    const char *name;
    bool (*recognise)(struct bytes head);
    bool (*enable)(struct archive *archive);
    chain_piece *piece; /* filter_chain.h; NULL: only the content's end is its own */
};

/* By the first bytes; NULL where it is none of them. */
const struct archive_filter_kind *archive_filter_of(struct bytes head);

/* Gives what `content` decodes to as its one part. *more, which may be NULL: the sink wants others,
 * too. */
const struct fault *archive_filter_walk(const struct archive_filter_kind *kind,
                                        struct stream *content, const struct container_sink *sink,
                                        bool *more);

#endif
