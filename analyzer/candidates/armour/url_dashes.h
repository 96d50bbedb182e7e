#ifndef URL_DASHES_H
#define URL_DASHES_H

#include "bytes.h"

/* Dashes within a long row of the alphabet for URLs (RFC 4648 section 5) are digits: armour has no
 * dash in its base64, and END behind it. As many as armour has, or more, where the row goes on for
 * long behind them. How many there are from `at` on, which is one of them; 0 where they are none.
 */
size_t url_dashes_at(struct bytes text, size_t at);

#endif
