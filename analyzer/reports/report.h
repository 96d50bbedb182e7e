#ifndef REPORT_H
#define REPORT_H

#include "casefile/case_file.h"

/* Writes all outputs of a case: revoke.csv, certificates.jsonl, keys.jsonl,
 * leads.csv, notify.csv, evidence.csv, sources.csv, hash_matches.csv, journal.jsonl, summary.json,
 * report.html, proofs/, and manifest.json with manifest.sha256 last. Each is written beside its
 * place, synced and renamed; none depends on anything but the case file. */

struct report_options {
    bool include_short_lived; /* BR 1.6.1's short-lived certificates on the list as well */
    unsigned proofs;        /* PROOF_BIT of the forms in proofs/ for each proven key that matches */
    bool all;               /* the exit status speaks of old and new, whatever the baseline */
    uint64_t unsealed;      /* keys that were to be sealed in this run, and are not */
    size_t empty_roots;     /* of this run's evidence: a disk that is not mounted */
    bool redacted;          /* report.html without paths, senders, subjects, customers' names */
    size_t proof_files_max; /* 0: PROOF_FILES_MAX */
    bool unconfined; /* the run had no confinement (--jobs 0, --unconfined): said in the text, no
                        output */
};

/* What the run comes to, for the exit status and the text on stdout. */
struct report_summary {
    bool certificates_to_revoke; /* 1 */
    bool unread;                 /* 4 */
    bool leads;                  /* 8 */
    char text[4096];             /* for people; ends with a newline */
};

MUST_CHECK bool report_write(struct case_file *file, const char *directory,
                             const struct report_options *options, struct report_summary *summary,
                             char *why, size_t why_room);

#endif
