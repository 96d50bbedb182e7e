#ifndef LIST_SCOPE_H
#define LIST_SCOPE_H

#include "bytes.h"

/* What a revocation list is about: issuingDistributionPoint (RFC 5280 section 5.2.5). Its
 * name, and the reasons that it is for, say where else to look; they make no entry untrue. */
struct list_scope {
    bool user_certificates;      /* onlyContainsUserCerts */
    bool authorities;            /* onlyContainsCACerts */
    bool attribute_certificates; /* onlyContainsAttributeCerts */
    bool indirect;               /* indirectCRL: it may hold entries of other issuers */
};

/* Takes the extension's value apart. False where it cannot be read: then nobody knows what the
 * list is about. */
MUST_CHECK bool list_scope_read(struct bytes value, struct list_scope *scope);

/* Is a certificate among what the list is about (section 6.3.3 (b) (2))? `authority`: its
 * basicConstraints say cA TRUE. */
bool list_scope_covers(const struct list_scope *scope, bool authority);

/* Do the cRLDistributionPoints (section 4.2.1.13, the extension's value) of a certificate name
 * this issuer of lists in a cRLIssuer? `folded` is its name by distinguished_name_fold(). */
bool list_points_name(struct bytes value, struct bytes folded);

#endif
