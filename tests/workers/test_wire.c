#include "workers/wire.h"

#include "workers/some_record.h"

/* Buffers of one round trip; the text lives as long as the record. */
static struct buffer frames, again, text;

static void clear_buffers(void)
{
    buffer_clear(&frames);
    buffer_clear(&again);
    buffer_clear(&text);
}

static void expect_window(struct bytes found, struct bytes expected)
{
    ck_assert(bytes_equal(found, expected));
}

static void expect_identity(const struct public_identity *found,
                            const struct public_identity *expected)
{
    ck_assert_int_eq(found->algorithm, expected->algorithm);
    ck_assert_int_eq(found->curve, expected->curve);
    ck_assert_uint_eq(found->bits, expected->bits);
    ck_assert_uint_eq(found->probe, expected->probe);
    ck_assert_mem_eq(found->digest, expected->digest, SHA256_LENGTH);
    ck_assert_mem_eq(found->spki_sha256, expected->spki_sha256, SHA256_LENGTH);
}

static void expect_key(const struct key_sighting *found, const struct key_sighting *expected)
{
    ck_assert_int_eq(found->finding.verdict, VERDICT_FORGED);
    expect_identity(&found->finding.identity, &expected->finding.identity);
    expect_identity(&found->finding.claimed, &expected->finding.claimed);
    ck_assert(found->finding.has_identity && found->finding.has_claim);
    ck_assert_mem_eq(found->finding.blob_sha256, expected->finding.blob_sha256, SHA256_LENGTH);
    ck_assert_mem_eq(found->finding.content_sha256, expected->finding.content_sha256,
                     SHA256_LENGTH);
    ck_assert_uint_eq(found->finding.try_steps, UINT64_MAX - 1);
    ck_assert(found->finding.tried_all);
    ck_assert_str_eq(found->finding.failure, expected->finding.failure);
    ck_assert_str_eq(found->finding.clause, "");
    ck_assert_str_eq(found->finding.encoding, expected->finding.encoding);
    ck_assert_str_eq(found->finding.remark, expected->finding.remark);
    expect_window(buffer_bytes(&found->finding.proof), bytes_over(some_proof, sizeof(some_proof)));
    expect_window(found->provenance, expected->provenance);
    ck_assert_mem_eq(found->sha256, expected->sha256, SHA256_LENGTH);
    ck_assert_int_eq(found->mail_date, INT64_MIN);
    ck_assert(found->mail_date_is_received && found->has_mail);
    expect_window(found->mail_from, expected->mail_from);
    expect_window(found->mail_subject, expected->mail_subject);
    expect_window(found->message_id, expected->message_id);
    expect_window(found->local_key_id, expected->local_key_id);
}

static void expect_certificate(const struct certificate *found, const struct certificate *expected)
{
    expect_window(found->der, expected->der);
    expect_identity(&found->identity, &expected->identity);
    ck_assert_mem_eq(found->sha256, expected->sha256, SHA256_LENGTH);
    ck_assert_mem_eq(found->twin_sha256, expected->twin_sha256, SHA256_LENGTH);
    ck_assert_mem_eq(found->spki_sha256, expected->spki_sha256, SHA256_LENGTH);
    ck_assert_uint_eq(found->flags, expected->flags);
    ck_assert_int_eq(found->not_before, -1);
    ck_assert_int_eq(found->not_after, INT64_MAX);
    expect_window(found->serial, expected->serial);
    expect_window(found->issuer_der, expected->issuer_der);
    expect_window(found->subject_der, expected->subject_der);
    expect_window(found->issuer_dn, expected->issuer_dn);
    expect_window(found->subject_dn, expected->subject_dn);
    expect_window(found->authority_key_id, expected->authority_key_id);
    expect_window(found->subject_key_id, expected->subject_key_id);
    expect_window(found->dns_names, expected->dns_names);
    ck_assert_ptr_null(found->text.at);
}

