#include "casefile/case_view.h"
#include "casefile/statement.h"

bool case_put_sealed(struct case_file *file, const uint8_t given[SHA256_LENGTH],
                     const struct sealing *sealing)
{
    struct statement put = statement_begin(file, STATEMENT_PUT_SEALED);
    statement_put_text(&put, sealing->identity);
    statement_put_digest(&put, given);
    statement_put_digest(&put, sealing->recipient_sha256);
    statement_put_bytes(&put, sealing->recipient);
    statement_put_bytes(&put, sealing->content);
    statement_put_bytes(&put, sealing->note);
    return statement_run(&put);
}

bool case_is_sealed(struct case_file *file, const uint8_t given[SHA256_LENGTH], const char *name,
                    bool *sealed)
{
    struct statement find = statement_begin(file, STATEMENT_FIND_SEALED);
    statement_put_text(&find, name);
    statement_put_digest(&find, given);
    if (!statement_row(&find, sealed)) {
        return false;
    }
    if (*sealed) {
        statement_end(&find);
    }
    return true;
}

bool case_each_sealed(struct case_file *file, void *context,
                      bool (*visit)(void *context, const struct case_sealed_view *sealed))
{
    static const char sql[] =
        "SELECT k.name, recipient_sha256, recipient, content, note FROM"
        " (SELECT DISTINCT name FROM keys WHERE verdict = ?1) AS k LEFT JOIN sealed_keys AS s ON"
        " s.name = k.name WHERE EXISTS (SELECT 1 FROM sealed_keys) ORDER BY 1";
    struct statement list = statement_of(file, sql);
    bool row;
    statement_put_signed(&list, VERDICT_PROVEN);
    while (statement_row(&list, &row) && row) {
        struct case_sealed_view sealed = { .name = statement_take_text(&list) };
        sealed.recipient_sha256 = statement_take_bytes(&list);
        sealed.recipient = statement_take_bytes(&list);
        sealed.content = statement_take_bytes(&list);
        sealed.note = statement_take_bytes(&list);
        if (!visit(context, &sealed)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

bool case_read_sealed(struct case_file *file, const char *name, struct buffer *content)
{
    struct statement read = statement_of(file, "SELECT content FROM sealed_keys WHERE name = ?");
    bool found;
    statement_put_text(&read, name);
    if (!statement_row(&read, &found)) {
        return false;
    }
    const bool kept = !found || buffer_append(content, statement_take_bytes(&read));
    if (found) {
        statement_end(&read);
    }
    return kept || case_note_memory(file);
}
