#include "evidence/leaf_reader.h"

#include <string.h>

#include "bounds.h"
#include "candidates/inner_key.h"
#include "certificates/certificate_read.h"
#include "crypto/certificate_key.h"
#include "crypto/sha256.h"
#include "evidence/certificate_search.h"
#include "evidence/nameless_keys.h"
#include "evidence/replay_target.h"
#include "evidence/swollen_reading.h"
#include "limit.h"

/* The chain of `frame` with the spot at its end. False when memory ran out. */
static bool encode_spot(const struct ingest_frame *frame, const struct place *spot,
                        struct buffer *encoded)
{
    const struct provenance node = { .outer = frame->chain, .place = *spot };
    return provenance_encode(&node, encoded);
}

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "the worker's memory is used up; this place was not read" };

struct candidate_report {
    const struct ingest_frame *frame;
    struct leaf_fragments *fragments;
    const struct candidate *candidate;
    bool unwanted; /* foreign, or of a replay that looks for what is in its certificates */
    bool digested; /* what it takes: once for all that a store holds */
    uint8_t sha256[SHA256_LENGTH];
    struct buffer within; /* certificates of a store, from where a key may stand in them */
};

/* A key among bytes of which no more than the front says that it is one. */
static bool is_front(const struct candidate *candidate, const struct key_finding *finding)
{
    return finding->verdict == VERDICT_MALFORMED && candidate->form == CANDIDATE_DER &&
           candidate->origin == ORIGIN_ARMOUR && candidate->taken.at == candidate->content.at;
}

/* Past the bound one entry says so, at the first that is not told of. */
static bool may_tell_front(struct ingest *ingest, const struct provenance *chain,
                           const struct place *spot)
{
    static const struct fault more = { OUTCOME_BOUND, NULL,
                                       "more fronts of broken RSA keys than are told of one file" };
    if (ingest->fronts == FRONTS_FILE_MAX) {
        ingest_journal(ingest, chain, spot, JOURNAL_UNREAD, &more, 0);
    }
    return ingest->fronts <= FRONTS_FILE_MAX && ingest->fronts++ < FRONTS_FILE_MAX;
}

/* One that is not told of was found all the same: what it takes is no piece of another. */
static bool may_tell_nameless(struct candidate_report *report, const struct place *spot)
{
    struct ingest *ingest = report->frame->ingest;
    if (nameless_keys_may_tell(ingest, report->frame->chain, spot)) {
        return true;
    }
    ingest->keys++;
    leaf_fragments_found(report->fragments, spot->offset, spot->length);
    return false;
}

static void report_finding(void *context, const struct key_finding *finding)
{
    struct candidate_report *report = context;
    const struct candidate *candidate = report->candidate;
    struct ingest *ingest = report->frame->ingest;
    struct buffer encoded = { 0 };
    const struct place spot = { .kind = PLACE_SPOT,
                                .offset = candidate->offset,
                                .length = candidate->length,
                                .name = buffer_bytes(&finding->alias) };
    if (report->unwanted ||
        (is_front(candidate, finding) && !may_tell_front(ingest, report->frame->chain, &spot)) ||
        (nameless_keys_has(finding) && !may_tell_nameless(report, &spot)) ||
        !ingest_may_tell(ingest, report->frame->chain, &spot)) {
        return;
    }
    if (!encode_spot(report->frame, &spot, &encoded)) {
        ingest_journal(ingest, report->frame->chain, NULL, JOURNAL_UNREAD, &no_memory, 0);
        buffer_clear(&encoded);
        return;
    }
    struct record record = { .kind = RECORD_KEY, .file = ingest->file };
    record.key.finding = *finding;
    record.key.provenance = buffer_bytes(&encoded);
    if (finding->verdict == VERDICT_PROVEN && finding->remark == NULL) {
        record.key.finding.remark = candidate->undone;
    }
    if (!report->digested) {
        sha256_of(candidate->taken, report->sha256);
        report->digested = true;
    }
    memcpy(record.key.sha256, report->sha256, SHA256_LENGTH);
    record.key.local_key_id = candidate->local_key_id;
    ingest_add_mail(report->frame, &record.key);
    ingest->sink->record(ingest->sink->context, &record);
    ingest->keys++;
    leaf_fragments_found(report->fragments, candidate->offset, candidate->length);
    buffer_clear(&encoded);
}

