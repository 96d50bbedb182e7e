#ifndef JUDGED_LIST_H
#define JUDGED_LIST_H

#include "certificates/judged_case.h"

/* A CRL: sends RECORD_CRL for it, with the digest of `named`; and where it is genuine,
 * RECORD_REVOCATION for each certificate of the set that it lists, that is among what the list
 * is about (issuingDistributionPoint), and that its own key has signed under its own name.
 * An indirect one (RFC 5280 section 6.3.3) speaks of others' certificates too: each entry of
 * the issuer that it or one before it names, of certificates whose cRLDistributionPoints name
 * the list's issuer, and whose issuer is under one trust anchor with it. */
void judged_list_run(struct bytes der, struct bytes named, const struct judged_case *given);

#endif
