#include "containers/sqlite_writer.h"
#include "evidence_run.h"

static const char insert[] = "INSERT INTO t VALUES(?,?,?,?)";

static void prepare(void)
{
    run_prepare_scanning("");
}

/* Text with the key in its middle: behind so many octets. */
static void put_text(struct buffer *text, size_t before)
{
    struct buffer key = fixture_read("candidates/p256.pem");
    while (text->used < before) {
        ck_assert(buffer_append_text(text, "some words of no worth\n"));
    }
    text->used = before - 1;
    ck_assert(buffer_append_byte(text, '\n') && buffer_append(text, buffer_bytes(&key)));
    while (text->used < 3 * before) {
        ck_assert(buffer_append_text(text, "more words behind the key\n"));
    }
    buffer_clear(&key);
}

static void check_scan(sqlite3 *database, const char *expected)
{
    struct buffer content = sqlite_bytes(database);
    struct record_list list = { 0 }, again = { 0 };
    const struct record_sink sink = { &again, record_list_add };
    run_scan(buffer_bytes(&content), &list);
    ck_assert_msg(strstr(record_list_text(&list), expected) != NULL, "%s", record_list_text(&list));
    ck_assert_uint_eq(list.unread, 0);
    int descriptor = memory_file(buffer_bytes(&content));
    const struct job_file file = {
        .number = 7, .fd = descriptor, .size = content.used, .mode = SCAN_WHOLE
    };
    evidence_replay(run_examiner, &file, buffer_bytes(&list.provenance), 42, &sink);
    ck_assert_uint_eq(again.replays, 1);
    ck_assert_str_eq(again.replayed.identity, list.name);
    (void)close(descriptor);
    record_list_clear(&list);
    record_list_clear(&again);
    buffer_clear(&content);
    sqlite3_close(database);
}

static const struct {
    unsigned page_size;
    size_t before;
    const char *line;
} sizes[] = {
    { 512, 900, "proven!row 2 column 3@900+226\n" },
    { 4096, 7900, "proven!row 2 column 3@7900+226\n" },
    { 65536, 131000, "proven!row 2 column 3@131000+226\n" },
};

/* Over the border of two pages of overflow. */
START_TEST(key_over_a_border_of_pages_is_found)
{
    struct buffer text = { 0 };
    sqlite3 *database = sqlite_begin(sizes[_i].page_size, "PRAGMA encoding='UTF-8'");
    put_text(&text, sizes[_i].before);
    sqlite_put(database, insert, 1, "one", bytes_over("a", 1), bytes_over("b", 1));
    sqlite_put(database, insert, 2, "two", buffer_bytes(&text), bytes_over("b", 1));
    check_scan(database, sizes[_i].line);
    buffer_clear(&text);
}
END_TEST

START_TEST(key_in_a_deleted_row_is_found)
{
    struct buffer text = { 0 };
    sqlite3 *database = sqlite_begin(512, "PRAGMA secure_delete=OFF");
    put_text(&text, 900);
    sqlite_put(database, insert, 1, "one", bytes_over("a", 1), bytes_over("b", 1));
    for (int64_t id = 2; id < 60; id++) {
        sqlite_put(database, insert, id, "two", bytes_over("", 0),
                   id == 40 ? buffer_bytes(&text) : bytes_over(text.at, 100));
    }
    ck_assert_int_eq(sqlite3_exec(database, "DROP TABLE t", NULL, NULL, NULL), SQLITE_OK);
    check_scan(database, "proven!row 40 column 4@900+226\n");
    buffer_clear(&text);
}
END_TEST

/* In DER it is lost to whoever reads the bytes as they stand. */
START_TEST(key_in_a_value_of_octets_is_found)
{
    struct buffer key = fixture_read("keys/rfc9500-rsa-2048.key");
    struct pem_block block = pem_read(buffer_bytes(&key));
    sqlite3 *database = sqlite_begin(512, "PRAGMA encoding='UTF-8'");
    sqlite_put(database, insert, 3, "one", bytes_over("a", 1), buffer_bytes(&block.content));
    check_scan(database, "proven!row 3 column 4@0+");
    buffer_clear(&block.content);
    buffer_clear(&key);
}
END_TEST

/* A value that is compressed, in one page. */
START_TEST(key_in_a_compressed_value_is_found)
{
    struct buffer packed = fixture_read("containers/carve/key.gz");
    sqlite3 *database = sqlite_begin(4096, "PRAGMA encoding='UTF-8'");
    sqlite_put(database, insert, 5, "one", bytes_over("a", 1), buffer_bytes(&packed));
    check_scan(database, "proven!row 5 column 4!reading @0 gzip@1390+226\n");
    buffer_clear(&packed);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sqlite_scan");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, key_over_a_border_of_pages_is_found, 0,
                        (int)(sizeof(sizes) / sizeof(sizes[0])));
    tcase_add_test(tests, key_in_a_deleted_row_is_found);
    tcase_add_test(tests, key_in_a_value_of_octets_is_found);
    tcase_add_test(tests, key_in_a_compressed_value_is_found);
    return run_suite("sqlite_scan", tests);
}
