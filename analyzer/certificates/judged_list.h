#ifndef JUDGED_LIST_H
#define JUDGED_LIST_H

#include "certificates/judged_set.h"
#include "record.h"

/* A CRL file, PEM (also several) or DER: sends RECORD_CRL for each list in it,
 * with the digest of the file's bytes where it holds one list, of the list's DER
 * where it holds several; and where a list is genuine, RECORD_REVOCATION for
 * each certificate of the set that it lists and that its own key has signed. */
void judged_list_run(struct bytes content, struct issuer_set *issuers,
                     const struct judged_set *certificates, const struct record_sink *sink);

#endif
