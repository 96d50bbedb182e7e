#include "evidence/ingest.h"

#include <string.h>

#include "bounds.h"
#include "bytes/resumed_stream.h"
#include "bytes/tap_stream.h"
#include "containers/carving/carved.h"
#include "evidence/certificate_search.h"
#include "evidence/content_kind.h"
#include "evidence/fragment_files.h"
#include "evidence/harvest.h"
#include "evidence/leaf_reader.h"
#include "evidence/mail_search.h"
#include "evidence/message_opening.h"
#include "evidence/replay_target.h"
#include "evidence/shared_walk.h"
#include "evidence/shown_place.h"
#include "evidence/volume_parts.h"
#include "evidence/walk_span.h"
#include "keys/passphrases.h"
#include "limit.h"

/* A leaf that is shorter is scanned where it lies. */
#define LEAF_IN_SIGHT ((size_t)64 << 10)

static const struct fault too_deep = { OUTCOME_BOUND, NULL,
                                       "more containers inside each other than are opened" };
static const struct fault expanded = { OUTCOME_BOUND, NULL,
                                       "the file expands to more than is decoded of one file" };
static const struct fault too_large = {
    OUTCOME_BOUND, NULL, "a nested archive that must be held in memory is too large"
};

void ingest_add_mail(const struct ingest_frame *frame, struct key_sighting *sighting)
{
    sighting->mail_date = MAIL_DATE_UNKNOWN;
    if (!frame->has_mail) {
        return;
    }
    sighting->has_mail = true;
    sighting->mail_date_is_received = frame->mail.date == MAIL_DATE_UNKNOWN;
    sighting->mail_date = sighting->mail_date_is_received ? frame->mail.received : frame->mail.date;
    sighting->mail_from = frame->mail.from;
    sighting->mail_subject = frame->mail.subject;
    sighting->message_id = frame->mail.message_id;
}

void ingest_frame_begin(struct ingest_frame *frame, const struct ingest_frame *outer,
                        const struct provenance *chain)
{
    bool reading = chain != NULL && chain->place.kind == PLACE_READING;
    *frame = (struct ingest_frame){
        .ingest = outer->ingest,
        .chain = chain,
        .depth = chain != NULL ? outer->depth + 1 : 0,
        .decodings = reading ? outer->decodings + 1 : 0,
        .mail = outer->mail, /* windows on the outer frame's text, which lives longer */
        .has_mail = outer->has_mail,
        .target_from = outer->target_from,
        .target_to = outer->target_to,
    };
    if (chain != NULL) {
        replay_target_narrow(outer, &chain->place, frame);
    }
}

void ingest_frame_clear(struct ingest_frame *frame)
{
    buffer_clear(&frame->mail_text);
}

/* The facts are copied: the tap may deliver a sighting after the walk is over. */
static void take_mail(void *context, const struct mail_facts *facts)
{
    struct ingest_frame *frame = context;
    buffer_reset(&frame->mail_text);
    size_t total = facts->from.left + facts->subject.left + facts->message_id.left +
                   facts->in_reply_to.left + facts->references.left;
    if (!buffer_reserve(&frame->mail_text, total)) {
        return;
    }
    frame->mail = *facts;
    struct bytes *texts[] = { &frame->mail.from, &frame->mail.subject, &frame->mail.message_id,
                              &frame->mail.in_reply_to, &frame->mail.references };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const size_t from = frame->mail_text.used;
        const bool copied = texts[i]->left > 0 && buffer_append(&frame->mail_text, *texts[i]);
        *texts[i] =
            bytes_over(copied ? frame->mail_text.at + from : NULL, copied ? texts[i]->left : 0);
    }
    frame->has_mail = true;
    if (frame->ingest->mails != NULL) {
        mail_search_take(frame);
    }
}

static bool take_fragment(void *context, struct bytes id, uint64_t number, uint64_t total,
                          const struct place *spot)
{
    return fragment_files_tell(context, id, number, total, spot);
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    const struct ingest_frame *frame = context;
    if (where != NULL ? !walk_share_has(&frame->share, where->number)
                      : !walk_share_is_first(&frame->share)) {
        return; /* somebody else says so */
    }
    ingest_journal(frame->ingest, frame->chain, where, weight, fault, unread);
    frame->ingest->decoded += where != NULL ? unread : 0;
}

