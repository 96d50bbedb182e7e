#include "commands/phases/unlock_phase.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "commands/phases/sealing.h"
#include "commands/phases/thread_search.h"
#include "commands/phases/unlock_place.h"
#include "commands/phases/unlock_plan.h"
#include "commands/sources/evidence_again.h"
#include "commands/sources/volume_sets.h"
#include "evidence/evidence_unlock.h"
#include "keys/passphrases.h"
#include "workers/job_files.h"

/* What a worker has now: a run of `dealt`. */
struct unlock_job {
    uint64_t number; /* 0: not in use */
    size_t first, count;
    struct buffer list;
    struct thread_job_files files; /* behind that of the leads */
};

struct unlocking {
    struct session *session;
    struct unlock_plan plan;
    struct unlock_place *places; /* one per lead of the plan */
    size_t room;
    size_t *dealt; /* leads with a share, by file */
    size_t dealt_count, handed_out;
    struct unlock_job active[JOBS_MAX + 1];
    uint64_t jobs;
    size_t running;
    struct thread_search *threads; /* NULL: no words are looked for */
    struct progress_state progress;
};

static bool grow(struct unlocking *unlocking)
{
    if (unlocking->plan.count < unlocking->room) {
        return true;
    }
    size_t room = unlocking->room > 0 ? 2 * unlocking->room : 64;
    struct unlock_lead *leads = reallocarray(unlocking->plan.leads, room, sizeof(*leads));
    struct unlock_place *places = NULL;
    if (leads != NULL) {
        unlocking->plan.leads = leads;
        places = reallocarray(unlocking->places, room, sizeof(*places));
    }
    if (places == NULL) {
        return session_stop(unlocking->session, "out of memory");
    }
    unlocking->places = places;
    unlocking->room = room;
    return true;
}

/* Words are looked for by a walk of their own to a key in a container. */
static uint64_t walk_of(const struct case_lead *lead)
{
    struct bytes rest = lead->provenance;
    struct place first;
    return provenance_take(&rest, &first) && first.kind != PLACE_SPOT
               ? lead->size / HARVEST_STEP_BYTES
               : 0;
}

static struct unlock_lead new_lead(const struct session *session, const struct case_lead *lead)
{
    struct unlock_lead made = { .steps = lead->steps, .end = 1 + session->passphrases };
    if (session->options->harvest) {
        made.end += HARVEST_CANDIDATES_MAX;
        made.walk = walk_of(lead);
    }
    return made;
}

/* Sightings of one lead come together. */
static bool add_lead(void *context, const struct case_lead *lead)
{
    struct unlocking *unlocking = context;
    struct unlock_plan *plan = &unlocking->plan;
    struct unlock_lead *last = plan->count > 0 ? &plan->leads[plan->count - 1] : NULL;
    if (last == NULL || memcmp(last->content_sha256, lead->content_sha256, SHA256_LENGTH) != 0) {
        if (!grow(unlocking)) {
            return false;
        }
        unlocking->places[plan->count] = (struct unlock_place){ 0 };
        last = &plan->leads[plan->count++];
        *last = new_lead(unlocking->session, lead);
        memcpy(last->content_sha256, lead->content_sha256, SHA256_LENGTH);
    }
    struct unlock_place *place = &unlocking->places[plan->count - 1];
    return place->found || unlock_place_take(place, unlocking->session, lead);
}

static bool journal(struct unlocking *unlocking, size_t lead, enum outcome outcome,
                    const char *sentence)
{
    const struct unlock_place *place = &unlocking->places[lead];
    const struct journal_entry entry = { .weight = JOURNAL_NOTE,
                                         .outcome = outcome,
                                         .provenance = buffer_bytes(&place->provenance),
                                         .sentence = bytes_over(sentence, strlen(sentence)) };
    return case_add_unlock_journal(unlocking->session->file, place->source, &entry) ||
           session_stop_case(unlocking->session);
}

