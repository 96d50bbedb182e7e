#include "workers/wire.h"

#include <assert.h>
#include <string.h>

#include "bounds.h"
#include "workers/wire_fields.h"
#include "workers/wire_indexed.h"
#include "workers/wire_job.h"
#include "workers/wire_named.h"
#include "workers/wire_proof.h"
#include "workers/wire_revisit.h"

#define LENGTH_WIDTH 4

/* First byte of a frame's body. Records keep their own numbers. */
enum { FRAME_JOB = 0x40, FRAME_STATE = 0x41 };

#define CERTIFICATE_FLAGS_ALL 0xfffu
#define CRL_REASON_NONE       (-1)

/* Outputs print and replay it, so a damaged chain goes no further than this. */
static struct bytes provenance_field(struct wire_fields *fields, struct bytes provenance)
{
    struct bytes window = wire_window(fields, provenance), rest = window;
    struct place place;
    while (rest.left > 0 && provenance_take(&rest, &place)) {
    }
    if (rest.left > 0 || window.left > PROVENANCE_ENCODED_MAX) {
        wire_refuse(fields);
    }
    return window;
}

static enum outcome outcome_field(struct wire_fields *fields, enum outcome outcome)
{
    return (enum outcome)wire_within(fields, outcome, OUTCOME_OK, OUTCOME_LOST);
}

static void done_fields(struct wire_fields *fields, struct file_done *done)
{
    done->outcome = outcome_field(fields, done->outcome);
    done->size = wire_number(fields, 8, done->size);
    done->examined = wire_number(fields, 8, done->examined);
    done->decoded = wire_number(fields, 8, done->decoded);
    done->decoded_examined = wire_number(fields, 8, done->decoded_examined);
    done->has_digest = wire_bool(fields, done->has_digest);
    wire_array(fields, done->sha256, sizeof(done->sha256));
    done->block_sums = wire_window(fields, done->block_sums);
    done->rows = wire_number(fields, 8, done->rows);
    done->parsed = wire_number(fields, 8, done->parsed);
    done->failed = wire_number(fields, 8, done->failed);
    done->own_rows.from = wire_number(fields, 8, done->own_rows.from);
    done->own_rows.to = wire_number(fields, 8, done->own_rows.to);
    done->own_rows.lines = wire_number(fields, 8, done->own_rows.lines);
    done->issuers = wire_window(fields, done->issuers);
    done->dated = wire_bool(fields, done->dated);
    done->earliest = wire_signed(fields, done->earliest);
    done->latest = wire_signed(fields, done->latest);
}

static void finding_fields(struct wire_fields *fields, struct key_finding *finding)
{
    finding->proof = wire_held(fields, finding->proof); /* first: may move the texts */
    finding->verdict =
        (enum verdict)wire_within(fields, finding->verdict, VERDICT_PROVEN, VERDICT_UNSUPPORTED);
    wire_identity(fields, &finding->identity);
    finding->has_identity = wire_bool(fields, finding->has_identity);
    wire_array(fields, finding->blob_sha256, sizeof(finding->blob_sha256));
    wire_array(fields, finding->content_sha256, sizeof(finding->content_sha256));
    wire_identity(fields, &finding->claimed);
    finding->has_claim = wire_bool(fields, finding->has_claim);
    finding->try_steps = wire_number(fields, 8, finding->try_steps);
    finding->tried_all = wire_bool(fields, finding->tried_all);
    finding->failure = wire_text(fields, finding->failure);
    finding->clause = wire_text(fields, finding->clause);
    finding->encoding = wire_text(fields, finding->encoding);
    finding->remark = wire_text(fields, finding->remark);
}

