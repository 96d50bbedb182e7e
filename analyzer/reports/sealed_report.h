#ifndef SEALED_REPORT_H
#define SEALED_REPORT_H

#include "casefile/case_view.h"

/* sealed/: the proven keys, each closed for whom --seal-to named (CMS in PEM, RFC 5652 and RFC
 * 7468 section 9). IDENTITY.cms; of more than `files_max` of them all stand in sealed.cms, one
 * behind the other. index.csv names every proven key: key_identity, file, offset and length in it,
 * recipient, recipient_sha256, and why it is not sealed. Nothing is written where no key of the
 * case was ever sealed. */

struct sealed_summary {
    uint64_t keys, sealed;   /* proven; of these sealed. No keys: none was ever to be sealed */
    bool several;            /* not all to the same one */
    struct buffer recipient; /* of the last: subject, UTF-8 */
    uint8_t recipient_sha256[SHA256_LENGTH];
};

/* The summary begins zeroed and has its buffer cleared by the caller. False when memory ran out
 * or the case failed. */
MUST_CHECK bool sealed_report_count(struct case_file *file, struct sealed_summary *summary);

/* With what was counted. False with `why`. */
MUST_CHECK bool sealed_report_write(struct case_file *file, const char *directory, size_t files_max,
                                    const struct sealed_summary *summary, char *why,
                                    size_t why_room);

/* One line for people, behind what stands in the text; nothing where no key was sealed. */
void sealed_report_say(const struct sealed_summary *summary, char *text, size_t room);

#endif