static bool lose(struct unlocking *unlocking, size_t lead, enum outcome outcome,
                 const char *sentence)
{
    unlock_plan_lose(&unlocking->plan.leads[lead]);
    return journal(unlocking, lead, outcome, sentence);
}

static bool lose_missing(struct unlocking *unlocking)
{
    bool kept = true;
    for (size_t i = 0; kept && i < unlocking->plan.count; i++) {
        kept = unlocking->places[i].found ||
               lose(unlocking, i, OUTCOME_CHANGED,
                    "the file is gone or changed since it was scanned: no passphrase was tried on "
                    "this key");
    }
    return kept;
}

/* Deals shares, and puts those of one file together. */
static bool deal(struct unlocking *unlocking)
{
    const struct unlock_plan *plan = &unlocking->plan;
    unlocking->dealt_count = unlocking->handed_out = 0;
    if (!unlock_plan_deal(&unlocking->plan)) {
        return false;
    }
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->leads[i].state == LEAD_DEALT) {
            unlocking->dealt[unlocking->dealt_count++] = i;
        }
    }
    qsort_r(unlocking->dealt, unlocking->dealt_count, sizeof(*unlocking->dealt),
            unlock_places_compare, unlocking->places);
    return true;
}

static struct unlock_job *job_slot(struct unlocking *unlocking, uint64_t number)
{
    size_t i = 0;
    while (i < sizeof(unlocking->active) / sizeof(unlocking->active[0]) &&
           unlocking->active[i].number != number) {
        i++;
    }
    return i < sizeof(unlocking->active) / sizeof(unlocking->active[0]) ? &unlocking->active[i]
                                                                        : NULL;
}

/* *fits false: its thread lies in more files than the job has room for. Alone it always fits. */
static bool put_item(struct unlocking *unlocking, struct unlock_job *slot, size_t at, bool *fits)
{
    const struct unlock_lead *lead = &unlocking->plan.leads[at];
    const struct unlock_place *place = &unlocking->places[at];
    struct unlock_item item = { .from = lead->from, .to = lead->to };
    struct buffer mails = { 0 };
    bool put = thread_search_put(unlocking->threads, at, place->source, &slot->files, &mails, fits);
    memcpy(item.content_sha256, lead->content_sha256, SHA256_LENGTH);
    item.provenance = buffer_bytes(&place->provenance);
    item.mails = buffer_bytes(&mails);
    put = put && (!*fits || unlock_item_put(&slot->list, &item));
    buffer_clear(&mails);
    return put;
}

/* Shares of one file that are at most a slice of work together. */
static bool gather(struct unlocking *unlocking, struct unlock_job *slot)
{
    struct unlock_place *places = unlocking->places;
    uint64_t work = 0;
    slot->first = unlocking->handed_out;
    slot->count = slot->files.count = 0;
    buffer_reset(&slot->list);
    const size_t most = unlocking->session->options->harvest ? HARVEST_ITEMS_MAX : UNLOCK_ITEMS_MAX;
    while (unlocking->handed_out < unlocking->dealt_count && slot->count < most) {
        const size_t at = unlocking->dealt[unlocking->handed_out];
        const struct unlock_lead *lead = &unlocking->plan.leads[at];
        const uint64_t more = (lead->to - lead->from) * lead->steps;
        if (slot->count > 0 &&
            (work + more > DERIVATION_SLICE_MAX ||
             !bytes_equal(places[at].file.path, places[unlocking->dealt[slot->first]].file.path))) {
            break;
        }
        bool fits;
        if (!put_item(unlocking, slot, at, &fits)) {
            return session_stop(unlocking->session, "out of memory");
        }
        if (!fits) {
            break;
        }
        buffer_reset(&places[at].closed);
        work += more;
        slot->count++;
        unlocking->handed_out++;
    }
    return true;
}