static void report_certificate(const struct ingest_frame *frame, struct bytes der,
                               const struct place *where, struct bytes local_key_id)
{
    struct ingest *ingest = frame->ingest;
    struct record record = { .kind = RECORD_CERTIFICATE, .file = ingest->file };
    const struct fault *fault = certificate_read(der, &record.certificate.certificate);
    if (fault != NULL) {
        ingest_journal(ingest, frame->chain, where, JOURNAL_NOTE, fault, 0);
        return;
    }
    struct buffer encoded = { 0 };
    if (!ingest_may_tell(ingest, frame->chain, where)) {
        certificate_clear(&record.certificate.certificate);
        return;
    }
    if (encode_spot(frame, where, &encoded)) {
        record.certificate.provenance = buffer_bytes(&encoded);
        record.certificate.local_key_id = local_key_id;
        ingest->sink->record(ingest->sink->context, &record);
    } else {
        ingest_journal(ingest, frame->chain, where, JOURNAL_UNREAD, &no_memory, where->length);
    }
    buffer_clear(&encoded);
    certificate_clear(&record.certificate.certificate);
}

/* As bytes of the evidence, nothing of them undone. */
static bool lies_bare(const struct candidate *candidate, struct bytes der)
{
    const uintptr_t from = (uintptr_t)candidate->content.at, at = (uintptr_t)der.at;
    return candidate->length == candidate->content.left && at >= from &&
           at - from < candidate->content.left;
}

/* One that lies in a key store, under the name that it has there. */
static void report_stored(void *context, struct bytes der, struct bytes alias)
{
    struct candidate_report *report = context;
    const struct place where = { .kind = PLACE_SPOT,
                                 .offset = report->candidate->offset,
                                 .length = report->candidate->length,
                                 .name = alias };
    size_t at;
    if (!report->unwanted) {
        report_certificate(report->frame, der, &where, bytes_over(NULL, 0));
    }
    /* Armour that lies bare is found where it lies. */
    if (inner_key_find(der, !lies_bare(report->candidate, der), &at) &&
        !buffer_append(&report->within, bytes_over(der.at + at, der.left - at))) {
        ingest_journal(report->frame->ingest, report->frame->chain, &where, JOURNAL_UNREAD,
                       &no_memory, 0);
    }
}

static bool is_text(struct bytes taken)
{
    for (size_t i = 0; i < taken.left; i++) {
        uint8_t next = taken.at[i];
        if (next < ' ' && next != '\n' && next != '\r' && next != '\t') {
            return false;
        }
    }
    return true;
}

/* Text that was put behind a compressed stream stands there whole. Bare base64 may be what a
 * literal of the stream shows of a text, run into the bytes of the next token. */
static bool is_half_seen(const struct ingest_frame *frame, const struct candidate *candidate)
{
    const bool whole = candidate->origin == ORIGIN_ARMOUR && is_text(candidate->taken);
    return frame->rereads || (frame->packed && !whole);
}

static void report_unread(void *context, const struct fault *fault)
{
    const struct candidate_report *report = context;
    const struct place where = { .kind = PLACE_SPOT,
                                 .offset = report->candidate->offset,
                                 .length = report->candidate->length };
    ingest_journal(report->frame->ingest, report->frame->chain, &where, JOURNAL_UNREAD, fault, 0);
}

/* One whose key cannot be read says nothing of any other. */
static void report_request(const struct ingest_frame *frame, struct bytes der,
                           const struct place *where)
{
    struct ingest *ingest = frame->ingest;
    struct record record = { .kind = RECORD_REQUEST, .file = ingest->file };
    struct public_numbers public = { .algorithm = KEY_ALGORITHM_NONE };
    struct buffer encoded = { 0 };
    if (certificate_key_requested(der, &public) != OUTCOME_OK ||
        public_identity_of(&public, &record.request.identity) != OUTCOME_OK ||
        !ingest_may_tell(ingest, frame->chain, where)) {
        return;
    }
    if (encode_spot(frame, where, &encoded)) {
        record.request.provenance = buffer_bytes(&encoded);
        ingest->sink->record(ingest->sink->context, &record);
    } else {
        ingest_journal(ingest, frame->chain, where, JOURNAL_UNREAD, &no_memory, where->length);
    }
    buffer_clear(&encoded);
}

