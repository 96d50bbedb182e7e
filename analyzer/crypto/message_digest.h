#ifndef MESSAGE_DIGEST_H
#define MESSAGE_DIGEST_H

#include "bytes.h"

/* Digests and MACs that formats carry to show that nothing was changed. */

#define MESSAGE_DIGEST_MAX 64

/* The digest of a message, by OpenSSL's name of it. Gives its length; 0 where OpenSSL
 * lacks it. */
size_t message_digest(const char *name, struct bytes message, uint8_t digest[MESSAGE_DIGEST_MAX]);

/* HMAC (RFC 2104) with that digest. */
size_t message_digest_keyed(const char *name, struct bytes key, struct bytes message,
                            uint8_t digest[MESSAGE_DIGEST_MAX]);

/* Uses each once. */
void message_digest_prepare(void);

#endif
