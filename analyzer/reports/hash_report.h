#ifndef HASH_REPORT_H
#define HASH_REPORT_H

#include "casefile/case_file.h"
#include "reports/baseline.h"
#include "reports/output_file.h"

/* hash_matches.csv: serial numbers of certificates that are known by the hash of their key
 * alone. */
MUST_CHECK bool hash_report_write(struct output_set *set, struct case_file *file,
                                  const struct baseline *baseline);

/* How many of them are of proven keys, and of certificates that are not known otherwise: to be
 * revoked, as far as anybody can tell. */
MUST_CHECK bool hash_report_count(struct case_file *file, const struct baseline *baseline,
                                  uint64_t *count, uint64_t *new);

#endif
