#include "disguise.h"
#include "evidence_run.h"

/* Messages of S/MIME through the whole scan, each with a key in its text. */

static void prepare(void)
{
    run_prepare_scanning("");
}

static void check_scan(const char *name, const char *expected)
{
    char path[64];
    struct record_list list = { 0 }, again = { 0 };
    const struct record_sink sink = { &again, record_list_add };
    (void)snprintf(path, sizeof(path), "containers/cms/%s", name);
    struct buffer content = fixture_read(path);
    run_scan(buffer_bytes(&content), &list);
    ck_assert_str_eq(record_list_text(&list), expected);
    if (list.keys > 0) {
        int descriptor = memory_file(buffer_bytes(&content));
        const struct job_file file = {
            .number = 7, .fd = descriptor, .size = content.used, .mode = SCAN_WHOLE
        };
        evidence_replay(run_examiner, &file, buffer_bytes(&list.provenance), 42, &sink);
        ck_assert_uint_eq(again.replays, 1);
        ck_assert_str_eq(again.replayed.identity, list.name);
        (void)close(descriptor);
    }
    record_list_clear(&list);
    record_list_clear(&again);
    buffer_clear(&content);
}

static const struct {
    const char *name, *expected;
} files[] = {
    { "signed-ber.p7m", "proven@94+305\n"
                        "proven!reading @50 cms-signed!part 1@0+305\n"
                        "proven!reading @50 cms-signed@38+305\n" },
    { "signed.pem", "proven!reading @20 base64!reading @60 cms-signed!part 1@0+305\n"
                    "proven!reading @20 base64!reading @60 cms-signed@38+305\n"
                    "proven!reading @20 base64@102+305\n" },
    { "signed.eml", "proven!part 1 smime.p7m!reading @62 cms-signed!part 1@0+310\n"
                    "proven!part 1 smime.p7m!reading @62 cms-signed@41+310\n"
                    "proven!part 1 smime.p7m@107+310\n" },
    { "compressed.p7m", "proven!reading @62 cms-compressed!part 1@0+305\n"
                        "proven!reading @62 cms-compressed@38+305\n" },
    { "detached.p7s", "" },
    { "rsa-aes-cbc.p7m", "an encrypted CMS message\n" },
};

START_TEST(key_in_a_message_is_found)
{
    check_scan(files[_i].name, files[_i].expected);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("cms_scan");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, key_in_a_message_is_found, 0,
                        (int)(sizeof(files) / sizeof(files[0])));
    return suite_run("cms_scan", tests);
}
