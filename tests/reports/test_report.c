#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "bytes/block_sum.h"
#include "casefile/sample_folder.h"
#include "record/build_id.h"
#include "reports/report.h"

#define DAY       INT64_C(86400)
#define CRL_PRINT 0xc1

static uint32_t evidence_of(struct case_file *file, const char *path)
{
    return sample_source(file, SOURCE_EVIDENCE, "ev", path, SAMPLE_RECEIVED);
}

static uint32_t inventory_of(struct case_file *file)
{
    return sample_source(file, SOURCE_INVENTORY, "inv", "inv/all.pem", 1);
}

/* A key in a mail that does what it can to break lines, terminals and tables. */
static void add_mailed_key(struct case_file *file)
{
    struct key_sighting sighting = sample_key(VERDICT_PROVEN, 0x11);
    struct buffer places = { 0 };
    sample_place(&places, PLACE_MESSAGE, 12, 100, 5000, "id@host");
    sample_place(&places, PLACE_PART, 2, 900, 4000, "a/b\x1b[2J!\".key");
    sample_place(&places, PLACE_SPOT, 0, 7, 1675, "");
    sighting.provenance = buffer_bytes(&places);
    sighting.has_mail = true;
    sighting.mail_date = SAMPLE_RECEIVED - 4 * DAY;
    sighting.mail_from = sample_text("=cmd|' /C calc'!A0 <\"x\"@example.com>");
    sighting.mail_subject = sample_text("keys\r\n\x1b]0;owned\x07, \xe2\x80\xae \xff end");
    sighting.message_id = sample_text("id@host");
    sighting.finding.remark = "opened with a listed passphrase";
    ck_assert(buffer_append(&sighting.finding.proof, sample_text("0\021request of key 11")));
    ck_assert(case_add_key(file, evidence_of(file, "ev/leak.mbox"), &sighting));
    buffer_clear(&sighting.finding.proof);
    buffer_clear(&places);
}

static void add_plain_key(struct case_file *file, const char *path, uint8_t seed)
{
    struct key_sighting sighting = sample_key(VERDICT_PROVEN, seed);
    char proof[32];
    (void)snprintf(proof, sizeof(proof), "0\021request of key %02x", (unsigned)seed);
    ck_assert(buffer_append(&sighting.finding.proof, sample_text(proof)));
    sample_add_key(file, evidence_of(file, path), &sighting, 64);
    buffer_clear(&sighting.finding.proof);
}

static void add_keys_one(struct case_file *file)
{
    add_plain_key(file, "ev/dump.bin", 0x11);
    add_plain_key(file, "ev/dump.bin", 0x22);
    add_plain_key(file, "ev/\x1b[31m%!\xff\xfe", 0x66);
}

static void add_keys_two(struct case_file *file)
{
    add_plain_key(file, "ev/dump.bin", 0x77);
    add_plain_key(file, "ev/dump.bin", 0x88);
    add_plain_key(file, "ev/dump.bin", 0x99); /* in no certificate */
}

static void add_false_keys(struct case_file *file)
{
    struct key_sighting forged = sample_key(VERDICT_FORGED, 0x33);
    struct key_sighting shadow = sample_key(VERDICT_FORGED, 0x11);
    struct key_sighting malformed = sample_key(VERDICT_MALFORMED, 0x44);
    malformed.finding.claimed = sample_identity(0x33);
    malformed.finding.has_claim = true;
    malformed.finding.failure = "p is not prime";
    malformed.finding.clause = "RFC 8017 section 3.2";
    sample_add_key(file, evidence_of(file, "ev/dump.bin"), &forged, 9000);
    sample_add_key(file, evidence_of(file, "ev/dump.bin"), &shadow, 9100);
    sample_add_key(file, evidence_of(file, "ev/dump.bin"), &malformed, 9200);
}

