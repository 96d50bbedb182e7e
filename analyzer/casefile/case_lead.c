#include "casefile/case_file.h"

#include <string.h>

#include "casefile/statement.h"

bool case_each_lead(struct case_file *file, enum lead_tried wanted, void *context,
                    bool (*visit)(void *context, const struct case_lead *lead))
{
    static const char sql[] =
        "WITH leads AS (SELECT content AS lead, max(try_steps) AS steps, min(tried) AS least FROM"
        " key_sightings WHERE try_steps > 0 GROUP BY content)"
        " SELECT DISTINCT content, steps, number, path, size, modified, provenance FROM leads"
        " JOIN key_sightings ON content = lead AND try_steps > 0 JOIN sources ON number = source"
        " WHERE least < ? ORDER BY steps, content, path, provenance, number";
    struct statement list = statement_of(file, sql);
    bool row;
    statement_put_signed(&list, wanted);
    while (statement_row(&list, &row) && row) {
        struct case_lead lead = { 0 };
        (void)statement_take_digest(&list, lead.content_sha256);
        lead.steps = statement_take_number(&list);
        lead.source = (uint32_t)statement_take_number(&list);
        lead.path = statement_take_bytes(&list);
        lead.size = statement_take_number(&list);
        lead.modified = statement_take_signed(&list);
        lead.provenance = statement_take_bytes(&list);
        if (!visit(context, &lead)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

bool case_each_evidence(struct case_file *file, void *context,
                        bool (*visit)(void *context, uint32_t number,
                                      const struct case_source *source))
{
    struct statement list =
        statement_of(file, "SELECT number, root, path, size, modified FROM sources"
                           " WHERE kind = ? AND done ORDER BY path, number");
    bool row;
    statement_put_signed(&list, SOURCE_EVIDENCE);
    while (statement_row(&list, &row) && row) {
        const uint32_t number = (uint32_t)statement_take_number(&list);
        struct case_source source = { .kind = SOURCE_EVIDENCE };
        source.root = statement_take_signed(&list);
        source.path = statement_take_bytes(&list);
        source.size = statement_take_number(&list);
        source.modified = statement_take_signed(&list);
        if (!visit(context, number, &source)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

static bool clear_journal(struct case_file *file, enum told_by told_by)
{
    struct statement clear = statement_of(file, "DELETE FROM journal WHERE told_by = ?");
    statement_put_signed(&clear, told_by);
    return statement_run(&clear);
}

bool case_clear_unlock_journal(struct case_file *file)
{
    return clear_journal(file, TOLD_BY_UNLOCK);
}

bool case_clear_join_journal(struct case_file *file)
{
    return clear_journal(file, TOLD_BY_JOIN);
}

bool case_clear_fragment_journal(struct case_file *file)
{
    return clear_journal(file, TOLD_BY_FRAGMENTS);
}

bool case_clear_prime_journal(struct case_file *file)
{
    return clear_journal(file, TOLD_BY_PRIMES);
}

bool case_name_is_among(struct bytes names, const char *name)
{
    struct bytes one;
    while (bytes_take_until(&names, 0, &one)) {
        if (bytes_equal(one, bytes_over(name, strlen(name)))) {
            return true;
        }
    }
    return false;
}

static bool put_name(struct buffer *names, const char *name)
{
    return buffer_append_text(names, name) && buffer_append_byte(names, 0);
}

static bool visit_lead_keys(struct case_file *file, const uint8_t content_sha256[SHA256_LENGTH],
                            void *context,
                            bool (*visit)(void *context, int64_t id, const char *name))
{
    struct statement list = statement_begin(file, STATEMENT_LIST_LEAD_KEYS);
    bool row;
    statement_put_digest(&list, content_sha256);
    while (statement_row(&list, &row) && row) {
        const int64_t id = statement_take_signed(&list);
        if (!visit(context, id, statement_take_text(&list))) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

bool case_has_lead(struct case_file *file, const uint8_t content_sha256[SHA256_LENGTH],
                   const char *name, bool *known)
{
    struct statement find = statement_begin(file, STATEMENT_FIND_LEAD);
    statement_put_text(&find, name);
    statement_put_signed(&find, VERDICT_ENCRYPTED);
    statement_put_digest(&find, content_sha256);
    if (!statement_row(&find, known)) {
        return false;
    }
    if (*known) {
        statement_end(&find);
    }
    return true;
}

/* Which keys of a lead are closed no more. */
struct lead_closing {
    struct bytes closed;
    struct buffer ids; /* eight octets each */
    struct buffer *gone;
};

static bool add_opened_key(void *context, int64_t id, const char *name)
{
    struct lead_closing *closing = context;
    return case_name_is_among(closing->closed, name) ||
           (buffer_append_number(&closing->ids, 8, (uint64_t)id) && put_name(closing->gone, name));
}

static bool close_key(struct case_file *file, const uint8_t content_sha256[SHA256_LENGTH],
                      int64_t id)
{
    struct statement close = statement_begin(file, STATEMENT_CLOSE_LEAD);
    statement_put_digest(&close, content_sha256);
    statement_put_signed(&close, id);
    if (!statement_run(&close)) {
        return false;
    }
    struct statement forget = statement_begin(file, STATEMENT_FORGET_KEY);
    statement_put_signed(&forget, id);
    return statement_run(&forget);
}

bool case_keep_leads(struct case_file *file, const uint8_t content_sha256[SHA256_LENGTH],
                     struct bytes closed, struct buffer *gone)
{
    struct lead_closing closing = { .closed = closed, .gone = gone };
    bool kept = visit_lead_keys(file, content_sha256, &closing, add_opened_key);
    struct bytes ids = buffer_bytes(&closing.ids);
    uint64_t id;
    while (kept && bytes_take_number(&ids, 8, &id)) {
        kept = close_key(file, content_sha256, (int64_t)id);
    }
    buffer_clear(&closing.ids);
    return kept;
}

bool case_note_lead(struct case_file *file, const uint8_t content_sha256[SHA256_LENGTH],
                    const char *failure, enum lead_tried tried)
{
    struct statement note = statement_begin(file, STATEMENT_NOTE_LEAD);
    statement_put_digest(&note, content_sha256);
    statement_put_text(&note, failure);
    statement_put_signed(&note, tried);
    return statement_run(&note);
}
