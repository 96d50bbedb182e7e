#include "evidence/harvest.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/file_pass.h"
#include "evidence/replay_target.h"

/* A key in its own leaf; other parts of its message; texts between them, which are mostly
 * headers; mails of its thread; then neighbours, by how far they stand. */
enum { RANK_OWN, RANK_PART, RANK_TEXT, RANK_THREAD, RANK_NEIGHBOUR };

/* Room for the key's own leaf is left free whatever stands before it. */
#define OWN_ROOM (2 * HARVEST_WINDOW + CANDIDATE_SPAN_MAX)

bool harvest_is_on_path(const struct ingest_frame *frame)
{
    return frame->target_from < frame->target_to;
}

static const struct place *wanted_place(const struct ingest_frame *frame)
{
    const struct ingest_target *target = frame->ingest->harvest->target;
    return frame->depth < target->count ? &target->places[frame->depth] : NULL;
}

static uint64_t reach_of(enum place_kind kind)
{
    return kind == PLACE_MESSAGE ? HARVEST_MESSAGES : kind == PLACE_MEMBER ? HARVEST_MEMBERS : 0;
}

static uint64_t distance_of(const struct place *one, const struct place *other)
{
    return one->number < other->number ? other->number - one->number : one->number - other->number;
}

/* Is it a mail of the thread that this frame walks, and not what leads to one? */
static bool is_in_mail(const struct ingest_frame *frame)
{
    bool within = !harvest_is_on_path(frame);
    for (size_t i = frame->target_from; !within && i < frame->target_to; i++) {
        within = frame->ingest->targets[i].count == frame->depth + 1;
    }
    return within;
}

bool harvest_wants_place(const struct ingest_frame *frame, const struct place *place)
{
    const bool of_message = place->kind == PLACE_PART || place->kind == PLACE_TEXT;
    if (frame->ingest->harvest->of_thread) {
        return (of_message && is_in_mail(frame)) || replay_wants_place(frame, place);
    }
    const struct place *wanted = harvest_is_on_path(frame) ? wanted_place(frame) : NULL;
    if (wanted == NULL) { /* a neighbour may be compressed by itself */
        return of_message || place->kind == PLACE_READING;
    }
    return of_message || replay_same_place(place, wanted) ||
           (place->kind == wanted->kind && reach_of(place->kind) > 0 &&
            distance_of(place, wanted) <= reach_of(place->kind));
}

bool harvest_is_past(const struct ingest_frame *frame, const struct place *place)
{
    const bool looks = harvest_is_on_path(frame) && !frame->ingest->harvest->of_thread;
    const struct place *wanted = looks ? wanted_place(frame) : NULL;
    return wanted != NULL && place->kind == wanted->kind && reach_of(place->kind) > 0 &&
           place->number > wanted->number && distance_of(place, wanted) > reach_of(place->kind);
}

/* By the first place on its chain that is not the key's. */
static unsigned rank_of(const struct ingest_frame *frame)
{
    const struct ingest_target *target = frame->ingest->harvest->target;
    unsigned rank = RANK_OWN, depth = frame->depth;
    for (const struct provenance *node = frame->chain; node != NULL; node = node->outer) {
        const struct place *wanted = --depth < target->count ? &target->places[depth] : NULL;
        if (wanted == NULL || !replay_same_place(&node->place, wanted)) {
            const enum place_kind kind = node->place.kind;
            rank = kind == PLACE_PART   ? RANK_PART
                   : kind == PLACE_TEXT ? RANK_TEXT
                   : wanted != NULL ? RANK_NEIGHBOUR + (unsigned)distance_of(&node->place, wanted)
                                    : RANK_NEIGHBOUR;
        }
    }
    return rank;
}

static bool has_room(struct harvest *harvest, unsigned rank, size_t length)
{
    const size_t own = rank == RANK_OWN ? 0 : OWN_ROOM;
    const size_t nearer = rank < RANK_NEIGHBOUR ? 0 : HARVEST_TEXT_MAX / 2;
    const bool room = length <= HARVEST_TEXT_MAX - own - nearer &&
                      harvest->text.used <= HARVEST_TEXT_MAX - own - nearer - length &&
                      harvest->count < HARVEST_TEXTS_MAX - (rank == RANK_OWN ? 0 : 1);
    harvest->bounded = harvest->bounded || !room;
    return room;
}