static void add_leads(struct case_file *file)
{
    struct key_sighting lead = sample_key(VERDICT_ENCRYPTED, 0x55);
    lead.finding.encoding = "pkcs8-encrypted";
    lead.finding.failure = "no passphrase opened it";
    sample_add_key(file, evidence_of(file, "ev/dump.bin"), &lead, 20000);
}

/* Leads whose public half stands in clear: one key closed, closed again elsewhere, one
 * that a forgery claims as well, and one that is proven elsewhere. */
static void add_named_lead(struct case_file *file, enum verdict verdict, uint8_t seed,
                           uint64_t offset)
{
    struct key_sighting lead = sample_key(verdict, seed);
    lead.finding.identity = sample_identity(seed);
    lead.finding.has_identity = true;
    lead.finding.encoding = "openssh-encrypted";
    lead.finding.failure = "no passphrase opens it";
    sample_add_key(file, evidence_of(file, "ev/dump.bin"), &lead, offset);
}

static void add_named_leads(struct case_file *file)
{
    struct key_sighting forged = sample_key(VERDICT_FORGED, 0xab);
    add_named_lead(file, VERDICT_ENCRYPTED, 0xaa, 30000);
    add_named_lead(file, VERDICT_ENCRYPTED, 0xaa, 34000);
    add_named_lead(file, VERDICT_UNSUPPORTED, 0xab, 38000);
    add_named_lead(file, VERDICT_ENCRYPTED, 0x22, 42000);
    sample_add_key(file, evidence_of(file, "ev/dump.bin"), &forged, 46000);
}

static void add_lead_certificates(struct case_file *file)
{
    struct certificate_sighting plain = sample_certificate(0xaa, 0xe1);
    struct certificate_sighting expired = sample_certificate(0xaa, 0xe2);
    struct certificate_sighting claimed = sample_certificate(0xab, 0xe3);
    plain.certificate.issuer_dn = sample_text("CN=Semi\\; Colon");
    plain.certificate.serial = bytes_over("\x11", 1);
    expired.certificate.not_after = SAMPLE_RECEIVED - 1;
    expired.certificate.serial = bytes_over("\x12", 1);
    claimed.certificate.serial = bytes_over("\x13", 1);
    sample_add_certificate(file, inventory_of(file), &plain, 0);
    sample_add_certificate(file, inventory_of(file), &expired, 0);
    sample_add_certificate(file, inventory_of(file), &claimed, 0);
}

static void add_twin(struct case_file *file)
{
    struct certificate_sighting twin = sample_certificate(0x11, 0xa2);
    twin.certificate.flags |= CERTIFICATE_PRECERTIFICATE;
    sample_add_certificate(file, inventory_of(file), &twin, 1000);
}

static void add_servers(struct case_file *file)
{
    struct certificate_sighting plain = sample_certificate(0x11, 0xa1);
    struct certificate_sighting again = sample_certificate(0x11, 0xa3); /* same key, re-issued */
    struct certificate_sighting forged = sample_certificate(0x33, 0xa4);
    struct certificate_sighting unrelated = sample_certificate(0xee, 0xa5);
    again.certificate.serial = bytes_over("\x80\x01", 2);
    again.certificate.dns_names = sample_text("@SUM(1+1) \"x\",y");
    again.certificate.subject_dn = sample_text("CN=\xc3\xa9 \xe2\x80\xae\x1b[1m,O=\xff");
    memset(again.certificate.spki_sha256, 0x0f, SHA256_LENGTH);
    sample_add_certificate(file, inventory_of(file), &plain, 0);
    sample_add_certificate(file, inventory_of(file), &again, 0);
    sample_add_certificate(file, inventory_of(file), &forged, 0);
    sample_add_certificate(file, inventory_of(file), &unrelated, 0);
}

