#ifndef COMPRESSED_READING_H
#define COMPRESSED_READING_H

#include "container.h"
#include "containers/archives/stream_decoder.h"

/* Gives `decoded` to the sink as the one part of a compressed stream that begins at the offset
 * `begin` of `content`, and journals why it ended, where that was before its time. Returns what the
 * sink returned. */
bool compressed_reading_give(const char *name, uint64_t begin, const struct stream *content,
                             struct stream *decoded, const struct container_sink *sink);

/* Decodes what `content` stands at, its offset `begin`, gives it, and carves what follows it, which
 * `trailing` says in the journal. */
void compressed_reading_walk(const char *name, uint64_t begin, const struct stream_decoder *decoder,
                             struct stream *content, const struct container_sink *sink,
                             const struct fault *trailing);

#endif
