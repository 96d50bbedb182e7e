#ifndef MAIL_PARAMETER_H
#define MAIL_PARAMETER_H

#include "buffer.h"
#include "bytes.h"

/* Parameters of Content-Type and Content-Disposition (RFC 2045 section 5.1),
 * with continuations and charsets (RFC 2231), in any order; and what is sent in
 * their place: values without quotes that would need them, encoded words. */

/* Appends the value of the first parameter of this name, in UTF-8 where `text`,
 * octet for octet otherwise. `line` is the unfolded body of the field. `*more` is
 * set where it has sections beyond PARAMETER_SECTIONS_MAX. False, and nothing else
 * changed, when there is none or memory ran out. */
MUST_CHECK bool mail_parameter_read(struct bytes line, const char *name, bool text,
                                    struct buffer *value, bool *more);

#endif