static void expect_done(const struct file_done *found, const struct file_done *expected)
{
    ck_assert_int_eq(found->outcome, OUTCOME_LOST);
    ck_assert_uint_eq(found->size, expected->size);
    ck_assert_uint_eq(found->examined, expected->examined);
    ck_assert_uint_eq(found->decoded, 1);
    ck_assert_uint_eq(found->decoded_examined, 2);
    ck_assert(found->has_digest);
    ck_assert_mem_eq(found->sha256, expected->sha256, SHA256_LENGTH);
    expect_window(found->block_sums, expected->block_sums);
    ck_assert_uint_eq(found->rows, 3);
    ck_assert_uint_eq(found->parsed, 4);
    ck_assert_uint_eq(found->failed, 5);
    ck_assert_uint_eq(found->own_rows.from, 9);
    ck_assert_uint_eq(found->own_rows.to, 10);
    ck_assert_uint_eq(found->own_rows.lines, UINT64_MAX);
    expect_window(found->issuers, expected->issuers);
    ck_assert(found->dated);
    ck_assert_int_eq(found->earliest, -7);
    ck_assert_int_eq(found->latest, 8);
}

static void expect_crl(const struct crl_facts *found, const struct crl_facts *expected)
{
    ck_assert_mem_eq(found->sha256, expected->sha256, SHA256_LENGTH);
    ck_assert_mem_eq(found->issuer_sha256, expected->issuer_sha256, SHA256_LENGTH);
    expect_window(found->issuer_dn, expected->issuer_dn);
    expect_window(found->failure, expected->failure);
    ck_assert_int_eq(found->form, CRL_FORM_OCSP);
    ck_assert_int_eq(found->this_update, 1);
    ck_assert_int_eq(found->next_update, INT64_MAX);
    ck_assert_uint_eq(found->entries, 1000000);
    ck_assert(found->numbered);
    expect_window(found->number, expected->number);
    expect_window(found->base, expected->base);
    ck_assert_mem_eq(found->scope, expected->scope, SHA256_LENGTH);
    ck_assert(found->verified);
}

static void expect_journal(const struct journal_entry *found, const struct journal_entry *expected)
{
    ck_assert_int_eq(found->weight, JOURNAL_UNREAD);
    ck_assert_int_eq(found->outcome, OUTCOME_BOUND);
    expect_window(found->provenance, expected->provenance);
    expect_window(found->clause, expected->clause);
    expect_window(found->sentence, expected->sentence);
    ck_assert_uint_eq(found->unread, 77);
}

static void expect_replayed(const struct replayed *found, const struct replayed *expected)
{
    ck_assert_uint_eq(found->number, expected->number);
    ck_assert_str_eq(found->identity, expected->identity);
    ck_assert_int_eq(found->verdict, VERDICT_PROVEN);
    ck_assert_mem_eq(found->sha256, expected->sha256, SHA256_LENGTH);
    expect_window(found->proof, expected->proof);
}

static void expect_fragment(const struct fragment_sighting *found,
                            const struct fragment_sighting *expected)
{
    ck_assert_mem_eq(&found->facts, &expected->facts, sizeof(found->facts));
    expect_window(found->provenance, expected->provenance);
    expect_window(found->thread, expected->thread);
}

static void expect_tried(const struct tried *found, const struct tried *expected)
{
    ck_assert_mem_eq(found->content_sha256, expected->content_sha256, SHA256_LENGTH);
    ck_assert_uint_eq(found->next, UINT64_MAX - 7);
    ck_assert(found->ended && found->opened && found->bounded);
}

static void expect_shown(const struct shown *found, const struct shown *expected)
{
    expect_window(found->before, expected->before);
    expect_window(found->behind, expected->behind);
    ck_assert_uint_eq(found->number, expected->number);
    ck_assert_uint_eq(found->depth, expected->depth);
    ck_assert(found->reached && found->has_digest);
    ck_assert_mem_eq(found->sha256, expected->sha256, SHA256_LENGTH);
}

static void expect_share(const struct share_offer *found, const struct share_offer *expected)
{
    ck_assert_uint_eq(found->number, expected->number);
    ck_assert_mem_eq(&found->share, &expected->share, sizeof(found->share));
    expect_window(found->container, expected->container);
}

