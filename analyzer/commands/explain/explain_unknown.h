#ifndef EXPLAIN_UNKNOWN_H
#define EXPLAIN_UNKNOWN_H

#include "commands/explain/explain_subject.h"
#include "commands/explain/explain_text.h"
#include "reports/case_reading.h"

/* What was searched where the case has no certificate that fits: the keys, the inventories, what of
 * the evidence was not examined, and what would bring it in. False when memory ran out or the case
 * failed. */
MUST_CHECK bool explain_unknown(struct case_file *file, const struct explain_subject *subject,
                                const struct case_reading *reading, struct explain_text *text);

#endif
