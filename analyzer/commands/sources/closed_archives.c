#include "commands/sources/closed_archives.h"

#include "casefile/case_file.h"

bool closed_archives_tell(struct session *session)
{
    uint64_t count;
    if (!case_count_closed(session->file, &count)) {
        return session_stop_case(session);
    }
    if (count > 0) {
        session_say(session, true,
                    "unlock tries passphrases on keys: what is in encrypted archives and documents "
                    "(%llu %s of the journal) a scan reads, with --passphrases in a new case",
                    (unsigned long long)count, count == 1 ? "entry" : "entries");
    }
    return true;
}
