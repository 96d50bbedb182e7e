#ifndef LIMIT_H
#define LIMIT_H

#include "buffer.h"

/* The bounds that an operator may set: what a container may nest, hold and expand to, and what a
 * worker may take. Each has its usual value, and the reason for it, in bounds.h. They are chosen
 * once, before workers are made: these are forked, and have them from there. Nothing of the
 * evidence reaches them. */

enum limit {
    LIMIT_CONTAINER_DEPTH,
    LIMIT_DECODINGS,
    LIMIT_DECODED_BYTES,
    LIMIT_EXPANSION,
    LIMIT_EXPANSION_FACTOR,
    LIMIT_RATIO,
    LIMIT_SWELLING,
    LIMIT_ENTRIES,
    LIMIT_MIME_DEPTH,
    LIMIT_MIME_PARTS,
    LIMIT_HEADER_BLOCK,
    LIMIT_FINDINGS,
    LIMIT_NAMELESS_KEYS,
    LIMIT_JOURNAL_ENTRIES,
    LIMIT_HELD_BYTES,
    LIMIT_VOLUME_BYTES,
    LIMIT_MAIL_FRAGMENTS,
    LIMIT_FRAGMENT_BYTES,
    LIMIT_RUN_BYTES,
    LIMIT_CARVED_STARTS,
    LIMIT_PST_NODE,
    LIMIT_PST_MESSAGE,
    LIMIT_PST_BLOCKS,
    LIMIT_GIT_OBJECTS,
    LIMIT_PDF_OBJECTS,
    LIMIT_PDF_TEXT,
    LIMIT_TNEF_PARTS,
    LIMIT_SQLITE_FRAMES,
    LIMIT_DISK_CLUSTERS,
    LIMIT_NO_PROGRESS,
    LIMIT_TIME,
    LIMIT_MEMORY,
    LIMIT_WORKER_FILES
};
#define LIMITS (LIMIT_WORKER_FILES + 1)

enum limit_unit { LIMIT_COUNT, LIMIT_BYTES, LIMIT_SECONDS };

struct limit_row {
    const char *name;
    enum limit_unit unit;
    uint64_t usual, least, most;
    const char *help;
};
extern const struct limit_row limit_table[LIMITS];

/* One choice of all of them. */
struct limit_set {
    uint64_t values[LIMITS];
};
void limit_set_usual(struct limit_set *set);

enum limit_end {
    LIMIT_READ,
    LIMIT_UNKNOWN, /* no such name: *row is the one whose name is nearest */
    LIMIT_NO_VALUE /* not of that unit, or out of the range of *row */
};

/* Reads "NAME=VALUE": K, M, G behind a number are thousands of a count and multiples of 1024 bytes,
 * s and m are seconds and minutes. A failure leaves the set as it was. */
MUST_CHECK enum limit_end limit_read(const char *text, struct limit_set *set,
                                     const struct limit_row **row);
/* What is not usual, in the order of the table, as limit_read() takes it, with a space between;
 * nothing where all is. */
MUST_CHECK bool limit_print(const struct limit_set *set, struct buffer *out);
/* A value as it is read, in the largest unit that it is a multiple of; `room` of 24 is enough. */
void limit_value_print(const struct limit_row *row, uint64_t value, char *into, size_t room);

/* From now on, for this process and those that it forks. */
void limit_use(const struct limit_set *set);
uint64_t limit_of(enum limit limit);

#endif