/* Takes back what was appended from `at` on, where it is binary or has no room. */
static void settle_text(struct harvest *harvest, unsigned rank, size_t at, size_t from, size_t to)
{
    const size_t length = harvest->text.used - at;
    if (length == 0) {
        return;
    }
    if (rank != RANK_OWN && memchr(harvest->text.at + at, 0, length) != NULL) {
        memory_wipe(harvest->text.at + at, length);
        harvest->text.used = at;
        return;
    }
    harvest->texts[harvest->count++] = (struct harvest_text){ rank, at, length, from, to };
}

/* Appends what lies in [from, to) of the pieces that go by. */
static void take_piece(struct harvest *harvest, struct bytes piece, uint64_t offset, uint64_t from,
                       uint64_t to)
{
    struct bytes skipped;
    if (offset < from) {
        uint64_t skip = from - offset;
        if (skip >= piece.left || !bytes_take(&piece, (size_t)skip, &skipped)) {
            return;
        }
        offset = from;
    }
    if (offset >= to) {
        return;
    }
    piece.left = piece.left < to - offset ? piece.left : (size_t)(to - offset);
    if (!buffer_append(&harvest->text, piece)) {
        return; /* fewer words are tried, and the bound on them is no promise */
    }
}

static void take_stream(struct ingest *ingest, struct stream *content, uint64_t from, uint64_t to,
                        bool to_end)
{
    while (to_end || content->offset < to) {
        const uint64_t offset = content->offset;
        struct bytes seen = stream_ahead(content, 1);
        if (seen.left == 0) {
            return;
        }
        take_piece(ingest->harvest, seen, offset, from, to);
        stream_consume(content, seen.left);
        ingest_progress_inside(ingest, seen.left);
    }
}

/* A window around the key in its own leaf. */
static void take_own(struct ingest *ingest, struct stream *content, const struct place *key,
                     bool to_end)
{
    struct harvest *harvest = ingest->harvest;
    const uint64_t from = key->offset > HARVEST_WINDOW ? key->offset - HARVEST_WINDOW : 0;
    const uint64_t length = key->length < CANDIDATE_SPAN_MAX ? key->length : CANDIDATE_SPAN_MAX;
    const size_t at = harvest->text.used;
    if (!has_room(harvest, RANK_OWN, OWN_ROOM)) {
        return;
    }
    take_stream(ingest, content, from, key->offset + length + HARVEST_WINDOW, to_end);
    const size_t start = (size_t)(key->offset - from);
    settle_text(harvest, RANK_OWN, at, start, start + (size_t)length);
}

/* What the header says is decoded already; keywords in other alphabets are never in clear. */
static void take_subject(struct harvest *harvest, const struct ingest_frame *frame, unsigned rank)
{
    const size_t at = harvest->text.used;
    if (frame->has_mail && frame->chain != NULL && frame->chain->place.kind == PLACE_TEXT &&
        has_room(harvest, rank, frame->mail.subject.left) &&
        buffer_append(&harvest->text, frame->mail.subject)) {
        settle_text(harvest, rank, at, 0, 0);
    }
}

void harvest_leaf(struct ingest_frame *frame, struct stream *content)
{
    struct ingest *ingest = frame->ingest;
    struct harvest *harvest = ingest->harvest;
    const bool own = harvest_is_on_path(frame) && !harvest->of_thread;
    const struct place *key = own ? wanted_place(frame) : NULL;
    if (key != NULL) {
        take_own(ingest, content, key, true);
        return;
    }
    const unsigned rank = harvest->of_thread ? RANK_THREAD : rank_of(frame);
    const size_t at = harvest->text.used;
    if (has_room(harvest, rank, HARVEST_LEAF_MAX)) {
        take_stream(ingest, content, 0, HARVEST_LEAF_MAX, true);
        settle_text(harvest, rank, at, 0, 0);
    } else {
        take_stream(ingest, content, 0, 0, true);
    }
    take_subject(harvest, frame, rank);
}

static int compare_texts(const void *one, const void *other)
{
    const struct harvest_text *left = one, *right = other;
    int order = left->rank < right->rank ? -1 : left->rank > right->rank;
    return order != 0 ? order : left->at < right->at ? -1 : left->at > right->at;
}

static struct bytes window_of(const struct harvest *harvest, const struct harvest_text *text)
{
    return bytes_over(harvest->text.at + text->at, text->length);
}