static void add_others(struct case_file *file)
{
    struct certificate_sighting expired = sample_certificate(0x22, 0xb1);
    struct certificate_sighting revoked = sample_certificate(0x22, 0xb2);
    struct certificate_sighting ca = sample_certificate(0x66, 0xb3);
    struct certificate_sighting root = sample_certificate(0x77, 0xb4);
    struct certificate_sighting held = sample_certificate(0x88, 0xb5);
    expired.certificate.not_after = SAMPLE_RECEIVED - 1;
    expired.certificate.serial = bytes_over("\x02", 1);
    revoked.certificate.serial = bytes_over("\x03", 1);
    ca.certificate.flags = CERTIFICATE_CA;
    ca.certificate.issuer_dn = sample_text("CN=Zeta Root");
    ca.certificate.serial = bytes_over("\x04", 1);
    root.certificate.flags = CERTIFICATE_CA | CERTIFICATE_SELF_ISSUED | CERTIFICATE_SELF_SIGNED;
    root.certificate.serial = bytes_over("\x05", 1);
    held.certificate.serial = bytes_over("\x06", 1);
    held.certificate.flags = CERTIFICATE_SERVER_AUTH | CERTIFICATE_EMAIL;
    sample_add_certificate(file, inventory_of(file), &expired, 0);
    sample_add_certificate(file, inventory_of(file), &revoked, 0);
    sample_add_certificate(file, inventory_of(file), &ca, 0);
    sample_add_certificate(file, inventory_of(file), &root, 0);
    sample_add_certificate(file, inventory_of(file), &held, 0);
}

/* The attack: the victim's issuer and serial, the attacker's key, found in the mail. */
static void add_attack(struct case_file *file)
{
    struct certificate_sighting attack = sample_certificate(0x99, 0xd1);
    struct certificate_sighting twin = sample_certificate(0x11, 0xd2);
    twin.certificate.flags |= CERTIFICATE_PRECERTIFICATE;
    sample_add_certificate(file, evidence_of(file, "ev/leak.mbox"), &attack, 40);
    sample_add_certificate(file, evidence_of(file, "ev/leak.mbox"), &twin, 50);
}

static void add_crl(struct case_file *file, uint8_t print, int64_t this_update, bool verified)
{
    struct crl_facts crl = { .form = CRL_FORM_LIST, .entries = 2, .verified = verified };
    memset(crl.sha256, print, SHA256_LENGTH);
    crl.this_update = this_update;
    crl.next_update = this_update + 7 * DAY;
    crl.issuer_dn = sample_text("CN=Issuer");
    crl.failure = sample_text(verified ? "" : "no given issuer signed it");
    ck_assert(case_add_crl(file, &crl));
}

static void add_revocation(struct case_file *file, uint8_t crl, uint8_t print, int reason,
                           int64_t this_update)
{
    struct revocation revocation = { .revoked_at = SAMPLE_RECEIVED - 2 * DAY,
                                     .reason = reason,
                                     .state = REVOCATION_REVOKED,
                                     .this_update = this_update,
                                     .next_update = this_update + 7 * DAY };
    memset(revocation.crl_sha256, crl, SHA256_LENGTH);
    memset(revocation.certificate_sha256, print, SHA256_LENGTH);
    ck_assert(case_add_revocation(file, &revocation));
}

static void add_judgements(struct case_file *file)
{
    add_crl(file, CRL_PRINT, SAMPLE_RECEIVED - DAY, true);
    add_crl(file, CRL_PRINT + 1, SAMPLE_RECEIVED, false);
    add_crl(file, CRL_PRINT + 2, SAMPLE_RECEIVED - 20 * DAY, true);
    /* superseded, said the older one */
    add_revocation(file, CRL_PRINT + 2, 0xb2, 4, SAMPLE_RECEIVED - 20 * DAY);
    add_revocation(file, CRL_PRINT, 0xb2, 1, SAMPLE_RECEIVED - DAY);
    add_revocation(file, CRL_PRINT, 0xb5, 6, SAMPLE_RECEIVED - DAY); /* a hold */
}