static bool lose_job(struct unlocking *unlocking, const struct unlock_job *slot,
                     enum outcome outcome, const char *sentence)
{
    bool kept = true;
    for (size_t i = 0; kept && i < slot->count; i++) {
        const size_t lead = unlocking->dealt[slot->first + i];
        kept = unlocking->plan.leads[lead].state != LEAD_DEALT ||
               lose(unlocking, lead, outcome, sentence);
    }
    return kept;
}

/* Opens the files of a gathered job. False: its own cannot be opened, and the job is over, or the
 * session must stop. */
static bool open_job(struct unlocking *unlocking, struct unlock_job *slot, struct job *job)
{
    const struct unlock_place *place = &unlocking->places[unlocking->dealt[slot->first]];
    const struct fault *fault;
    struct session *session = unlocking->session;
    int descriptor = evidence_again_open(session, &place->file, &fault);
    if (descriptor < 0) {
        (void)(session->stopped || lose_job(unlocking, slot, fault->outcome, fault->sentence));
        return false;
    }
    *job = (struct job){ .kind = JOB_UNLOCK,
                         .number = unlocking->jobs + 1,
                         .count = 1,
                         .table = -1,
                         .extra = buffer_bytes(&slot->list) };
    job->files[0] = (struct job_file){
        .number = place->source, .fd = descriptor, .size = place->file.size, .mode = SCAN_WHOLE
    };
    for (size_t i = 0; i < slot->count; i++) {
        const struct unlock_place *other = &unlocking->places[unlocking->dealt[slot->first + i]];
        volume_sets_reopen(session, place->file.path, buffer_bytes(&other->provenance), job, 0);
    }
    thread_search_open(unlocking->threads, &slot->files, job);
    if (session->stopped) {
        job_files_close(job);
        return false;
    }
    slot->number = ++unlocking->jobs;
    unlocking->running++;
    return true;
}

/* The next round is dealt when all shares of this one are settled. */
static bool next_job(void *context, struct job *job)
{
    struct unlocking *unlocking = context;
    struct unlock_job *slot = job_slot(unlocking, 0);
    while (slot != NULL && !unlocking->session->stopped) {
        if (unlocking->handed_out == unlocking->dealt_count &&
            (unlocking->running > 0 || !deal(unlocking))) {
            return false;
        }
        if (gather(unlocking, slot) && open_job(unlocking, slot, job)) {
            return true;
        }
    }
    return false;
}

/* A worker is not trusted: what it tells has to be of a lead in its job. */
static size_t lead_of(const struct unlocking *unlocking, const struct unlock_job *slot,
                      const uint8_t content_sha256[SHA256_LENGTH])
{
    for (size_t i = 0; slot != NULL && i < slot->count; i++) {
        const size_t lead = unlocking->dealt[slot->first + i];
        const struct unlock_lead *planned = &unlocking->plan.leads[lead];
        if (planned->state == LEAD_DEALT &&
            memcmp(planned->content_sha256, content_sha256, SHA256_LENGTH) == 0) {
            return lead;
        }
    }
    return SIZE_MAX;
}

/* What is cut off says so, beside that no passphrase opens what is left. */
static bool keep_failure(struct unlocking *unlocking, struct unlock_place *place,
                         const char *failure)
{
    buffer_reset(&place->failure);
    return failure == NULL ||
           (buffer_append_text(&place->failure, failure) &&
            buffer_append_byte(&place->failure, 0)) ||
           session_stop(unlocking->session, "out of memory");
}

/* In a store that was opened another may lie that is closed: a lead of its own. */
static bool take_closed(struct unlocking *unlocking, struct unlock_place *place,
                        const struct key_sighting *sighting)
{
    struct case_file *file = unlocking->session->file;
    char name[KEY_IDENTITY_TEXT];
    bool known;
    key_finding_name(&sighting->finding, name);
    if (!case_has_lead(file, sighting->finding.content_sha256, name, &known)) {
        return false;
    }
    if (!buffer_append_text(&place->closed, name) || !buffer_append_byte(&place->closed, 0)) {
        return session_stop(unlocking->session, "out of memory");
    }
    if (!known && !case_name_is_among(buffer_bytes(&place->gone), name) &&
        !case_add_opened(file, sighting)) {
        return false;
    }
    return !sighting->finding.tried_all ||
           keep_failure(unlocking, place, sighting->finding.failure);
}

