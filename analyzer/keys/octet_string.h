#ifndef OCTET_STRING_H
#define OCTET_STRING_H

#include "buffer.h"

/* Takes an OCTET STRING in either way of BER (X.690 section 8.7): in one piece, or as
 * pieces inside a constructed one, as Java, NSS and Windows write them. `tag` is that
 * of the primitive way. Pieces are put together at the end of `joined`, on which
 * `octets` is then a window; `joined` has to be empty before. What is cut off is
 * taken as far as it is there: `*cut` becomes true. Nothing changes on failure. */
MUST_CHECK enum outcome octet_string_take(struct bytes *from, unsigned tag, struct buffer *joined,
                                          bool *cut, struct bytes *octets);

#endif