static void send_certificate(void *context, const struct found_certificate *found)
{
    const struct leaf_reader *reader = context;
    const struct place where = { .kind = PLACE_SPOT,
                                 .offset = found->offset,
                                 .length = found->length };
    const struct ingest_frame *frame = reader->frame;
    const struct certificate_search *search = frame->ingest->certificates;
    if (search != NULL) {
        if (!found->is_request && !frame->rereads) { /* else its parts show it */
            search->found(search->context, found->der, frame->chain, &where);
        }
        return;
    }
    if (frame->ingest->targets != NULL) {
        return;
    }
    if (found->is_request) {
        report_request(frame, found->der, &where);
    } else {
        report_certificate(frame, found->der, &where, found->local_key_id);
    }
}

static void open_reading(struct ingest_frame *frame, const struct provenance *node,
                         struct bytes decoded)
{
    static const struct fault closed = {
        OUTCOME_BOUND, NULL,
        "what is packed in texts of the file has expanded by far, and so would this: not opened"
    };
    struct ingest *ingest = frame->ingest;
    struct memory_stream content;
    struct swollen_reading swollen;
    memory_stream_init(&content, decoded);
    swollen_reading_begin(&swollen, ingest, decoded);
    const bool opens = !swollen_reading_is_closed(ingest, decoded);
    if (!opens) {
        ingest_journal(ingest, frame->chain, &node->place, JOURNAL_UNREAD, &closed, 0);
    }
    ingest_content(frame, node, opens ? PART_UNKNOWN : PART_LEAF, &content.stream, false);
    swollen_reading_end(&swollen, ingest);
    ingest->decoded_examined += decoded.left;
}

static void read_reading(void *context, const char *decoding, struct bytes decoded, uint64_t offset,
                         uint64_t length)
{
    static const struct fault too_deep = { OUTCOME_BOUND, NULL,
                                           "more decodings in a row than are undone" };
    struct leaf_reader *reader = context;
    struct ingest_frame *frame = reader->frame;
    const uint64_t keys = frame->ingest->keys;
    struct provenance node = {
        .outer = frame->chain,
        .place = { .kind = PLACE_READING,
                   .offset = offset,
                   .length = length,
                   .name = bytes_over(decoding, strlen(decoding)) },
    };
    if (!replay_wants_place(frame, &node.place)) {
        return;
    }
    frame->ingest->decoded += decoded.left;
    if (frame->decodings >= limit_of(LIMIT_DECODINGS) ||
        frame->depth >= limit_of(LIMIT_CONTAINER_DEPTH)) {
        ingest_journal(frame->ingest, frame->chain, &node.place, JOURNAL_UNREAD, &too_deep,
                       decoded.left);
        return;
    }
    open_reading(frame, &node, decoded);
    if (frame->ingest->keys > keys) {
        leaf_fragments_found(&reader->fragments, offset, length);
    }
}

/* The examiner keeps what it told last: as told to one who wants certificates. */
static void ignore_stored(void *context, struct bytes der, struct bytes alias)
{
    (void)context;
    (void)der;
    (void)alias;
}

/* In a walk again. What the place reaches out of was refused when that was found. */
static bool is_passed_over(const struct ingest_frame *frame, const struct candidate *candidate,
                           bool unwanted, const struct place *within)
{
    if (candidate->foreign) {
        return frame->ingest->targets != NULL;
    }
    return unwanted && !replay_wants_place(frame, within);
}

/* What stands in certificates of a store is read when the store was: that is not begun anew while
 * it goes on. */
static enum offer examine_key(void *context, const struct candidate *candidate, bool last)
{
    static const char certificate[] = "certificate";
    struct leaf_reader *reader = context;
    const struct place within = { .kind = PLACE_READING,
                                  .offset = candidate->offset,
                                  .length = candidate->length,
                                  .name = bytes_over(certificate, sizeof(certificate) - 1) };
    struct candidate_report report = { .frame = reader->frame,
                                       .fragments = &reader->fragments,
                                       .candidate = candidate };
    report.unwanted = candidate->foreign ||
                      !replay_wants_spot(reader->frame, candidate->offset, candidate->length);
    if (reader->frame->ingest->certificates != NULL ||
        is_passed_over(reader->frame, candidate, report.unwanted, &within)) {
        return OFFER_REFUSED;
    }
    const struct key_finding_sink heard = { &report, report_finding, report_stored, report_unread },
                                  unheard = { &report, report_finding, ignore_stored, NULL };
    struct candidate read = *candidate;
    if (is_half_seen(reader->frame, candidate)) { /* what holds against itself counts */
        read.origin = ORIGIN_PACKED;
        last = false;
    }
    const enum offer offer = key_examine(reader->frame->ingest->examiner, &read, last,
                                         candidate->foreign ? &unheard : &heard);
    if (report.within.used > 0) {
        read_reading(context, certificate, buffer_bytes(&report.within), candidate->offset,
                     candidate->length);
    }
    buffer_clear(&report.within);
    return offer;
}

