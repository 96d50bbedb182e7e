#ifndef PEM_TEXT_H
#define PEM_TEXT_H

#include "buffer.h"

/* Writing base64 (RFC 4648 section 4, with padding, on one line) and PEM (RFC 7468 section 3:
 * 64 characters to the line). False when memory ran out. */

MUST_CHECK bool base64_text_write(struct bytes octets, struct buffer *text);

/* `label`: "CERTIFICATE", without the dashes. */
MUST_CHECK bool pem_text_write(struct bytes der, const char *label, struct buffer *pem);

#endif
