#ifndef COVERAGE_TREE_H
#define COVERAGE_TREE_H

#include "casefile/case_view.h"

/* The account of the evidence: what evidence.csv and journal.jsonl tell of each file, as a tree of
 * the folders that it was read from, with sums. A root is a folder by the name that it was given
 * by; a file that stands in two roots is in both. */

/* What the journal tells of a file, or of a place in it. */
struct coverage_entry {
    struct journal_entry entry; /* its windows lie behind it */
    uint8_t content[];
};

struct coverage_node {
    struct coverage_node *parent; /* NULL: all of the evidence */
    struct bytes path;            /* empty for all of it */
    size_t root_length;           /* of the path, what the root takes */
    size_t name_from;             /* in the path, where its own name begins */
    unsigned depth;               /* 0: all of the evidence */
    bool is_file, done;
    enum outcome outcome; /* of a file that is done */
    uint64_t files;       /* below it; of a file 1 */
    uint64_t incomplete;  /* of these, not read to their end or not all of them */
    uint64_t size, examined, decoded, decoded_examined; /* bytes; size 0 while it is not known */
    uint64_t places, notes;                             /* entries that tell of unread bytes, and
                                                           those that do not */
    size_t first_entry, entries;                        /* of a file: in the tree's entries */
    uint8_t content[];
};

struct coverage_tree {
    struct coverage_node **nodes; /* once it is read: the parent first, what is not read at the
                                     front among those of one folder */
    size_t count, room;
    struct coverage_entry **entries;
    size_t entry_count, entry_room;
    size_t next; /* while the journal is read: the first file that it may still tell of */
};

/* False, with the tree to be cleared all the same, when memory ran out or the case failed. */
MUST_CHECK bool coverage_tree_read(struct case_file *file, struct coverage_tree *tree);
void coverage_tree_clear(struct coverage_tree *tree);

/* Bytes of its files that were not examined, as they lie there, and decoded. */
uint64_t coverage_unread(const struct coverage_node *node);
uint64_t coverage_decoded_unread(const struct coverage_node *node);

#endif
