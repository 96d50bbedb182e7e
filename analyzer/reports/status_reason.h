#ifndef STATUS_REASON_H
#define STATUS_REASON_H

#include "certificates/certificate_status.h"

/* A status in sentences (docs/revocation.md has the rules): why a certificate has it, and what
 * would give it another one. Static; they end with a stop. */
struct status_reason {
    enum certificate_status status;
    const char *why, *change;
};

const struct status_reason *status_reason_of(enum certificate_status status);

#endif
