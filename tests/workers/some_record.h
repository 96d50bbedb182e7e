#ifndef SOME_RECORD_H
#define SOME_RECORD_H

#include <string.h>

#include "suite.h"
#include "workers/wire.h"

/* Records and a job in which every field is other than zero. */

static inline struct bytes over(const char *string)
{
    return bytes_over(string, strlen(string));
}

static inline void fill(uint8_t *at, size_t length, uint8_t start)
{
    for (size_t i = 0; i < length; i++) {
        at[i] = (uint8_t)(start + i);
    }
}

static inline struct bytes some_provenance(void)
{
    static struct buffer encoded;
    if (encoded.used == 0) {
        struct provenance outer = { .place = { PLACE_MEMBER, 3, 4, 5, over("a/b.zip") } };
        struct provenance inner = { &outer, { PLACE_SPOT, 0, 17, 1675, { 0 } }, NULL };
        ck_assert(provenance_encode(&inner, &encoded));
    }
    return buffer_bytes(&encoded);
}

static inline struct public_identity some_identity(uint8_t start)
{
    struct public_identity identity = { .algorithm = KEY_EC,
                                        .curve = CURVE_BRAINPOOLP512R1,
                                        .bits = 0xfedc,
                                        .probe = 0x0123456789abcdef };
    fill(identity.digest, sizeof(identity.digest), start);
    fill(identity.spki_sha256, sizeof(identity.spki_sha256), (uint8_t)(start + 100));
    return identity;
}

static inline void fill_done(struct record *record)
{
    record->done = (struct file_done){ .outcome = OUTCOME_LOST,
                                       .size = UINT64_MAX,
                                       .examined = 0x8000000000000000,
                                       .decoded = 1,
                                       .decoded_examined = 2,
                                       .has_digest = true,
                                       .block_sums = over("0123456789abcdef"),
                                       .rows = 3,
                                       .parsed = 4,
                                       .failed = 5,
                                       .own_rows = { 9, 10, UINT64_MAX },
                                       .issuers = over("fedcba9876543210"),
                                       .dated = true,
                                       .earliest = -7,
                                       .latest = 8 };
    fill(record->done.sha256, SHA256_LENGTH, 7);
}

static uint8_t some_proof[] = { 0x30, 3, 2, 1, 0 };

static inline void fill_key(struct record *record)
{
    record->key = (struct key_sighting){ .provenance = some_provenance(),
                                         .mail_date = INT64_MIN,
                                         .mail_date_is_received = true,
                                         .mail_from = over("mallory@example.org"),
                                         .mail_subject = over("keys \xf0\x9f\x94\x91"),
                                         .message_id = over("1@example.org"),
                                         .local_key_id = over("Time 1"),
                                         .has_mail = true };
    record->key.finding =
        (struct key_finding){ .verdict = VERDICT_FORGED,
                              .identity = some_identity(1),
                              .has_identity = true,
                              .claimed = some_identity(50),
                              .has_claim = true,
                              .failure = "the modulus is not its product",
                              .clause = "",
                              .try_steps = UINT64_MAX - 1,
                              .tried_all = true,
                              .encoding = "pkcs8",
                              .remark = "opened with a listed passphrase",
                              .proof = { some_proof, sizeof(some_proof), sizeof(some_proof) } };
    fill(record->key.finding.blob_sha256, SHA256_LENGTH, 9);
    fill(record->key.finding.content_sha256, SHA256_LENGTH, 10);
    fill(record->key.sha256, SHA256_LENGTH, 11);
}

