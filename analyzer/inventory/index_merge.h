#ifndef INDEX_MERGE_H
#define INDEX_MERGE_H

#include "bounds.h"
#include "inventory/index_ranges.h"
#include "inventory/index_writer.h"

/* Merges certificate indexes into one: their entries in order, each once, but for those
 * whose source is not among the ranges. Memory: a quarter of a mebibyte for each. */

/* NULL, or what is wrong with one of them: *which says with which; `count` itself where the
 * writer failed. At most INDEX_MERGED_MAX. */
MUST_CHECK const struct fault *index_merge(const struct certificate_index *indexes, size_t count,
                                           const struct index_ranges *ranges,
                                           struct index_writer *writer, size_t *which);

#endif
