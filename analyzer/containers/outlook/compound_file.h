#ifndef COMPOUND_FILE_H
#define COMPOUND_FILE_H

#include "buffer.h"
#include "containers/carving/carve_spans.h"
#include "stream.h"

/* A compound file (MS-CFB): streams in a tree of storages, each a chain of sectors that may
 * stand in any order. Header versions 3 and 4. A chain that meets one of its own sectors again
 * ends there; what streams share is given with each, up to COMPOUND_GIVEN_TIMES the file. */

#define COMPOUND_NONE UINT32_MAX

enum compound_type { COMPOUND_STORAGE = 1, COMPOUND_STREAM = 2, COMPOUND_ROOT = 5 };

struct compound_entry { /* MS-CFB section 2.6.1 */
    struct bytes name;  /* UTF-16LE, without its end */
    uint8_t type;
    uint32_t left, right, child, start;
    uint64_t size; /* a claim */
};

struct compound_file {
    struct stream *content;          /* seeks; not owned */
    unsigned shift;                  /* a sector has 1 << shift bytes: 9 or 12 */
    struct buffer fat, mini_fat;     /* as they stand, 4 bytes an entry */
    struct buffer directory, mini;   /* 128 bytes an entry; the mini stream */
    struct buffer taken, mini_taken; /* a byte for each sector of the chain that is read */
    uint64_t left;                   /* bytes of streams that may still be given */
    bool damaged;                    /* a chain of the file's own tables is */
    bool bounded;                    /* the mini stream is larger than is held */
};

bool compound_file_recognise(struct bytes head);

/* Reads the tables. NULL, or why there is nothing to read. Clear it in both cases. */
MUST_CHECK const struct fault *compound_file_open(struct compound_file *file,
                                                  struct stream *content);
void compound_file_clear(struct compound_file *file);

uint32_t compound_file_entries(const struct compound_file *file);
/* False past the last. The name is good as long as the file. */
MUST_CHECK bool compound_file_entry(const struct compound_file *file, uint32_t index,
                                    struct compound_entry *entry);

/* Appends what can be read of a stream to `into`; `at` = its first byte in the file where it
 * stands in one piece, else 0. NULL, or why it is less than its size. */
MUST_CHECK const struct fault *compound_file_read(struct compound_file *file,
                                                  const struct compound_entry *entry,
                                                  struct buffer *into, uint64_t *at);

/* Adds the stretches of the file that no chain has: sectors that the table calls free, and what
 * stands behind the last one that it knows. */
void compound_file_free(const struct compound_file *file, struct carve_spans *spans);

#endif
