#include "evidence_run.h"

/* Row 14 of the forms of evidence, with --passphrases: a user's or an owner's. */
static const struct {
    const char *name, *place;
} closed[] = {
    { "encrypted-passphrase-aes-128.pdf", " keys.zip!member 1 key.txt" },
    { "encrypted-passphrase-r5.pdf", " keys.zip!member 1 key.txt" },
    { "encrypted-passphrase-object-streams.pdf", " keys.zip!member 1 key.txt" },
    { "encrypted-owner-aes-256.pdf", "proven!reading 1 @0 pdf-text@0+240" },
    { "encrypted-owner-rc4-128.pdf", "proven!reading 1 @0 pdf-text@0+240" },
};

START_TEST(row_14_key_of_an_encrypted_pdf_file_is_proven)
{
    struct record_list list = { 0 };
    char name[80];
    (void)snprintf(name, sizeof(name), "containers/pdf/%s", closed[_i].name);
    struct buffer content = fixture_read(name);
    run_scan(buffer_bytes(&content), &list);
    const char *lines = record_list_text(&list);
    ck_assert_msg(list.keys >= 1, "%s: %s", closed[_i].name, lines);
    ck_assert_msg(strstr(lines, closed[_i].place) != NULL, "%s: %s", closed[_i].name, lines);
    ck_assert_msg(strstr(lines, "is encrypted") == NULL, "%s: %s", closed[_i].name, lines);
    buffer_clear(&content);
    record_list_clear(&list);
}
END_TEST

static void prepare(void)
{
    run_prepare_scanning("wrong\nopen sesame\nthe owner\n");
}

int main(void)
{
    TCase *tests = tcase_create("encrypted_pdf");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, row_14_key_of_an_encrypted_pdf_file_is_proven, 0,
                        (int)(sizeof(closed) / sizeof(closed[0])));
    return run_suite("encrypted_pdf", tests);
}
