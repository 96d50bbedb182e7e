#ifndef GIVEN_ISSUERS_H
#define GIVEN_ISSUERS_H

#include "reports/match_entry.h"

/* The issuers that were given, by name and key identifier. Anybody can make a certificate that
 * names one of them and has the serial number of another's certificate: a CA system that goes by
 * serial numbers would revoke that one. So what names a given issuer and is not signed by it is not
 * handed on. */

struct given_issuers {
    struct buffer texts;
    struct given_name *names; /* sorted */
    size_t count, room;
};

/* Of a case. False when memory ran out or the case failed. */
MUST_CHECK bool given_issuers_read(struct given_issuers *issuers, struct case_file *file);
void given_issuers_clear(struct given_issuers *issuers);

/* Does it name one of them, by name or key identifier, while its signature holds under none?
 * False when memory ran out. */
MUST_CHECK bool given_issuers_disown(const struct given_issuers *issuers,
                                     const struct match_entry *entry, bool *disowned);

#endif