static void key_fields(struct wire_fields *fields, struct key_sighting *key)
{
    finding_fields(fields, &key->finding);
    key->provenance = provenance_field(fields, key->provenance);
    wire_array(fields, key->sha256, sizeof(key->sha256));
    key->mail_date = wire_signed(fields, key->mail_date);
    key->mail_date_is_received = wire_bool(fields, key->mail_date_is_received);
    key->mail_from = wire_window(fields, key->mail_from);
    key->mail_subject = wire_window(fields, key->mail_subject);
    key->message_id = wire_window(fields, key->message_id);
    key->has_mail = wire_bool(fields, key->has_mail);
    key->local_key_id = wire_window(fields, key->local_key_id);
}

static void certificate_fields(struct wire_fields *fields, struct certificate *certificate)
{
    certificate->der = wire_window(fields, certificate->der);
    wire_array(fields, certificate->sha256, sizeof(certificate->sha256));
    wire_array(fields, certificate->spki_sha256, sizeof(certificate->spki_sha256));
    wire_array(fields, certificate->twin_sha256, sizeof(certificate->twin_sha256));
    wire_identity(fields, &certificate->identity);
    certificate->flags = wire_within(fields, certificate->flags, 0, CERTIFICATE_FLAGS_ALL);
    certificate->not_before = wire_signed(fields, certificate->not_before);
    certificate->not_after = wire_signed(fields, certificate->not_after);
    certificate->serial = wire_window(fields, certificate->serial);
    certificate->issuer_der = wire_window(fields, certificate->issuer_der);
    certificate->subject_der = wire_window(fields, certificate->subject_der);
    certificate->issuer_dn = wire_window(fields, certificate->issuer_dn);
    certificate->subject_dn = wire_window(fields, certificate->subject_dn);
    certificate->authority_key_id = wire_window(fields, certificate->authority_key_id);
    certificate->subject_key_id = wire_window(fields, certificate->subject_key_id);
    certificate->dns_names = wire_window(fields, certificate->dns_names);
    certificate->organization = wire_window(fields, certificate->organization);
    certificate->emails = wire_window(fields, certificate->emails);
}

static void sighted_certificate_fields(struct wire_fields *fields,
                                       struct certificate_sighting *sighting)
{
    certificate_fields(fields, &sighting->certificate);
    sighting->provenance = provenance_field(fields, sighting->provenance);
    sighting->local_key_id = wire_window(fields, sighting->local_key_id);
    sighting->matched = wire_bool(fields, sighting->matched);
}

static void journal_fields(struct wire_fields *fields, struct journal_entry *entry)
{
    entry->weight =
        (enum journal_weight)wire_within(fields, entry->weight, JOURNAL_NOTE, JOURNAL_UNREAD);
    entry->outcome = outcome_field(fields, entry->outcome);
    entry->provenance = provenance_field(fields, entry->provenance);
    entry->clause = wire_window(fields, entry->clause);
    entry->sentence = wire_window(fields, entry->sentence);
    entry->unread = wire_number(fields, 8, entry->unread);
}

static void crl_fields(struct wire_fields *fields, struct crl_facts *crl)
{
    wire_array(fields, crl->sha256, sizeof(crl->sha256));
    crl->form = (enum crl_form)wire_within(fields, crl->form, CRL_FORM_LIST, CRL_FORM_OCSP);
    crl->issuer_dn = wire_window(fields, crl->issuer_dn);
    crl->this_update = wire_signed(fields, crl->this_update);
    crl->next_update = wire_signed(fields, crl->next_update);
    crl->entries = wire_number(fields, 8, crl->entries);
    crl->numbered = wire_bool(fields, crl->numbered);
    crl->number = wire_window(fields, crl->number);
    crl->base = wire_window(fields, crl->base);
    wire_array(fields, crl->scope, sizeof(crl->scope));
    crl->verified = wire_bool(fields, crl->verified);
    wire_array(fields, crl->issuer_sha256, sizeof(crl->issuer_sha256));
    crl->failure = wire_window(fields, crl->failure);
}