static void add_journal(struct case_file *file)
{
    struct buffer place = { 0 };
    sample_place(&place, PLACE_MEMBER, 3, 0, 0, "in\nside.zip");
    struct journal_entry unread = { .weight = JOURNAL_UNREAD, .outcome = OUTCOME_ENCRYPTED };
    unread.provenance = buffer_bytes(&place);
    unread.clause = sample_text("APPNOTE 7.0");
    unread.sentence = sample_text("the member is encrypted");
    unread.unread = 77;
    struct journal_entry note = { .weight = JOURNAL_NOTE, .outcome = OUTCOME_UNEXPECTED };
    note.sentence = sample_text("a link is not followed");
    ck_assert(case_add_journal(file, evidence_of(file, "ev/dump.bin"), &unread));
    ck_assert(case_add_journal(file, evidence_of(file, "ev/leak.mbox"), &note));
    buffer_clear(&place);
}

static void (*const steps[])(struct case_file *file) = {
    add_mailed_key,  add_keys_one,          add_keys_two, add_false_keys, add_leads,
    add_named_leads, add_lead_certificates, add_twin,     add_servers,    add_others,
    add_attack,      add_judgements,        add_journal,
};
#define STEPS (sizeof(steps) / sizeof(steps[0]))

static void finish_all(struct case_file *file)
{
    const struct file_done done = { .size = 9000,
                                    .examined = 8000,
                                    .decoded = 500,
                                    .decoded_examined = 400,
                                    .outcome = OUTCOME_ENCRYPTED };
    struct file_done inventory = { .size = 10, .examined = 10, .rows = 9, .parsed = 9 };
    struct buffer issuers = { 0 };
    ck_assert(buffer_append_number(&issuers, 8, block_sum(sample_text("subject der"))) &&
              buffer_append_number(&issuers, 8, 7) && buffer_append_number(&issuers, 8, 1) &&
              buffer_append_number(&issuers, 8, 2));
    inventory.issuers = buffer_bytes(&issuers);
    inventory.dated = true;
    inventory.earliest = 1500000000;
    inventory.latest = 1900000000;
    sample_finish(file, evidence_of(file, "ev/leak.mbox"));
    ck_assert(case_finish_source(file, evidence_of(file, "ev/dump.bin"), &done));
    sample_finish(file, evidence_of(file, "ev/\x1b[31m%!\xff\xfe"));
    ck_assert(case_finish_source(file, inventory_of(file), &inventory));
    buffer_clear(&issuers);
    ck_assert(case_put_setting(file, "contacts",
                               "domain,customer_id,serial\nexample.com,C-1,\n,C-2,06\n"));
    ck_assert(case_put_setting(file, "as_of", "1518134400"));
}

/* Every step once, from the one given, forwards or backwards. */
static struct case_file *fill(size_t first, bool backwards)
{
    struct case_file *file = sample_open(&folder);
    ck_assert(case_begin(file));
    for (size_t i = 0; i < STEPS; i++) {
        size_t step = (first + (backwards ? STEPS - i : i)) % STEPS;
        steps[step](file);
    }
    finish_all(file);
    ck_assert(case_commit(file));
    return file;
}

static struct report_summary write_report(struct case_file *file,
                                          const struct report_options *options)
{
    struct report_summary summary;
    char why[512] = "";
    ck_assert_msg(report_write(file, folder.path, options, &summary, why, sizeof(why)), "%s", why);
    return summary;
}

/* Which build wrote it: zeros in the fixtures. */
static void mask_build(const struct buffer *content)
{
    uint8_t *at = memmem(content->at, content->used, build_id(), strlen(build_id()));
    memset(at != NULL ? at : content->at, '0', at != NULL ? strlen(build_id()) : 0);
}

static void expect_file(const char *name, const char *fixture)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/reports/%s", FIXTURES, fixture);
    struct buffer found = sample_file(in_folder(name)), expected = sample_file(path);
    size_t same = 0;
    mask_build(&found);
    while (same < found.used && same < expected.used && found.at[same] == expected.at[same]) {
        same++;
    }
    size_t from = same > 80 ? same - 80 : 0;
    ck_assert_msg(same == found.used && same == expected.used,
                  "%s differs from %s at byte %zu: ...%.*s", name, fixture, same,
                  (int)(found.used - from > 160 ? 160 : found.used - from),
                  (const char *)found.at + from);
    buffer_clear(&found);
    buffer_clear(&expected);
}

