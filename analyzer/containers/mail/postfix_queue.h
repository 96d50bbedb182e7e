#ifndef POSTFIX_QUEUE_H
#define POSTFIX_QUEUE_H

#include "container.h"

/* Files of Postfix's queue (rec_type.h and record.c of Postfix): records of a type, a length in
 * groups of seven bits, the lowest first, and so many octets. A line of the message is one or more
 * of them: what stands between two lines, `N` and a length, may be of base64's alphabet, so that
 * nothing encoded in the mail can be read as it stands. Gives the message, with its line ends; what
 * a milter has put in other places stands behind it. */
extern const struct container postfix_queue_container;

#endif