static bool take_finding(struct unlocking *unlocking, size_t lead,
                         const struct key_sighting *sighting)
{
    if (sighting->finding.verdict == VERDICT_ENCRYPTED) {
        return take_closed(unlocking, &unlocking->places[lead], sighting);
    }
    unlocking->progress.keys += sighting->finding.verdict == VERDICT_PROVEN ? 1 : 0;
    return case_add_opened(unlocking->session->file, sighting);
}

/* What a store holds in clear comes out each time, and some hold nothing: the closed ones count. */
static bool take_tried(struct unlocking *unlocking, size_t at, const struct tried *tried)
{
    struct unlock_lead *lead = &unlocking->plan.leads[at];
    struct unlock_place *place = &unlocking->places[at];
    const bool all = tried->opened && place->closed.used == 0;
    place->bounded = place->bounded || tried->bounded;
    unlock_plan_settle(&unlocking->plan, lead, tried->next, tried->ended || all);
    lead->state = all ? LEAD_OPEN : lead->state;
    unlocking->progress.items += lead->state == LEAD_ENDED || all ? 1 : 0;
    return !tried->opened || case_keep_leads(unlocking->session->file, lead->content_sha256,
                                             buffer_bytes(&place->closed), &place->gone);
}

static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct unlocking *unlocking = context;
    const struct unlock_job *slot = job_slot(unlocking, job->number);
    bool kept = true;
    if (record->kind == RECORD_KEY) {
        const size_t lead = lead_of(unlocking, slot, record->key.finding.content_sha256);
        kept = lead == SIZE_MAX || take_finding(unlocking, lead, &record->key);
    } else if (record->kind == RECORD_CERTIFICATE && slot != NULL) {
        kept = case_add_certificate(unlocking->session->file, record->file, &record->certificate);
    } else if (record->kind == RECORD_TRIED) {
        const size_t lead = lead_of(unlocking, slot, record->tried.content_sha256);
        kept = lead == SIZE_MAX || take_tried(unlocking, lead, &record->tried);
    }
    if (!kept) {
        (void)session_stop_case(unlocking->session);
    }
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    struct unlocking *unlocking = context;
    struct unlock_job *slot = job_slot(unlocking, job->number);
    assert(slot != NULL);
    (void)reason;
    if (!unlocking->session->stopped) {
        (void)(end == JOB_ENDED
                   ? lose_job(
                         unlocking, slot, OUTCOME_CHANGED,
                         "this key does not stand here any more: no passphrase was tried on it")
                   : lose_job(unlocking, slot, OUTCOME_LOST,
                              "the worker that tried passphrases on this key was lost"));
    }
    slot->number = 0;
    unlocking->running--;
}

static bool poll_session(void *context)
{
    struct unlocking *unlocking = context;
    return session_poll(unlocking->session, &unlocking->progress);
}

static enum lead_tried level_of(const struct session *session)
{
    return session->options->harvest ? LEAD_HARVEST_TRIED : LEAD_TRIED;
}

static const char *failure_of(const struct unlock_plan *plan, const struct unlock_lead *lead,
                              const struct unlock_place *place)
{
    if (lead->state == LEAD_BOUNDED || lead->state == LEAD_DEAR) {
        return lead->state == LEAD_DEAR ? unlock_plan_too_dear(plan) : passphrases_bounded;
    }
    return place->failure.used > 0 ? (const char *)place->failure.at : passphrases_failed;
}

static bool tell_bounds(struct unlocking *unlocking, size_t at)
{
    const struct unlock_lead *lead = &unlocking->plan.leads[at];
    if (lead->state == LEAD_DEAR) {
        return journal(unlocking, at, OUTCOME_BOUND, unlock_plan_too_dear(&unlocking->plan));
    }
    return !unlocking->places[at].bounded ||
           journal(unlocking, at, OUTCOME_BOUND,
                   "more stands around this key than is looked through for passphrases, or than is "
                   "tried of it");
}

