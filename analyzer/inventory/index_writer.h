#ifndef INDEX_WRITER_H
#define INDEX_WRITER_H

#include "inventory/certificate_index.h"

/* Writes a certificate index from its front to its end: entries in order, then sources,
 * then the end, which puts the header in front. The file is none before that. Memory: a
 * quarter of a mebibyte, and 8 octets for each block and each CA's certificate. */

struct index_writer {
    int fd; /* not owned; empty, and written from its front */
    struct index_header header;
    struct index_entry last;
    struct index_entry block[INDEX_BLOCK_ENTRIES];
    size_t pending; /* of the block */
    struct buffer octets;
    struct buffer authorities, directory, sources;
    uint64_t written; /* octets */
    int error;        /* errno of what failed; 0 */
};

void index_writer_init(struct index_writer *writer, int fd);
/* In order, by index_entry_compare(); one that is there twice is written once. Here and
 * below false when the disk or memory is full: `error` says which. */
MUST_CHECK bool index_writer_add(struct index_writer *writer, const struct index_entry *entry);
MUST_CHECK bool index_writer_source(struct index_writer *writer, const struct index_source *source);
MUST_CHECK bool index_writer_end(struct index_writer *writer, uint64_t next_address);
void index_writer_clear(struct index_writer *writer);

#endif
