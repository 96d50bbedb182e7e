#ifndef COMPRESSED_READING_H
#define COMPRESSED_READING_H

#include "container.h"

/* Gives `decoded` to the sink as the one part of a compressed `content`, and
 * journals why it ended, where that was before its time. Returns what the sink
 * returned. */
bool compressed_reading_give(const char *name, const struct stream *content, struct stream *decoded,
                             const struct container_sink *sink);

#endif