static const char *const outputs[] = { "revoke.csv", "certificates.jsonl", "keys.jsonl",
                                       "leads.csv",  "evidence.csv",       "sources.csv",
                                       "notify.csv", "journal.jsonl",      "summary.json" };

static const struct report_options usual = { .proofs = true };

START_TEST(outputs_are_as_read_once)
{
    struct case_file *file = fill((size_t)_i / 2, _i % 2 == 1);
    struct report_summary summary = write_report(file, &usual);
    for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
        expect_file(outputs[i], outputs[i]);
    }
    expect_file("proofs/rsa-1111111111111111111111111111111111111111111111111111111111111111.csr",
                "key-11.csr");
    ck_assert(summary.certificates_to_revoke && summary.unread && summary.leads);
    case_close(file);
}
END_TEST

static unsigned count_entries(const char *path)
{
    unsigned count = 0;
    DIR *listing = opendir(path);
    ck_assert_ptr_nonnull(listing);
    while (readdir(listing) != NULL) {
        count++;
    }
    (void)closedir(listing);
    return count - 2;
}

START_TEST(proofs_are_those_of_matched_keys)
{
    struct case_file *file = fill(0, false);
    (void)write_report(file, &usual);
    (void)write_report(file, &usual); /* in place of the first ones */
    ck_assert_uint_eq(count_entries(in_folder("proofs")), 6);
    /* and case.db-journal while it is open */
    ck_assert_uint_eq(count_entries(folder.path), 3 + 11 + 2 + 1);
    ck_assert(case_forget_results(file, evidence_of(file, "ev/dump.bin")));
    (void)write_report(file, &usual);
    ck_assert_uint_eq(count_entries(in_folder("proofs")), 2); /* keys seen in other files */
    case_close(file);
}
END_TEST

static void expect_text(const struct report_summary *summary, const char *expected)
{
    char whole[4096];
    for (size_t used = 0; *expected != '\0';) {
        const bool named = strncmp(expected, "CASE", 4) == 0;
        used += (size_t)snprintf(whole + used, sizeof(whole) - used, "%.*s", named ? 1024 : 1,
                                 named ? folder.path : expected);
        expected += named ? 4 : 1;
    }
    ck_assert_str_eq(summary->text, whole);
}

START_TEST(text_tells_what_counts)
{
    struct case_file *file = fill(0, false);
    const struct report_options options = { .unconfined = true };
    struct report_summary summary = write_report(file, &options);
    expect_text(
        &summary,
        "*** ROOT: the key of 1 trust anchor leaked. No issuer revokes a root: tell the\n"
        "*** root programs at once (status \"root\" in certificates.jsonl).\n"
        "Evidence: 3 files, 17192 bytes, of which 1000 could not be examined.\n"
        "Keys: 6 proven, 4 leads (3 encrypted, 1 unsupported), 3 forged, 1 malformed.\n"
        "Matched with 9 certificates: 6 of the proven keys are in one or more.\n"
        "Certificates to revoke: 4.\n"
        "By status: certificate_unverified 2, lead 3, do_not_revoke 1, revoked 1, expired 1, root "
        "1, revoke_ca 1, revoke 3.\n"
        "Leads with certificates: 2. If opened, 2 more certificates would be listed (leads.csv).\n"
        "The list is CASE/revoke.csv.\n"
        "This run was not confined, or was allowed not to be (--jobs 0 or --unconfined).\n"
        "1 CRL could not be verified and changed nothing (summary.json).\n"
        "--issuers PATH... names the certificates to verify with; it was not given.\n"
        "1 stale CRL decided nothing (summary.json).\n"
        "Not examined: 1 place, see journal.jsonl:\n"
        "  ev/dump.bin!member 3 in%0Aside.zip: APPNOTE 7.0: the member is encrypted\n"
        "Next: keytrawl unlock --harvest-passphrases --out CASE (3 encrypted keys)\n"
        "Next: keytrawl export --format NAME --out CASE (--list names the CA systems)\n");
    ck_assert_int_ne(access(in_folder("proofs"), F_OK), 0); /* not asked for */
    case_close(file);
}
END_TEST

