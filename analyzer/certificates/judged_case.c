#include "certificates/judged_case.h"

#include <string.h>

#include "certificates/distinguished_name.h"

static struct bytes words(const char *text)
{
    return bytes_over(text, text != NULL ? strlen(text) : 0);
}

void judged_case_fault(const struct judged_case *given, const struct fault *fault, uint64_t unread)
{
    struct record record = { .kind = RECORD_JOURNAL };
    record.journal = (struct journal_entry){ .weight = JOURNAL_UNREAD,
                                             .outcome = fault->outcome,
                                             .clause = words(fault->clause),
                                             .sentence = words(fault->sentence),
                                             .unread = unread };
    given->sink->record(given->sink->context, &record);
}

void judged_case_tell(const struct judged_case *given, struct crl_facts *facts, struct bytes dn,
                      const char *failure)
{
    struct buffer name = { 0 };
    struct record record = { .kind = RECORD_CRL, .crl = *facts };
    if (dn.left > 0 && distinguished_name_print(dn, &name) == NULL) {
        record.crl.issuer_dn = buffer_bytes(&name);
    }
    record.crl.verified = failure == NULL;
    record.crl.failure = words(failure);
    given->sink->record(given->sink->context, &record);
    buffer_clear(&name);
}
