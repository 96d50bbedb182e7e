#include "containers/databases/sqlite_log_walk.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "containers/databases/sqlite_log.h"
#include "sqlite_given.h"
#include "sqlite_writer.h"

static const char insert[] = "INSERT OR REPLACE INTO t VALUES(?,?,?,?)";

/* A database in a folder of its own, whose log is read while it is open. */
static char folder[64];

static sqlite3 *open_in_folder(const char *mode)
{
    char text[256];
    sqlite3 *database = NULL;
    strcpy(folder, "/tmp/keytrawl-sqlite-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(text, sizeof(text), "%s/a.db", folder);
    ck_assert_int_eq(sqlite3_open(text, &database), SQLITE_OK);
    (void)snprintf(text, sizeof(text),
                   "PRAGMA page_size=512; PRAGMA journal_mode=%s; PRAGMA cache_size=1; CREATE "
                   "TABLE t(id INTEGER PRIMARY KEY, name TEXT, body TEXT, data BLOB)",
                   mode);
    ck_assert_int_eq(sqlite3_exec(database, text, NULL, NULL, NULL), SQLITE_OK);
    return database;
}

static void run(sqlite3 *database, const char *text)
{
    ck_assert_int_eq(sqlite3_exec(database, text, NULL, NULL, NULL), SQLITE_OK);
}

static struct buffer read_log(const char *name)
{
    char path[128];
    uint8_t room[4096];
    struct buffer bytes = { 0 };
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    for (size_t got; (got = fread(room, 1, sizeof(room), file)) > 0;) {
        ck_assert(buffer_append(&bytes, bytes_over(room, got)));
    }
    ck_assert_int_eq(fclose(file), 0);
    return bytes;
}

static void remove_folder(sqlite3 *database)
{
    static const char *const names[] = { "a.db", "a.db-wal", "a.db-shm", "a.db-journal" };
    char path[128];
    ck_assert_int_eq(sqlite3_close(database), SQLITE_OK);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        (void)unlink(path);
    }
    ck_assert_int_eq(rmdir(folder), 0);
}

/* Values of one letter, over three pages of overflow. */
static void put(sqlite3 *database, int64_t id, char letter)
{
    uint8_t value[1700];
    memset(value, letter, sizeof(value));
    sqlite_put(database, insert, id, "n", bytes_over(value, sizeof(value)), bytes_over("", 0));
}

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct given *given = context;
    struct buffer value = { 0 };
    char line[128];
    ck_assert_int_eq(place->kind, PLACE_ROW);
    ck_assert_int_eq(nature, PART_UNKNOWN);
    ck_assert(stream_hold(content, UINT64_MAX, &value));
    ck_assert_uint_gt(value.used, 0);
    (void)snprintf(line, sizeof(line), "row %llu %.*s: %c..%c %zu\n",
                   (unsigned long long)place->number, (int)place->name.left,
                   (const char *)place->name.at, value.at[0], value.at[value.used - 1], value.used);
    ck_assert(buffer_append_text(&given->text, line));
    given->parts++;
    buffer_clear(&value);
    return true;
}

static const struct fault *walk(struct bytes all, struct given *given)
{
    const struct container_sink sink = { .context = given,
                                         .part = take_part,
                                         .journal = take_journal };
    struct memory_stream memory;
    memory_stream_init(&memory, all);
    return sqlite_log_container.walk(&memory.stream, &sink);
}

static unsigned count_of(const struct given *given, const char *end)
{
    struct bytes text = buffer_bytes(&given->text);
    unsigned count = 0;
    for (size_t i = 0; i + strlen(end) <= text.left; i++) {
        count += memcmp(text.at + i, end, strlen(end)) == 0;
    }
    return count;
}

static void check(struct buffer *log, const char *const *expected, size_t count,
                  struct given *given)
{
    ck_assert(sqlite_log_container.recognise(buffer_bytes(log)));
    ck_assert_ptr_null(walk(buffer_bytes(log), given));
    ck_assert(buffer_append_byte(&given->text, 0));
    for (size_t i = 0; i < count; i++) {
        ck_assert_msg(count_of(given, expected[i]) == 1, "%s in %s", expected[i],
                      (const char *)given->text.at);
    }
    ck_assert_uint_eq(given->unread, 0);
}

static void clear(struct buffer *log, struct given *given)
{
    buffer_clear(log);
    buffer_clear(&given->text);
}

/* The page of the rows is written three times, and each time those of one row. */
START_TEST(all_versions_of_a_row_are_given_once)
{
    static const char *const expected[] = { "column 3: a..a 1700\n", "column 3: b..b 1700\n",
                                            "column 3: c..c 1700\n" };
    sqlite3 *database = open_in_folder("WAL");
    struct given given = { 0 };
    put(database, 1, 'a');
    put(database, 2, 'b');
    put(database, 1, 'c');
    struct buffer log = read_log("a.db-wal");
    check(&log, expected, 3, &given);
    ck_assert_uint_eq(given.parts, 3);
    ck_assert_uint_eq(given.notes, 0);
    ck_assert_uint_eq(count_of(&given, "not committed"), 0);
    clear(&log, &given);
    remove_folder(database);
}
END_TEST

/* Else a counter would spend what may be read of a log. */
START_TEST(a_value_beside_one_that_changes_is_given_once)
{
    static const char *const expected[] = { "column 3: a..a 1700\n" };
    sqlite3 *database = open_in_folder("WAL");
    struct given given = { 0 };
    put(database, 1, 'a');
    for (unsigned i = 0; i < 50; i++) {
        run(database, i % 2 == 0 ? "UPDATE t SET name='m'" : "UPDATE t SET name='n'");
    }
    struct buffer log = read_log("a.db-wal");
    check(&log, expected, 1, &given);
    ck_assert_uint_eq(given.parts, 1);
    clear(&log, &given);
    remove_folder(database);
}
END_TEST

