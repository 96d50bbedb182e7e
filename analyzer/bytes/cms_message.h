#ifndef CMS_MESSAGE_H
#define CMS_MESSAGE_H

#include "buffer.h"
#include "bytes.h"

/* The outside of a message of CMS (RFC 5652) or PKCS #7 (RFC 2315) in DER or BER, as S/MIME puts it
 * into `smime.p7m`: what kind it is, where its content stands, for whom it is encrypted. Read
 * tolerantly from the front: lengths are claims, what is cut off is taken as far as it is there,
 * and no signature is looked at. All windows are on the message. */

enum cms_type {
    CMS_NONE,
    CMS_SIGNED,             /* RFC 5652 section 5 */
    CMS_ENVELOPED,          /* section 6 */
    CMS_DIGESTED,           /* section 7 */
    CMS_ENCRYPTED,          /* section 8: for who has a common secret */
    CMS_AUTHENTICATED,      /* section 9 */
    CMS_COMPRESSED,         /* RFC 3274 */
    CMS_AUTHENTIC_ENVELOPED /* RFC 5083 */
};

/* What kind of message begins here; CMS_NONE where none does. */
enum cms_type cms_message_type(struct bytes front);

/* An OCTET STRING in either way of BER (X.690 section 8.7). */
struct cms_octets {
    struct bytes extent; /* with its header */
    struct bytes inside;
    bool pieces; /* `inside` is OCTET STRINGs again */
    bool cut;    /* it ends before its length says */
};

/* Where the content stands, in clear or encrypted. False when it has none (a detached signature),
 * or damage stands before it. */
MUST_CHECK bool cms_message_content(struct bytes message, struct cms_octets *content);

/* The octets: in one piece they are a window on the message, else on `joined`, which has to be
 * empty before. *cut: not all of them are there. The extent of what has no length in front ends
 * where its pieces do, from here on. False when memory ran out. */
MUST_CHECK bool cms_octets_join(struct cms_octets *content, struct buffer *joined,
                                struct bytes *octets, bool *cut);

/* Who can open it. */
struct cms_recipient {
    struct bytes issuer; /* Name, in DER; empty where the key has an identifier */
    struct bytes serial; /* magnitude, big-endian */
    struct bytes key_id; /* subject key identifier; empty where issuer and serial stand */
};

/* The recipients of an enveloped message (RFC 5652 section 6.2). */
struct cms_recipients {
    struct bytes infos;
    struct bytes agreed; /* RecipientEncryptedKeys that are left of one that agrees on a key */
};

/* False where the message has none that can be read. */
MUST_CHECK bool cms_recipients_begin(struct bytes message, struct cms_recipients *recipients);
/* The next one that has a key pair; false at the end. */
MUST_CHECK bool cms_recipients_next(struct cms_recipients *recipients,
                                    struct cms_recipient *recipient);

#endif
