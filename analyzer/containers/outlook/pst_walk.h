#ifndef PST_WALK_H
#define PST_WALK_H

#include "container.h"

/* An Outlook data file, PST or OST (MS-PST). Each message, deleted ones too, is given as a
 * PLACE_MESSAGE in the form of RFC 5322: its headers, texts and attachments stand inside as
 * parts. Then every block that no message has, decoded, is a PLACE_MEMBER "block <bid>". */
extern const struct container pst_container;

#endif
