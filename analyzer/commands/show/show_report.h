#ifndef SHOW_REPORT_H
#define SHOW_REPORT_H

#include "commands/show/show_plan.h"
#include "reports/output_file.h"

/* One sighting for a script: an object on a line, with what keys.jsonl says of it as `sighting`,
 * whether it was found again, and the masked text on either side. */
void show_report_put(const struct show_plan *plan, const struct show_item *item,
                     struct output_file *output);

#endif
