#include "inventory/scan_log.h"

#include <sqlite3.h>

#include "inventory/form_text.h"

/* Files of SQLite: as SQLite wrote them, damaged, and made to run something. */

static const char *const leaf[] = { "leaf_rsa.der" };

static struct bytes database(const char *name)
{
    char path[256];
    snprintf(path, sizeof(path), "inventories/%s", name);
    return fixture_read(path);
}

static const struct {
    const char *name;
    size_t certificates, matched;
} files[] = {
    { "sqlite-utf8.db", 24, 4 },
    { "sqlite-utf16.db", 24, 4 },
    { "sqlite-wal.db", 24, 4 },
    { "cfssl.db", 6, 1 },
};
#define FILES (sizeof(files) / sizeof(files[0]))

static void check_file(const struct seen *seen, size_t i)
{
    ck_assert_msg(seen->done.parsed == files[i].certificates, "%s: %u", files[i].name,
                  (unsigned)seen->done.parsed);
    ck_assert_msg(seen->matched == files[i].matched, "%s: %zu matched", files[i].name,
                  seen->matched);
    ck_assert_msg(seen->journalled == 0, "%s: %s", files[i].name, seen->journal[0].sentence);
    ck_assert_uint_eq(seen->row[0], 1);
}

START_TEST(database_gives_all_its_certificates)
{
    struct buffer table = { 0 }, packed = { 0 };
    struct key_index index;
    struct bytes content = database(files[_i].name);
    index_of(leaf, 1, &table, &index);
    struct seen seen = scan_bytes(content, &index);
    check_file(&seen, (size_t)_i);
    put_gzip(&packed, content);
    seen = scan_bytes(buffer_bytes(&packed), &index);
    check_file(&seen, (size_t)_i);
    fixture_free(content);
    buffer_clear(&packed);
    buffer_clear(&table);
}
END_TEST

START_TEST(database_from_a_pipe_is_read)
{
    struct buffer table = { 0 };
    struct key_index index;
    int ends[2];
    struct bytes content = database("cfssl.db");
    index_of(leaf, 1, &table, &index);
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], content.at, content.left), (ssize_t)content.left);
    close(ends[1]);
    struct seen seen = scan_descriptor(ends[0], UINT64_MAX, &index);
    check_file(&seen, 3);
    close(ends[0]);
    fixture_free(content);
    buffer_clear(&table);
}
END_TEST

START_TEST(database_cut_anywhere_tells_what_is_missing)
{
    const struct key_index none = { 0 };
    struct bytes content = database(files[_i].name);
    for (size_t length = 17; length < content.left; length += length < 2048 ? 61 : 509) {
        uint8_t *copy = exact_copy(content.at, length);
        struct seen seen = scan_bytes(bytes_over(copy, length), &none);
        ck_assert_uint_le(seen.done.parsed, files[_i].certificates);
        /* The last page may be one of an index. */
        ck_assert_msg(seen.journalled > 0 || seen.done.parsed == files[_i].certificates, "%zu",
                      length);
        free(copy);
    }
    fixture_free(content);
}
END_TEST

/* Each octet of the file changed in turn: no crash, no endless work. */
START_TEST(damaged_database_is_read_as_far_as_it_goes)
{
    const struct key_index none = { 0 };
    struct bytes content = database("sqlite-utf8.db");
    uint8_t *copy = exact_copy(content.at, content.left);
    for (size_t at = 16; at < content.left; at += at < 2048 ? 3 : 97) {
        copy[at] ^= 0x55;
        struct seen seen = scan_bytes(bytes_over(copy, content.left), &none);
        ck_assert(seen.done.failed == 0 || seen.journalled > 0);
        copy[at] ^= 0x55;
    }
    free(copy);
    fixture_free(content);
}
END_TEST

