#include "commands/phases/join_phase.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bounds.h"
#include "bytes/item_room.h"
#include "commands/phases/join_plan.h"
#include "commands/phases/sealing.h"
#include "commands/sources/evidence_again.h"
#include "commands/sources/volume_sets.h"
#include "evidence/evidence_join.h"
#include "workers/job_files.h"

/* A file with pieces in it. */
struct join_source {
    uint32_t number;
    struct evidence_file file;
    bool found; /* it is there as it was scanned */
};

struct join_job {
    uint64_t number; /* 0: not in use */
    struct join_piece *pieces[JOIN_ITEMS_MAX];
    size_t count;
    const struct join_source *sources[JOIN_FILES_MAX];
    size_t files;
    struct buffer tries, list;
};

/* A piece of a kind that has more of them than are put together in a run. */
struct join_past {
    uint32_t source; /* 0: there is none */
    struct buffer provenance;
    bool kept;
};

struct join_run {
    struct session *session;
    struct join_plan plan;
    struct buffer texts; /* paths, places and threads of all pieces */
    struct join_source *sources;
    size_t source_count, room;
    size_t next;              /* try that is handed out next */
    bool threes;              /* pairs are over */
    uint64_t jobs;            /* handed out so far */
    size_t running;           /* now */
    struct join_past past[3]; /* by kind */
    struct join_job active[JOBS_MAX + 1];
    struct progress_state progress;
};

static bool out_of_memory(struct join_run *run)
{
    return session_stop(run->session, "out of memory");
}

/* Texts are kept as offsets until all of them are there. */
static bool keep_text(struct join_run *run, struct bytes text, struct bytes *kept)
{
    *kept = (struct bytes){ (const uint8_t *)(uintptr_t)run->texts.used, text.left };
    return buffer_append(&run->texts, text);
}

static struct join_pieces *pieces_of(struct join_run *run, enum fragment_kind kind)
{
    return kind == FRAGMENT_HEAD   ? &run->plan.heads
           : kind == FRAGMENT_TAIL ? &run->plan.tails
                                   : &run->plan.middles;
}

static bool add_source(struct join_run *run, const struct case_fragment *fragment)
{
    for (size_t i = run->source_count; i > 0; i--) {
        if (run->sources[i - 1].number == fragment->source) {
            return true;
        }
    }
    struct join_source *sources =
        item_room(run->sources, run->source_count, &run->room, 64, sizeof(*sources));
    if (sources == NULL) {
        return out_of_memory(run);
    }
    run->sources = sources;
    struct join_source *source = &run->sources[run->source_count++];
    *source = (struct join_source){ .number = fragment->source };
    source->found = evidence_again_find_as(run->session, fragment->path, fragment->size,
                                           fragment->modified, &source->file);
    return !run->session->stopped;
}

/* The first of each kind that is not taken up: so are those behind it. */
static void note_past(struct join_run *run, const struct case_fragment *fragment)
{
    struct join_past *past = &run->past[fragment->facts.kind - 1];
    run->plan.bounded = true;
    if (past->source == 0) {
        past->source = fragment->source;
        past->kept = buffer_append(&past->provenance, fragment->provenance);
    }
}

static bool add_piece(void *context, const struct case_fragment *fragment)
{
    struct join_run *run = context;
    struct join_pieces *pieces = pieces_of(run, fragment->facts.kind);
    if (pieces->count == JOIN_PIECES_MAX) {
        note_past(run, fragment);
        return true;
    }
    struct join_piece *piece = &pieces->items[pieces->count++];
    *piece = (struct join_piece){ .facts = fragment->facts, .source = fragment->source };
    return add_source(run, fragment) &&
           ((keep_text(run, fragment->path, &piece->path) &&
             keep_text(run, fragment->provenance, &piece->provenance) &&
             keep_text(run, fragment->thread, &piece->thread)) ||
            out_of_memory(run));
}

static void place_text(const struct join_run *run, struct bytes *text)
{
    *text = text->left > 0 ? bytes_over(run->texts.at + (uintptr_t)text->at, text->left)
                           : bytes_over(NULL, 0);
}