/* What a transaction wrote that was rolled back stands behind what is committed; and frames of an
 * earlier round of the log behind those of the next. */
START_TEST(frames_that_do_not_count_are_read)
{
    static const char *const expected[] = { "(not committed) column 3: r..r 1700\n",
                                            ") column 3: b..b 1700\n", " column 3: c..c 1700\n" };
    sqlite3 *database = open_in_folder("WAL");
    struct given given = { 0 };
    put(database, 9, 'z');
    put(database, 1, 'a');
    put(database, 2, 'b');
    run(database, "BEGIN");
    for (int64_t id = 20; id < 60; id++) {
        put(database, id, 'r');
    }
    run(database, "ROLLBACK; PRAGMA wal_checkpoint");
    put(database, 1, 'c');
    struct buffer log = read_log("a.db-wal");
    check(&log, expected, 0, &given);
    ck_assert_uint_ge(count_of(&given, expected[0]), 20);
    ck_assert_uint_eq(count_of(&given, expected[1]), 1);
    ck_assert_uint_eq(count_of(&given, expected[2]), 1);
    ck_assert_uint_eq(count_of(&given, " (not committed) column 3: c"), 0);
    clear(&log, &given);
    remove_folder(database);
}
END_TEST

/* A rollback journal has the pages as they were. */
START_TEST(pages_of_a_rollback_journal_are_read)
{
    static const char *const expected[] = { "row 1 frame ", ": a..a 1700\n" };
    sqlite3 *database = open_in_folder("DELETE");
    struct given given = { 0 };
    put(database, 1, 'a');
    run(database, "BEGIN");
    for (int64_t id = 1; id < 60; id++) { /* more than the cache holds: they go to the disk */
        put(database, id, 'b');
    }
    struct buffer log = read_log("a.db-journal");
    check(&log, expected, 2, &given);
    ck_assert_uint_eq(given.parts, 1);
    run(database, "COMMIT");
    clear(&log, &given);
    remove_folder(database);
}
END_TEST

/* Rows that go on in the database alone are told once. */
START_TEST(rows_that_go_on_elsewhere_are_told)
{
    sqlite3 *database = open_in_folder("WAL");
    struct given given = { 0 };
    put(database, 1, 'a');
    put(database, 2, 'b');
    run(database, "PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO t VALUES(5,'x','y','z'); INSERT "
                  "INTO t VALUES(6,'x','y','z'); INSERT INTO t VALUES(7,'x',zeroblob(3000),'z')");
    struct buffer log = read_log("a.db-wal");
    check(&log, NULL, 0, &given);
    ck_assert_uint_eq(given.notes, 1);
    clear(&log, &given);
    remove_folder(database);
}
END_TEST

static struct buffer small_log(bool journal)
{
    sqlite3 *database = open_in_folder(journal ? "DELETE" : "WAL");
    put(database, 1, 'a');
    run(database, "BEGIN");
    for (int64_t id = 1; journal && id < 60; id++) {
        put(database, id, 'b');
    }
    struct buffer log = read_log(journal ? "a.db-journal" : "a.db-wal");
    run(database, "ROLLBACK");
    remove_folder(database);
    return log;
}

START_TEST(other_headers_are_refused)
{
    static const struct {
        bool journal;
        size_t at;
        uint8_t octet;
    } wrong[] = { { false, 0, 0x36 }, { false, 3, 0x84 }, { false, 5, 0x2e },
                  { false, 10, 3 },   { false, 9, 1 },    { true, 0, 0xd8 },
                  { true, 7, 0xd6 },  { true, 22, 3 },    { true, 26, 1 } };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct buffer log = small_log(wrong[i].journal);
        struct given given = { 0 };
        ck_assert(sqlite_log_container.recognise(buffer_bytes(&log)));
        log.at[wrong[i].at] = wrong[i].octet;
        ck_assert_msg(!sqlite_log_container.recognise(buffer_bytes(&log)), "%zu", i);
        ck_assert_ptr_nonnull(walk(buffer_bytes(&log), &given));
        ck_assert_uint_eq(given.parts, 0);
        ck_assert(!sqlite_log_container.recognise(bytes_over(log.at, SQLITE_LOG_HEADER - 1)));
        clear(&log, &given);
    }
}
END_TEST

START_TEST(every_shorter_front_and_flip_is_read)
{
    struct buffer log = small_log(_i == 1);
    for (size_t at = SQLITE_LOG_HEADER; at < log.used; at += 5) {
        uint8_t *copy = exact_copy(log.at, at), *flipped = exact_copy(log.at, log.used);
        struct given given = { 0 };
        flipped[at] ^= (uint8_t)(1u << at % 8);
        ck_assert_ptr_null(walk(bytes_over(copy, at), &given));
        ck_assert_ptr_null(walk(bytes_over(flipped, log.used), &given));
        buffer_clear(&given.text);
        free(copy);
        free(flipped);
    }
    buffer_clear(&log);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sqlite_log");
    tcase_add_test(tests, all_versions_of_a_row_are_given_once);
    tcase_add_test(tests, a_value_beside_one_that_changes_is_given_once);
    tcase_add_test(tests, frames_that_do_not_count_are_read);
    tcase_add_test(tests, pages_of_a_rollback_journal_are_read);
    tcase_add_test(tests, rows_that_go_on_elsewhere_are_told);
    tcase_add_test(tests, other_headers_are_refused);
    tcase_add_loop_test(tests, every_shorter_front_and_flip_is_read, 0, 2);
    return suite_run("sqlite_log", tests);
}
