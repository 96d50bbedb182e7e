#ifndef PST_MESSAGE_H
#define PST_MESSAGE_H

#include "containers/outlook/pst_file.h"

/* Appends a message of an Outlook file in the form of RFC 5322 and 2046, everything in it in
 * base64, at most LIMIT_PST_MESSAGE. `id` gets its Message-ID. False: the node has no properties.
 * `whole` is false where some of it could not be read. */
MUST_CHECK bool pst_message_write(struct pst_file *file, const struct pst_node *node,
                                  struct buffer *into, struct buffer *id, bool *whole);

#endif
