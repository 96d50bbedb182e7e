#include "inventory/scan_log.h"

#include "inventory/form_text.h"

/* Dumps of databases, as their own programs wrote them (scripts/fixtures/make-inventory-fixtures),
 * and by hand where those write nothing odd enough. */

static const char *const leaf[] = { "leaf_rsa.der" };

static struct bytes dump(const char *name)
{
    char path[256];
    snprintf(path, sizeof(path), "inventories/%s", name);
    return fixture_read(path);
}

static const struct {
    const char *name;
    size_t certificates, matched;
} dumps[] = {
    { "mysqldump.sql", 18, 3 },
    { "mysqldump-hex.sql", 18, 3 },
    { "mysqldump-ansi.sql", 6, 1 },
    { "pg_dump-hex.sql", 18, 3 },
    { "pg_dump-escape.sql", 18, 3 },
    { "pg_dump-hex-inserts.sql", 18, 3 },
    { "pg_dump-escape-inserts.sql", 18, 3 },
    { "sqlite-dump.sql", 24, 4 },
};
#define DUMPS (sizeof(dumps) / sizeof(dumps[0]))

static void check_dump(const struct seen *seen, size_t i)
{
    ck_assert_msg(seen->done.parsed == dumps[i].certificates, "%s: %u", dumps[i].name,
                  (unsigned)seen->done.parsed);
    ck_assert_msg(seen->matched == dumps[i].matched, "%s: %zu matched", dumps[i].name,
                  seen->matched);
    ck_assert_msg(seen->journalled == 0, "%s: %s", dumps[i].name, seen->journal[0].sentence);
}

START_TEST(dump_gives_all_its_certificates)
{
    struct buffer table = { 0 };
    struct key_index index;
    struct bytes content = dump(dumps[_i].name);
    index_of(leaf, 1, &table, &index);
    struct seen seen = scan_bytes(content, &index);
    check_dump(&seen, (size_t)_i);
    fixture_free(content);
    buffer_clear(&table);
}
END_TEST

START_TEST(dump_in_gzip_is_read_like_the_plain_one)
{
    struct buffer table = { 0 }, packed = { 0 };
    struct key_index index;
    struct bytes content = dump(dumps[_i].name);
    index_of(leaf, 1, &table, &index);
    put_gzip(&packed, content);
    struct seen seen = scan_bytes(buffer_bytes(&packed), &index);
    check_dump(&seen, (size_t)_i);
    fixture_free(content);
    buffer_clear(&packed);
    buffer_clear(&table);
}
END_TEST

START_TEST(dump_cut_anywhere_is_read_as_far_as_it_goes)
{
    const struct key_index none = { 0 };
    struct bytes content = dump(dumps[_i].name);
    for (size_t length = 1; length < content.left; length += length < 2048 ? 61 : 499) {
        uint8_t *copy = exact_copy(content.at, length);
        struct seen seen = scan_bytes(bytes_over(copy, length), &none);
        ck_assert_uint_le(seen.done.parsed, dumps[_i].certificates);
        ck_assert(seen.done.failed == 0 || seen.journalled > 0);
        free(copy);
    }
    fixture_free(content);
}
END_TEST

/* Base64 of leaf_rsa, between two texts. */
static void put_around(struct buffer *out, const char *front, const char *behind)
{
    struct bytes der = whole("leaf_rsa.der");
    put(out, front);
    put_base64(out, der, true);
    put(out, behind);
    fixture_free(der);
}

