#include <string.h>

#include "commands/explain/explain_subject.h"
#include "reports/status_reason.h"
#include "suite.h"

static const uint8_t serial[] = { 0x00, 0xf0, 0x0d };

static struct match_entry entry_of(void)
{
    struct match_entry entry = { .has_final = true, .identity_text = "rsa-1122" };
    entry.serial = bytes_over(serial, sizeof(serial));
    entry.serial_decimal = bytes_over("61453", 5);
    entry.dns_names = bytes_over("a.example.com *.b.example.com", 29);
    entry.subject_dn = bytes_over("CN=old.example.org,O=Shop", 25);
    memset(entry.sha256, 0xaa, SHA256_LENGTH);
    memset(entry.precertificate_sha256, 0xbb, SHA256_LENGTH);
    memset(entry.identity.spki_sha256, 0xcc, SHA256_LENGTH);
    memset(entry.raw_spki_sha256, 0xdd, SHA256_LENGTH);
    memset(entry.identity.digest, 0xee, SHA256_LENGTH);
    return entry;
}

#define EIGHT(x) x x x x x x x x
static const struct {
    const char *word;
    bool fits;
} words[] = {
    { "00F00D", true },
    { "f00d", true },
    { "0xF00D", true },
    { "00:f0:0d", true },
    { "61453", true },
    { "f00e", false },
    { "f00d0", false },
    { EIGHT("aaaaaaaa"), true },
    { EIGHT("AA:AA:AA:AA:"), true },
    { EIGHT("bbbbbbbb"), false }, /* it has no precertificate */
    { EIGHT("cccccccc"), true },
    { EIGHT("dddddddd"), true },
    { EIGHT("eeeeeeee"), true },
    { EIGHT("12345678"), false },
    { "rsa-1122", true },
    { "rsa-11", false },
    { "a.example.com", true },
    { "example.com", true },
    { "www.b.example.com", true },
    { "old.example.org", true },
    { "ample.com", false },
    { "shop.example", false },
    { "", false },
};

START_TEST(a_word_names_a_certificate)
{
    struct explain_subject subject;
    const struct match_entry entry = entry_of();
    ck_assert(explain_subject_read(&subject, words[_i].word));
    ck_assert_msg(explain_subject_fits(&subject, &entry) == words[_i].fits, "%s", words[_i].word);
    explain_subject_clear(&subject);
}
END_TEST

/* Of a file its certificates count, and the same key in another one, and not its name. */
START_TEST(a_file_names_its_certificates)
{
    struct explain_subject subject;
    struct match_entry entry = entry_of();
    uint8_t sha256[SHA256_LENGTH] = { 1 };
    struct public_identity identity = { .algorithm = KEY_EC };
    ck_assert(explain_subject_read(&subject, "a.example.com"));
    ck_assert(explain_subject_add(&subject, sha256, &identity));
    ck_assert(!explain_subject_fits(&subject, &entry));
    entry.identity = identity;
    ck_assert(explain_subject_fits(&subject, &entry));
    explain_subject_clear(&subject);
    ck_assert(explain_subject_read(&subject, "x"));
    entry = entry_of();
    ck_assert(explain_subject_add(&subject, entry.sha256, &identity));
    ck_assert(explain_subject_fits(&subject, &entry));
    explain_subject_clear(&subject);
}
END_TEST

START_TEST(every_status_has_its_sentences)
{
    for (int status = STATUS_CERTIFICATE_UNVERIFIED; status <= STATUS_REVOKE; status++) {
        const struct status_reason *reason = status_reason_of((enum certificate_status)status);
        ck_assert_ptr_nonnull(reason);
        ck_assert_int_eq(reason->why[strlen(reason->why) - 1], '.');
        ck_assert_int_eq(reason->change[strlen(reason->change) - 1], '.');
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("explain_subject");
    tcase_add_loop_test(tests, a_word_names_a_certificate, 0,
                        (int)(sizeof(words) / sizeof(words[0])));
    tcase_add_test(tests, a_file_names_its_certificates);
    tcase_add_test(tests, every_status_has_its_sentences);
    return suite_run("explain_subject", tests);
}
