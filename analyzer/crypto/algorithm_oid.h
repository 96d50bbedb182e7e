#ifndef ALGORITHM_OID_H
#define ALGORITHM_OID_H

#include "public_identity.h"

/* What an OBJECT IDENTIFIER in a SubjectPublicKeyInfo or a PKCS#8 key says of the
 * key (RFC 3279, 4055, 5480, 8410). KEY_OTHER for those that are not known. */
enum key_algorithm algorithm_of_oid(struct bytes oid);

/* Content octets of the one that the canonical form uses; for KEY_DH that of
 * PKCS#3, see also algorithm_oid_x942(). */
struct bytes algorithm_oid(enum key_algorithm algorithm);
struct bytes algorithm_oid_x942(void);
bool algorithm_oid_is_x942(struct bytes oid);

#endif