static void revocation_fields(struct wire_fields *fields, struct revocation *revocation)
{
    wire_array(fields, revocation->crl_sha256, sizeof(revocation->crl_sha256));
    wire_array(fields, revocation->certificate_sha256, sizeof(revocation->certificate_sha256));
    revocation->revoked_at = wire_signed(fields, revocation->revoked_at);
    int64_t reason = wire_signed(fields, revocation->reason);
    if (reason < CRL_REASON_NONE || reason > INT32_MAX) {
        wire_refuse(fields);
        return;
    }
    revocation->reason = (int)reason;
    revocation->state = (enum revocation_state)wire_within(fields, revocation->state,
                                                           REVOCATION_REVOKED, REVOCATION_UNKNOWN);
    revocation->ocsp = wire_bool(fields, revocation->ocsp);
    revocation->this_update = wire_signed(fields, revocation->this_update);
    revocation->next_update = wire_signed(fields, revocation->next_update);
}

static void verified_fields(struct wire_fields *fields, struct verified_certificate *verified)
{
    wire_array(fields, verified->certificate_sha256, sizeof(verified->certificate_sha256));
    wire_array(fields, verified->issuer_sha256, sizeof(verified->issuer_sha256));
}

static void fragment_fields(struct wire_fields *fields, struct fragment_sighting *fragment)
{
    struct fragment_facts *facts = &fragment->facts;
    facts->kind =
        (enum fragment_kind)wire_within(fields, facts->kind, FRAGMENT_HEAD, FRAGMENT_MESSAGE);
    facts->wanted = (uint32_t)wire_number(fields, 4, facts->wanted);
    facts->cut_count = wire_within(fields, facts->cut_count, 1, FRAGMENT_CUTS_MAX);
    for (size_t i = 0; i < FRAGMENT_CUTS_MAX; i++) {
        facts->cuts[i] = (uint32_t)wire_number(fields, 4, facts->cuts[i]);
    }
    fragment->provenance = provenance_field(fields, fragment->provenance);
    fragment->thread = wire_window(fields, fragment->thread);
}

static void mail_fields(struct wire_fields *fields, struct mail_sighting *mail)
{
    mail->provenance = provenance_field(fields, mail->provenance);
    mail->thread = wire_window(fields, mail->thread);
}

/* record->kind is known already: it is the frame's first byte. */
static void record_fields(struct wire_fields *fields, struct record *record)
{
    record->file = (uint32_t)wire_number(fields, 4, record->file);
    switch (record->kind) {
    case RECORD_FILE_BEGIN:
        break;
    case RECORD_FILE_DONE:
        done_fields(fields, &record->done);
        break;
    case RECORD_KEY:
        key_fields(fields, &record->key);
        break;
    case RECORD_CERTIFICATE:
        sighted_certificate_fields(fields, &record->certificate);
        break;
    case RECORD_JOURNAL:
        journal_fields(fields, &record->journal);
        break;
    case RECORD_PROGRESS:
        record->progress.bytes = wire_number(fields, 8, record->progress.bytes);
        record->progress.inside = wire_number(fields, 8, record->progress.inside);
        record->progress.walked = wire_number(fields, 8, record->progress.walked);
        break;
    case RECORD_CRL:
        crl_fields(fields, &record->crl);
        break;
    case RECORD_REVOCATION:
        revocation_fields(fields, &record->revocation);
        break;
    case RECORD_VERIFIED:
        verified_fields(fields, &record->verified);
        break;
    case RECORD_REPLAYED:
        wire_replayed(fields, &record->replayed);
        break;
    case RECORD_TRIED:
        wire_tried(fields, &record->tried);
        break;
    case RECORD_FRAGMENT:
        fragment_fields(fields, &record->fragment);
        break;
    case RECORD_ENTRIES:
        record->entries.content = wire_numbers(fields, record->entries.content, 16);
        break;
    case RECORD_INDEXED:
        wire_indexed(fields, &record->indexed);
        break;
    case RECORD_HASH_MATCH:
        wire_hash_match(fields, &record->hash_match);
        break;
    case RECORD_MAIL:
        mail_fields(fields, &record->mail);
        break;
    case RECORD_PROOF:
        wire_proof(fields, &record->proof);
        break;
    case RECORD_SHOWN:
        wire_shown(fields, &record->shown);
        break;
    case RECORD_OPENED:
        wire_opened(fields, &record->opened);
        break;
    case RECORD_SHARE:
        wire_share_offer(fields, &record->share);
        break;
    case RECORD_REQUEST:
        wire_identity(fields, &record->request.identity);
        record->request.provenance = provenance_field(fields, record->request.provenance);
        break;
    case RECORD_SEALED:
        wire_sealing(fields, &record->sealing);
        break;
    default:
        assert(false); /* both callers looked at the kind */
    }
}

