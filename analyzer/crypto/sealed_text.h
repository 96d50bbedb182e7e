#ifndef SEALED_TEXT_H
#define SEALED_TEXT_H

#include "buffer.h"

/* Authenticated encryption, OCB (RFC 7253), GCM or EAX (Bellare, Rogaway and Wagner, 2004), with a
 * tag of 128 bits behind what is closed. */

#define SEAL_TAG_OCTETS 16

/* `name`: OpenSSL's of cipher and mode, "AES-128-OCB" (and, of EAX, what it
 * would be called there); the key is as long as its. Appends what is
 * under the seal. False, with `open` as it was, where the tag is not that of
 * key, nonce, associated data and closed text, or OpenSSL lacks the mode. */
MUST_CHECK bool sealed_text_open(const char *name, const uint8_t *key, struct bytes nonce,
                                 struct bytes associated, struct bytes closed, struct buffer *open);

#endif
