#include "evidence/evidence_join.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes/der.h"
#include "evidence/file_pass.h"
#include "evidence/joined_pieces.h"
#include "evidence/replay_target.h"

#define REMARK_MAX 256
/* publicKey [1] IMPLICIT BIT STRING, RFC 5958 section 2 */
#define TAG_PUBLIC 0x81

bool join_order_begin(struct buffer *list, size_t count)
{
    return buffer_append_number(list, 2, count);
}

bool join_order_put(struct buffer *list, const struct join_order *piece)
{
    return buffer_append_byte(list, piece->file) &&
           buffer_append_number(list, 4, piece->provenance.left) &&
           buffer_append(list, piece->provenance);
}

bool join_order_put_try(struct buffer *list, const size_t *pieces, size_t count)
{
    bool put = buffer_append_number(list, 1, count);
    for (size_t i = 0; put && i < count; i++) {
        put = buffer_append_number(list, 2, pieces[i]);
    }
    return put;
}

struct joining {
    struct key_examiner *examiner;
    const struct job *job;
    const struct record_sink *sink;
    struct joined_pieces pieces;
    struct ingest_target targets[JOIN_ITEMS_MAX];
    struct buffer decoded;
    const struct joined_piece *parts[JOIN_PARTS_MAX]; /* of this try */
    size_t count;
    bool leads; /* what stays closed is taken too */
    bool wrong; /* what was put together does not hold against itself */
    bool taken; /* a key came out of it */
};

static bool read_pieces(struct joining *joining, struct bytes *list)
{
    uint64_t count, file, length;
    if (!bytes_take_number(list, 2, &count) || count > JOIN_ITEMS_MAX) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct joined_piece *piece = &joining->pieces.items[i];
        if (!bytes_take_number(list, 1, &file) || file >= joining->job->count ||
            !bytes_take_number(list, 4, &length) ||
            !bytes_take(list, (size_t)length, &piece->provenance) ||
            !replay_target_read(piece->provenance, &piece->target)) {
            return false;
        }
        piece->file = (size_t)file;
        joining->pieces.count++;
    }
    return true;
}

/* The watchdog listens; what else stands on the way was delivered by the scan. */
static void take_progress(void *context, const struct record *record)
{
    const struct record_sink *sink = context;
    if (record->kind == RECORD_PROGRESS) {
        sink->record(sink->context, record);
    }
}

/* Readings of a large file are far apart: to read around each is less than all of it. False
 * where something else is asked for, or the way over the whole is the shorter one. */
static bool read_around(struct file_pass *pass)
{
    const struct ingest_target *targets = pass->ingest.targets;
    const size_t count = pass->ingest.target_count;
    const uint64_t around = 3 * RANGE_OVERLAP;
    uint64_t room = 0;
    for (size_t i = 0; i < count; i++) {
        const struct place *first = file_pass_first(pass, &targets[i]);
        room += around + first->length;
        if (first->kind != PLACE_READING || room >= pass->file.stream.size) {
            return false;
        }
    }
    for (size_t i = 0; i < count; i++) {
        const struct place *first = file_pass_first(pass, &targets[i]);
        if (i == 0 || !replay_same_place(first, file_pass_first(pass, &targets[i - 1]))) {
            file_pass_around(pass, first);
        }
    }
    return true;
}

/* In the file itself, or in the set of volumes that it begins. */
static void walk(struct joining *joining, size_t file, bool in_set)
{
    static const struct leaf_scan_span whole = { .own_to = UINT64_MAX, .readings = true };
    struct record_sink told = *joining->sink;
    const struct record_sink filter = { &told, take_progress };
    struct file_pass pass;
    const struct job_file *own = &joining->job->files[file];
    size_t count = 0;
    for (size_t i = 0; i < joining->pieces.count; i++) {
        const struct joined_piece *piece = &joining->pieces.items[i];
        if (piece->file == file && file_pass_is_in_set(own, &piece->target.places[0]) == in_set) {
            joining->targets[count++] = piece->target;
        }
    }
    if (count == 0) {
        return;
    }
    replay_target_sort(joining->targets, count);
    joining->pieces.file = file;
    file_pass_begin_to(&pass, joining->examiner, own, &joining->targets[0].places[0], &filter);
    pass.ingest.targets = joining->targets;
    pass.ingest.target_count = pass.top.target_to = count;
    pass.ingest.pieces = &joining->pieces;
    const struct container *kind = file_pass_kind(&pass);
    if ((kind == NULL || kind->loose) && !read_around(&pass)) {
        file_pass_scan(&pass, &whole);
        file_pass_over(&pass, pass.file.stream.size);
    }
    if (kind != NULL) {
        file_pass_walk(&pass);
    }
    file_pass_clear(&pass);
}

