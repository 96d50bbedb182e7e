#ifndef LOG_ENTRY_H
#define LOG_ENTRY_H

#include "outcome.h"
#include "public_identity.h"

/* Entries of Certificate Transparency logs, as RFC 6962 section 3.4 and the data tiles of
 * C2SP static-ct-api encode them: big-endian numbers, vectors behind their length. */

struct log_entry {
    bool precertificate;
    struct bytes certificate; /* DER; of a precertificate's entry a TBSCertificate alone */
    struct bytes issuer_key;  /* SHA-256 of the issuer's key; empty but for precertificates */
};

/* Takes a TimestampedEntry. TRUNCATED where more bytes may complete it, MALFORMED where
 * none stands. */
MUST_CHECK enum outcome log_entry_take(struct bytes *from, struct log_entry *entry);

/* Takes a leaf of a data tile: an entry, the precertificate where it is one, and the
 * fingerprints of its chain, which stand elsewhere. `certificate` is whole for both kinds. */
MUST_CHECK enum outcome log_leaf_take(struct bytes *from, struct log_entry *entry);

#endif
