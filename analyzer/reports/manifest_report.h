#ifndef MANIFEST_REPORT_H
#define MANIFEST_REPORT_H

#include "reports/case_summary.h"

/* The chain of custody: manifest.json with size and SHA-256 of every output, and of every file of
 * evidence and of certificates that was read (reports/manifest_file), with the program, its build
 * and its options; and manifest.sha256, the outputs once more as `sha256sum -c` takes them in the
 * folder of the case, itself an output that manifest.json names. The case file is in neither:
 * it is no output, and all outputs follow from it. */

#define MANIFEST_NAME      "manifest.json"
#define MANIFEST_SUMS      "manifest.sha256"
#define MANIFEST_SIGNATURE "manifest.json.p7s"

/* Takes the manifest of an earlier report away, and what signs it, before the first output is
 * replaced: what is interrupted has none. False with errno. */
MUST_CHECK bool manifest_report_withdraw(const char *directory);

/* Once all outputs are in place. False with `why`. */
MUST_CHECK bool manifest_report_write(struct case_file *file, const char *directory,
                                      const struct output_set *outputs,
                                      const struct case_summary *summary, char *why,
                                      size_t why_room);

#endif