static void expect_sealing(const struct sealing *found, const struct sealing *expected)
{
    ck_assert_str_eq(found->identity, expected->identity);
    ck_assert_mem_eq(found->recipient_sha256, expected->recipient_sha256, SHA256_LENGTH);
    expect_window(found->recipient, expected->recipient);
    expect_window(found->content, expected->content);
    expect_window(found->note, expected->note);
}

static void expect_indexed(const struct indexed_source *found,
                           const struct indexed_source *expected)
{
    expect_window(found->source.path, expected->source.path);
    expect_window(found->places, expected->places);
    ck_assert_uint_eq(found->source.base, 1);
    ck_assert_uint_eq(found->source.size, UINT64_MAX);
    ck_assert_int_eq(found->source.modified, -7);
    ck_assert_uint_eq(found->source.rows, 3);
    ck_assert_uint_eq(found->source.parsed, 2);
    ck_assert_uint_eq(found->source.failed, 4);
    ck_assert(found->source.dated);
    ck_assert_int_eq(found->source.earliest, -9);
    ck_assert_int_eq(found->source.latest, 10);
    expect_window(found->source.issuers, expected->source.issuers);
    ck_assert_mem_eq(found->source.sha256, expected->source.sha256, SHA256_LENGTH);
    ck_assert(found->walked);
}

static void expect_proof(const struct checked_proof *found, const struct checked_proof *expected)
{
    ck_assert_int_eq(found->structure, expected->structure);
    ck_assert_int_eq(found->statement, expected->statement);
    ck_assert(found->signature_holds && found->has_identity);
    expect_identity(&found->identity, &expected->identity);
    ck_assert(found->wants_key);
    ck_assert_mem_eq(found->wanted_sha256, expected->wanted_sha256, SHA256_LENGTH);
    ck_assert_str_eq(found->failure, expected->failure);
    ck_assert_str_eq(found->clause, expected->clause);
    expect_window(found->said, expected->said);
}

static void expect_revocation(const struct revocation *found, const struct revocation *expected)
{
    ck_assert_int_eq(found->revoked_at, -5);
    ck_assert_int_eq(found->reason, -1);
    ck_assert_int_eq(found->state, REVOCATION_UNKNOWN);
    ck_assert(found->ocsp);
    ck_assert_int_eq(found->this_update, 7);
    ck_assert_int_eq(found->next_update, INT64_MAX);
    ck_assert_mem_eq(found, expected, 2 * SHA256_LENGTH);
}

static void expect_record(const struct record *found, const struct record *expected)
{
    ck_assert_int_eq(found->kind, expected->kind);
    ck_assert_uint_eq(found->file, 0xdeadbeef);
    switch (found->kind) {
    case RECORD_FILE_BEGIN:
        break;
    case RECORD_FILE_DONE:
        expect_done(&found->done, &expected->done);
        break;
    case RECORD_KEY:
        expect_key(&found->key, &expected->key);
        break;
    case RECORD_CERTIFICATE:
        expect_certificate(&found->certificate.certificate, &expected->certificate.certificate);
        expect_window(found->certificate.provenance, expected->certificate.provenance);
        expect_window(found->certificate.local_key_id, expected->certificate.local_key_id);
        ck_assert(found->certificate.matched);
        break;
    case RECORD_JOURNAL:
        expect_journal(&found->journal, &expected->journal);
        break;
    case RECORD_PROGRESS:
        ck_assert_mem_eq(&found->progress, &expected->progress, sizeof(found->progress));
        break;
    case RECORD_CRL:
        expect_crl(&found->crl, &expected->crl);
        break;
    case RECORD_REVOCATION:
        expect_revocation(&found->revocation, &expected->revocation);
        break;
    case RECORD_VERIFIED:
        ck_assert_mem_eq(&found->verified, &expected->verified, 2 * SHA256_LENGTH);
        break;
    case RECORD_REPLAYED:
        expect_replayed(&found->replayed, &expected->replayed);
        break;
    case RECORD_TRIED:
        expect_tried(&found->tried, &expected->tried);
        break;
    case RECORD_FRAGMENT:
        expect_fragment(&found->fragment, &expected->fragment);
        break;
    case RECORD_ENTRIES:
        expect_window(found->entries.content, expected->entries.content);
        break;
    case RECORD_INDEXED:
        expect_indexed(&found->indexed, &expected->indexed);
        break;
    case RECORD_HASH_MATCH:
        ck_assert_mem_eq(found->hash_match.spki_sha256, expected->hash_match.spki_sha256,
                         SHA256_LENGTH);
        ck_assert_str_eq(found->hash_match.identity, "rsa-1");
        ck_assert(bytes_equal(found->hash_match.serial, expected->hash_match.serial));
        ck_assert(bytes_equal(found->hash_match.provenance, expected->hash_match.provenance));
        break;
    case RECORD_MAIL:
        expect_window(found->mail.provenance, expected->mail.provenance);
        expect_window(found->mail.thread, expected->mail.thread);
        break;
    case RECORD_PROOF:
        expect_proof(&found->proof, &expected->proof);
        break;
    case RECORD_REQUEST:
        expect_identity(&found->request.identity, &expected->request.identity);
        expect_window(found->request.provenance, expected->request.provenance);
        break;
    case RECORD_SHOWN:
        expect_shown(&found->shown, &expected->shown);
        break;
    case RECORD_OPENED:
        ck_assert_mem_eq(&found->opened, &expected->opened, sizeof(found->opened));
        break;
    case RECORD_SHARE:
        expect_share(&found->share, &expected->share);
        break;
    case RECORD_SEALED:
        expect_sealing(&found->sealing, &expected->sealing);
        break;
    }
}