START_TEST(evidence_without_a_file_is_told)
{
    struct case_file *file = sample_open(&folder);
    int64_t root;
    ck_assert(case_add_root(file, SOURCE_EVIDENCE, "nothing", SAMPLE_RECEIVED, &root));
    struct report_summary summary = write_report(file, &usual);
    ck_assert(!summary.certificates_to_revoke && summary.unread && !summary.leads);
    expect_text(&summary, "Evidence: 0 files, 0 bytes.\n"
                          "Keys: 0 proven, 0 leads (0 encrypted, 0 unsupported), 0 forged, 0 "
                          "malformed.\n"
                          "Certificates to revoke: 0.\n"
                          "No certificate was read to match the keys with (--certs).\n"
                          "The list is CASE/revoke.csv.\n"
                          "No file was found in nothing.\n");
    case_close(file);
}
END_TEST

START_TEST(inventory_without_a_certificate_is_told)
{
    struct case_file *file = sample_open(&folder);
    sample_finish(file, inventory_of(file));
    struct report_summary summary = write_report(file, &usual);
    ck_assert(!summary.certificates_to_revoke && summary.unread && !summary.leads);
    ck_assert_ptr_nonnull(strstr(summary.text, "No certificate was found in inv.\n"));
    case_close(file);
}
END_TEST

START_TEST(what_is_not_finished_is_unread)
{
    struct case_file *file = sample_open(&folder);
    (void)evidence_of(file, "ev/a");
    struct report_summary summary = write_report(file, &usual);
    ck_assert(!summary.certificates_to_revoke && summary.unread && !summary.leads);
    ck_assert_ptr_nonnull(
        strstr(summary.text, "1 file was not read to the end: the same command goes on.\n"));
    case_close(file);
}
END_TEST

/* In a child: the limit on file sizes stands for a full disk. */
static void report_on_full_disk(struct case_file *file)
{
    const struct rlimit limit = { 5000, 5000 };
    struct report_summary summary;
    char why[512] = "", expected[512];
    (void)signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert(!report_write(file, folder.path, &usual, &summary, why, sizeof(why)));
    (void)snprintf(expected, sizeof(expected),
                   "cannot write '%s/certificates.jsonl': %s; the outputs before stay", folder.path,
                   strerror(EFBIG));
    ck_assert_str_eq(why, expected);
}

START_TEST(full_disk_leaves_the_outputs_before)
{
    struct case_file *file = fill(0, false);
    (void)write_report(file, &usual);
    add_plain_key(file, "ev/dump.bin", 0xee); /* the next report would be another */
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        report_on_full_disk(file);
        _exit(0);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
        expect_file(outputs[i], outputs[i]);
    }
    ck_assert_uint_eq(count_entries(in_folder("proofs")), 6);
    ck_assert_uint_eq(count_entries(folder.path), 3 + 11 + 2 + 1);
    case_close(file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("outputs");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_loop_test(tests, outputs_are_as_read_once, 0, 2 * (int)STEPS);
    tcase_add_test(tests, proofs_are_those_of_matched_keys);
    tcase_add_test(tests, text_tells_what_counts);
    tcase_add_test(tests, evidence_without_a_file_is_told);
    tcase_add_test(tests, inventory_without_a_certificate_is_told);
    tcase_add_test(tests, what_is_not_finished_is_unread);
    tcase_add_test(tests, full_disk_leaves_the_outputs_before);
    tcase_set_timeout(tests, 120);
    return suite_run("report", tests);
}
