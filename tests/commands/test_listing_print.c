#include <string.h>

#include "bounds.h"
#include "commands/listing/listing_print.h"
#include "suite.h"

struct line {
    const char *name, *words;
    uint64_t number;
};

static bool get_name(const void *row, struct field_value *value)
{
    return field_text(((const struct line *)row)->name, value);
}

static bool get_number(const void *row, struct field_value *value)
{
    return field_number(((const struct line *)row)->number, value);
}

static bool get_words(const void *row, struct field_value *value)
{
    return field_text(((const struct line *)row)->words, value);
}

static bool get_digests(const void *row, struct field_value *value)
{
    static const uint8_t digests[3 * SHA256_LENGTH];
    value->text = bytes_over(digests, ((const struct line *)row)->number * SHA256_LENGTH);
    return true;
}

static bool get_rows(const void *row, struct field_value *value)
{
    (void)row;
    value->count = 2;
    return true;
}

static const struct report_field fields[] = {
    { "name", FIELD_TEXT, get_name, .meaning = "" },
    { "number", FIELD_NUMBER, get_number, .meaning = "" },
    { "words", FIELD_TEXT, get_words, .meaning = "" },
    { "digests", FIELD_HEX_LIST, get_digests, .meaning = "" },
    { "inner", FIELD_ROWS, get_rows, .meaning = "" },
};
static const struct report_table table = { fields, sizeof(fields) / sizeof(fields[0]) };

static const struct line lines[] = {
    { "a", "x", 1 },
    { "l\xc3\xa4nger", "es\033[31m\n", 3 },
    { "b", "", 2 },
};

/* Into `file`, whose text stays held: nothing is written out that is so short. */
static void print_within(struct output_file *file, enum listing_form form, const char *columns,
                         size_t room)
{
    struct listing_print print = { .file = file, .form = form, .room = room };
    struct bytes unknown;
    *file = (struct output_file){ .descriptor = -1 };
    ck_assert(listing_print_begin(&print, &table, columns, &unknown));
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        ck_assert(listing_print_row(&print, &lines[i]));
    }
    ck_assert(listing_print_end(&print));
    listing_print_clear(&print);
    ck_assert(buffer_append_byte(&file->held, 0));
}

static void print(struct output_file *file, enum listing_form form, const char *columns)
{
    print_within(file, form, columns, 0);
}

START_TEST(columns_are_aligned_and_harmless)
{
    struct output_file file;
    print(&file, LISTING_TEXT, "name,words,digests,inner");
    ck_assert_str_eq((const char *)file.held.at, "name    words         digests  inner\n"
                                                 "a       x             1        2\n"
                                                 "l\xc3\xa4nger  es%1B[31m%0A  3        2\n"
                                                 "b                     2        2\n");
    buffer_clear(&file.held);
    print(&file, LISTING_TEXT, "number,words"); /* nothing behind the last cell */
    ck_assert_str_eq((const char *)file.held.at, "number  words\n1       x\n3       "
                                                 "es%1B[31m%0A\n2\n");
    buffer_clear(&file.held);
}
END_TEST

/* What follows the room of a terminal stands beneath, whole: it can be copied. */
START_TEST(rows_wider_than_a_terminal_are_folded)
{
    static const struct {
        size_t room;
        const char *text;
    } rooms[] = {
        { 28,
          "name    number  words\na       1       x\nl\xc3\xa4nger  3       es%1B[31m%0A\nb       "
          "2\n" },
        { 27, "name    number\n    words\na       1\n    x\nl\xc3\xa4nger  3\n    es%1B[31m%0A\n"
              "b       2\n" },
        { 1, "name\n    number\n    words\na\n    1\n    x\nl\xc3\xa4nger\n    3\n    "
             "es%1B[31m%0A\nb\n    2\n" },
    };
    for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++) {
        struct output_file file;
        print_within(&file, LISTING_TEXT, "name,number,words", rooms[i].room);
        ck_assert_str_eq((const char *)file.held.at, rooms[i].text);
        buffer_clear(&file.held);
    }
}
END_TEST

