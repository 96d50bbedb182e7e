#ifndef CERTIFICATE_INDEX_H
#define CERTIFICATE_INDEX_H

#include "buffer.h"
#include "index_source.h"
#include "outcome.h"

/* A certificate index: which certificate of which inventory holds which key, so that the
 * next leak is answered without reading the inventories again. docs/index-format.md has the
 * layout, octet by octet. An index says where to look and never what is there: whoever
 * uses it reads the certificate again at the place. The file is trusted no more than any
 * other: all reading goes through the checks here. */

#define INDEX_BLOCK         ((size_t)4096)
#define INDEX_BLOCK_ENTRIES 255u
#define INDEX_ENTRY         16u /* octets in the file */

/* Of a place. The rest is an address: the source's base and the offset in the source. */
#define INDEX_AUTHORITY   (UINT64_C(1) << 63) /* a CA's certificate */
#define INDEX_WALKED      (UINT64_C(1) << 62) /* no offset leads to it: its source is read whole */
#define INDEX_ADDRESS_MAX (INDEX_WALKED - 1)

struct index_entry {
    uint64_t key, place;
};

/* What entries are sorted by: algorithm and probe of a key (public_numbers.h), spread over
 * all values. Two keys may share one, and who makes keys can see to it. */
uint64_t index_key_of(enum key_algorithm algorithm, uint64_t probe);
/* By key, then by place. */
int index_entry_compare(const struct index_entry *one, const struct index_entry *other);

enum index_section { INDEX_AUTHORITIES, INDEX_DIRECTORY, INDEX_SOURCES };
#define INDEX_SECTIONS 3

struct index_extent {
    uint64_t at, length; /* octets */
    uint64_t sum;        /* block_sum() */
};

struct index_header {
    uint64_t entries, authorities, sources;
    uint64_t next_address; /* no source, also none that is gone, reaches so far */
    struct index_extent sections[INDEX_SECTIONS];
};

struct certificate_index {
    int fd; /* not owned */
    uint64_t size;
    struct index_header header;
};

/* Does a file that begins so say that it is one? INDEX_MAGIC octets are enough. */
#define INDEX_MAGIC ((size_t)8)
bool certificate_index_is_one(struct bytes head);

uint64_t certificate_index_blocks(const struct certificate_index *index);

/* Reads the header and holds it against the file's size. */
MUST_CHECK const struct fault *certificate_index_open(int fd, uint64_t size,
                                                      struct certificate_index *index);
/* A section, checked against its sum and its count; the directory also for its order. */
MUST_CHECK const struct fault *certificate_index_section(const struct certificate_index *index,
                                                         enum index_section which,
                                                         struct buffer *content);
/* `count` blocks, at least one, as octets that are not checked yet. */
MUST_CHECK const struct fault *certificate_index_blocks_read(const struct certificate_index *index,
                                                             uint64_t first, size_t count,
                                                             uint8_t *octets);

struct index_block {
    size_t count;
    struct index_entry entries[INDEX_BLOCK_ENTRIES];
};
/* The block of this number: its sum, its count and its order. Nothing changed on a fault. */
MUST_CHECK const struct fault *index_block_check(const struct certificate_index *index,
                                                 uint64_t number, struct bytes octets,
                                                 struct index_block *block);

/* Takes one source of the section. False where it is damaged. */
MUST_CHECK bool index_source_take(struct bytes *from, struct index_source *source);

/* The number at a position of a section of numbers. */
uint64_t index_number_at(struct bytes section, uint64_t position);

/* For what writes an index. */
MUST_CHECK bool index_header_write(const struct index_header *header, struct buffer *out);
MUST_CHECK bool index_block_write(const struct index_entry *entries, size_t count,
                                  uint8_t octets[INDEX_BLOCK]);
MUST_CHECK bool index_source_write(const struct index_source *source, struct buffer *out);

#endif