/* An encrypted message that a walk has come to again, and now has opened. */
struct ingest_opened {
    const struct ingest_target *targets;
    uint64_t message, decoded, examined;
};

/* What is in it was never scanned: there is no target in there. */
static struct ingest_opened opened_begin(struct ingest *ingest, uint64_t message)
{
    const struct ingest_opened opened = { ingest->targets, message, ingest->decoded,
                                          ingest->decoded_examined };
    if (message > 0) {
        ingest->targets = NULL;
        ingest->opens = false;
    }
    return opened;
}

static void opened_end(struct ingest *ingest, const struct ingest_opened *opened)
{
    const struct record record = {
        .kind = RECORD_OPENED,
        .file = ingest->file,
        .opened = { .number = opened->message,
                    .decoded = ingest->decoded - opened->decoded,
                    .decoded_examined = ingest->decoded_examined - opened->examined },
    };
    if (opened->message > 0) {
        ingest->targets = opened->targets;
        ingest->opens = true;
        ingest->sink->record(ingest->sink->context, &record);
    }
}

static bool give_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    const struct ingest_frame *frame = context;
    struct ingest *ingest = frame->ingest;
    const struct provenance node = { .outer = frame->chain, .place = *place };
    if (!walk_share_has(&frame->share, place->number)) { /* the first sees the container's end */
        return walk_share_is_first(&frame->share) || place->number < frame->share.first;
    }
    if (ingest->harvest != NULL && !harvest_wants_place(frame, place)) {
        return !harvest_is_past(frame, place);
    }
    if (ingest->mails != NULL && !mail_search_wants_place(frame, place)) {
        return harvest_is_on_path(frame) || !mail_search_is_of_message(place);
    }
    if (ingest->harvest == NULL && ingest->mails == NULL && !replay_wants_place(frame, place)) {
        return true;
    }
    if (shared_walk_is_at(frame, place)) {
        return shared_walk_take(frame, &node, content);
    }
    if (ingest->expansion_left == 0) {
        ingest_journal(ingest, frame->chain, place, JOURNAL_UNREAD, &expanded, 0);
        return false;
    }
    uint64_t before = content->offset;
    const uint64_t message = ingest->opens ? replay_ends_at(frame, place) : 0;
    const struct ingest_opened opened = opened_begin(ingest, message);
    bool view = place->kind == PLACE_MESSAGE || place->kind == PLACE_TEXT;
    ingest_content(frame, &node, nature, content, view);
    uint64_t read = content->offset - before;
    ingest->decoded += read;
    ingest->decoded_examined += read;
    ingest->expansion_left -= read < ingest->expansion_left ? read : ingest->expansion_left;
    opened_end(ingest, &opened);
    return !shared_walk_is_over(ingest);
}

/* Volumes wait for the others. */
static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    const struct ingest_frame *frame = context;
    struct resumed_stream resumed;
    struct buffer front = { 0 };
    if (frame->volumes == NULL || nature != PART_UNKNOWN) {
        return give_part(context, place, nature, content);
    }
    if (volume_parts_take(frame, frame->volumes, place, content, &front)) {
        return true;
    }
    if (front.used == 0) {
        return give_part(context, place, nature, content);
    }
    resumed_stream_init(&resumed, &front, content);
    const bool more = give_part(context, place, nature, &resumed.stream);
    resumed_stream_clear(&resumed);
    buffer_clear(&front);
    return more;
}

static bool spend_on_opening(void *context, uint64_t steps)
{
    struct ingest *ingest = context;
    ingest->opening_work += steps;
    ingest->opening_silent += steps;
    if (steps == 0 || ingest->opening_silent >= DERIVATION_SIGN_STEPS) {
        ingest_alive(ingest);
        ingest->opening_silent = 0;
    }
    return ingest->opening_work <= ARCHIVE_PASSPHRASE_WORK_MAX;
}

/* Whoever only looks for words has no examiner, and no list. */
static bool passphrases_given(struct ingest *ingest, struct container_passphrases *given)
{
    if (ingest->examiner == NULL) {
        return false;
    }
    const struct passphrases *listed = key_examiner_passphrases(ingest->examiner);
    *given = (struct container_passphrases){
        .context = ingest,
        .list = bytes_over(listed->lines.at, listed->listed > 0 ? listed->lines.used : 0),
        .take = passphrases_take,
        .spend = spend_on_opening
    };
    return true;
}

