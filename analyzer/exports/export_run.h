#ifndef EXPORT_RUN_H
#define EXPORT_RUN_H

#include "exports/export_row.h"
#include "reports/output_file.h"

/* One export: which certificates and keys of a case go into which format. */

struct export_format;

struct export_options {
    const struct export_format *format;
    const char *issuer; /* NULL, a part of an issuer's name or key identifier, or a pattern */
    const char *const *status; /* names of statuses; without: all that are on the list */
    size_t statuses;
    const char *directory; /* of acme: a URL without quotes and spaces */
    const char *evidence;  /* of an answer: the root that it speaks of; NULL: all */
    bool include_short_lived;
    bool json;      /* of an answer: as lines of JSON */
    bool new_alone; /* without what the baseline of the case told already */
};

struct export_run {
    const struct export_options *options;
    struct case_file *file;
    struct output_file *output;
    const struct match_entry **chosen; /* in order of the list */
    size_t count;
    uint64_t left_out; /* rows that cannot be said in the format */
    /* The first of them: what it is and why. */
    char first_left_out[256];
    char why[512]; /* of a failure */
};

/* Writes it. False with `why`. */
MUST_CHECK bool export_run_write(struct case_file *file, const struct export_options *options,
                                 struct output_file *output, struct export_run *run);

/* For formats with a structure of their own. Notes a row that cannot be said. */
void export_run_leave_out(struct export_run *run, const struct export_row *row);
/* Always false: for lack of memory, or what the case says. */
bool export_run_fail(struct export_run *run, const char *why);

#endif
