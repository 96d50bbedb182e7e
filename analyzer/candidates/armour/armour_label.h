#ifndef ARMOUR_LABEL_H
#define ARMOUR_LABEL_H

#include "bytes.h"

/* The word BEGIN of an armour and the label behind it, in whatever state: cheap, before any of it
 * is read. */

/* A label follows BEGIN within so many bytes, escapes that stand for nothing left out. */
#define ARMOUR_LABEL_REACH 64

/* Could a BEGIN line stand at `anchor` ("B" of BEGIN) that is one of ours, or hides what is behind
 * it? `wide`: in UTF-16. */
bool armour_plausible(struct bytes text, size_t anchor, bool wide);

/* Is the armour whose BEGIN stands at `anchor` to be read whatever its label is? Where its rows are
 * broken so that no sample of base64 (run_sample.h) need fall into one, nothing else sees them. */
bool armour_label_hides(struct bytes text, size_t anchor);

#endif