/* Runs the statements, and reads the file that comes of it. */
static struct seen scan_made(const char *sql, const struct key_index *index)
{
    char path[] = "/tmp/keytrawl-sqlite-XXXXXX";
    const int fd = mkstemp(path);
    sqlite3 *made = NULL;
    char *message = NULL;
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(sqlite3_open(path, &made), SQLITE_OK);
    sqlite3_db_config(made, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    const int code = sqlite3_exec(made, sql, NULL, NULL, &message);
    ck_assert_msg(code == SQLITE_OK, "%s", message);
    sqlite3_close(made);
    const off_t size = lseek(fd, 0, SEEK_END);
    struct seen seen = scan_descriptor(fd, (uint64_t)size, index);
    close(fd);
    unlink(path);
    return seen;
}

/* `front`, the digits of leaf_rsa, `behind`. */
static struct seen scan_around(const char *front, const char *behind, const struct key_index *index)
{
    struct buffer sql = { 0 };
    struct bytes der = whole("leaf_rsa.der");
    put(&sql, front);
    put_hex(&sql, der);
    put(&sql, behind);
    ck_assert(buffer_append_byte(&sql, 0));
    struct seen seen = scan_made((const char *)sql.at, index);
    fixture_free(der);
    buffer_clear(&sql);
    return seen;
}

static const struct {
    const char *what, *front, *behind;
    size_t parsed, failed;
    const char *sentence; /* of the first entry */
} schemas[] = {
    { "a column that is called rowid",
      "CREATE TABLE t(rowid, oid, b); INSERT INTO t VALUES('x','y',X'", "')", 1, 0, NULL },
    { "negative row numbers",
      "CREATE TABLE t(i INTEGER PRIMARY KEY, b); INSERT INTO t VALUES(-9223372036854775808,X'",
      "'),(9223372036854775807,NULL)", 1, 0, NULL },
    { "a name with quotes", "CREATE TABLE \"a\"\"b'c\"(b); INSERT INTO \"a\"\"b'c\" VALUES(X'",
      "')", 1, 0, NULL },
    { "a cell that is none", "CREATE TABLE t(b); INSERT INTO t VALUES(X'",
      "'),(X'308201'),(''),(NULL)", 1, 1, "no certificate in a cell where one should be" },
    { "a row over the bound",
      "CREATE TABLE t(b); INSERT INTO t VALUES(zeroblob(20000000)); INSERT INTO t VALUES(X'", "')",
      1, 1, "row longer than this program reads" },
    { "a view, a trigger and an index on an expression",
      "CREATE TABLE t(b); CREATE VIEW v AS SELECT * FROM t; CREATE INDEX i ON t(hex(b)); "
      "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; INSERT INTO t VALUES(X'",
      "')", 1, 0, NULL },
    { "a generated column", "CREATE TABLE t(b, h AS (length(b))); INSERT INTO t VALUES(X'", "')", 1,
      0, NULL },
    { "a virtual table, and what stands behind it",
      "CREATE VIRTUAL TABLE f USING fts5(x); CREATE TABLE t(b); INSERT INTO t VALUES(X'", "')", 1,
      0, NULL },
    { "a view that is called a table",
      "CREATE TABLE t(b); CREATE VIEW v AS SELECT * FROM t, t, t; PRAGMA writable_schema=ON; "
      "UPDATE sqlite_schema SET type='table', rootpage=2 WHERE name='v'; INSERT INTO t VALUES(X'",
      "')", 0, 1, "the database is damaged: not all of it can be read" },
};
#define SCHEMAS (sizeof(schemas) / sizeof(schemas[0]))

START_TEST(schema_is_followed_and_not_run)
{
    const struct key_index none = { 0 };
    struct seen seen = scan_around(schemas[_i].front, schemas[_i].behind, &none);
    ck_assert_msg(seen.done.parsed == schemas[_i].parsed, "%s: %u parsed", schemas[_i].what,
                  (unsigned)seen.done.parsed);
    ck_assert_msg(seen.done.failed == schemas[_i].failed, "%s: %u failed", schemas[_i].what,
                  (unsigned)seen.done.failed);
    if (schemas[_i].sentence != NULL) {
        ck_assert_str_eq(seen.journal[0].sentence, schemas[_i].sentence);
    }
}
END_TEST

/* A tree whose branches all lead to one page would be read for years. */
START_TEST(tree_that_comes_back_to_itself_ends)
{
    const struct key_index none = { 0 };
    struct buffer file = { 0 };
    struct bytes content = database("sqlite-utf8.db");
    enum { PAGE = 1024, LEVELS = 10, CELLS = 60 };
    ck_assert(buffer_append(&file, content));
    const size_t root = PAGE; /* the second page: the first table's */
    const size_t pages = content.left / PAGE;
    ck_assert(buffer_reserve(&file, LEVELS * PAGE));
    memset(file.at + file.used, 0, LEVELS * PAGE);
    file.used += LEVELS * PAGE;
    for (size_t level = 0; level < LEVELS; level++) {
        uint8_t *page = file.at + (level == 0 ? root : (pages + level) * PAGE);
        const size_t below = level + 1 < LEVELS ? pages + level + 2 : 3;
        const size_t heap = PAGE - 5 * CELLS;
        memset(page, 0, PAGE);
        page[0] = 5; /* interior page of a table */
        page[3] = 0;
        page[4] = CELLS;
        page[5] = (uint8_t)(heap >> 8);
        page[6] = (uint8_t)heap;
        page[11] = (uint8_t)below;
        for (size_t cell = 0; cell < CELLS; cell++) {
            const size_t at = heap + 5 * cell;
            page[12 + 2 * cell] = (uint8_t)(at >> 8);
            page[13 + 2 * cell] = (uint8_t)at;
            page[at + 3] = (uint8_t)below;
            page[at + 4] = (uint8_t)(cell + 1);
        }
    }
    file.at[28] = file.at[29] = 0; /* pages of the file */
    file.at[30] = 0;
    file.at[31] = (uint8_t)(pages + LEVELS);
    struct seen seen = scan_bytes(buffer_bytes(&file), &none);
    ck_assert_uint_gt(seen.journalled, 0);
    fixture_free(content);
    buffer_clear(&file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sqlite_source");
    tcase_set_timeout(tests, 240);
    tcase_add_loop_test(tests, database_gives_all_its_certificates, 0, (int)FILES);
    tcase_add_test(tests, database_from_a_pipe_is_read);
    tcase_add_loop_test(tests, database_cut_anywhere_tells_what_is_missing, 0, (int)FILES);
    tcase_add_test(tests, damaged_database_is_read_as_far_as_it_goes);
    tcase_add_loop_test(tests, schema_is_followed_and_not_run, 0, (int)SCHEMAS);
    tcase_add_test(tests, tree_that_comes_back_to_itself_ends);
    return suite_run("sqlite_source", tests);
}