/* The last column has no bound on its width: nothing stands behind it. */
START_TEST(a_long_last_cell_is_folded)
{
    struct output_file file = { .descriptor = -1 };
    struct listing_print print = { .file = &file, .room = LISTING_WIDTH_MAX + 10 };
    struct bytes unknown;
    char words[2 * LISTING_WIDTH_MAX + 1];
    memset(words, 'w', sizeof(words) - 1);
    words[sizeof(words) - 1] = '\0';
    const struct line line = { "a", words, 1 };
    ck_assert(listing_print_begin(&print, &table, "name,words", &unknown));
    ck_assert(listing_print_row(&print, &line) && listing_print_end(&print));
    ck_assert(print.folds[1]);
    listing_print_clear(&print);
    buffer_clear(&file.held);
}
END_TEST

START_TEST(scripts_get_what_they_ask_for)
{
    struct output_file file;
    print(&file, LISTING_CSV, NULL); /* without what a cell cannot hold */
    ck_assert_ptr_nonnull(strstr((const char *)file.held.at, "name,number,words,digests\r\na,1,"));
    buffer_clear(&file.held);
    print(&file, LISTING_JSON, "words,name");
    ck_assert_str_eq((const char *)file.held.at,
                     "{\"words\":\"x\",\"name\":\"a\"}\n"
                     "{\"words\":\"es\\u001b[31m\\u000a\",\"name\":\"l\xc3\xa4nger\"}\n"
                     "{\"words\":null,\"name\":\"b\"}\n");
    buffer_clear(&file.held);
}
END_TEST

START_TEST(unknown_columns_are_named)
{
    static const struct {
        const char *columns, *unknown;
    } bad[] = { { "nam", "nam" }, { "name,", "" }, { "", "" }, { "name,x,y", "x" } };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct output_file file = { .descriptor = -1 };
        struct listing_print print = { .file = &file };
        struct bytes unknown = { 0 };
        ck_assert(!listing_print_begin(&print, &table, bad[i].columns, &unknown));
        ck_assert(bytes_equal(unknown, bytes_over(bad[i].unknown, strlen(bad[i].unknown))));
    }
}
END_TEST

START_TEST(wide_tables_stream)
{
    struct output_file file = { .descriptor = -1 };
    struct listing_print print = { .file = &file };
    struct bytes unknown;
    char words[2 * LISTING_WIDTH_MAX + 1];
    memset(words, 'w', sizeof(words) - 1);
    words[sizeof(words) - 1] = '\0';
    ck_assert(listing_print_begin(&print, &table, "words,number", &unknown));
    for (size_t i = 0; i < LISTING_ROWS_HELD; i++) {
        const struct line line = { "a", i == 5 ? words : "x", i };
        ck_assert_uint_eq(print.held_rows, i);
        ck_assert(listing_print_row(&print, &line));
    }
    ck_assert(print.settled && print.held.used == 0);
    ck_assert_uint_eq(print.widths[0], LISTING_WIDTH_MAX);
    ck_assert(listing_print_row(&print, &lines[0]) && listing_print_end(&print));
    ck_assert_uint_eq(print.rows, LISTING_ROWS_HELD + 1);
    listing_print_clear(&print);
    buffer_clear(&file.held);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("listing_print");
    tcase_add_test(tests, columns_are_aligned_and_harmless);
    tcase_add_test(tests, rows_wider_than_a_terminal_are_folded);
    tcase_add_test(tests, a_long_last_cell_is_folded);
    tcase_add_test(tests, scripts_get_what_they_ask_for);
    tcase_add_test(tests, unknown_columns_are_named);
    tcase_add_test(tests, wide_tables_stream);
    return suite_run("listing_print", tests);
}
