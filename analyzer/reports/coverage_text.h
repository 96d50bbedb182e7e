#ifndef COVERAGE_TEXT_H
#define COVERAGE_TEXT_H

#include "reports/coverage_tree.h"
#include "reports/output_file.h"

/* Prints the tree, as text for a terminal or as JSON, an object a line, which ends with the
 * totals. Without `all` it leaves out what lies below a folder that was read wholly, files that
 * were, and notes. False when memory ran out; failures to write stay in the file. */
MUST_CHECK bool coverage_print(const struct coverage_tree *tree, bool json, bool all,
                               struct output_file *output);

/* All of the evidence; of a tree that was read. */
const struct coverage_node *coverage_total(const struct coverage_tree *tree);

/* "0 B", "999 B", "1.0 KiB", "4.2 GiB": rounded down, in room for 16 characters. */
void coverage_size_text(uint64_t size, char text[16]);

#endif
