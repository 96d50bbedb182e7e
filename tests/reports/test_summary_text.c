#include "casefile/sample_case.h"
#include "reports/report.h"

/* Of characters of two octets, which are never cut, and longer than a line of the summary. */
static void fill_sentence(char sentence[512])
{
    for (size_t i = 0; i < 150; i++) {
        memcpy(sentence + 2 * i, "\xc3\xa9", 2);
    }
    memcpy(sentence + 300, ": --decrypt-with KEY reads it", 30);
}

START_TEST(a_long_line_keeps_what_is_to_be_done)
{
    const struct sample_folder folder = sample_folder_make();
    struct case_file *file = sample_open(&folder);
    const uint32_t source = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/a", SAMPLE_RECEIVED);
    const struct report_options options = { .proofs = true };
    struct report_summary summary;
    char sentence[512] = "", whole[1024], why[512] = "";
    fill_sentence(sentence);
    const struct journal_entry entry = { .weight = JOURNAL_UNREAD,
                                         .outcome = OUTCOME_ENCRYPTED,
                                         .sentence = sample_text(sentence) };
    ck_assert(case_add_journal(file, source, &entry));
    ck_assert_msg(report_write(file, folder.path, &options, &summary, why, sizeof(why)), "%s", why);
    (void)snprintf(whole, sizeof(whole), "  ev/a: %.74s ... %s\n", sentence, sentence + 170);
    ck_assert_msg(strstr(summary.text, whole) != NULL, "%s", summary.text);
    case_close(file);
    sample_folder_remove(&folder);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("summary");
    tcase_add_test(tests, a_long_line_keeps_what_is_to_be_done);
    return suite_run("summary_text", tests);
}
