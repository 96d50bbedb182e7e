#include "reports/output_table.h"

#include <string.h>

#include "suite.h"

/* Says what is wrong with the words on a field, or nothing. */
static const char *wrong_with(const struct report_field *field)
{
    const char *meaning = field->meaning;
    if (meaning == NULL || meaning[0] == '\0') {
        return "no meaning";
    }
    if (meaning[strlen(meaning) - 1] == '.') {
        return "a full stop";
    }
    const bool has_rows = field->kind == FIELD_OBJECT || field->kind == FIELD_ROWS;
    return has_rows != (field->inner != NULL) ? "rows without a table" : NULL;
}

static void hold_table(const struct report_table *table, const char *output, unsigned depth)
{
    ck_assert_uint_lt(depth, 4);
    for (size_t i = 0; i < table->count; i++) {
        const struct report_field *field = &table->fields[i];
        const char *wrong = wrong_with(field);
        ck_assert_msg(wrong == NULL, "%s of %s: %s", field->name, output, wrong);
        if (field->inner != NULL) {
            hold_table(field->inner, output, depth + 1);
        }
        for (size_t j = 0; j < i; j++) {
            ck_assert_str_ne(field->name, table->fields[j].name);
        }
    }
}

START_TEST(every_field_has_a_meaning)
{
    for (size_t i = 0; i < output_table_length; i++) {
        const struct output_row *row = &output_table[i];
        ck_assert_int_eq(row->form == OUTPUT_OTHER, row->table == NULL);
        ck_assert_int_eq(row->schema == NULL, row->table == NULL);
        ck_assert_ptr_nonnull(row->meaning);
        if (row->table != NULL) {
            hold_table(row->table, row->name, 0);
        }
        if (row->second != NULL) {
            hold_table(row->second, row->name, 0);
        }
    }
}
END_TEST

START_TEST(words_of_a_field_end)
{
    static const struct {
        const char *field, *first, *last;
        size_t words;
    } rows[] = { { "status", "certificate_unverified", "revoke", 12 },
                 { "verdict", "proven", "unsupported", 5 },
                 { "key_verdict", "proven", "unsupported", 5 },
                 { "outcome", "ok", "unfinished", 12 },
                 { "weight", "unread", "note", 2 },
                 { "issuer_scope", "ours", "private", 3 } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        output_word *words = output_words_of(rows[i].field);
        const char *first = NULL, *last = NULL;
        size_t count = 0;
        ck_assert(words != NULL);
        for (size_t number = 0; words(number) != NULL; number++) {
            if (words(number)[0] != '\0') {
                last = words(number);
                first = first == NULL ? last : first;
                count++;
            }
        }
        ck_assert_str_eq(first, rows[i].first);
        ck_assert_str_eq(last, rows[i].last);
        ck_assert_uint_eq(count, rows[i].words);
    }
    ck_assert(output_words_of("path") == NULL);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("output_table");
    tcase_add_test(tests, every_field_has_a_meaning);
    tcase_add_test(tests, words_of_a_field_end);
    return suite_run("output_table", tests);
}