/* What every lead comes to that is still one. */
static bool note_leads(struct unlocking *unlocking)
{
    const struct unlock_plan *plan = &unlocking->plan;
    bool kept = true;
    for (size_t i = 0; kept && i < plan->count; i++) {
        const struct unlock_lead *lead = &plan->leads[i];
        if (lead->state == LEAD_ENDED || lead->state == LEAD_BOUNDED || lead->state == LEAD_DEAR) {
            kept = case_note_lead(unlocking->session->file, lead->content_sha256,
                                  failure_of(plan, lead, &unlocking->places[i]),
                                  level_of(unlocking->session)) &&
                   tell_bounds(unlocking, i);
        }
    }
    return kept || session_stop_case(unlocking->session);
}

static bool search_threads(struct unlocking *unlocking)
{
    struct unlock_plan *plan = &unlocking->plan;
    unlocking->threads = thread_search_new(unlocking->session);
    bool kept = unlocking->threads != NULL;
    for (size_t i = 0; kept && i < plan->count; i++) {
        const struct unlock_place *place = &unlocking->places[i];
        kept =
            !place->found || thread_search_add(unlocking->threads, i, place->source,
                                               place->file.path, buffer_bytes(&place->provenance));
    }
    if (!kept) {
        return session_stop(unlocking->session, "out of memory");
    }
    kept = thread_search_run(unlocking->threads);
    for (size_t i = 0; kept && i < plan->count; i++) {
        plan->leads[i].walk += thread_search_bytes(unlocking->threads, i) / HARVEST_STEP_BYTES;
    }
    return kept;
}

static bool try_all(struct unlocking *unlocking)
{
    const struct pool_client client = { unlocking, next_job, take_record, end_job, poll_session };
    struct session *session = unlocking->session;
    unlocking->dealt = calloc(unlocking->plan.count, sizeof(*unlocking->dealt));
    unlocking->progress =
        (struct progress_state){ .phase = "unlock", .items_total = unlocking->plan.count };
    if (unlocking->dealt == NULL) {
        return session_stop(session, "out of memory");
    }
    session_say(session, false, "unlock: passphrases are tried on %zu keys", unlocking->plan.count);
    if (!case_begin(session->file) || !case_clear_unlock_journal(session->file)) {
        return session_stop_case(session);
    }
    bool tried =
        lose_missing(unlocking) && (!session->options->harvest || search_threads(unlocking));
    if (tried && !sealing_run(session, &client)) {
        tried = session_stop_workers(session);
    }
    progress_line_clear(session->line);
    return tried && !session->stopped && note_leads(unlocking) &&
           (case_commit(session->file) || session_stop_case(session));
}

bool unlock_phase(struct session *session, bool again)
{
    struct unlocking unlocking = { .session = session };
    unlocking.plan.budget = session->options->passphrase_work;
    unlocking.plan.paid = session->options->passphrase_work_given;
    bool done = case_each_lead(session->file, again ? LEAD_TRIED_ANYHOW : level_of(session),
                               &unlocking, add_lead) ||
                session_stop_case(session);
    if (done && unlocking.plan.count > 0) {
        done = try_all(&unlocking);
    } else if (done) {
        done = case_clear_unlock_journal(session->file) || session_stop_case(session);
    }
    for (size_t i = 0; i < unlocking.plan.count; i++) {
        unlock_place_clear(&unlocking.places[i]);
    }
    for (size_t i = 0; i < sizeof(unlocking.active) / sizeof(unlocking.active[0]); i++) {
        buffer_clear(&unlocking.active[i].list);
    }
    thread_search_free(unlocking.threads);
    free(unlocking.places);
    free(unlocking.plan.leads);
    free(unlocking.dealt);
    return done;
}
