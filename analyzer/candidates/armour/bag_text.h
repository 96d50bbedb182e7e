#ifndef BAG_TEXT_H
#define BAG_TEXT_H

#include "buffer.h"

/* What `openssl pkcs12` and others print before the armour of a bag of PKCS#12: lines of
 * attributes. The localKeyID is the same before a key and before its certificate (RFC 7292
 * section 4.2, PKCS#9 section 5.5.2). */

/* Reads the octets of the localKeyID that stands last in `before`, the text in front of a
 * BEGIN line, and behind any other armour there; `id` is emptied first. False where there is
 * none, or memory ran out. */
MUST_CHECK bool bag_text_local_key_id(struct bytes before, struct buffer *id);

#endif
