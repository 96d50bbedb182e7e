#include <string.h>

#include "bounds.h"
#include "evidence/certificate_search.h"
#include "evidence/ingest.h"
#include "evidence/walk_span.h"
#include "limit.h"

/* What a walk tells the coordinator beside what it finds: how far it is, and what it did not read.
 */

#define PROGRESS_STEP (4 * MIB)

uint64_t ingest_expansion(uint64_t size)
{
    const uint64_t factor = limit_of(LIMIT_EXPANSION_FACTOR), least = limit_of(LIMIT_EXPANSION);
    if (factor == 0 || size > UINT64_MAX / factor) {
        return least; /* a pipe: its size is not known */
    }
    return size * factor > least ? size * factor : least;
}

static void report_from(struct ingest *ingest, uint64_t step)
{
    struct progress progress = ingest->unreported;
    if (progress.bytes >= step || progress.inside >= step || progress.walked >= step) {
        progress.walked += walk_span_news(ingest);
        const struct record record = { .kind = RECORD_PROGRESS,
                                       .file = ingest->file,
                                       .progress = progress };
        ingest->sink->record(ingest->sink->context, &record);
        ingest->unreported = (struct progress){ 0 };
    }
}

void ingest_progress(struct ingest *ingest, uint64_t bytes)
{
    ingest->unreported.bytes += bytes;
    report_from(ingest, PROGRESS_STEP);
}

void ingest_progress_inside(struct ingest *ingest, uint64_t bytes)
{
    ingest->unreported.inside += bytes;
    report_from(ingest, PROGRESS_STEP);
}

void ingest_progress_end(struct ingest *ingest)
{
    report_from(ingest, 1);
}

void ingest_alive(struct ingest *ingest)
{
    const struct record record = { .kind = RECORD_PROGRESS, .file = ingest->file };
    ingest->sink->record(ingest->sink->context, &record);
}

static struct bytes static_text(const char *text)
{
    return text != NULL ? bytes_over(text, strlen(text)) : bytes_over(NULL, 0);
}

static void send_journal(struct ingest *ingest, struct bytes provenance, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    const struct record record = {
        .kind = RECORD_JOURNAL,
        .file = ingest->file,
        .journal = { .weight = weight,
                     .outcome = fault->outcome,
                     .provenance = provenance,
                     .clause = static_text(fault->clause),
                     .sentence = static_text(fault->sentence),
                     .unread = unread },
    };
    ingest->sink->record(ingest->sink->context, &record);
}

static void tell_search(const struct certificate_search *search, const struct provenance *chain,
                        const struct place *where, enum journal_weight weight,
                        const struct fault *fault, uint64_t unread)
{
    struct provenance node = { .outer = chain };
    if (where != NULL) {
        node.place = *where;
    }
    if (weight == JOURNAL_UNREAD) {
        search->unread(search->context, fault, where != NULL ? &node : chain, unread);
    }
}

void ingest_journal_encoded(struct ingest *ingest, struct bytes provenance,
                            enum journal_weight weight, const struct fault *fault, uint64_t unread)
{
    static const struct fault more = { OUTCOME_BOUND, NULL,
                                       "more journal entries than are kept for one file" };
    if (weight == JOURNAL_UNREAD && ingest->outcome == OUTCOME_OK) {
        ingest->outcome = fault->outcome;
    }
    if (ingest->journalled >= limit_of(LIMIT_JOURNAL_ENTRIES)) {
        return;
    }
    if (++ingest->journalled == limit_of(LIMIT_JOURNAL_ENTRIES)) {
        send_journal(ingest, bytes_over(NULL, 0), JOURNAL_UNREAD, &more, 0);
        return;
    }
    send_journal(ingest, provenance, weight, fault, unread);
}

/* Without memory for the chain the entry still goes out, for the whole file. */
void ingest_journal(struct ingest *ingest, const struct provenance *chain,
                    const struct place *where, enum journal_weight weight,
                    const struct fault *fault, uint64_t unread)
{
    if (ingest->targets != NULL) {
        return;
    }
    if (ingest->certificates != NULL) {
        tell_search(ingest->certificates, chain, where, weight, fault, unread);
        return;
    }
    struct buffer encoded = { 0 };
    struct provenance node = { .outer = chain };
    if (where != NULL) {
        node.place = *where;
    }
    if (!provenance_encode(where != NULL ? &node : chain, &encoded)) {
        buffer_reset(&encoded);
    }
    ingest_journal_encoded(ingest, buffer_bytes(&encoded), weight, fault, unread);
    buffer_clear(&encoded);
}

/* What is walked to again was told before. */
bool ingest_may_tell(struct ingest *ingest, const struct provenance *chain,
                     const struct place *where)
{
    static const struct fault more = { OUTCOME_BOUND, NULL,
                                       "more keys and certificates than are told of one file" };
    const uint64_t most = limit_of(LIMIT_FINDINGS);
    if (ingest->targets != NULL) {
        return true;
    }
    if (ingest->told == most) {
        ingest_journal(ingest, chain, where, JOURNAL_UNREAD, &more, 0);
    }
    return ingest->told <= most && ingest->told++ < most;
}
