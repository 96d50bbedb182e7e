#ifndef BAG_CERTIFICATES_H
#define BAG_CERTIFICATES_H

#include "buffer.h"
#include "keys/safe_bag.h"
#include "public_identity.h"

/* The certificates of a PKCS#12 store by the keys that they belong to. Each is read once,
 * however many keys name it. */
struct bag_certificates; /* of a list that outlives it */

/* NULL when memory ran out. */
struct bag_certificates *bag_certificates_new(const struct safe_bag_list *list);
void bag_certificates_free(struct bag_certificates *certificates);

/* What the certificate with the key's localKeyId, or the only one beside the only key, says
 * of the public half. NULL without one that can be read. */
const struct public_identity *bag_certificates_find(struct bag_certificates *certificates,
                                                    const struct safe_bag *key);

/* The DER of a certificate bag, on `joined` where it stands in pieces; empty where not all of
 * it is there. */
struct bytes bag_certificates_der(const struct safe_bag *bag, struct buffer *joined);

#endif
