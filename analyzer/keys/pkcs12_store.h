#ifndef PKCS12_STORE_H
#define PKCS12_STORE_H

#include "keys/closed_key.h"

/* PFX of PKCS#12 (RFC 7292 section 4): the way from its front to its parts, in DER or
 * BER. Its MAC is not asked: whether a passphrase opens a part is seen at the part, and a
 * store whose MAC nobody can check is read all the same. */

enum pkcs12_part_kind {
    PKCS12_CLEAR,    /* data: `contents` is a SafeContents */
    PKCS12_CLOSED,   /* encryptedData: `closed` is one under a passphrase */
    PKCS12_ENVELOPED /* envelopedData: closed by somebody's public key */
};

struct pkcs12_part {
    enum pkcs12_part_kind kind;
    struct bytes contents;
    struct closed_key closed;
};

/* The AuthenticatedSafe of a PFX, the ContentInfo of its parts one after the other.
 * `joined` is memory for it where it stands in pieces, see octet_string_take(). `cut`
 * becomes true where it is cut off. */
MUST_CHECK enum outcome pkcs12_store_read(struct bytes pfx, struct buffer *joined, bool *cut,
                                          struct bytes *parts);

/* Takes one part. UNEXPECTED where it is of another kind, BOUND and NO_MEMORY where it
 * cannot be put together: it is stepped over all the same. */
MUST_CHECK enum outcome pkcs12_store_take(struct bytes *parts, struct buffer *joined,
                                          struct pkcs12_part *part);

#endif