static const struct {
    const char *what, *front, *behind;
    const char *column; /* of the certificate */
    uint64_t row;
} spellings[] = {
    { "columns that are listed", "INSERT INTO a.b (x, `der one`) VALUES (1, '", "');",
      "a.b.der one", 1 },
    { "columns of the table",
      "CREATE TABLE IF NOT EXISTS t (\n id int(10) DEFAULT (1,2),\n "
      "PRIMARY KEY (id),\n \"key\" text);\nINSERT INTO t VALUES (1,NULL),\n(2,'",
      "');", "t.key", 2 },
    { "no names at all", "INSERT INTO t VALUES (1,NULL,'", "')", "t.3", 1 },
    { "SQL Server's brackets", "INSERT [dbo].[t] ([id], [der]) VALUES (1, N'", "')", "dbo.t.der",
      1 },
    { "a word before the literal", "INSERT INTO t VALUES (_binary '", "',_utf8'x')", "t.1", 1 },
    { "a function around it", "INSERT INTO t VALUES (decode('", "', 'base64'), 2)", "t.1", 1 },
    { "a cast behind it", "INSERT INTO t VALUES ('", "'::bytea, 2)", "t.1", 1 },
    { "E and backslashes", "INSERT INTO t VALUES (E'it\\'s', E'", "');", "t.2", 1 },
    { "a backslash that escapes nothing", "INSERT INTO t VALUES ('C:\\', '", "');", "t.2", 1 },
    { "a backslash that escapes", "INSERT INTO `t` VALUES ('it\\'s', '", "');", "t.2", 1 },
    { "quotes in double quotes", "INSERT INTO `t` VALUES (\"it's\", \"", "\");", "t.2", 1 },
    { "comments", "-- it's\nINSERT INTO /* it's */ t VALUES (1, -- it's\n '", "' /* ' */);", "t.2",
      1 },
    { "an apostrophe in another statement", "-- MySQL dump\nSET x = it's;\nINSERT INTO t VALUES ('",
      "');", "t.1", 1 },
    { "words in small letters", "insert into t values ('", "');", "t.1", 1 },
    { "two statements on a line", "INSERT INTO t VALUES (NULL); INSERT INTO t VALUES ('", "');",
      "t.1", 2 },
    { "COPY without names", "CREATE TABLE t (a int, b text);\nCOPY t FROM stdin;\n1\t\\N\n2\t",
      "\n\\.\n", "t.b", 2 },
    { "COPY with escapes", "COPY t (\"a b\", c) FROM stdin;\na\\tb\\nc\t", "\n\\.\n", "t.c", 1 },
};
#define SPELLINGS (sizeof(spellings) / sizeof(spellings[0]))

struct place_log {
    char column[64];
    uint64_t row;
};

static void note_place(void *context, const struct record *record)
{
    struct place_log *log = context;
    struct place place;
    if (record->kind == RECORD_CERTIFICATE) {
        struct bytes chain = record->certificate.provenance;
        ck_assert(provenance_take(&chain, &place) && place.kind == PLACE_ROW);
        snprintf(log->column, sizeof(log->column), "%.*s", (int)place.name.left,
                 (const char *)place.name.at);
        log->row = place.number;
    }
}

static struct place_log place_of(struct bytes content, const struct key_index *index)
{
    struct place_log log = { .row = 0 };
    const struct record_sink sink = { .context = &log, .record = note_place };
    FILE *file = tmpfile();
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(content.at, 1, content.left, file), content.left);
    ck_assert_int_eq(fflush(file), 0);
    const struct job_file job = {
        .number = 7, .fd = fileno(file), .size = content.left, .mode = SCAN_WHOLE
    };
    inventory_scan(&job, &(const struct inventory_setting){ .index = index }, &sink);
    fclose(file);
    return log;
}

START_TEST(spelling_is_understood_and_the_place_told)
{
    struct buffer table = { 0 }, content = { 0 };
    struct key_index index;
    index_of(leaf, 1, &table, &index);
    put_around(&content, spellings[_i].front, spellings[_i].behind);
    struct seen seen = scan_bytes(buffer_bytes(&content), &index);
    ck_assert_msg(seen.matched == 1 && seen.done.failed == 0, "%s", spellings[_i].what);
    const struct place_log log = place_of(buffer_bytes(&content), &index);
    ck_assert_msg(strcmp(log.column, spellings[_i].column) == 0, "%s: %s", spellings[_i].what,
                  log.column);
    ck_assert_msg(log.row == spellings[_i].row, "%s", spellings[_i].what);
    buffer_clear(&content);
    buffer_clear(&table);
}
END_TEST

static const struct {
    const char *what, *front, *behind, *sentence;
    uint64_t row;
} refusals[] = {
    { "a value that is none", "INSERT INTO t VALUES ('", "'),('MIIE broken'),(NULL);",
      "no certificate in a cell where one should be", 2 },
    { "a string that does not end", "INSERT INTO t VALUES ('", "'),('MIIE",
      "the string does not end", 2 },
    { "a cell of COPY that is none", "COPY t (a) FROM stdin;\n", "\nMIIE broken\n\\N\n\\.\n",
      "no certificate in a cell where one should be", 2 },
};
#define REFUSALS (sizeof(refusals) / sizeof(refusals[0]))

START_TEST(value_that_cannot_be_read_is_told_with_its_row)
{
    struct buffer content = { 0 };
    const struct key_index none = { 0 };
    put_around(&content, refusals[_i].front, refusals[_i].behind);
    struct seen seen = scan_bytes(buffer_bytes(&content), &none);
    ck_assert_msg(seen.done.parsed == 1 && seen.done.failed == 1, "%s", refusals[_i].what);
    ck_assert_str_eq(seen.journal[0].sentence, refusals[_i].sentence);
    ck_assert_uint_eq(seen.journal[0].row, refusals[_i].row);
    buffer_clear(&content);
}
END_TEST