static void journal_unread(void *context, const struct fault *fault, uint64_t offset,
                           uint64_t length)
{
    const struct leaf_reader *reader = context;
    const struct place where = { .kind = PLACE_SPOT, .offset = offset, .length = length };
    reader->frame->ingest->decoded +=
        length; /* as it stands it was scanned; what it holds was not */
    ingest_journal(reader->frame->ingest, reader->frame->chain, &where, JOURNAL_UNREAD, fault,
                   length);
}

/* A mail has several leaves of a few kilobytes: the memory of one is that of the next. */
static struct leaf_scan *take_scan(struct leaf_reader *reader, const struct leaf_scan_span *span)
{
    struct ingest *ingest = reader->frame->ingest;
    struct leaf_scan *scan = ingest->spare;
    if (scan == NULL) {
        return leaf_scan_new(&reader->sink, span);
    }
    ingest->spare = NULL;
    leaf_scan_renew(scan, &reader->sink, span);
    return scan;
}

static void give_scan_back(struct leaf_reader *reader)
{
    struct ingest *ingest = reader->frame->ingest;
    if (ingest->spare == NULL) {
        ingest->spare = reader->scan;
    } else {
        leaf_scan_free(reader->scan);
    }
    reader->scan = NULL;
}

void leaf_reader_init(struct leaf_reader *reader, struct ingest_frame *frame,
                      const struct leaf_scan_span *span)
{
    static const struct leaf_scan_span whole = { .own_to = UINT64_MAX, .readings = true };
    *reader = (struct leaf_reader){
        .frame = frame,
        .sink = { .context = reader,
                  .key = examine_key,
                  .certificate = send_certificate,
                  .reading = read_reading,
                  .unread = journal_unread },
    };
    if (!replay_scans(frame)) {
        return;
    }
    struct leaf_scan_span shared = span != NULL ? *span : whole;
    shared.work = &frame->ingest->work;
    shared.passing = !replay_wants_keys(frame);
    if (shared.readings) {
        leaf_fragments_begin(&reader->fragments, frame,
                             shared.own_from == 0 && shared.own_to == UINT64_MAX);
    }
    reader->scan = take_scan(reader, &shared);
    if (reader->scan == NULL) {
        ingest_journal(frame->ingest, frame->chain, NULL, JOURNAL_UNREAD, &no_memory, 0);
    }
}

/* What was held in memory comes in one piece, and may take minutes: the watchdog hears of it. */
void leaf_reader_push(struct leaf_reader *reader, struct bytes piece)
{
    struct bytes some;
    if (reader->scan == NULL) {
        return;
    }
    while (piece.left > READ_WINDOW && bytes_take(&piece, READ_WINDOW, &some)) {
        leaf_scan_push(reader->scan, some);
        leaf_fragments_push(&reader->fragments, some);
        ingest_alive(reader->frame->ingest);
    }
    if (piece.left > 0) {
        leaf_scan_push(reader->scan, piece);
        leaf_fragments_push(&reader->fragments, piece);
    }
}

void leaf_reader_whole(struct leaf_reader *reader, struct bytes leaf)
{
    if (reader->scan != NULL) {
        leaf_scan_whole(reader->scan, leaf);
        leaf_fragments_whole(&reader->fragments, leaf, reader->frame);
        give_scan_back(reader);
    }
}

bool leaf_reader_wants_more(const struct leaf_reader *reader)
{
    return reader->scan != NULL && leaf_scan_wants_more(reader->scan);
}

void leaf_reader_finish(struct leaf_reader *reader)
{
    if (reader->scan != NULL) {
        leaf_scan_finish(reader->scan);
        leaf_fragments_finish(&reader->fragments, reader->frame);
        give_scan_back(reader);
    }
}
