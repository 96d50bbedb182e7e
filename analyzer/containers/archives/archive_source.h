#ifndef ARCHIVE_SOURCE_H
#define ARCHIVE_SOURCE_H

#include "stream.h"

struct archive;

/* Octets by which what was shown is known again: no other two places have as many alike. */
#define ARCHIVE_TAIL 64

/* How libarchive sees a stream: through callbacks, never through a descriptor.
 * What was shown to it last is taken from the stream at its next call, because
 * it looks at those bytes until then. */
struct archive_source {
    struct stream *content; /* not owned */
    size_t lent;
    const uint8_t *shown;       /* what is lent, in the stream's own window */
    uint8_t tail[ARCHIVE_TAIL]; /* octets that stand before it */
    size_t tail_used;
    const char *record_mark; /* where blocks are to end, at the best; NULL: anywhere */
};

/* Opens `archive`, whose formats are set, over `content`. libarchive looks for the
 * header of a WARC record in one block alone; `record_mark`, the bytes that stand
 * around the border of two records, keeps them whole. NULL for others. Returns libarchive's
 * code. The source must live as long as the archive. */
int archive_source_open(struct archive_source *source, struct archive *archive,
                        struct stream *content, const char *record_mark);

/* Are these octets, which libarchive shows, those that were lent to it last, in their memory? Then
 * *at is where they stand. */
bool archive_source_lent(const struct archive_source *source, struct bytes octets, uint64_t *at);

/* Does the archive hold these octets, which libarchive shows, at the offset `at` as they are? Told
 * by what was lent last and the octets before it: of what libarchive copied over a border of what
 * is lent, more is never needed. */
bool archive_source_holds(const struct archive_source *source, uint64_t at, struct bytes octets);

/* Wipes what is kept of the content. */
void archive_source_clear(struct archive_source *source);

#endif
