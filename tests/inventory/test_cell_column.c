#include "bounds.h"
#include "inventory/scan_log.h"

#include "inventory/form_text.h"

/* Cells of a table that could not be read: what is told of them where there are many. */

static const char *const leaf[] = { "leaf_rsa.der" };

static void put_cell(struct buffer *table, const char *name)
{
    struct bytes der = whole(name);
    put_base64(table, der, true);
    fixture_free(der);
}

static size_t count_of(const struct seen *seen, const char *sentence)
{
    size_t count = 0;
    for (size_t i = 0; i < seen->journalled; i++) {
        count += strstr(seen->journal[i].sentence, sentence) != NULL ? 1 : 0;
    }
    return count;
}

static struct seen scan_table(const struct buffer *table)
{
    struct buffer keys = { 0 };
    struct key_index index;
    index_of(leaf, 1, &keys, &index);
    const struct seen seen = scan_bytes(buffer_bytes(table), &index);
    buffer_clear(&keys);
    return seen;
}

#define MORE_CELLS "more cells could not be read than are remembered"

#define OTHERS 63 /* columns beside that of the certificates */

static void put_row(struct buffer *table, const char *cell)
{
    for (unsigned i = 0; i < OTHERS; i++) {
        ck_assert(buffer_append_text(table, "7,"));
    }
    ck_assert(buffer_append_text(table, cell));
}

/* Rows whose last column holds no certificate, and then one that does. */
static size_t cells_before_one(unsigned rows, const char *last)
{
    struct buffer table = { 0 };
    put_row(&table, "certificate\n");
    for (unsigned i = 0; i < rows; i++) {
        put_row(&table, last);
        ck_assert(buffer_append_byte(&table, '\n'));
    }
    put_row(&table, "");
    put_cell(&table, leaf[0]);
    ck_assert(buffer_append_byte(&table, '\n'));
    const struct seen seen = scan_table(&table);
    ck_assert_uint_eq(seen.matched, 1);
    buffer_clear(&table);
    return count_of(&seen, MORE_CELLS);
}

START_TEST(cells_before_the_first_certificate)
{
    const unsigned rows = CELLS_PENDING_MAX / (OTHERS + 1);
    ck_assert_uint_eq(cells_before_one(3 * rows, ""), 0);
    ck_assert_uint_eq(cells_before_one(rows, "none"), 0);
    ck_assert_uint_eq(cells_before_one(rows + 1, "none"), 1);
}
END_TEST

static size_t columns_of(unsigned columns)
{
    struct buffer table = { 0 };
    for (unsigned i = 0; i < columns; i++) {
        ck_assert(buffer_append_text(&table, i > 0 ? ",c" : "c"));
    }
    ck_assert(buffer_append_byte(&table, '\n'));
    for (unsigned i = 0; i < columns; i++) {
        ck_assert(i == 0 || buffer_append_byte(&table, ','));
        put_cell(&table, leaf[0]);
    }
    ck_assert(buffer_append_byte(&table, '\n'));
    const struct seen seen = scan_table(&table);
    ck_assert_uint_eq(seen.matched, columns);
    buffer_clear(&table);
    return count_of(&seen, "more columns hold certificates than cells are missed in");
}

START_TEST(columns_of_certificates)
{
    ck_assert_uint_eq(columns_of(CERTIFICATE_COLUMNS_MAX), 0);
    ck_assert_uint_eq(columns_of(CERTIFICATE_COLUMNS_MAX + 2), 1);
}
END_TEST

/* A dump in SQL: what stands before the rows goes on past its bound. */
static size_t rows_behind(const char *front, size_t letters, const char *behind)
{
    struct buffer dump = { 0 };
    ck_assert(buffer_append_text(&dump, "-- MySQL dump 10.13\nCREATE TABLE t (c text);\n"));
    ck_assert(buffer_append_text(&dump, front));
    for (size_t i = 0; i < letters; i++) {
        ck_assert(buffer_append_byte(&dump, 'n'));
    }
    ck_assert(buffer_append_text(&dump, behind));
    put_cell(&dump, leaf[0]);
    ck_assert(buffer_append_text(&dump, "');\n"));
    const struct seen seen = scan_table(&dump);
    ck_assert_uint_eq(seen.matched + seen.journalled, 1);
    buffer_clear(&dump);
    return count_of(&seen, "rows behind a longer name, or more words, than a statement has");
}

START_TEST(names_and_words_of_a_statement)
{
    struct buffer words = { 0 };
    ck_assert_uint_eq(rows_behind("INSERT INTO ", SQL_NAME_MAX, " VALUES ('"), 0);
    ck_assert_uint_eq(rows_behind("INSERT INTO ", SQL_NAME_MAX + 1, " VALUES ('"), 1);
    for (unsigned i = 0; i < SQL_WORDS_MAX; i++) {
        ck_assert(buffer_append_text(&words, " one"));
    }
    ck_assert(buffer_append_text(&words, " VALUES ('") && buffer_append_byte(&words, 0));
    ck_assert_uint_eq(rows_behind("INSERT INTO ", 1, (const char *)words.at), 1);
    buffer_clear(&words);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("cell_column");
    tcase_add_test(tests, cells_before_the_first_certificate);
    tcase_add_test(tests, columns_of_certificates);
    tcase_add_test(tests, names_and_words_of_a_statement);
    return suite_run("cell_column", tests);
}
