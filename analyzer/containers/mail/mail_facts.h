#ifndef MAIL_FACTS_H
#define MAIL_FACTS_H

#include "provenance.h"

/* Reads what a message says of itself out of its header block. The windows of
 * `facts` are on `text`, which is emptied first. What memory does not suffice
 * for is left empty. */
void mail_facts_read(struct bytes block, struct mail_facts *facts, struct buffer *text);

#endif
