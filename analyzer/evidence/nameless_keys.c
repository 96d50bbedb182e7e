#include "evidence/nameless_keys.h"

#include <inttypes.h>
#include <stdio.h>

#include "limit.h"

#define SENTENCE_MAX 80
/* Of CANDIDATE_WORK_FLOOR, bytes: the view of an armour, and what reads it. */
#define WORK_EACH (8 << 10)

bool nameless_keys_has(const struct key_finding *finding)
{
    return finding->verdict == VERDICT_MALFORMED && !finding->has_identity && !finding->has_claim;
}

/* Without memory for its place it is counted all the same. */
static void keep_last(struct nameless_keys *keys, const struct provenance *chain,
                      const struct place *where)
{
    const struct provenance node = { .outer = chain, .place = *where };
    buffer_reset(&keys->last);
    if (!provenance_encode(&node, &keys->last)) {
        buffer_reset(&keys->last);
    }
}

/* What is walked to again was told before. */
bool nameless_keys_may_tell(struct ingest *ingest, const struct provenance *chain,
                            const struct place *where)
{
    static const struct fault more = { OUTCOME_BOUND, NULL,
                                       "more malformed keys that do not say whose they are than "
                                       "are told of one file: the first that is not" };
    struct nameless_keys *keys = &ingest->nameless;
    if (ingest->targets != NULL) {
        return true;
    }
    if (keys->told < limit_of(LIMIT_NAMELESS_KEYS)) {
        keys->told++;
        return true;
    }
    if (keys->untold == 0) {
        ingest_journal(ingest, chain, where, JOURNAL_UNREAD, &more, 0);
    }
    keys->untold++;
    ingest->work -= WORK_EACH;
    keep_last(keys, chain, where);
    return false;
}

void nameless_keys_end(struct ingest *ingest)
{
    struct nameless_keys *keys = &ingest->nameless;
    char sentence[SENTENCE_MAX];
    if (keys->untold > 0) {
        const struct fault last = { OUTCOME_BOUND, NULL, sentence };
        (void)snprintf(sentence, sizeof(sentence),
                       "malformed keys that are not told of: %" PRIu64 ", this is the last",
                       keys->untold);
        ingest_journal_encoded(ingest, buffer_bytes(&keys->last), JOURNAL_NOTE, &last, 0);
    }
    buffer_clear(&keys->last);
    *keys = (struct nameless_keys){ 0 };
}