static void take_sign(void *context)
{
    const struct ingest_frame *frame = context;
    ingest_alive(frame->ingest);
}

static bool take_question(void *context, uint64_t from, uint64_t to)
{
    return replay_leads_between(context, from, to);
}

void ingest_walk(struct ingest_frame *frame, const struct container *container,
                 struct stream *content)
{
    struct container_passphrases given;
    shared_walk_offer(frame, container, content);
    const struct container_keys keys = message_opening_keys(frame->ingest);
    const struct container_sink sink = {
        .context = frame,
        .part = take_part,
        .mail = take_mail,
        .fragment = take_fragment,
        .journal = take_journal,
        .alive = take_sign,
        .leads_into = take_question,
        .share = &frame->share,
        .fragment_octets = &frame->ingest->fragment_octets,
        .decoded_max = frame->ingest->reading_most,
        .passphrases = passphrases_given(frame->ingest, &given) ? &given : NULL,
        .keys = &keys,
    };
    struct volume_parts volumes = { 0 };
    frame->volumes = content_kind_holds_files(container) ? &volumes : NULL;
    const struct fault *fault = container->walk(content, &sink);
    frame->volumes = NULL;
    volume_parts_end(frame, &volumes, give_part);
    if (fault != NULL) { /* of a share it is told by who met it: all could be cut into shares */
        ingest_journal(frame->ingest, frame->chain, NULL, JOURNAL_UNREAD, fault, 0);
    }
    if (container->roomy) {
        carved_beside(content, &sink, container->deflated);
    }
}

static void tap_leaf(void *context, struct bytes piece)
{
    leaf_reader_push(context, piece);
}

/* A program, a disk image: what is carved out of it is little beside its own bytes. */
static void tap_counted(void *context, struct bytes piece)
{
    const struct leaf_reader *reader = context;
    tap_leaf(context, piece);
    ingest_progress_inside(reader->frame->ingest, piece.left);
}

/* Something may be packed beside its text or its parts, and cannot be gone back to: where octets
 * stand in it that are in no text, or may stand in what is not seen yet. */
static bool may_hide(const struct container *container, struct stream *content)
{
    const struct bytes head = stream_ahead(content, CONTENT_HEAD);
    const bool spaced = container->spaced != NULL && container->spaced(head);
    return (container->roomy || spaced) && content->kind->seek == NULL &&
           (head.left >= CONTENT_HEAD || (head.left > 0 && memchr(head.at, 0, head.left) != NULL));
}

static void walk_once(struct ingest_frame *frame, const struct container *container,
                      struct stream *content)
{
    if (container->seeks || may_hide(container, content)) {
        ingest_held(frame, container, content);
    } else {
        ingest_walk(frame, container, content);
    }
}

/* Its raw bytes are scanned while it is walked, or held for the walk. */
static void walk_with_tap(struct ingest_frame *frame, const struct container *container,
                          struct stream *content)
{
    const struct leaf_scan_span raw = { .own_to = UINT64_MAX, .readings = container->readings };
    struct leaf_reader reader;
    struct tap_stream tap;
    frame->rereads = container->rereads;
    frame->packed = container->packed;
    leaf_reader_init(&reader, frame, &raw);
    tap_stream_init(&tap, content, &reader, container->readings ? tap_counted : tap_leaf);
    walk_once(frame, container, &tap.stream);
    stream_drain(&tap.stream);
    leaf_reader_finish(&reader);
}

static void scan_leaf(struct ingest_frame *frame, struct stream *content)
{
    struct leaf_reader reader;
    if (frame->ingest->harvest != NULL) {
        harvest_leaf(frame, content);
        return;
    }
    if (frame->ingest->shown != NULL) {
        shown_place_take(frame, content);
        return;
    }
    if (frame->ingest->mails != NULL) {
        return;
    }
    struct bytes seen = stream_ahead(content, LEAF_IN_SIGHT);
    leaf_reader_init(&reader, frame, NULL);
    if (seen.left < LEAF_IN_SIGHT) { /* all of it is there */
        leaf_reader_whole(&reader, seen);
        stream_consume(content, seen.left);
        ingest_progress_inside(frame->ingest, seen.left);
        return;
    }
    while (seen.left > 0) {
        leaf_reader_push(&reader, seen);
        stream_consume(content, seen.left);
        ingest_progress_inside(frame->ingest, seen.left);
        seen = stream_ahead(content, 1);
    }
    leaf_reader_finish(&reader);
}