static bool read_pieces(struct join_run *run, enum fragment_kind kind)
{
    struct join_pieces *pieces = pieces_of(run, kind);
    pieces->items = calloc(JOIN_PIECES_MAX, sizeof(*pieces->items));
    return pieces->items != NULL ? case_each_fragment(run->session->file, kind, run, add_piece) ||
                                       session_stop_case(run->session)
                                 : out_of_memory(run);
}

static void place_texts(struct join_run *run, struct join_pieces *pieces)
{
    for (size_t i = 0; i < pieces->count; i++) {
        place_text(run, &pieces->items[i].path);
        place_text(run, &pieces->items[i].provenance);
        place_text(run, &pieces->items[i].thread);
    }
}

static bool read_all(struct join_run *run)
{
    if (!read_pieces(run, FRAGMENT_HEAD) || !read_pieces(run, FRAGMENT_TAIL) ||
        !read_pieces(run, FRAGMENT_MIDDLE)) {
        return false;
    }
    place_texts(run, &run->plan.heads);
    place_texts(run, &run->plan.tails);
    place_texts(run, &run->plan.middles);
    for (size_t i = 0; i < run->source_count; i++) { /* its path was a window on a row */
        run->sources[i].file.path = bytes_over(NULL, 0);
    }
    return true;
}

static struct join_job *job_slot(struct join_run *run, uint64_t number)
{
    for (size_t i = 0; i < sizeof(run->active) / sizeof(run->active[0]); i++) {
        if (run->active[i].number == number) {
            return &run->active[i];
        }
    }
    return NULL;
}

static const struct join_source *source_of(const struct join_run *run,
                                           const struct join_piece *piece)
{
    for (size_t i = 0; i < run->source_count; i++) {
        if (run->sources[i].number == piece->source) {
            return &run->sources[i];
        }
    }
    return NULL;
}

/* The position of a piece in the job; SIZE_MAX where there is no room for it. */
static size_t piece_slot(struct join_run *run, struct join_job *slot, struct join_piece *piece)
{
    const struct join_source *source = source_of(run, piece);
    size_t at = 0, file = 0;
    while (at < slot->count && slot->pieces[at] != piece) {
        at++;
    }
    while (file < slot->files && slot->sources[file] != source) {
        file++;
    }
    if (at < slot->count) {
        return at;
    }
    if (at == JOIN_ITEMS_MAX || file == JOIN_FILES_MAX || source == NULL) {
        return SIZE_MAX;
    }
    slot->pieces[slot->count++] = piece;
    slot->sources[file] = source;
    slot->files += file == slot->files ? 1 : 0;
    if (slot->sources[file]->file.path.left == 0) {
        run->sources[source - run->sources].file.path = piece->path;
    }
    return at;
}

static size_t parts_of(struct join_run *run, const struct join_try *way,
                       struct join_piece *parts[JOIN_PARTS_MAX])
{
    size_t count = 0;
    parts[count++] = &run->plan.heads.items[way->head];
    if (way->middle != SIZE_MAX) {
        parts[count++] = &run->plan.middles.items[way->middle];
    }
    parts[count++] = &run->plan.tails.items[way->tail];
    return count;
}

enum room { ROOM_FOR_IT, ROOM_FOR_NONE, ROOM_NO_MEMORY };

static enum room take_try(struct join_run *run, struct join_job *slot, const struct join_try *way)
{
    struct join_piece *parts[JOIN_PARTS_MAX];
    size_t places[JOIN_PARTS_MAX];
    const size_t pieces = slot->count, files = slot->files, count = parts_of(run, way, parts);
    for (size_t i = 0; i < count; i++) {
        places[i] = piece_slot(run, slot, parts[i]);
        if (places[i] == SIZE_MAX) {
            slot->count = pieces;
            slot->files = files;
            return ROOM_FOR_NONE;
        }
    }
    return join_order_put_try(&slot->tries, places, count) ? ROOM_FOR_IT : ROOM_NO_MEMORY;
}

static bool is_found(struct join_run *run, const struct join_try *way)
{
    struct join_piece *parts[JOIN_PARTS_MAX];
    const size_t count = parts_of(run, way, parts);
    bool found = true;
    for (size_t i = 0; found && i < count; i++) {
        const struct join_source *source = source_of(run, parts[i]);
        found = source != NULL && source->found;
    }
    return found;
}