static void send_at(const struct joining *joining, const struct joined_piece *piece,
                    const struct key_finding *finding)
{
    struct record record = { .kind = RECORD_KEY, .file = joining->job->files[piece->file].number };
    record.key.finding = *finding;
    record.key.provenance = piece->provenance;
    memcpy(record.key.sha256, piece->sha256, SHA256_LENGTH);
    record.key.has_mail = piece->has_mail;
    record.key.mail_date = MAIL_DATE_UNKNOWN;
    if (piece->has_mail) {
        const struct mail_facts *mail = &piece->mail;
        record.key.mail_date_is_received = mail->date == MAIL_DATE_UNKNOWN;
        record.key.mail_date = record.key.mail_date_is_received ? mail->received : mail->date;
        record.key.mail_from = mail->from;
        record.key.mail_subject = mail->subject;
        record.key.message_id = mail->message_id;
    }
    joining->sink->record(joining->sink->context, &record);
}

/* A piece that is whole enough for a repair proves itself; what was put behind it then
 * proves nothing. A claim that does not fit is the end of another key. */
static void judge_finding(void *context, const struct key_finding *finding)
{
    struct joining *joining = context;
    joining->wrong = joining->wrong || finding->repaired || finding->verdict == VERDICT_FORGED ||
                     finding->verdict == VERDICT_MALFORMED;
}

/* Is [1] publicKey among what is left of a structure (RFC 5915 section 3, RFC 5958 section 2)? */
static bool has_public(struct bytes fields)
{
    struct bytes content;
    unsigned tag = 0;
    while (tag != DER_CONTEXT_1 && tag != TAG_PUBLIC &&
           der_take_any(&fields, DER_LENIENT, &tag, &content, NULL) == OUTCOME_OK) {
    }
    return tag == DER_CONTEXT_1 || tag == TAG_PUBLIC;
}

/* Numbers of which any octets make a key, and beside which no public half stands: what was put
 * behind the head may belong to another. False also of structures that are none of these. */
static bool is_unstated(struct bytes der)
{
    struct bytes fields, content, inner;
    if (der_take(&der, DER_LENIENT, DER_SEQUENCE, &fields) != OUTCOME_OK ||
        der_take(&fields, DER_LENIENT, DER_INTEGER, &content) != OUTCOME_OK) {
        return false;
    }
    if (der_next_is(fields, DER_OCTET_STRING)) {
        return !has_public(fields);
    }
    if (der_take(&fields, DER_LENIENT, DER_SEQUENCE, &content) != OUTCOME_OK ||
        der_take(&fields, DER_LENIENT, DER_OCTET_STRING, &content) != OUTCOME_OK) {
        return false;
    }
    return !has_public(fields) &&
           (der_take(&content, DER_LENIENT, DER_SEQUENCE, &inner) != OUTCOME_OK ||
            !has_public(inner));
}

/* RSA's numbers hold against each other. */
static void take_back(const struct joining *joining, struct key_finding *said)
{
    if (said->verdict == VERDICT_PROVEN && said->identity.algorithm != KEY_RSA &&
        is_unstated(buffer_bytes(&joining->decoded))) {
        said->verdict = VERDICT_UNSUPPORTED;
        said->failure = "may be a key: no public half stands in it, so that nothing proves that "
                        "its pieces belong together";
        said->proof = (struct buffer){ 0 };
    }
}

/* The remark lives as long as the record is delivered. */
static void take_finding(void *context, const struct key_finding *finding)
{
    struct joining *joining = context;
    struct key_finding said = *finding;
    char remark[REMARK_MAX];
    if (finding->verdict != VERDICT_PROVEN &&
        !(joining->leads && finding->verdict == VERDICT_ENCRYPTED)) {
        return;
    }
    (void)snprintf(remark, sizeof(remark), "repaired: joined from %s places%s%s",
                   joining->count == 2 ? "two" : "three", finding->remark != NULL ? "; " : "",
                   finding->remark != NULL ? finding->remark : "");
    said.remark = remark;
    take_back(joining, &said);
    said.try_steps = 0; /* nobody walks to several places again for it */
    said.tried_all = false;
    joining->taken = true;
    for (size_t i = 0; i < joining->count; i++) {
        send_at(joining, joining->parts[i], &said);
    }
}