static bool take_words(struct harvest *harvest, struct passphrase_words *words)
{
    bool kept = true;
    qsort(harvest->texts, harvest->count, sizeof(harvest->texts[0]), compare_texts);
    for (size_t i = 0; kept && i < harvest->count; i++) {
        kept = passphrase_words_announced(window_of(harvest, &harvest->texts[i]), words);
    }
    for (size_t i = 0; kept && i < harvest->count; i++) {
        const struct harvest_text *text = &harvest->texts[i];
        kept = passphrase_words_near(window_of(harvest, text), text->from, text->to, words);
    }
    return kept;
}

static void take_progress(void *context, const struct record *record)
{
    const struct record_sink *sink = context;
    if (record->kind == RECORD_PROGRESS) {
        sink->record(sink->context, record);
    }
}

/* Where the key lies in the file's raw bytes, what stands around it is all there is. */
static void gather(struct harvest *harvest, const struct job_file *file,
                   const struct record_sink *sink)
{
    struct file_pass pass;
    file_pass_begin_to(&pass, NULL, file, &harvest->target->places[0], sink);
    const struct place *first = file_pass_first(&pass, harvest->target);
    const uint64_t from = first->offset > HARVEST_WINDOW ? first->offset - HARVEST_WINDOW : 0;
    pass.ingest.targets = harvest->target;
    pass.ingest.target_count = pass.top.target_to = 1;
    pass.ingest.harvest = harvest;
    if (!replay_is_in_raw_bytes(first, file_pass_kind(&pass))) {
        file_pass_walk(&pass);
    } else if (stream_seek(&pass.file.stream, from)) {
        take_own(&pass.ingest, &pass.file.stream, first, false);
    }
    file_pass_clear(&pass);
}

bool harvest_mail_put(struct buffer *list, size_t file, struct bytes provenance)
{
    return buffer_append_number(list, 1, file) && buffer_append_number(list, 4, provenance.left) &&
           buffer_append(list, provenance);
}

/* Those that lie in one file of the job. A damaged list comes from no coordinator of ours. */
static size_t read_mails(struct bytes list, size_t wanted, struct ingest_target *targets)
{
    struct bytes provenance;
    uint64_t file, length;
    size_t count = 0;
    while (count < THREAD_MAILS_MAX && bytes_take_number(&list, 1, &file) &&
           bytes_take_number(&list, 4, &length) && bytes_take(&list, (size_t)length, &provenance)) {
        count += file == wanted && replay_target_read(provenance, &targets[count]) ? 1 : 0;
    }
    replay_target_sort(targets, count);
    return count;
}

static void gather_mails(struct harvest *harvest, const struct job_file *file,
                         const struct ingest_target *targets, size_t count,
                         const struct record_sink *sink)
{
    struct file_pass pass;
    file_pass_begin(&pass, NULL, file, sink);
    pass.ingest.targets = targets;
    pass.ingest.target_count = pass.top.target_to = count;
    pass.ingest.harvest = harvest;
    if (file_pass_kind(&pass) != NULL) {
        file_pass_walk(&pass);
    }
    file_pass_clear(&pass);
}

static bool gather_thread(struct harvest *harvest, const struct harvest_files *files,
                          const struct record_sink *sink)
{
    struct ingest_target *targets = calloc(THREAD_MAILS_MAX, sizeof(*targets));
    harvest->of_thread = true;
    for (size_t i = 0; targets != NULL && i < files->count; i++) {
        const size_t count = read_mails(files->mails, i, targets);
        if (count > 0 && files->items[i].fd >= 0) {
            gather_mails(harvest, &files->items[i], targets, count, sink);
        }
    }
    const bool had = targets != NULL;
    free(targets);
    return had;
}

bool harvest_file(const struct harvest_files *files, const struct ingest_target *target,
                  const struct record_sink *sink, struct passphrase_words *words)
{
    struct record_sink told = *sink;
    const struct record_sink filter = { &told, take_progress };
    struct harvest *harvest = calloc(1, sizeof(*harvest));
    if (harvest == NULL) {
        return false;
    }
    harvest->target = target;
    gather(harvest, &files->items[0], &filter);
    bool kept = (files->mails.left == 0 || gather_thread(harvest, files, &filter)) &&
                take_words(harvest, words);
    words->bounded = words->bounded || harvest->bounded;
    buffer_clear(&harvest->text);
    free(harvest);
    return kept;
}
