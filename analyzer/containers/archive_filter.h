#ifndef ARCHIVE_FILTER_H
#define ARCHIVE_FILTER_H

#include "container.h"

struct archive;

/* Compressed streams that are read by a filter of libarchive: lz4,
 * compress, uuencode. */
struct archive_filter_kind {
    const char *name;
    bool (*recognise)(struct bytes head);
    bool (*enable)(struct archive *archive);
};

/* By the first bytes; NULL where it is none of them. */
const struct archive_filter_kind *archive_filter_of(struct bytes head);

/* Gives what `content` decodes to as its one part. */
const struct fault *archive_filter_walk(const struct archive_filter_kind *kind,
                                        struct stream *content, const struct container_sink *sink);

#endif