static void job_fields(struct wire_fields *fields, struct job *job)
{
    int descriptors = 0;
    job->kind = (enum job_kind)wire_within(fields, job->kind, JOB_SCAN, JOB_FRAGMENTS);
    job->number = wire_number(fields, 8, job->number);
    job->count = wire_within(fields, (uint32_t)job->count, 0, JOB_FILES_MAX);
    for (size_t i = 0; i < job->count; i++) {
        wire_job_file(fields, &job->files[i], &descriptors);
    }
    job->volume_count = wire_within(fields, (uint32_t)job->volume_count, 0, JOB_VOLUMES_MAX);
    for (size_t i = 0; i < job->volume_count; i++) {
        struct job_volume *volume = &job->volumes[i];
        volume->fd = wire_bool(fields, volume->fd >= 0) ? descriptors++ : -1;
        volume->size = wire_number(fields, 8, volume->size);
    }
    job->table = wire_bool(fields, job->table >= 0) ? descriptors : -1;
    job->extra = wire_window(fields, job->extra);
}

static void state_fields(struct wire_fields *fields, struct wire_state *state)
{
    state->notice =
        (enum wire_notice)wire_within(fields, state->notice, NOTICE_READY, NOTICE_JOB_DONE);
    state->job = wire_number(fields, 8, state->job);
    state->text = wire_window(fields, state->text);
}

/* What a frame can be about; `record.kind` is the frame's first byte. */
union subject {
    struct record record;
    struct job job;
    struct wire_state state;
};

static void frame_fields(struct wire_fields *fields, uint8_t kind, union subject *subject)
{
    switch (kind) {
    case FRAME_JOB:
        job_fields(fields, &subject->job);
        break;
    case FRAME_STATE:
        state_fields(fields, &subject->state);
        break;
    default:
        record_fields(fields, &subject->record);
    }
}

static void put_length(uint8_t *at, size_t length)
{
    for (size_t i = 0; i < LENGTH_WIDTH; i++) {
        at[i] = (uint8_t)(length >> (8 * (LENGTH_WIDTH - 1 - i)));
    }
}

static void cut_back(struct buffer *buffer, size_t used)
{
    if (buffer->used > used) {
        memory_wipe(buffer->at + used, buffer->used - used);
        buffer->used = used;
    }
}

static bool put_frame(struct buffer *frames, uint8_t kind, union subject *subject)
{
    size_t before = frames->used;
    struct wire_fields fields = { .to = frames };
    wire_number(&fields, LENGTH_WIDTH, 0); /* the length, once it is known */
    wire_number(&fields, 1, kind);
    frame_fields(&fields, kind, subject);
    size_t length = frames->used - before - LENGTH_WIDTH;
    if (fields.outcome != OUTCOME_OK || length > FRAME_MAX) {
        cut_back(frames, before);
        return false;
    }
    put_length(frames->at + before, length);
    return true;
}

bool wire_put_record(struct buffer *frames, const struct record *record)
{
    assert(record->kind >= RECORD_FILE_BEGIN && record->kind <= RECORD_SHARE);
    union subject subject = { .record = *record };
    return put_frame(frames, (uint8_t)record->kind, &subject);
}

