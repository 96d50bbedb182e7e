#include "containers/mail/part_account.h"

#include <inttypes.h>
#include <stdio.h>

void part_account_journal(const struct part_account *account, const struct container_sink *sink)
{
    char sentence[160];
    const bool whole = account->failed == 0;
    (void)snprintf(
        sentence, sizeof(sentence),
        "%s: %" PRIu64 " expected, %" PRIu64 " read, %" PRIu64 " recovered, %" PRIu64 " failed",
        account->what, account->expected, account->read, account->recovered, account->failed);
    const struct fault said = { whole ? OUTCOME_OK : OUTCOME_MALFORMED, account->clause, sentence };
    sink->journal(sink->context, NULL, whole ? JOURNAL_NOTE : JOURNAL_UNREAD, &said, 0);
}
