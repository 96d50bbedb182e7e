#ifndef LISTING_TABLE_H
#define LISTING_TABLE_H

#include "commands/options/options.h"
#include "reports/case_reading.h"
#include "reports/key_sighting.h"

/* What can be listed of a case: rows of the field table of an output, each with the fields that
 * the filters of the command line look at. A new listing is one row. */

struct listing_case {
    struct case_file *file;
    struct case_reading reading;
    struct key_sighting_fields sightings;
};

typedef bool listing_visit(void *context, const void *row);

struct listing_row {
    enum command command;
    bool judged;         /* it wants `reading` */
    const char *columns; /* the usual ones, apart by commas */
    /* Fields that filters look at; NULL: the option has no meaning here. */
    const char *issuer, *domain, *status, *verdict, *since, *path, *novelty;
    const struct report_table *(*table)(struct listing_case *listed);
    bool (*each)(struct listing_case *listed, void *context, listing_visit *visit);
};

/* NULL: that command lists nothing. */
const struct listing_row *listing_row_of(enum command command);

#endif
