#ifndef KEY_SIGHTING_H
#define KEY_SIGHTING_H

#include "reports/sighting_row.h"

/* Each sighting of a case by itself: what keys.jsonl has of it, with its key before that. */

/* A row may also be taken for the struct sighting_row that it begins with. */
struct key_sighting_row {
    struct sighting_row sighting;
    char key_identity[KEY_IDENTITY_TEXT];
    enum verdict verdict;
};

#define KEY_SIGHTING_FIELDS_MAX 24
struct key_sighting_fields {
    struct report_field fields[KEY_SIGHTING_FIELDS_MAX];
    struct report_table table;
};

/* The table of such rows, which the caller holds in place. */
void key_sighting_table(struct key_sighting_fields *fields);

/* By key and place; good during the call. False when the visitor said so, memory ran out or the
 * case failed. */
MUST_CHECK bool key_sighting_each(struct case_file *file, void *context,
                                  bool (*visit)(void *context, const void *row));

#endif
