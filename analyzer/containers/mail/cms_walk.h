#ifndef CMS_WALK_H
#define CMS_WALK_H

#include "container.h"

/* A message of CMS or PKCS #7 in DER or BER (S/MIME's `smime.p7m`, RFC 8551; bytes/cms_message.h).
 *
 * Its one part is a PLACE_READING: `cms-signed` (also of digested and authenticated data), what is
 * signed; `cms-compressed`, what is compressed with zlib; `cms-decrypted`, what is
 * encrypted, where the sink has a key that opens it: else an entry, whose place says for whom. A
 * signature without what it signs has no part. Offset and length are those of the content's
 * element. */
extern const struct container cms_container;

#endif
