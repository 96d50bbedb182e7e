#include "casefile/case_file.h"

#include "casefile/statement.h"

bool case_each_encrypted(struct case_file *file, void *context,
                         bool (*visit)(void *context, const struct case_message *message))
{
    static const char sql[] =
        "SELECT number, path, size, modified, provenance FROM journal JOIN sources ON number = "
        "source WHERE journal.outcome = ? AND weight = ? AND told_by = 0 AND sources.kind = ? AND "
        "done ORDER BY path, number, provenance";
    struct statement list = statement_of(file, sql);
    bool row;
    statement_put_signed(&list, OUTCOME_ENCRYPTED);
    statement_put_signed(&list, JOURNAL_UNREAD);
    statement_put_signed(&list, SOURCE_EVIDENCE);
    while (statement_row(&list, &row) && row) {
        struct case_message message = { .source = (uint32_t)statement_take_number(&list) };
        message.path = statement_take_bytes(&list);
        message.size = statement_take_number(&list);
        message.modified = statement_take_signed(&list);
        message.provenance = statement_take_bytes(&list);
        if (!visit(context, &message)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

/* By the remedy that the entry tells: other ways to close something have another, or none. */
bool case_count_closed(struct case_file *file, uint64_t *count)
{
    static const char sql[] = "SELECT count(*) FROM journal WHERE outcome = ? AND weight = ? AND "
                              "told_by = 0 AND instr(sentence, '--passphrases') > 0";
    struct statement counted = statement_of(file, sql);
    bool row;
    statement_put_signed(&counted, OUTCOME_ENCRYPTED);
    statement_put_signed(&counted, JOURNAL_UNREAD);
    *count = 0;
    while (statement_row(&counted, &row) && row) {
        *count = statement_take_number(&counted);
    }
    return !counted.failed;
}

static bool change_ledger(struct case_file *file, uint32_t number, struct bytes provenance,
                          const struct opened_message *opened)
{
    static const char sql[] =
        "UPDATE sources SET decoded = decoded + ?1 - (SELECT unread FROM journal WHERE source = ?3 "
        "AND provenance = ?4 AND outcome = ?5), decoded_examined = decoded_examined + ?2 "
        "WHERE number = ?3 AND EXISTS (SELECT 1 FROM journal WHERE source = ?3 AND provenance = ?4 "
        "AND outcome = ?5)";
    struct statement change = statement_of(file, sql);
    statement_put_number(&change, opened->decoded);
    statement_put_number(&change, opened->decoded_examined);
    statement_put_number(&change, number);
    statement_put_bytes(&change, provenance);
    statement_put_signed(&change, OUTCOME_ENCRYPTED);
    return statement_run(&change);
}

static bool drop_entry(struct case_file *file, uint32_t number, struct bytes provenance)
{
    struct statement drop = statement_of(
        file, "DELETE FROM journal WHERE source = ? AND provenance = ? AND outcome = ?");
    statement_put_number(&drop, number);
    statement_put_bytes(&drop, provenance);
    statement_put_signed(&drop, OUTCOME_ENCRYPTED);
    return statement_run(&drop);
}

/* That of a file is of the first thing in it that was not examined. */
static bool change_outcome(struct case_file *file, uint32_t number)
{
    struct statement change = statement_of(
        file, "UPDATE sources SET outcome = coalesce((SELECT outcome FROM journal WHERE source = "
              "?1 AND weight = ?2 AND told_by = 0 ORDER BY id LIMIT 1), 0) WHERE number = ?1");
    statement_put_number(&change, number);
    statement_put_signed(&change, JOURNAL_UNREAD);
    return statement_run(&change);
}

bool case_settle_message(struct case_file *file, uint32_t number, struct bytes provenance,
                         const struct opened_message *opened)
{
    return change_ledger(file, number, provenance, opened) && drop_entry(file, number, provenance);
}

bool case_settle_opened(struct case_file *file, uint32_t number)
{
    return change_outcome(file, number) && case_fold_source(file, number);
}
