#ifndef ARMOUR_LABEL_H
#define ARMOUR_LABEL_H

#include "bytes.h"

/* The word BEGIN of an armour and the label behind it, in whatever state: cheap, before any of it
 * is read. */

/* A label follows BEGIN within so many bytes, escapes that stand for nothing left out. */
#define ARMOUR_LABEL_REACH 64

/* Could a BEGIN line of ours stand at `anchor` ("B" of BEGIN)? `wide`: in UTF-16. */
bool armour_plausible(struct bytes text, size_t anchor, bool wide);

#endif