static inline void fill_certificate(struct record *record)
{
    struct certificate *certificate = &record->certificate.certificate;
    *certificate = (struct certificate){ .der = over("der"),
                                         .identity = some_identity(3),
                                         .flags = CERTIFICATE_CA | CERTIFICATE_CRL_SIGN,
                                         .not_before = -1,
                                         .not_after = INT64_MAX,
                                         .serial = bytes_over("\0\xff", 2),
                                         .issuer_der = over("issuer"),
                                         .subject_der = over("subject"),
                                         .issuer_dn = over("CN=Issuer"),
                                         .subject_dn = over("CN=Subject"),
                                         .authority_key_id = over("aki"),
                                         .subject_key_id = over("ski"),
                                         .dns_names = over("a.example b.example") };
    fill(certificate->sha256, SHA256_LENGTH, 13);
    fill(certificate->spki_sha256, SHA256_LENGTH, 17);
    fill(certificate->twin_sha256, SHA256_LENGTH, 19);
    record->certificate.provenance = some_provenance();
    record->certificate.local_key_id = over("Time 2");
    record->certificate.matched = true;
}

static inline void fill_crl(struct record *record)
{
    record->crl = (struct crl_facts){ .form = CRL_FORM_OCSP,
                                      .issuer_dn = over("CN=Issuer"),
                                      .this_update = 1,
                                      .next_update = INT64_MAX,
                                      .entries = 1000000,
                                      .numbered = true,
                                      .number = over("12"),
                                      .base = over("1"),
                                      .verified = true,
                                      .failure = over("no issuer") };
    fill(record->crl.sha256, SHA256_LENGTH, 19);
    fill(record->crl.scope, SHA256_LENGTH, 47);
    fill(record->crl.issuer_sha256, SHA256_LENGTH, 23);
}

static inline void fill_replayed(struct record *record)
{
    record->replayed = (struct replayed){ .number = 1234567890123,
                                          .verdict = VERDICT_PROVEN,
                                          .proof = bytes_over(some_proof, sizeof(some_proof)) };
    memset(record->replayed.identity, 'r', KEY_IDENTITY_TEXT - 1); /* the longest there is */
    fill(record->replayed.sha256, SHA256_LENGTH, 29);
}

static inline void fill_indexed(struct record *record)
{
    record->indexed = (struct indexed_source){ .source = { .path = over("/a/b"),
                                                           .base = 1,
                                                           .size = UINT64_MAX,
                                                           .modified = -7,
                                                           .rows = 3,
                                                           .parsed = 2,
                                                           .failed = 4,
                                                           .dated = true,
                                                           .earliest = -9,
                                                           .latest = 10,
                                                           .issuers = over("0123456701234567") },
                                               .walked = true,
                                               .places = over("01234567") };
    fill(record->indexed.source.sha256, SHA256_LENGTH, 53);
}

static inline void fill_hash_match(struct record *record)
{
    record->hash_match = (struct hash_match){ .identity = "rsa-1",
                                              .serial = over("0a0b"),
                                              .provenance = some_provenance() };
    fill(record->hash_match.spki_sha256, SHA256_LENGTH, 53);
}

static inline void fill_sealing(struct record *record)
{
    record->sealing = (struct sealing){ .identity = "ec-p256-1",
                                        .recipient = over("CN=Responder"),
                                        .content = over("CMS"),
                                        .note = over("why not") };
    fill(record->sealing.recipient_sha256, SHA256_LENGTH, 67);
}

static inline void fill_proof(struct record *record)
{
    record->proof = (struct checked_proof){ .structure = STRUCTURE_JWS,
                                            .statement = STATES_BOULDER,
                                            .signature_holds = true,
                                            .has_identity = true,
                                            .identity = some_identity(67),
                                            .wants_key = true,
                                            .wanted_sha256 = { 71, 72 },
                                            .failure = "why not",
                                            .clause = "RFC 2986",
                                            .said = over("what it says") };
}

static inline void fill_tried(struct record *record)
{
    record->tried =
        (struct tried){ .next = UINT64_MAX - 7, .ended = true, .opened = true, .bounded = true };
    fill(record->tried.content_sha256, SHA256_LENGTH, 47);
}

static inline void fill_shown(struct record *record)
{
    record->shown = (struct shown){ .number = UINT64_MAX - 3,
                                    .reached = true,
                                    .depth = 3,
                                    .before = over("Subject: keys\n"),
                                    .behind = over("*** bye\n"),
                                    .has_digest = true };
    fill(record->shown.sha256, SHA256_LENGTH, 51);
}

