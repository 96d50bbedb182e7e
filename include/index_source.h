#ifndef INDEX_SOURCE_H
#define INDEX_SOURCE_H

#include "public_identity.h"

/* One file that was read into a certificate index, as it was then. */
struct index_source {
    struct bytes path; /* absolute, without NUL */
    uint64_t base;     /* the index's address of its first octet */
    uint64_t size;
    int64_t modified;              /* nanoseconds since 1970 */
    uint64_t rows, parsed, failed; /* this and what follows as in struct file_done */
    uint8_t sha256[SHA256_LENGTH];
    bool dated;
    int64_t earliest, latest;
    struct bytes issuers;
};

#endif
