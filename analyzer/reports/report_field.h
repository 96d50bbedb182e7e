#ifndef REPORT_FIELD_H
#define REPORT_FIELD_H

#include "bytes/timestamp.h"
#include "reports/baseline.h"
#include "reports/output_file.h"

/* One table of fields per output: it gives the header row and the cells of a CSV file,
 * and the names and values of a JSON object. */

enum field_kind {
    FIELD_TEXT,      /* text of ours or of the evidence */
    FIELD_HEX,       /* bytes as lower-case hex */
    FIELD_HEX_UPPER, /* bytes as upper-case hex */
    FIELD_HEX_LIST,  /* SHA-256 digests one behind the other; an array, in CSV apart by a space */
    FIELD_NUMBER,
    FIELD_TIME, /* RFC 3339, UTC */
    FIELD_TRUTH,
    FIELD_OBJECT, /* rows with one row; JSON alone */
    FIELD_ROWS    /* an array of objects; JSON alone */
};

struct field_value {
    struct bytes text;
    uint64_t number;
    int64_t time; /* seconds since 1970; outside of the years 0 to 9999 it is absent */
    bool truth;
    const struct report_table *table; /* of FIELD_OBJECT and FIELD_ROWS */
    const void *rows;
    size_t count, row_size;
};

struct report_field {
    const char *name;
    enum field_kind kind;
    /* False: this row has none (an empty cell, null). */
    bool (*get)(const void *row, struct field_value *value);
    const char *meaning;              /* for the manual and the schemas: a phrase, no full stop */
    const struct report_table *inner; /* of FIELD_OBJECT and FIELD_ROWS, else NULL */
    bool may_lack;                    /* not even null stands where there is none */
};

/* What a get() gives; empty and NULL are absent. */
bool field_text(const char *text, struct field_value *value);
bool field_window(struct bytes window, struct field_value *value);
bool field_number(uint64_t number, struct field_value *value);
/* Whether it is new; absent where there is no baseline. */
bool field_novelty(enum novelty novelty, struct field_value *value);

/* A get() of the program itself, whatever the row: its version, and its build_id(). */
bool field_version(const void *row, struct field_value *value);
bool field_build(const void *row, struct field_value *value);

struct report_table {
    const struct report_field *fields;
    size_t count;
};

/* The names of the columns, without the end of the row. */
void report_put_csv_names(struct output_file *file, const struct report_table *table);
/* Rows end with CR LF (RFC 4180 section 2). */
void report_put_csv_header(struct output_file *file, const struct report_table *table);
void report_put_csv_row(struct output_file *file, const struct report_table *table,
                        const void *row);
/* Likewise without the end of the row. */
void report_put_csv_cells(struct output_file *file, const struct report_table *table,
                          const void *row);
/* One object on one line. */
void report_put_json_row(struct output_file *file, const struct report_table *table,
                         const void *row);
/* The same with each field of the outermost object on a line of its own. */
void report_put_json_document(struct output_file *file, const struct report_table *table,
                              const void *row);

/* The value alone, as a CSV cell has it, without quotes; nothing where it is absent. False when
 * memory ran out. */
MUST_CHECK bool report_put_value(const struct report_field *field, const void *row,
                                 struct buffer *into);

/* "2018-02-06T00:00:00Z". False outside of the years 0 to 9999. */
MUST_CHECK bool report_time_text(int64_t time, char text[TIMESTAMP_TEXT]);

#endif
