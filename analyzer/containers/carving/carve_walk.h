#ifndef CARVE_WALK_H
#define CARVE_WALK_H

#include "container.h"
#include "containers/carving/carve_spans.h"

/* Compressed streams and archives in the middle of other bytes: of a disk image, a memory dump, a
 * program, a database, whatever is no text and no container by its front. gzip, zlib, xz,
 * bzip2, lzip, zstd and lz4 are readings named "carved-gzip" and so on, at the offset where they
 * begin; members of a tar, a cabinet or a zip are members, counted through the whole content. A zip
 * needs no directory: each member is read by the header that stands before it; those that are
 * encrypted or packed in a rare way are read as a zip of their own, a reading "carved-zip", and so
 * is a 7z, "carved-7z". Pages of a table of PostgreSQL that follow each other are a reading
 * "carved-postgres", up to what may be held. The mark of zlib is weak: of what begins like one and
 * ends in damage that is a note.
 *
 * What was read is not looked through once more. What ends in damage is, where the content can
 * seek, from its front on.
 *
 * Goes on through what is left of a content. Members are counted from `members` on. */
void carve_walk_rest(struct stream *content, const struct container_sink *sink, uint64_t members);

/* The same beside parts that were read before: members are counted from the limit of entries on.
 * `deflated`: these parts are streams of zlib (of PDF), so that none is looked for. */
void carve_walk_beside(struct stream *content, const struct container_sink *sink, bool deflated);

/* The same through some stretches of a content that can seek, in their order: what they may cost
 * together is bounded. Members are counted from the limit of entries on: how many the content has
 * elsewhere hangs on who reads it. */
void carve_walk_spans(struct stream *content, const struct container_sink *sink,
                      const struct carve_spans *spans);

/* The same beside pages of PostgreSQL, all of a content that can seek: for these themselves nothing
 * is looked. */
void carve_walk_pages(struct stream *content, const struct container_sink *sink);

#endif