START_TEST(every_field_comes_back)
{
    struct record record = some_record((enum record_kind)_i), found;
    ck_assert(wire_put_record(&frames, &record));
    ck_assert(wire_put_record(&frames, &record));
    struct bytes from = buffer_bytes(&frames);
    ck_assert_uint_eq(2 * wire_frame_length(from), from.left);
    ck_assert_int_eq(wire_take_record(&from, &found, &text), OUTCOME_OK);
    expect_record(&found, &record);
    ck_assert_uint_eq(2 * from.left, frames.used);
    buffer_reset(&text);
    ck_assert_int_eq(wire_take_record(&from, &found, &text), OUTCOME_OK);
    expect_record(&found, &record);
    ck_assert_uint_eq(from.left, 0);
    ck_assert(wire_put_record(&again, &found));
    ck_assert_mem_eq(again.at, frames.at, again.used);
    ck_assert_uint_eq(2 * again.used, frames.used);
}
END_TEST

START_TEST(too_large_for_a_frame)
{
    uint8_t *memory = calloc(1, FRAME_MAX);
    ck_assert_ptr_nonnull(memory);
    struct record record = { .kind = RECORD_REPLAYED, .replayed.verdict = VERDICT_PROVEN };
    ck_assert(wire_put_record(&frames, &record));
    size_t fixed = frames.used - 4, before = frames.used;
    record.replayed.proof = bytes_over(memory, FRAME_MAX - fixed + 1);
    ck_assert(!wire_put_record(&frames, &record));
    ck_assert_uint_eq(frames.used, before);
    record.replayed.proof.left--;
    ck_assert(wire_put_record(&frames, &record));
    struct bytes from = bytes_over(frames.at + before, frames.used - before);
    ck_assert_int_eq(wire_take_record(&from, &record, &text), OUTCOME_OK);
    ck_assert_uint_eq(record.replayed.proof.left, FRAME_MAX - fixed);
    free(memory);
}
END_TEST

/* NULL and the empty string are two things. */
START_TEST(texts_may_be_absent)
{
    struct record record = some_record(RECORD_KEY), found;
    record.key.finding.failure = NULL;
    record.key.finding.remark = NULL;
    record.key.finding.proof = (struct buffer){ 0 };
    ck_assert(wire_put_record(&frames, &record));
    struct bytes from = buffer_bytes(&frames);
    ck_assert_int_eq(wire_take_record(&from, &found, &text), OUTCOME_OK);
    ck_assert_ptr_null(found.key.finding.failure);
    ck_assert_ptr_null(found.key.finding.remark);
    ck_assert_str_eq(found.key.finding.clause, "");
    ck_assert_str_eq(found.key.finding.encoding, "pkcs8");
    ck_assert_uint_eq(found.key.finding.proof.used, 0);
}
END_TEST