/* Tries with pieces in few files, as many as one job takes. */
static bool gather(struct join_run *run, struct join_job *slot)
{
    const struct join_plan *plan = &run->plan;
    enum room room = ROOM_FOR_IT;
    slot->count = slot->files = 0;
    buffer_reset(&slot->tries);
    buffer_reset(&slot->list);
    while (room == ROOM_FOR_IT && run->next < plan->count) {
        const struct join_try *way = &plan->tries[run->next];
        room = is_found(run, way) ? take_try(run, slot, way) : ROOM_FOR_IT;
        run->next += room == ROOM_FOR_IT ? 1 : 0;
    }
    bool put = room != ROOM_NO_MEMORY && join_order_begin(&slot->list, slot->count);
    for (size_t i = 0; put && i < slot->count; i++) {
        struct join_order order = { .provenance = slot->pieces[i]->provenance };
        while (slot->sources[order.file]->number != slot->pieces[i]->source) {
            order.file++;
        }
        put = join_order_put(&slot->list, &order);
    }
    put = put && buffer_append(&slot->list, buffer_bytes(&slot->tries));
    return put || out_of_memory(run);
}

/* What cannot be opened now is not joined: the scan has said what stands there. */
static bool open_files(struct join_run *run, const struct join_job *slot, struct job *job)
{
    const struct fault *fault;
    for (size_t i = 0; i < slot->files; i++) {
        const struct join_source *source = slot->sources[i];
        const int descriptor = evidence_again_open(run->session, &source->file, &fault);
        if (descriptor < 0) {
            while (i-- > 0) {
                (void)close(job->files[i].fd);
            }
            return false;
        }
        job->files[i] = (struct job_file){ .number = source->number,
                                           .fd = descriptor,
                                           .size = source->file.size,
                                           .mode = SCAN_WHOLE };
    }
    return true;
}

static void open_volumes(struct session *session, const struct join_job *slot, struct job *job)
{
    for (size_t i = 0; i < slot->count; i++) {
        const struct join_piece *piece = slot->pieces[i];
        size_t at = 0;
        while (slot->sources[at]->number != piece->source) {
            at++;
        }
        volume_sets_reopen(session, piece->path, piece->provenance, job, at);
    }
}

/* Threes are planned when all pairs are settled. */
static bool deal_threes(struct join_run *run)
{
    if (run->threes || run->running > 0) {
        return false;
    }
    run->threes = true;
    run->next = 0;
    return join_plan_threes(&run->plan) || out_of_memory(run);
}

static bool next_job(void *context, struct job *job)
{
    struct join_run *run = context;
    struct join_job *slot = job_slot(run, 0);
    while (slot != NULL && !run->session->stopped) {
        if (run->next == run->plan.count && !deal_threes(run)) {
            return false;
        }
        if (!gather(run, slot)) {
            return false;
        }
        *job = (struct job){ .kind = JOB_JOIN,
                             .number = run->jobs + 1,
                             .count = slot->files,
                             .table = -1,
                             .extra = buffer_bytes(&slot->list) };
        if (slot->count > 0 && open_files(run, slot, job)) {
            open_volumes(run->session, slot, job);
            if (run->session->stopped) {
                job_files_close(job);
                return false;
            }
            slot->number = ++run->jobs;
            run->running++;
            return true;
        }
    }
    return false;
}

/* A worker is not trusted: what it tells has to stand at a piece of its job. */
static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct join_run *run = context;
    struct join_job *slot = job_slot(run, job->number);
    const enum verdict verdict = record->key.finding.verdict;
    if (record->kind != RECORD_KEY || slot == NULL ||
        (verdict != VERDICT_PROVEN && verdict != VERDICT_ENCRYPTED &&
         verdict != VERDICT_UNSUPPORTED)) {
        return;
    }
    for (size_t i = 0; i < slot->count; i++) {
        struct join_piece *piece = slot->pieces[i];
        if (piece->source == record->file &&
            bytes_equal(piece->provenance, record->key.provenance)) {
            piece->joined = piece->joined || verdict == VERDICT_PROVEN;
            piece->lead = piece->lead || verdict != VERDICT_PROVEN;
            if (!case_add_joined(run->session->file, record->file, &record->key)) {
                (void)session_stop_case(run->session);
            }
            return;
        }
    }
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    struct join_run *run = context;
    struct join_job *slot = job_slot(run, job->number);
    assert(slot != NULL);
    (void)reason;
    if (end != JOB_ENDED && !run->session->stopped) {
        session_say(run->session, true,
                    "a worker that put pieces of keys together was lost; they stay as they are");
    }
    slot->number = 0;
    run->running--;
}

