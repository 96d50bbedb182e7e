#ifndef SHOW_TEXT_H
#define SHOW_TEXT_H

#include "commands/show/show_plan.h"

/* One sighting for a person: its chain, a step a line; what the mail around says; verdict and key;
 * whether the evidence is as it was; the masked text around. False when memory ran out. */
MUST_CHECK bool show_text_print(const struct show_plan *plan, const struct show_item *item,
                                struct buffer *into);

/* What became of its file: "as in the case", "changed" ... Static. */
const char *show_text_state(const struct show_item *item);

/* The place was reached, in a file that is as it was. */
bool show_text_holds(const struct show_item *item);

#endif
