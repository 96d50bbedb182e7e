#ifndef INDEX_LOOKUP_H
#define INDEX_LOOKUP_H

#include "inventory/key_index.h"
#include "job.h"
#include "record.h"

/* Asks a certificate index where the keys of a key index stand, and where certificates of
 * CAs do. Delivers RECORD_INDEXED for each source of the index, RECORD_JOURNAL for what is
 * damaged, and RECORD_FILE_DONE. Memory: the directory, the sources, 8 octets a place. */
void index_lookup(const struct job_file *file, const struct key_index *keys,
                  const struct record_sink *sink);

/* The sources alone. */
void index_list(const struct job_file *file, const struct record_sink *sink);
/* The sources, when all sums hold, all is in order, and each place lies in a source. */
void index_verify(const struct job_file *file, const struct record_sink *sink);

#endif