static void examine(struct joining *joining, enum candidate_form form)
{
    const struct joined_piece *head = joining->parts[0];
    const struct place *spot = &head->target.places[head->target.count - 1];
    const struct key_finding_sink judge = { .context = joining, .found = judge_finding };
    const struct key_finding_sink sink = { .context = joining, .found = take_finding };
    const struct candidate candidate = { .form = form,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = buffer_bytes(&joining->decoded),
                                         .label = buffer_bytes(&head->label),
                                         .offset = spot->offset,
                                         .length = spot->length };
    joining->wrong = false;
    (void)key_examine(joining->examiner, &candidate, true, &judge);
    if (!joining->wrong) { /* what was examined once is remembered */
        (void)key_examine(joining->examiner, &candidate, true, &sink);
    }
}

/* The cuts of one way, as digits of a number. */
static void try_cuts(struct joining *joining, size_t way)
{
    struct bytes texts[JOIN_PARTS_MAX];
    enum candidate_form form;
    size_t characters = 0;
    for (size_t i = 0; i < joining->count; i++) {
        const struct joined_piece *part = joining->parts[i];
        const size_t cut = way % FRAGMENT_CUTS_MAX;
        way /= FRAGMENT_CUTS_MAX;
        if (cut >= part->facts.cut_count) {
            return;
        }
        texts[i] = bytes_over(part->text.at + part->from[cut], part->facts.cuts[cut]);
        characters += texts[i].left;
    }
    const uint32_t wanted = joining->parts[0]->facts.wanted;
    buffer_reset(&joining->decoded);
    if ((wanted == 0 || wanted == characters) &&
        key_fragment_join(texts, joining->count, &joining->decoded, &form)) {
        examine(joining, form);
    }
}

static void try_parts(struct joining *joining)
{
    const struct joined_piece *tail = joining->parts[joining->count - 1];
    size_t ways = 1;
    if (!bytes_equal(buffer_bytes(&joining->parts[0]->label), buffer_bytes(&tail->label))) {
        return;
    }
    for (size_t i = 0; i < joining->count; i++) {
        if (!joining->parts[i]->met) {
            return;
        }
        ways *= FRAGMENT_CUTS_MAX;
    }
    joining->taken = false;
    for (int pass = 0; pass < 2; pass++) { /* a word beside the cut may be as long as the rest */
        joining->leads = pass > 0;
        for (size_t way = 0; way < ways && !joining->taken; way++) {
            try_cuts(joining, way);
        }
    }
}

static void try_all(struct joining *joining, struct bytes list)
{
    uint64_t count, number;
    while (bytes_take_number(&list, 1, &count) && count >= 2 && count <= JOIN_PARTS_MAX) {
        joining->count = (size_t)count;
        for (size_t i = 0; i < count; i++) {
            if (!bytes_take_number(&list, 2, &number) || number >= joining->pieces.count) {
                return; /* comes from no coordinator of ours */
            }
            joining->parts[i] = &joining->pieces.items[number];
        }
        const struct record alive = { .kind = RECORD_PROGRESS,
                                      .file = joining->job->files[0].number };
        joining->sink->record(joining->sink->context, &alive);
        try_parts(joining);
    }
}

void evidence_join(struct key_examiner *examiner, const struct job *job,
                   const struct record_sink *sink)
{
    struct joining *joining = calloc(1, sizeof(*joining));
    struct bytes list = job->extra;
    if (joining == NULL) {
        return;
    }
    joining->examiner = examiner;
    joining->job = job;
    joining->sink = sink;
    key_examiner_set_work(examiner, DERIVATION_SLICE_MAX);
    if (read_pieces(joining, &list)) {
        for (size_t i = 0; i < job->count; i++) {
            walk(joining, i, false);
            walk(joining, i, true);
        }
        try_all(joining, list);
    }
    key_examiner_set_work(examiner, DERIVATION_SCAN_MAX);
    buffer_clear(&joining->decoded);
    joined_pieces_clear(&joining->pieces);
    free(joining);
}
