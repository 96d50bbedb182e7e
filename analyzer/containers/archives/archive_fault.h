#ifndef ARCHIVE_FAULT_H
#define ARCHIVE_FAULT_H

#include "outcome.h"

struct archive;

/* What libarchive last complained of, as one of our own faults: its texts hold
 * bytes of the evidence, ours are static. */
const struct fault *archive_fault_of(struct archive *archive);

#endif
