#ifndef MAIL_RECOGNITION_H
#define MAIL_RECOGNITION_H

#include "bytes.h"

/* Does this begin a message, or a MIME part saved by itself? Goes by the first
 * header fields: their names, and where names are shared with other formats
 * (From, Date, Subject) their bodies as well. */
bool mail_recognition_of_head(struct bytes head);

#endif