static bool tick(void *context)
{
    struct join_run *run = context;
    return session_tick(run->session, &run->progress);
}

static bool settle_pieces(struct join_run *run, const struct join_pieces *pieces)
{
    bool kept = true;
    for (size_t i = 0; kept && i < pieces->count; i++) {
        const struct join_piece *piece = &pieces->items[i];
        if (piece->joined || piece->lead) {
            kept = case_settle_joined(run->session->file, piece->source, piece->provenance,
                                      piece->joined);
        }
    }
    return kept || session_stop_case(run->session);
}

static bool journal(struct join_run *run, uint32_t source, struct bytes provenance,
                    const char *sentence)
{
    const struct journal_entry entry = { .weight = JOURNAL_NOTE,
                                         .outcome = OUTCOME_BOUND,
                                         .provenance = provenance,
                                         .sentence = bytes_over(sentence, strlen(sentence)) };
    return case_add_join_journal(run->session->file, source, &entry) ||
           session_stop_case(run->session);
}

static bool tell_bounds(struct join_run *run)
{
    bool told = true;
    for (size_t i = 0; told && i < sizeof(run->past) / sizeof(run->past[0]); i++) {
        const struct join_past *past = &run->past[i];
        told = past->source == 0 ||
               journal(run, past->source,
                       past->kept ? buffer_bytes(&past->provenance) : bytes_over(NULL, 0),
                       "more pieces of keys than are put together in a run, from this one on");
    }
    for (size_t i = 0; told && i < run->plan.heads.count; i++) {
        const struct join_piece *head = &run->plan.heads.items[i];
        told = !head->bounded || head->joined ||
               journal(run, head->source, head->provenance,
                       "more pieces fit to this one than are tried: its key may be whole and "
                       "was not found");
    }
    return told;
}

static bool join_all(struct join_run *run)
{
    const struct pool_client client = { run, next_job, take_record, end_job, tick };
    struct session *session = run->session;
    run->progress = (struct progress_state){ .phase = "join", .items_total = run->plan.count };
    session_say(session, false, "join: %zu heads and %zu tails of keys that were cut apart",
                run->plan.heads.count, run->plan.tails.count);
    if (!case_begin(session->file) || !case_clear_join_journal(session->file)) {
        return session_stop_case(session);
    }
    bool done = sealing_run(session, &client) || session_stop_workers(session);
    progress_line_clear(session->line);
    if (done && run->plan.bounded) {
        session_say(session, true, "more pieces of keys than are put together in a run");
    }
    return done && !session->stopped && tell_bounds(run) && settle_pieces(run, &run->plan.heads) &&
           settle_pieces(run, &run->plan.middles) && settle_pieces(run, &run->plan.tails) &&
           (case_commit(session->file) || session_stop_case(session));
}

static void clear(struct join_run *run)
{
    for (size_t i = 0; i < sizeof(run->active) / sizeof(run->active[0]); i++) {
        buffer_clear(&run->active[i].tries);
        buffer_clear(&run->active[i].list);
    }
    for (size_t i = 0; i < sizeof(run->past) / sizeof(run->past[0]); i++) {
        buffer_clear(&run->past[i].provenance);
    }
    buffer_clear(&run->texts);
    free(run->plan.heads.items);
    free(run->plan.middles.items);
    free(run->plan.tails.items);
    free(run->plan.tries);
    free(run->sources);
    free(run);
}

bool join_phase(struct session *session)
{
    struct join_run *run = calloc(1, sizeof(*run));
    if (run == NULL) {
        return session_stop(session, "out of memory");
    }
    run->session = session;
    bool done = read_all(run);
    if (done && run->plan.heads.count > 0 && run->plan.tails.count > 0) {
        done = (join_plan_pairs(&run->plan) || out_of_memory(run)) && join_all(run);
    }
    clear(run);
    return done;
}
