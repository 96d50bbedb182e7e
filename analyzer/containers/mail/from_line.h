#ifndef FROM_LINE_H
#define FROM_LINE_H

#include "bytes.h"

/* Does the line at the front of `rest` begin a message of an mbox? It does when
 * it has the full shape, `From sender Mon Jan  1 00:00:00 2018`, wherever it
 * stands; and behind an empty line also without a date, when a header field
 * follows. (RFC 4155 appendix A; a sentence that begins with From is neither.) */
bool from_line_separates(struct bytes rest, bool after_empty_line);

#endif