static inline void fill_revocation(struct record *record)
{
    record->revocation = (struct revocation){ .revoked_at = -5,
                                              .reason = -1,
                                              .state = REVOCATION_UNKNOWN,
                                              .ocsp = true,
                                              .this_update = 7,
                                              .next_update = INT64_MAX };
    fill(record->revocation.crl_sha256, SHA256_LENGTH, 31);
    fill(record->revocation.certificate_sha256, SHA256_LENGTH, 37);
}

/* One of each kind, with every field other than zero. */
static inline struct record some_record(enum record_kind kind)
{
    struct record record = { .kind = kind, .file = 0xdeadbeef };
    switch (kind) {
    case RECORD_FILE_BEGIN:
        break;
    case RECORD_FILE_DONE:
        fill_done(&record);
        break;
    case RECORD_KEY:
        fill_key(&record);
        break;
    case RECORD_CERTIFICATE:
        fill_certificate(&record);
        break;
    case RECORD_JOURNAL:
        record.journal =
            (struct journal_entry){ JOURNAL_UNREAD, OUTCOME_BOUND,       some_provenance(),
                                    over("RFC 1"),  over("no END line"), 77 };
        break;
    case RECORD_PROGRESS:
        record.progress = (struct progress){ 1u << 20, 5u << 20, 3u << 19 };
        break;
    case RECORD_CRL:
        fill_crl(&record);
        break;
    case RECORD_REVOCATION:
        fill_revocation(&record);
        break;
    case RECORD_VERIFIED:
        fill(record.verified.certificate_sha256, SHA256_LENGTH, 41);
        fill(record.verified.issuer_sha256, SHA256_LENGTH, 43);
        break;
    case RECORD_REPLAYED:
        fill_replayed(&record);
        break;
    case RECORD_TRIED:
        fill_tried(&record);
        break;
    case RECORD_FRAGMENT:
        record.fragment =
            (struct fragment_sighting){ .facts = { FRAGMENT_TAIL, UINT32_MAX - 3, 2, { 700, 764 } },
                                        .provenance = some_provenance(),
                                        .thread = over("ids of eight octets each") };
        break;
    case RECORD_ENTRIES:
        record.entries.content = over("0123456789abcdef0123456789abcdef");
        break;
    case RECORD_INDEXED:
        fill_indexed(&record);
        break;
    case RECORD_HASH_MATCH:
        fill_hash_match(&record);
        break;
    case RECORD_MAIL:
        record.mail = (struct mail_sighting){ some_provenance(), over("some more of these ids") };
        break;
    case RECORD_PROOF:
        fill_proof(&record);
        break;
    case RECORD_REQUEST:
        record.request = (struct request_sighting){ some_identity(61), some_provenance() };
        break;
    case RECORD_SHOWN:
        fill_shown(&record);
        break;
    case RECORD_OPENED:
        record.opened = (struct opened_message){ 7, UINT64_MAX - 1, 1 };
        break;
    case RECORD_SHARE:
        record.share = (struct share_offer){ 3, { 4, UINT64_MAX, 5, 6, 7 }, some_provenance() };
        break;
    case RECORD_SEALED:
        fill_sealing(&record);
        break;
    }
    return record;
}

static inline struct job some_job(void)
{
    struct job job = { .kind = JOB_REPLAY,
                       .number = UINT64_MAX,
                       .count = JOB_FILES_MAX,
                       .table = 500,
                       .extra = bytes_over("extra", 5) };
    for (size_t i = 0; i < job.count; i++) {
        job.files[i] = (struct job_file){ .number = (uint32_t)(1000 + i),
                                          .fd = i % 3 == 1 ? -1 : (int)(40 + i),
                                          .size = UINT64_MAX - i,
                                          .mode = (enum scan_mode)(i % 6),
                                          .share = { i, 3 * i, 4 * i, 5 * i, 6 * i },
                                          .divides = i % 3 == 0,
                                          .undigested = i % 2 == 0,
                                          .from = i,
                                          .to = 2 * i };
    }
    return job;
}

#endif
