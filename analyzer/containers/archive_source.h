#ifndef ARCHIVE_SOURCE_H
#define ARCHIVE_SOURCE_H

#include "stream.h"

struct archive;

/* How libarchive sees a stream: through callbacks, never through a descriptor.
 * What was shown to it last is taken from the stream at its next call, because
 * it looks at those bytes until then. */
struct archive_source {
    struct stream *content; /* not owned */
    size_t lent;
    const char *record_mark; /* where blocks are to end, at the best; NULL: anywhere */
};

/* Opens `archive`, whose formats are set, over `content`. libarchive looks for the
 * header of a WARC record in one block alone; `record_mark`, the bytes that stand
 * around the border of two records, keeps them whole. NULL for others. Returns libarchive's
 * code. The source must live as long as the archive. */
int archive_source_open(struct archive_source *source, struct archive *archive,
                        struct stream *content, const char *record_mark);

#endif
