#ifndef JWE_CONTENT_H
#define JWE_CONTENT_H

#include "buffer.h"

/* How the content of a JSON Web Encryption is closed (RFC 7518 section 5): AES-CBC with HMAC, or
 * AES-GCM. */
struct jwe_content; /* a row of a static table */

/* By the value of "enc". NULL for one that is not known. */
const struct jwe_content *jwe_content_named(struct bytes enc);

/* Octets of the key of the content. */
size_t jwe_content_key_octets(const struct jwe_content *content);

/* Appends what is under it. False, with `open` as it was, where the tag is not that of key, vector,
 * associated data and closed text, or a length does not fit. */
MUST_CHECK bool jwe_content_open(const struct jwe_content *content, struct bytes key,
                                 struct bytes iv, struct bytes associated, struct bytes closed,
                                 struct bytes tag, struct buffer *open);

#endif
