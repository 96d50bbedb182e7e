#include "outcome.h"

#include <stddef.h>

const char *outcome_name(enum outcome outcome)
{
    static const char *const names[] = {
        [OUTCOME_OK] = "ok",
        [OUTCOME_TRUNCATED] = "truncated",
        [OUTCOME_MALFORMED] = "malformed",
        [OUTCOME_UNEXPECTED] = "unexpected",
        [OUTCOME_UNSUPPORTED] = "unsupported",
        [OUTCOME_ENCRYPTED] = "encrypted",
        [OUTCOME_BOUND] = "bound",
        [OUTCOME_NO_MEMORY] = "no_memory",
        [OUTCOME_UNREADABLE] = "unreadable",
        [OUTCOME_CHANGED] = "changed",
        [OUTCOME_LOST] = "worker_lost",
    };
    return (size_t)outcome < sizeof(names) / sizeof(names[0]) ? names[outcome] : "unknown";
}
