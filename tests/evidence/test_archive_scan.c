#include "evidence_run.h"

static void prepare(void)
{
    run_prepare_scanning("");
}

/* Packed, so that nothing of the key stands in the bytes of the archive. */
static const char *const archives[] = { "archives/key-packed.rar", "archives/key-packed-5.rar" };

START_TEST(key_in_a_packed_rar_is_found)
{
    struct buffer content = fixture_read(archives[_i]);
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&content), &list);
    ck_assert_str_eq(record_list_text(&list), "proven!member 1 server.key@0+1703\n");
    run_replay(buffer_bytes(&content), &list);
    record_list_clear(&list);
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("archive_scan");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_rows(tests, key_in_a_packed_rar_is_found, archives);
    return run_suite("archive_scan", tests);
}