/* What is too large to be held and can be read without its directory, or comes by once. */
static void walk_resumed(struct ingest_frame *frame, const struct container *container,
                         struct buffer *held, struct stream *content)
{
    static const struct fault forward = {
        OUTCOME_BOUND, NULL,
        "too large to be held in memory: read from its front, without its directory"
    };
    static const struct fault beside = {
        OUTCOME_BOUND, NULL,
        "too large to be held in memory: what is packed beside what it holds is not looked for"
    };
    struct resumed_stream resumed;
    resumed_stream_init(&resumed, held, content);
    ingest_journal(frame->ingest, frame->chain, NULL,
                   container->seeks ? JOURNAL_NOTE : JOURNAL_UNREAD,
                   container->seeks ? &forward : &beside, 0);
    ingest_walk(frame, container, &resumed.stream);
    resumed_stream_clear(&resumed);
}

/* Formats with a directory at their end are held in memory, up to a bound. */
void ingest_held(struct ingest_frame *frame, const struct container *container,
                 struct stream *content)
{
    struct buffer held = { 0 };
    struct walk_span span;
    walk_span_hold(&span, frame->ingest);
    if (stream_hold(content, limit_of(LIMIT_HELD_BYTES), &held)) {
        struct memory_stream memory;
        memory_stream_init(&memory, buffer_bytes(&held));
        walk_span_begin(&span, frame->ingest, &memory.stream);
        ingest_walk(frame, container, &memory.stream);
        walk_span_end(&span, frame->ingest);
    } else if (!container->seeks || (container->walks_forward != NULL &&
                                     container->walks_forward(buffer_bytes(&held)))) {
        walk_resumed(frame, container, &held, content);
    } else {
        ingest_journal(frame->ingest, frame->chain, NULL, JOURNAL_UNREAD, &too_large, 0);
    }
    buffer_clear(&held);
}

/* A neighbour of a key is not held in memory for the words that may be in it. */
static bool is_passed_over(const struct ingest_frame *frame, const struct container *container)
{
    return frame->ingest->harvest != NULL && !harvest_is_on_path(frame) && container->seeks;
}

/* Whoever looks for what stands around one place takes it from the leaf that it stands in. */
static bool is_leaf_to(const struct ingest_frame *frame, const struct container *container)
{
    const struct ingest *ingest = frame->ingest;
    return container->loose && (ingest->harvest != NULL || ingest->shown != NULL) &&
           !replay_leads_into(frame, container);
}

static const struct container *kind_of(enum part_nature nature, struct stream *content)
{
    if (nature == PART_LEAF) {
        return NULL;
    }
    if (nature == PART_MESSAGE) {
        return content_kind_message();
    }
    if (nature == PART_DISK) {
        return content_kind_disk();
    }
    const struct bytes head = stream_ahead(content, CONTENT_HEAD);
    return nature == PART_MARKUP ? content_kind_markup(head) : content_kind(head);
}

static bool is_read_by_searcher(const struct ingest *ingest, const struct provenance *chain,
                                struct stream *content)
{
    const struct certificate_search *search = ingest->certificates;
    return search != NULL && search->reads != NULL &&
           search->reads(search->context, chain, content);
}

void ingest_content(const struct ingest_frame *outer, const struct provenance *chain,
                    enum part_nature nature, struct stream *content, bool scanned)
{
    struct ingest_frame frame;
    if (is_read_by_searcher(outer->ingest, chain, content)) {
        return;
    }
    ingest_frame_begin(&frame, outer, chain);
    const struct container *container = kind_of(nature, content);
    if (container != NULL && (is_passed_over(&frame, container) || is_leaf_to(&frame, container))) {
        container = NULL;
    }
    if (container != NULL && frame.depth >= limit_of(LIMIT_CONTAINER_DEPTH)) {
        ingest_journal(frame.ingest, chain, NULL, JOURNAL_UNREAD, &too_deep, 0);
        container = NULL;
    }
    if (container == NULL || (frame.ingest->shown != NULL && shown_place_is_in(&frame))) {
        scan_leaf(&frame, content);
    } else if (scanned && !container->seeks) {
        walk_once(&frame, container, content);
        stream_drain(content);
    } else {
        walk_with_tap(&frame, container, content);
    }
    ingest_frame_clear(&frame);
}
