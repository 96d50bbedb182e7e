#include "reports/evidence_report.h"

#include <string.h>

#include "reports/output_table.h"
#include "reports/plain_text.h"
#include "reports/report_field.h"

struct journal_row {
    const struct journal_entry *entry;
    struct bytes path, provenance; /* printed */
};

static const struct journal_entry *entry_of(const void *row)
{
    return ((const struct journal_row *)row)->entry;
}

static bool get_path(const void *row, struct field_value *value)
{
    value->text = ((const struct journal_row *)row)->path;
    return true;
}

static bool get_provenance(const void *row, struct field_value *value)
{
    value->text = ((const struct journal_row *)row)->provenance;
    return true;
}

static bool get_weight(const void *row, struct field_value *value)
{
    const char *name = entry_of(row)->weight == JOURNAL_UNREAD ? "unread" : "note";
    value->text = bytes_over(name, strlen(name));
    return true;
}

static bool get_outcome(const void *row, struct field_value *value)
{
    const char *name = outcome_name(entry_of(row)->outcome);
    value->text = bytes_over(name, strlen(name));
    return true;
}

static bool get_clause(const void *row, struct field_value *value)
{
    value->text = entry_of(row)->clause;
    return value->text.left > 0;
}

static bool get_sentence(const void *row, struct field_value *value)
{
    value->text = entry_of(row)->sentence;
    return true;
}

static bool get_unread(const void *row, struct field_value *value)
{
    value->number = entry_of(row)->unread;
    return value->number > 0;
}

static const struct report_field fields[] = {
    { "path", FIELD_TEXT, get_path, .meaning = "path of the file" },
    { "provenance", FIELD_TEXT, get_provenance, .meaning = "path and chain of places in one line" },
    { "weight", FIELD_TEXT, get_weight,
      .meaning = "unread: something was not examined, and bit 4 of the exit status is set; note: "
                 "an anomaly that costs nothing" },
    { "outcome", FIELD_TEXT, get_outcome, .meaning = "kind of the reason" },
    { "clause", FIELD_TEXT, get_clause,
      .meaning = "clause of the format that is broken; absent where no text rules" },
    { "sentence", FIELD_TEXT, get_sentence, .meaning = "the reason, in words" },
    { "unread", FIELD_NUMBER, get_unread,
      .meaning = "bytes that were not examined; absent where their number is not known or there "
                 "are none" },
};

const struct report_table journal_table = { fields, sizeof(fields) / sizeof(fields[0]) };

struct journal_visit {
    void *context;
    bool (*visit)(void *context, const void *row);
};

static bool visit_entry(void *context, enum source_kind kind, struct bytes path,
                        const struct journal_entry *entry)
{
    const struct journal_visit *visit = context;
    struct buffer line = { 0 };
    (void)kind;
    bool kept = plain_text_print_path(path, &line);
    size_t path_length = line.used;
    kept = kept && provenance_print(entry->provenance, &line);
    if (kept) {
        const struct journal_row row = { entry, bytes_over(line.at, path_length),
                                         buffer_bytes(&line) };
        kept = visit->visit(visit->context, &row);
    }
    buffer_clear(&line);
    return kept;
}

bool journal_report_each(struct case_file *file, void *context,
                         bool (*visit)(void *context, const void *row))
{
    struct journal_visit each = { context, visit };
    return case_each_journal(file, &each, visit_entry);
}

static bool put_row(void *context, const void *row)
{
    report_put_json_row(context, &journal_table, row);
    return true;
}

bool journal_report_write(struct output_set *set, struct case_file *file)
{
    return journal_report_each(file, output_set_add(set, "journal.jsonl"), put_row);
}
