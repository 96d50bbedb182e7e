#ifndef PAGE_STATUS_H
#define PAGE_STATUS_H

#include "certificates/certificate_status.h"
#include "reports/case_summary.h"

/* The order in which report.html tells of statuses: what somebody has to act on comes first. */

#define PAGE_STATUSES        (STATUSES - 1)
#define PAGE_STATUSES_ACTING 3u /* root, revoke_ca, revoke */

/* Each once, for `place` below PAGE_STATUSES. */
enum certificate_status page_status_at(size_t place);

#endif
