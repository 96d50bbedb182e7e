#ifndef PST_FILE_H
#define PST_FILE_H

#include "buffer.h"
#include "container.h"

/* The lower layer of an Outlook file (MS-PST section 2.2): its header, its two b-trees and its
 * blocks. PST and OST, ANSI (versions 14 and 15), Unicode (23) and with pages of 4 KiB (36). */

struct pst_block {
    uint64_t bid;      /* without its lowest bit, which says nothing */
    uint64_t offset;   /* in the file */
    uint32_t size;     /* bytes that are stored there */
    uint32_t inflated; /* more than `size` where they are compressed */
    bool reached;      /* a message has it, or it was given */
};

struct pst_file {
    struct stream *stream;
    uint64_t size;
    unsigned version;
    size_t word; /* width of numbers and offsets: 4 or 8 */
    uint8_t encoding;
    uint64_t node_tree, block_tree; /* offsets of their roots */
    const struct container_sink *sink;
    uint64_t pages_left, reads_left;
    uint64_t sums_left; /* bytes that may still be summed */
    uint64_t damaged_pages, failed_blocks;
    struct buffer blocks; /* of struct pst_block, sorted by bid */
    struct buffer old;    /* of struct pst_node: messages, by all pages of nodes, also old ones */
    bool full;            /* more blocks than are held, or no memory */
    bool tired;           /* more reads than are made */
    bool unsummed;        /* more sums than are made */
    bool counting;        /* what is read now is not given to anybody */
};

struct pst_node {
    uint64_t nid, data, subnodes;
};

bool pst_node_is_message(const struct pst_node *node);

bool pst_file_recognise(struct bytes head);

/* NULL, or why there is nothing to read. */
const struct fault *pst_file_open(struct stream *stream, const struct container_sink *sink,
                                  struct pst_file *file);
void pst_file_close(struct pst_file *file);

/* All nodes, in the order of their numbers, until `take` says no. */
void pst_file_nodes(struct pst_file *file, bool (*take)(void *context, const struct pst_node *node),
                    void *context);

/* Adds to `old` what the page at the front of `window` names, where it is one. Gives the width of
 * pages. */
size_t pst_file_add_old(struct pst_file *file, struct bytes window);

size_t pst_file_block_count(const struct pst_file *file);
struct pst_block *pst_file_block_at(const struct pst_file *file, size_t index);
/* NULL where the tree has none of that number. */
struct pst_block *pst_file_block(const struct pst_file *file, uint64_t bid);
bool pst_block_is_internal(const struct pst_block *block);

/* Appends one block, decoded. False: it cannot be read. */
MUST_CHECK bool pst_file_read(struct pst_file *file, struct pst_block *block, struct buffer *into);

/* A little-endian number of `width` bytes at `at` of `from`; 0 past its end. */
uint64_t pst_number(struct bytes from, size_t at, size_t width);

#endif
