#ifndef SAFE_BAG_H
#define SAFE_BAG_H

#include "buffer.h"

/* SafeContents of PKCS#12 (RFC 7292 section 4.2): bags with keys and certificates. Read
 * leniently, in DER or BER; what is cut off is read as far as it goes. */

enum safe_bag_kind {
    SAFE_BAG_KEY,         /* keyBag: `value` is a PrivateKeyInfo */
    SAFE_BAG_SHROUDED,    /* pkcs8ShroudedKeyBag: an EncryptedPrivateKeyInfo */
    SAFE_BAG_CERTIFICATE, /* certBag: an OCTET STRING, perhaps in pieces, with X.509 in it */
};

struct safe_bag {
    enum safe_bag_kind kind;
    struct bytes value;
    struct bytes name;  /* friendlyName: octets of a BMPString; empty without */
    struct bytes id;    /* localKeyId; empty without */
    const char *opened; /* static: how the part was opened in which it stands; NULL: it was not
                           closed. Left to whoever opens it. */
};

/* Bags in their order; windows on what they were read from. Zeroed = empty. */
struct safe_bag_list {
    struct safe_bag *bags;
    size_t count, room;
    struct bytes *secrets; /* values of bags that hold a secret, which is no private key */
    size_t secret_count, secret_room;
    bool bounded; /* there were more than STORE_BAGS_MAX, or memory ran out */
};

/* Adds those of a SafeContents, of what it nests as well; CRLs and secrets are left out.
 * False where it is none: the list may have grown all the same. */
MUST_CHECK bool safe_bag_list_read(struct safe_bag_list *list, struct bytes contents);
void safe_bag_list_clear(struct safe_bag_list *list);

/* Is this a whole SafeContents, and nothing behind it? What comes out under a wrong
 * passphrase is not. */
bool safe_bag_contents_fit(struct bytes contents);

/* Its friendlyName in UTF-8, as far as a place shows one; `name` is emptied first. */
void safe_bag_name(const struct safe_bag *bag, struct buffer *name);

#endif
