#ifndef LISTING_FILTER_H
#define LISTING_FILTER_H

#include "commands/listing/listing_table.h"

/* Whether a row is one that was asked for: by --issuer, --domain, --status, --verdict, --since and
 * --path, all of which have to fit. */

/* False, with a sentence in `why`, where a status or a verdict of the command line is none of ours.
 */
MUST_CHECK bool listing_filter_known(const struct options *options, char *why, size_t room);

/* *fits: it is. False when memory ran out. */
MUST_CHECK bool listing_filter_fits(const struct listing_row *listing,
                                    const struct options *options, const struct report_table *table,
                                    const void *row, bool *fits);

#endif
