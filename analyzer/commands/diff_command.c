#include "commands/diff_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/case_facts.h"
#include "commands/command.h"
#include "commands/error_line.h"
#include "commands/listing/cell_colour.h"
#include "commands/listing/printed_table.h"
#include "commands/terminal.h"
#include "reports/report_field.h"

#define EXIT_DIFFER 1

/* A difference; one of the two may be NULL. */
struct diff_row {
    const struct case_fact *one, *other;
};

static const struct case_fact *either(const void *row)
{
    const struct diff_row *diff = row;
    return diff->other != NULL ? diff->other : diff->one;
}

static bool get_change(const void *row, struct field_value *value)
{
    const struct diff_row *diff = row;
    return field_text(diff->one == NULL     ? "added"
                      : diff->other == NULL ? "removed"
                                            : "changed",
                      value);
}

static const char *kind_name(enum fact_kind kind)
{
    static const char *const names[] = {
        [FACT_KEY] = "key", [FACT_CERTIFICATE] = "certificate", [FACT_EVIDENCE] = "evidence"
    };
    return names[kind];
}

static bool get_kind(const void *row, struct field_value *value)
{
    return field_text(kind_name(either(row)->kind), value);
}

static bool get_name(const void *row, struct field_value *value)
{
    return field_text(either(row)->name, value);
}

static bool get_before(const void *row, struct field_value *value)
{
    const struct case_fact *one = ((const struct diff_row *)row)->one;
    return one != NULL && field_text(one->value, value);
}

static bool get_after(const void *row, struct field_value *value)
{
    const struct case_fact *other = ((const struct diff_row *)row)->other;
    return other != NULL && field_text(other->value, value);
}

static bool get_listed_before(const void *row, struct field_value *value)
{
    const struct case_fact *one = ((const struct diff_row *)row)->one;
    value->truth = one != NULL && one->listed;
    return one != NULL && one->kind == FACT_CERTIFICATE;
}

static bool get_listed_after(const void *row, struct field_value *value)
{
    const struct case_fact *other = ((const struct diff_row *)row)->other;
    value->truth = other != NULL && other->listed;
    return other != NULL && other->kind == FACT_CERTIFICATE;
}

static bool get_words(const void *row, struct field_value *value)
{
    return field_text(either(row)->words, value);
}

static const struct report_field fields[] = {
    { "change", FIELD_TEXT, get_change,
      .meaning = "what became of it: it is new, gone, or another" },
    { "kind", FIELD_TEXT, get_kind, .meaning = "what it is: key, certificate, evidence" },
    { "name", FIELD_TEXT, get_name, .meaning = "what names it in both cases" },
    { "before", FIELD_TEXT, get_before,
      .meaning = "its verdict, status or outcome in the first case" },
    { "after", FIELD_TEXT, get_after, .meaning = "the same in the second case" },
    { "listed_before", FIELD_TRUTH, get_listed_before,
      .meaning = "whether the first case has it on the list" },
    { "listed_after", FIELD_TRUTH, get_listed_after,
      .meaning = "whether the second case has it there" },
    { "words", FIELD_TEXT, get_words, .meaning = "what a person would know it by" },
};
const struct report_table diff_table = { fields, sizeof(fields) / sizeof(fields[0]) };

struct diff_run {
    const struct options *options;
    struct output_file output;
    bool differ, coloured;
};

/* "+ certificate revoke, serial 1001 of CN=..., a5ee...", as far as a case has it. */
static void put_line(struct output_file *file, const struct diff_row *row, bool coloured)
{
    const struct case_fact *fact = either(row);
    const bool digest = fact->kind == FACT_EVIDENCE;
    const char *colour = row->one == NULL     ? COLOUR_GREEN
                         : row->other == NULL ? COLOUR_RED
                                              : COLOUR_YELLOW;
    output_put_text(file, coloured ? colour : "");
    output_put_text(file, row->one == NULL ? "+ " : row->other == NULL ? "- " : "~ ");
    output_put_text(file, coloured ? COLOUR_END : "");
    output_put_text(file, kind_name(fact->kind));
    if (!digest) {
        output_put_text(file, " ");
        output_put_text(file, row->one != NULL ? row->one->value : row->other->value);
        output_put_text(file, row->one != NULL && row->other != NULL ? " -> " : "");
        output_put_text(file, row->one != NULL && row->other != NULL ? row->other->value : "");
    }
    output_put_text(file, fact->words[0] != '\0' ? ", " : "");
    output_put_text(file, fact->words);
    output_put_text(file, digest ? " " : ", ");
    output_put_text(file, fact->name);
    output_put_text(file, digest && row->one != NULL && row->other != NULL
                              ? ", which has another content\n"
                              : "\n");
}

static bool take_difference(void *context, const struct case_fact *one,
                            const struct case_fact *other)
{
    struct diff_run *run = context;
    const struct diff_row row = { one, other };
    run->differ = true;
    if (run->options->quiet) {
        return false; /* more is not asked for */
    }
    if (run->options->json) {
        report_put_json_row(&run->output, &diff_table, &row);
    } else {
        put_line(&run->output, &row, run->coloured);
    }
    return run->output.failure == 0;
}

static bool read_case(const char *folder, const struct options *options, struct case_facts *facts)
{
    char why[512];
    struct case_file *file = case_open(folder, CASE_READ, why, sizeof(why));
    if (file == NULL) {
        return error_line("%s", why);
    }
    const bool read = case_facts_read(facts, file, options->include_short_lived);
    if (!read) {
        const char *error = case_error(file);
        (void)error_line("case '%s': %s", folder, error[0] != '\0' ? error : "out of memory");
    }
    case_close(file);
    return read;
}

int diff_command_do(const struct options *options)
{
    struct case_facts one = { 0 }, other = { 0 };
    struct diff_run run = { .options = options,
                            .output = { .descriptor = STDOUT_FILENO },
                            .coloured = terminal_has_colour(STDOUT_FILENO, options->color) };
    int status = EXIT_FATAL;
    if (read_case(options->evidence.paths[0], options, &one) &&
        read_case(options->evidence.paths[1], options, &other)) {
        const bool compared = case_facts_compare(&one, &other, &run, take_difference);
        status = !output_file_end(&run.output) || !(compared || run.differ)
                     ? error_line_fatal("cannot write to standard output: %s",
                                        strerror(run.output.failure))
                 : run.differ ? EXIT_DIFFER
                              : EXIT_SUCCESS;
    }
    buffer_clear(&run.output.held);
    case_facts_clear(&one);
    case_facts_clear(&other);
    return status;
}