bool wire_put_job(struct buffer *frames, const struct job *job)
{
    assert(job->count <= JOB_FILES_MAX);
    union subject subject = { .job = *job };
    return put_frame(frames, FRAME_JOB, &subject);
}

bool wire_put_state(struct buffer *frames, const struct wire_state *state)
{
    union subject subject = { .state = *state };
    return put_frame(frames, FRAME_STATE, &subject);
}

/* Takes the frame at the front as its kind and the bytes of its fields. */
static enum outcome take_frame(struct bytes *from, uint8_t *kind, struct bytes *body)
{
    struct bytes rest = *from, frame;
    uint64_t length, first;
    if (!bytes_take_number(&rest, LENGTH_WIDTH, &length)) {
        return OUTCOME_TRUNCATED;
    }
    if (length == 0 || length > FRAME_MAX) {
        return OUTCOME_MALFORMED;
    }
    if (!bytes_take(&rest, (size_t)length, &frame)) {
        return OUTCOME_TRUNCATED;
    }
    if (!bytes_take_number(&frame, 1, &first)) {
        return OUTCOME_MALFORMED;
    }
    *kind = (uint8_t)first;
    *body = frame;
    *from = rest;
    return OUTCOME_OK;
}

static enum outcome take_subject(struct bytes body, uint8_t kind, union subject *subject,
                                 struct buffer *text)
{
    struct wire_fields fields = { .from = body, .text = text };
    frame_fields(&fields, kind, subject);
    if (fields.from.left > 0) {
        wire_refuse(&fields);
    }
    return fields.outcome;
}

enum outcome wire_take_record(struct bytes *from, struct record *record, struct buffer *text)
{
    struct bytes rest = *from, body;
    uint8_t kind;
    enum outcome outcome = take_frame(&rest, &kind, &body);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    if (kind < RECORD_FILE_BEGIN || kind > RECORD_SHARE) {
        return OUTCOME_MALFORMED;
    }
    if (!buffer_reserve(text, WIRE_TEXT_ROOM)) {
        return OUTCOME_NO_MEMORY;
    }
    size_t before = text->used;
    union subject subject;
    memset(&subject, 0, sizeof(subject));
    subject.record.kind = (enum record_kind)kind;
    outcome = take_subject(body, kind, &subject, text);
    if (outcome != OUTCOME_OK) {
        cut_back(text, before);
        return outcome;
    }
    *record = subject.record;
    *from = rest;
    return OUTCOME_OK;
}

enum outcome wire_take_job(struct bytes *from, struct job *job)
{
    struct bytes rest = *from, body;
    uint8_t kind;
    enum outcome outcome = take_frame(&rest, &kind, &body);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    if (kind != FRAME_JOB) {
        return OUTCOME_MALFORMED;
    }
    union subject subject;
    memset(&subject, 0, sizeof(subject));
    outcome = take_subject(body, kind, &subject, NULL);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    *job = subject.job;
    *from = rest;
    return OUTCOME_OK;
}

enum outcome wire_take_state(struct bytes *from, struct wire_state *state)
{
    struct bytes rest = *from, body;
    uint8_t kind;
    enum outcome outcome = take_frame(&rest, &kind, &body);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    if (kind != FRAME_STATE) {
        return OUTCOME_UNEXPECTED;
    }
    union subject subject;
    memset(&subject, 0, sizeof(subject));
    outcome = take_subject(body, kind, &subject, NULL);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    *state = subject.state;
    *from = rest;
    return OUTCOME_OK;
}

size_t wire_frame_length(struct bytes from)
{
    uint64_t length;
    if (!bytes_take_number(&from, LENGTH_WIDTH, &length) || length > FRAME_MAX) {
        return 0;
    }
    return (size_t)length + LENGTH_WIDTH;
}
