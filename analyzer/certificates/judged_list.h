#ifndef JUDGED_LIST_H
#define JUDGED_LIST_H

#include "certificates/judged_case.h"

/* A CRL: sends RECORD_CRL for it, with the digest of `named`; and where it is genuine,
 * RECORD_REVOCATION for each certificate of the set that it lists and that its own key
 * has signed. */
void judged_list_run(struct bytes der, struct bytes named, const struct judged_case *given);

#endif
