#include "reports/baseline.h"

#include <string.h>

#include "suite.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const struct {
    const char *what;
    enum baseline_output output;
    const char *text;
    enum baseline_item item;
    const char *name, *more;
    enum novelty novelty;
} cases[] = {
    { "listed", BASELINE_CERTIFICATES_JSONL,
      "{\"certificate_sha256\":\"" A "\",\"status\":\"revoke\",\"reason\":\"keyCompromise\"}\n",
      BASELINE_LISTED, A, "", NOVELTY_KNOWN },
    { "listed is known as such", BASELINE_CERTIFICATES_JSONL,
      "{\"certificate_sha256\":\"" A "\",\"status\":\"revoke\",\"reason\":\"keyCompromise\"}\n",
      BASELINE_CERTIFICATE, A, "", NOVELTY_KNOWN },
    { "its precertificate", BASELINE_CERTIFICATES_JSONL,
      "{\"certificate_sha256\":null,\"precertificate_sha256\":\"" B
      "\",\"status\":\"revoke\",\"reason\":\"keyCompromise\"}\n",
      BASELINE_LISTED, B, "", NOVELTY_KNOWN },
    { "not listed", BASELINE_CERTIFICATES_JSONL,
      "{\"certificate_sha256\":\"" A "\",\"status\":\"lead\",\"reason\":null}\n", BASELINE_LISTED,
      A, "", NOVELTY_NEW },
    { "a root is on no list, and told", BASELINE_CERTIFICATES_JSONL,
      "{\"certificate_sha256\":\"" A "\",\"status\":\"root\",\"reason\":null}\n", BASELINE_LISTED,
      A, "", NOVELTY_KNOWN },
    { "the second line", BASELINE_CERTIFICATES_JSONL,
      "{\"certificate_sha256\":\"" A "\",\"status\":\"lead\"}\n{\"certificate_sha256\":\"" B
      "\",\"status\":\"lead\"}\n",
      BASELINE_CERTIFICATE, B, "", NOVELTY_KNOWN },
    { "a table in another order", BASELINE_REVOKE_CSV,
      "status,reason,x,certificate_sha256\r\nrevoke,keyCompromise,\"a,\"\"b\"," A "\r\n",
      BASELINE_LISTED, A, "", NOVELTY_KNOWN },
    { "a table without the names", BASELINE_REVOKE_CSV, "a,b\r\n" A "," B "\r\n",
      BASELINE_CERTIFICATE, A, "", NOVELTY_NEW },
    { "a short row", BASELINE_REVOKE_CSV, "status,reason,certificate_sha256\r\nrevoke\r\n",
      BASELINE_CERTIFICATE, A, "", NOVELTY_NEW },
    { "a lead", BASELINE_LEADS_CSV, "key_identity,verdict\r\nencrypted-1,encrypted\r\n",
      BASELINE_LEAD, "encrypted-1", "", NOVELTY_KNOWN },
    { "a lead is no certificate", BASELINE_LEADS_CSV, "key_identity\r\n" A "\r\n",
      BASELINE_CERTIFICATE, A, "", NOVELTY_NEW },
    { "a hash and its serial", BASELINE_HASH_MATCHES_CSV, "spki_sha256,serial\r\n" A ",03aa\r\n",
      BASELINE_HASH, A, "03aa", NOVELTY_KNOWN },
    { "another serial", BASELINE_HASH_MATCHES_CSV, "spki_sha256,serial\r\n" A ",03aa\r\n",
      BASELINE_HASH, A, "03ab", NOVELTY_NEW },
    { "a place", BASELINE_JOURNAL_JSONL,
      "{\"provenance\":\"a\\\"b@1\",\"weight\":\"unread\",\"sentence\":\"cut\"}\n", BASELINE_UNREAD,
      "a\"b@1", "cut", NOVELTY_KNOWN },
    { "the place for another reason", BASELINE_JOURNAL_JSONL,
      "{\"provenance\":\"a@1\",\"weight\":\"unread\",\"sentence\":\"cut\"}\n", BASELINE_UNREAD,
      "a@1", "lost", NOVELTY_NEW },
    { "a note", BASELINE_JOURNAL_JSONL,
      "{\"provenance\":\"a@1\",\"weight\":\"note\",\"sentence\":\"cut\"}\n", BASELINE_UNREAD, "a@1",
      "cut", NOVELTY_NEW },
    { "no JSON", BASELINE_JOURNAL_JSONL, "certainly\n[]\n{\n\n", BASELINE_UNREAD, "a", "",
      NOVELTY_NEW },
    { "nothing", BASELINE_LEADS_CSV, "", BASELINE_LEAD, "a", "", NOVELTY_NEW },
};

static struct bytes text_of(const char *text)
{
    return bytes_over(text, strlen(text));
}

START_TEST(what_was_told_is_known)
{
    struct buffer digests = { 0 }, text = { 0 };
    struct baseline baseline;
    ck_assert(baseline_take(cases[_i].output, text_of(cases[_i].text), &digests));
    ck_assert(baseline_write(&digests, &text));
    ck_assert(baseline_read(buffer_bytes(&text), &baseline));
    ck_assert(baseline.given);
    ck_assert_msg(baseline_novelty(&baseline, cases[_i].item, text_of(cases[_i].name),
                                   text_of(cases[_i].more)) == cases[_i].novelty,
                  "%s", cases[_i].what);
    baseline_clear(&baseline);
    buffer_clear(&digests);
    buffer_clear(&text);
}
END_TEST

START_TEST(every_shorter_text_is_taken)
{
    const size_t length = strlen(cases[_i].text);
    for (size_t i = 0; i < length; i++) {
        uint8_t *copy = exact_copy(cases[_i].text, i);
        struct buffer digests = { 0 };
        ck_assert(baseline_take(cases[_i].output, bytes_over(copy, i), &digests));
        buffer_clear(&digests);
        free(copy);
    }
}
END_TEST

START_TEST(without_a_baseline_nothing_is_new)
{
    struct baseline baseline;
    ck_assert(baseline_read((struct bytes){ 0 }, &baseline));
    ck_assert(!baseline.given);
    ck_assert_int_eq(baseline_novelty(&baseline, BASELINE_LEAD, text_of("a"), text_of("")),
                     NOVELTY_UNKNOWN);
}
END_TEST

int main(void)
{
    const int count = (int)(sizeof(cases) / sizeof(cases[0]));
    TCase *tests = tcase_create("baseline");
    tcase_add_loop_test(tests, what_was_told_is_known, 0, count);
    tcase_add_loop_test(tests, every_shorter_text_is_taken, 0, count);
    tcase_add_test(tests, without_a_baseline_nothing_is_new);
    return suite_run("baseline", tests);
}
