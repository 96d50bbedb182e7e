#ifndef JUDGED_CASE_H
#define JUDGED_CASE_H

#include "certificates/judged_set.h"
#include "record.h"

/* What lists and responses are judged by, and where the verdicts go. */
struct judged_case {
    struct issuer_set *issuers;
    const struct judged_set *certificates;
    const struct record_sink *sink;
};

/* RECORD_JOURNAL: so many octets went unread. */
void judged_case_fault(const struct judged_case *given, const struct fault *fault, uint64_t unread);

/* RECORD_CRL: its issuer is `dn`, a Name, or nothing where that cannot be printed; `failure`
 * is why it is not verified, NULL when it is. */
void judged_case_tell(const struct judged_case *given, struct crl_facts *facts, struct bytes dn,
                      const char *failure);

#endif
