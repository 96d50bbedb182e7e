#ifndef MAIL_MESSAGE_H
#define MAIL_MESSAGE_H

#include "container.h"

/* One message of RFC 5322 with its MIME parts (RFC 2045-2049), read as far as
 * it goes however damaged it is. Also .eml, .emlx, maildir and MH files. */
extern const struct container mail_message_container;

#endif
