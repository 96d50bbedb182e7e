#include "commands/listing/printed_table.h"

#include <string.h>

#include "commands/listing/listing_table.h"
#include "commands/options/option_table.h"
#include "suite.h"

static bool begins_with(const char *name, const char *command)
{
    const size_t length = strlen(command);
    return strncmp(name, command, length) == 0 && name[length] == ' ';
}

static bool is_printed(const char *command)
{
    const struct printed_outputs *printed = printed_table_read();
    bool is = false;
    for (size_t i = 0; i < output_table_length; i++) {
        is = is || (output_table[i].printed && begins_with(output_table[i].name, command));
    }
    for (size_t i = 0; i < printed->count; i++) {
        is = is || begins_with(printed->rows[i].name, command);
    }
    return is;
}

/* Lines of a file of the case, or summary.json: those have their schemas there. */
static bool prints_a_file(enum command command)
{
    return command <= COMMAND_REPORT || listing_row_of(command) != NULL;
}

/* index verify prints what index info does. */
START_TEST(what_prints_json_has_a_schema)
{
    for (size_t i = 0; i < option_table_length; i++) {
        for (size_t j = 0; option_table[i].key == OPTION_JSON && j < command_table_length; j++) {
            const struct command_row *row = &command_table[j];
            if ((option_table[i].commands & 1u << row->command) != 0 &&
                row->command != COMMAND_INDEX_VERIFY) {
                ck_assert_msg(prints_a_file(row->command) || is_printed(row->name), "%s",
                              row->name);
            }
        }
    }
}
END_TEST

static void hold_row(const struct output_row *row)
{
    ck_assert(row->printed && row->table != NULL && row->schema != NULL);
    for (size_t i = 0; i < row->table->count; i++) {
        const struct report_field *field = &row->table->fields[i];
        ck_assert_msg(field->meaning != NULL && field->meaning[0] != '\0', "%s", field->name);
        ck_assert_int_eq(field->kind == FIELD_OBJECT || field->kind == FIELD_ROWS,
                         field->inner != NULL);
    }
}

START_TEST(each_row_stands_once_with_all_words)
{
    const struct printed_outputs *printed = printed_table_read();
    ck_assert_ptr_eq(printed, printed_table_read());
    for (size_t i = 0; i < printed->count; i++) {
        hold_row(&printed->rows[i]);
        for (size_t j = 0; j < i; j++) {
            ck_assert_str_ne(printed->rows[i].schema, printed->rows[j].schema);
        }
        for (size_t j = 0; j < output_table_length; j++) {
            ck_assert(output_table[j].schema == NULL ||
                      strcmp(printed->rows[i].schema, output_table[j].schema) != 0);
        }
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("printed_table");
    tcase_add_test(tests, what_prints_json_has_a_schema);
    tcase_add_test(tests, each_row_stands_once_with_all_words);
    return suite_run("printed_table", tests);
}