/* A proof of any size makes `text` grow, and no string is left behind. */
START_TEST(texts_stay_with_a_large_proof)
{
    static uint8_t large[100000];
    struct record record = some_record(RECORD_KEY), found;
    record.key.finding.proof = (struct buffer){ large, sizeof(large), sizeof(large) };
    ck_assert(buffer_append_text(&text, "what was there"));
    ck_assert(wire_put_record(&frames, &record));
    struct bytes from = buffer_bytes(&frames);
    ck_assert_int_eq(wire_take_record(&from, &found, &text), OUTCOME_OK);
    ck_assert_uint_eq(found.key.finding.proof.used, sizeof(large));
    ck_assert_str_eq(found.key.finding.failure, record.key.finding.failure);
    ck_assert_mem_eq(text.at, "what was there", 14);
}
END_TEST

START_TEST(job_comes_back)
{
    struct job job = some_job(), found;
    ck_assert(wire_put_job(&frames, &job));
    struct bytes from = buffer_bytes(&frames);
    ck_assert_int_eq(wire_take_job(&from, &found), OUTCOME_OK);
    ck_assert_uint_eq(from.left, 0);
    ck_assert_int_eq(found.kind, JOB_REPLAY);
    ck_assert_uint_eq(found.number, UINT64_MAX);
    ck_assert_uint_eq(found.count, JOB_FILES_MAX);
    expect_window(found.extra, job.extra);
    int position = 0;
    for (size_t i = 0; i < job.count; i++) {
        const struct job_file *file = &found.files[i];
        ck_assert_uint_eq(file->number, job.files[i].number);
        ck_assert_int_eq(file->fd, job.files[i].fd < 0 ? -1 : position++);
        ck_assert_uint_eq(file->size, job.files[i].size);
        ck_assert_int_eq(file->mode, job.files[i].mode);
        ck_assert(file->divides == (i % 3 == 0));
        ck_assert(file->undigested == (i % 2 == 0));
        ck_assert_uint_eq(file->from, i);
        ck_assert_uint_eq(file->to, 2 * i);
        ck_assert_mem_eq(&file->share, &job.files[i].share, sizeof(file->share));
    }
    ck_assert_int_eq(found.table, position);
    ck_assert_uint_eq(wire_job_descriptors(&found), (size_t)position + 1);
    ck_assert_uint_eq(wire_job_descriptors(&job), (size_t)position + 1);
}
END_TEST

START_TEST(states)
{
    struct wire_state ready = { .notice = NOTICE_READY }, found;
    struct wire_state done = { .notice = NOTICE_JOB_DONE, .job = 77, .text = over("why") };
    struct record record = some_record(RECORD_PROGRESS);
    ck_assert(wire_put_state(&frames, &ready) && wire_put_state(&frames, &done) &&
              wire_put_record(&frames, &record));
    struct bytes from = buffer_bytes(&frames);
    ck_assert_int_eq(wire_take_record(&from, &record, &text), OUTCOME_MALFORMED);
    ck_assert_int_eq(wire_take_state(&from, &found), OUTCOME_OK);
    ck_assert_int_eq(found.notice, NOTICE_READY);
    ck_assert_int_eq(wire_take_state(&from, &found), OUTCOME_OK);
    ck_assert(found.notice == NOTICE_JOB_DONE && found.job == 77);
    expect_window(found.text, over("why"));
    struct bytes before = from;
    ck_assert_int_eq(wire_take_state(&from, &found), OUTCOME_UNEXPECTED);
    ck_assert_uint_eq(from.left, before.left);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("wire");
    tcase_add_checked_fixture(tests, NULL, clear_buffers);
    tcase_add_loop_test(tests, every_field_comes_back, RECORD_FILE_BEGIN, RECORD_SHARE + 1);
    tcase_add_test(tests, too_large_for_a_frame);
    tcase_add_test(tests, texts_may_be_absent);
    tcase_add_test(tests, texts_stay_with_a_large_proof);
    tcase_add_test(tests, job_comes_back);
    tcase_add_test(tests, states);
    return suite_run("wire", tests);
}
