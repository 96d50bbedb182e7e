#ifndef CERTIFICATE_BAG_H
#define CERTIFICATE_BAG_H

#include "inventory/certificate_source.h"

/* A SignedData of PKCS#7 or CMS (RFC 5652 section 5.1) for the certificates in
 * it: .p7b and .p7c hold nothing else, signed messages hold their signers'. */
bool certificate_bag_is_one(struct bytes der);
void certificate_bag_read(struct bytes der, const struct source_spot *spot,
                          const struct certificate_sink *sink);

#endif
