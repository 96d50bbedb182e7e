#ifndef OUTPUT_TABLE_H
#define OUTPUT_TABLE_H

#include "reports/report_field.h"

/* What lies in the folder of a case, and what commands print for scripts: name, form and fields.
 * Manual, schemas and the dictionary of columns are made of it. */

enum output_form {
    OUTPUT_CSV,   /* a header, then a row each (RFC 4180) */
    OUTPUT_LINES, /* JSON, an object a line */
    OUTPUT_JSON,  /* one JSON document */
    OUTPUT_OTHER  /* not made of fields */
};

/* Of all forms together. A change that a reader of the version before it would trip over makes the
 * next: a field that goes, is called otherwise, has another type or means something else. What
 * only adds (a field, an output, a word of a vocabulary) does not. */
#define OUTPUT_FORMAT_VERSION 1

struct output_row {
    const char *name; /* below the folder of the case; of a command's, as it is called */
    enum output_form form;
    const char *schema;                /* name of its schema, without the ending; NULL without */
    const struct report_table *table;  /* NULL of OUTPUT_OTHER */
    const struct report_table *second; /* lines of another kind among them, or NULL */
    bool printed;                      /* by a command, not a file */
    const char *meaning;               /* sentences */
};

extern const struct output_row output_table[];
extern const size_t output_table_length;

/* The words that a field may hold, whatever output it stands in: gives the word of a number from
 * 0, "" where there is a gap, NULL behind the last. NULL where the field is free. */
typedef const char *output_word(size_t number);
output_word *output_words_of(const char *field);

/* Each in the report that writes it. */
extern const struct report_table revoke_table, certificate_table, key_table, lead_table,
    hash_match_table, journal_table, evidence_table, source_table, notify_table, summary_table,
    manifest_run_table, manifest_entry_table, coverage_node_table, coverage_entry_table;

#endif