static void put_many(struct buffer *out, size_t count, char octet)
{
    ck_assert(buffer_reserve(out, count));
    memset(out->at + out->used, octet, count);
    out->used += count;
}

/* What is longer than is held: a string, digits, a row of COPY. The next one is read. */
static const struct {
    const char *front, *between, *behind, *sentence;
} longs[] = {
    { "INSERT INTO `t` VALUES (1,'", "'),(2,'", "');", "value longer than this program reads" },
    { "INSERT INTO `t` VALUES (1,'\\'", "\\'\\\\'),(2,'", "');",
      "value longer than this program reads" },
    { "INSERT INTO `t` VALUES (1,0x", "),(2,'", "');", "value longer than this program reads" },
    { "COPY t (a) FROM stdin;\n", "\n", "\n\\.\n", "row longer than this program reads" },
};

START_TEST(value_longer_than_the_bound_is_stepped_over)
{
    struct buffer content = { 0 };
    const struct key_index none = { 0 };
    put(&content, longs[_i].front);
    put_many(&content, (size_t)(ROW_HELD_MAX + 4 * MIB), '0');
    put_around(&content, longs[_i].between, longs[_i].behind);
    struct seen seen = scan_bytes(buffer_bytes(&content), &none);
    ck_assert_uint_eq(seen.done.parsed, 1);
    ck_assert_uint_eq(seen.done.failed, 1);
    ck_assert_str_eq(seen.journal[0].sentence, longs[_i].sentence);
    buffer_clear(&content);
}
END_TEST

/* One line of 40 megabytes in small tuples is no long row. */
START_TEST(line_of_any_length_is_read_tuple_by_tuple)
{
    struct buffer content = { 0 }, tuple = { 0 };
    const struct key_index none = { 0 };
    struct seen seen = { 0 };
    put_around(&tuple, ",(1,'", "')");
    const struct record_sink sink = { .context = &seen, .record = count_only };
    put(&content, "INSERT INTO `t` VALUES (0,'x')");
    size_t rows = 0;
    for (; content.used < 40 * MIB; rows++) {
        ck_assert(buffer_append(&content, buffer_bytes(&tuple)));
    }
    FILE *file = tmpfile();
    ck_assert_uint_eq(fwrite(content.at, 1, content.used, file), content.used);
    ck_assert_int_eq(fflush(file), 0);
    const struct job_file job = {
        .number = 7, .fd = fileno(file), .size = content.used, .mode = SCAN_WHOLE
    };
    inventory_scan(&job, &(const struct inventory_setting){ .index = &none }, &sink);
    fclose(file);
    ck_assert_uint_eq(seen.done.parsed, rows);
    ck_assert_uint_eq(seen.journalled, 1); /* 'x' stood in the column of certificates */
    buffer_clear(&tuple);
    buffer_clear(&content);
}
END_TEST

/* A mail that begins a line with these words is none; PEM behind statements is read. */
START_TEST(text_of_other_kind_keeps_its_reader)
{
    struct buffer content = { 0 };
    const struct key_index none = { 0 };
    struct bytes der = whole("leaf_rsa.der");
    put(&content, "Insert into the form what follows\n");
    put_pem(&content, der, "\n");
    struct seen seen = scan_bytes(buffer_bytes(&content), &none);
    ck_assert_uint_eq(seen.done.parsed, 1);
    buffer_reset(&content);
    put(&content, "INSERT INTO t VALUES (1);\nand now\n");
    put_pem(&content, der, "\n");
    seen = scan_bytes(buffer_bytes(&content), &none);
    ck_assert_uint_eq(seen.done.parsed, 1);
    fixture_free(der);
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sql_source");
    tcase_set_timeout(tests, 240);
    tcase_add_loop_test(tests, dump_gives_all_its_certificates, 0, (int)DUMPS);
    tcase_add_loop_test(tests, dump_in_gzip_is_read_like_the_plain_one, 0, (int)DUMPS);
    tcase_add_loop_test(tests, dump_cut_anywhere_is_read_as_far_as_it_goes, 0, (int)DUMPS);
    tcase_add_loop_test(tests, spelling_is_understood_and_the_place_told, 0, (int)SPELLINGS);
    tcase_add_loop_test(tests, value_that_cannot_be_read_is_told_with_its_row, 0, (int)REFUSALS);
    tcase_add_loop_test(tests, value_longer_than_the_bound_is_stepped_over, 0,
                        (int)(sizeof(longs) / sizeof(longs[0])));
    tcase_add_test(tests, line_of_any_length_is_read_tuple_by_tuple);
    tcase_add_test(tests, text_of_other_kind_keeps_its_reader);
    return suite_run("sql_source", tests);
}
