#ifndef BASELINE_H
#define BASELINE_H

#include "buffer.h"
#include "casefile/case_file.h"
#include "public_identity.h"

/* What an earlier case had told already, so that a nightly run speaks of the news alone: its
 * certificates, leads, serials known by a hash, and what it could not examine. Taken from the
 * outputs of that case, which are the operator's word; kept in this one as digests. */

enum baseline_item {
    BASELINE_CERTIFICATE, /* by fingerprint, whatever its status was */
    BASELINE_LISTED,      /* likewise, of those to be revoked and of roots */
    BASELINE_LEAD,        /* by key_identity */
    BASELINE_HASH,        /* by hash of the key and serial */
    BASELINE_UNREAD       /* by place and sentence */
};

enum baseline_output {
    BASELINE_CERTIFICATES_JSONL,
    BASELINE_REVOKE_CSV,
    BASELINE_LEADS_CSV,
    BASELINE_HASH_MATCHES_CSV,
    BASELINE_JOURNAL_JSONL
};

/* Adds what such an output tells to `digests`; of JSON lines any part that ends with a line.
 * What has not the names of its columns tells nothing. False when memory ran out. */
MUST_CHECK bool baseline_take(enum baseline_output output, struct bytes text,
                              struct buffer *digests);
/* The digests as text, for the case; and back. False when memory ran out. */
MUST_CHECK bool baseline_write(struct buffer *digests, struct buffer *text);

struct baseline {
    struct buffer digests; /* sorted */
    bool given;
};
/* Of an empty text: none was given. */
MUST_CHECK bool baseline_read(struct bytes text, struct baseline *baseline);
/* The one that the case keeps. False: see case_error(), else memory ran out. */
MUST_CHECK bool baseline_of_case(struct case_file *file, struct baseline *baseline);
void baseline_clear(struct baseline *baseline);

/* What something is beside the baseline. */
enum novelty {
    NOVELTY_UNKNOWN, /* there is none */
    NOVELTY_KNOWN,
    NOVELTY_NEW
};
/* By what names it: text in two parts, of which one may be empty. */
enum novelty baseline_novelty(const struct baseline *baseline, enum baseline_item item,
                              struct bytes name, struct bytes more);

#endif
