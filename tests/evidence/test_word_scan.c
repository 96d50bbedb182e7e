#include "containers/compound_writer.h"
#include "containers/word_writer.h"
#include "evidence_run.h"

/* RFC 9500 section 2.3: a published test key, in three pieces of a document that was saved fast. */
static const struct word_piece pieces[] = {
    { "See:\r-----BEGIN EC PRIVATE KEY-----\rMHcCAQEEIObLW92AqkWunJXowVR2Z5/", false },
    { "+yVPBaFHnEedDk5WJxk/BoAoGCCqGSM49\rAwEHoUQDQgAEQiVI+I+3gv+17KN0RFLH", true },
    { "Kh5Vj71vc75eSOkyMsxFxbFsTNEMTLjV\r"
      "uKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg==\r-----END EC PRIVATE KEY-----\r",
      false }
};

START_TEST(row_06_key_in_pieces_of_a_word_document_is_proven)
{
    struct record_list list = { 0 };
    struct buffer document = { 0 }, table = { 0 };
    word_write(pieces, 3, &document, &table);
    const struct writer_entry entries[] = { { 0, "1Table", buffer_bytes(&table) },
                                            { 0, "WordDocument", buffer_bytes(&document) } };
    const struct bytes file = compound_write(entries, 2);
    run_scan(file, &list);
    const char *lines = record_list_text(&list);
    ck_assert_msg(strstr(lines, "proven!reading 3 @0 compound-text@5+") != NULL, "%s", lines);
    ck_assert_msg(list.unread == 0, "%s", lines);
    record_list_clear(&list);
    buffer_clear(&document);
    buffer_clear(&table);
    free((void *)(uintptr_t)file.at);
}
END_TEST

/* scripts/fixtures/make-word-fixtures. Its stream shows the key as well, as it is in one piece. */
START_TEST(row_06_key_in_a_document_of_libreoffice_is_proven)
{
    struct record_list list = { 0 };
    struct buffer content = fixture_read("containers/word/libreoffice.doc");
    run_scan(buffer_bytes(&content), &list);
    const char *lines = record_list_text(&list);
    ck_assert_msg(strstr(lines, " compound-text@") != NULL, "%s", lines);
    ck_assert_msg(list.unread == 0, "%s", lines);
    record_list_clear(&list);
    buffer_clear(&content);
}
END_TEST

static void prepare(void)
{
    run_prepare_scanning("");
}

int main(void)
{
    TCase *tests = tcase_create("word_scan");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_test(tests, row_06_key_in_pieces_of_a_word_document_is_proven);
    tcase_add_test(tests, row_06_key_in_a_document_of_libreoffice_is_proven);
    return run_suite("word_scan", tests);
}
