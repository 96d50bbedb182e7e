#include <string.h>

#include "casefile/statement.h"

bool case_add_root(struct case_file *file, enum source_kind kind, const char *path,
                   int64_t received, int64_t *root)
{
    struct bytes name = bytes_over(path, strlen(path));
    struct statement add = statement_begin(file, STATEMENT_ADD_ROOT);
    statement_put_signed(&add, kind);
    statement_put_bytes(&add, name);
    statement_put_signed(&add, received);
    if (!statement_run(&add)) {
        return false;
    }
    struct statement find = statement_begin(file, STATEMENT_FIND_ROOT);
    bool row;
    statement_put_signed(&find, kind);
    statement_put_bytes(&find, name);
    if (!statement_row(&find, &row) || !row) {
        return false;
    }
    *root = statement_take_signed(&find);
    statement_end(&find);
    return true;
}

bool case_derive_root(struct case_file *file, int64_t root, const char *derived_from)
{
    struct statement derive = statement_of(file, "UPDATE roots SET derived_from = ? WHERE id = ?");
    statement_put_bytes(&derive, bytes_over(derived_from, strlen(derived_from)));
    statement_put_signed(&derive, root);
    return statement_run(&derive);
}

bool case_each_root(struct case_file *file, void *context,
                    bool (*visit)(void *context, enum source_kind kind, const char *path))
{
    struct statement roots = statement_of(file, "SELECT kind, path FROM roots ORDER BY kind, path");
    bool row;
    while (statement_row(&roots, &row) && row) {
        enum source_kind kind = (enum source_kind)statement_take_signed(&roots);
        struct buffer path = { 0 };
        bool kept = buffer_append(&path, statement_take_bytes(&roots)) &&
                    buffer_append_byte(&path, 0) && visit(context, kind, (const char *)path.at);
        buffer_clear(&path);
        if (!kept) {
            return statement_stopped(&roots);
        }
    }
    return !roots.failed;
}

/* What the case knows of a source that was listed before. */
struct known_source {
    bool found;
    uint32_t number;
    uint64_t size;
    int64_t modified;
    bool done;
    enum outcome outcome;
};

static bool find_source(struct case_file *file, const struct case_source *source,
                        struct known_source *known)
{
    struct statement find = statement_begin(file, STATEMENT_FIND_SOURCE);
    statement_put_signed(&find, source->root);
    statement_put_bytes(&find, source->path);
    *known = (struct known_source){ 0 };
    if (!statement_row(&find, &known->found)) {
        return false;
    }
    if (known->found) {
        known->number = (uint32_t)statement_take_number(&find);
        known->size = statement_take_number(&find);
        known->modified = statement_take_signed(&find);
        known->done = statement_take_bool(&find);
        known->outcome = (enum outcome)statement_take_signed(&find);
        statement_end(&find);
    }
    return true;
}

/* Not added: it is known. */
static bool add_source(struct case_file *file, const struct case_source *source, uint32_t *number,
                       bool *added)
{
    struct statement add = statement_begin(file, STATEMENT_ADD_SOURCE);
    statement_put_signed(&add, source->root);
    statement_put_signed(&add, source->kind);
    statement_put_bytes(&add, source->path);
    statement_put_number(&add, source->size);
    statement_put_signed(&add, source->modified);
    if (!statement_run(&add)) {
        return false;
    }
    *added = sqlite3_changes(file->database) > 0;
    *number = (uint32_t)sqlite3_last_insert_rowid(file->database);
    return true;
}

/* The file could not be opened, moved under the reader or cost a worker: that may have
 * been the moment, and not the file. */
static bool is_worth_another_try(enum outcome outcome)
{
    return outcome == OUTCOME_UNREADABLE || outcome == OUTCOME_CHANGED || outcome == OUTCOME_LOST;
}

/* To find and to add are a search each, of 200,000 files 5,000 instructions: most often all that
 * are listed are new, or all are known. */
static bool find_or_add(struct case_file *file, const struct case_source *source,
                        struct known_source *known, uint32_t *number)
{
    bool added = false;
    if ((file->relists && !find_source(file, source, known)) ||
        (!known->found && !add_source(file, source, number, &added))) {
        return false;
    }
    return known->found || added || find_source(file, source, known);
}

bool case_add_source(struct case_file *file, const struct case_source *source, uint32_t *number,
                     enum source_known *state)
{
    struct known_source known = { 0 };
    if (!find_or_add(file, source, &known, number)) {
        return false;
    }
    file->relists = known.found;
    *state = known.found ? SOURCE_UNFINISHED : SOURCE_NEW;
    if (!known.found) {
        return true;
    }
    *number = known.number;
    if (known.size == source->size && known.modified == source->modified) {
        if (known.done && !is_worth_another_try(known.outcome)) {
            *state = SOURCE_FINISHED;
        }
        return true;
    }
    struct statement change = statement_begin(file, STATEMENT_CHANGE_SOURCE);
    statement_put_number(&change, known.number);
    statement_put_number(&change, source->size);
    statement_put_signed(&change, source->modified);
    return statement_run(&change) && case_forget_results(file, known.number);
}

static bool run_with_number(struct case_file *file, enum statement_name name, uint32_t number)
{
    struct statement statement = statement_begin(file, name);
    statement_put_number(&statement, number);
    return statement_run(&statement);
}

bool case_forget_refusal(struct case_file *file, int64_t root, struct bytes path)
{
    const struct case_source directory = { .root = root, .path = path };
    struct known_source known;
    return find_source(file, &directory, &known) &&
           (!known.found || known.outcome != OUTCOME_UNREADABLE ||
            (run_with_number(file, STATEMENT_FORGET_JOURNAL, known.number) &&
             run_with_number(file, STATEMENT_FORGET_SOURCE, known.number)));
}

static bool run_alone(struct case_file *file, enum statement_name name)
{
    struct statement statement = statement_begin(file, name);
    return statement_run(&statement);
}

/* Goes with the sightings: a key (a certificate) that was seen nowhere else. */
static bool forget_shown(struct case_file *file, uint32_t number, enum statement_name mark,
                         enum statement_name sightings, enum statement_name shown)
{
    if (!run_with_number(file, mark, number)) {
        return false;
    }
    return sqlite3_changes(file->database) == 0 ||
           (run_with_number(file, sightings, number) && run_alone(file, shown) &&
            run_alone(file, STATEMENT_FORGET_MARKS));
}

bool case_forget_results(struct case_file *file, uint32_t number)
{
    return forget_shown(file, number, STATEMENT_MARK_KEYS, STATEMENT_FORGET_SIGHTINGS,
                        STATEMENT_FORGET_KEYS) &&
           forget_shown(file, number, STATEMENT_MARK_CERTIFICATES,
                        STATEMENT_FORGET_CERTIFICATE_SIGHTINGS, STATEMENT_FORGET_CERTIFICATES) &&
           forget_shown(file, number, STATEMENT_MARK_UNCOUNTED_KEYS,
                        STATEMENT_FORGET_UNCOUNTED_SIGHTINGS, STATEMENT_FORGET_KEYS) &&
           forget_shown(file, number, STATEMENT_MARK_UNCOUNTED_CERTIFICATES,
                        STATEMENT_FORGET_UNCOUNTED_CERTIFICATE_SIGHTINGS,
                        STATEMENT_FORGET_CERTIFICATES) &&
           run_with_number(file, STATEMENT_FORGET_JOURNAL, number) &&
           run_with_number(file, STATEMENT_FORGET_CRL, number) &&
           run_with_number(file, STATEMENT_FORGET_ISSUER_COUNTS, number) &&
           run_with_number(file, STATEMENT_FORGET_FRAGMENTS, number) &&
           run_with_number(file, STATEMENT_FORGET_REQUESTS, number) &&
           run_with_number(file, STATEMENT_FORGET_HASH_MATCHES, number) &&
           run_with_number(file, STATEMENT_REOPEN_SOURCE, number);
}

static bool store_ledgers(struct case_file *file, uint32_t number, const struct file_done *done)
{
    struct statement finish = statement_begin(file, STATEMENT_FINISH_SOURCE);
    statement_put_number(&finish, number);
    statement_put_signed(&finish, done->outcome);
    statement_put_number(&finish, done->size);
    statement_put_number(&finish, done->examined);
    statement_put_number(&finish, done->decoded);
    statement_put_number(&finish, done->decoded_examined);
    if (done->has_digest) {
        statement_put_digest(&finish, done->sha256);
    } else {
        statement_put_null(&finish);
    }
    statement_put_number(&finish, done->rows);
    statement_put_number(&finish, done->parsed);
    statement_put_number(&finish, done->failed);
    statement_put_number(&finish, done->issuers.left / (2 * sizeof(uint64_t)));
    if (done->dated) {
        statement_put_signed(&finish, done->earliest);
        statement_put_signed(&finish, done->latest);
    }
    return statement_run(&finish);
}

static bool store_issuers(struct case_file *file, uint32_t number, struct bytes issuers)
{
    uint64_t name, count;
    while (bytes_take_number(&issuers, sizeof(name), &name) &&
           bytes_take_number(&issuers, sizeof(count), &count)) {
        struct statement add = statement_begin(file, STATEMENT_ADD_ISSUER_COUNT);
        statement_put_number(&add, number);
        statement_put_number(&add, name);
        statement_put_number(&add, count);
        if (!statement_run(&add)) {
            return false;
        }
    }
    return true;
}

bool case_finish_source(struct case_file *file, uint32_t number, const struct file_done *done)
{
    return case_fold_source(file, number) && store_ledgers(file, number, done) &&
           store_issuers(file, number, done->issuers);
}

static bool add_journal(struct case_file *file, uint32_t number, const struct journal_entry *entry,
                        enum told_by told_by)
{
    struct statement add = statement_begin(file, STATEMENT_ADD_JOURNAL);
    statement_put_number(&add, number);
    statement_put_signed(&add, entry->weight);
    statement_put_signed(&add, entry->outcome);
    statement_put_bytes(&add, entry->provenance);
    statement_put_bytes(&add, entry->clause);
    statement_put_bytes(&add, entry->sentence);
    statement_put_number(&add, entry->unread);
    statement_put_signed(&add, told_by);
    return statement_run(&add);
}

bool case_add_journal(struct case_file *file, uint32_t number, const struct journal_entry *entry)
{
    return add_journal(file, number, entry, TOLD_BY_READING);
}

bool case_add_judge_journal(struct case_file *file, uint32_t number,
                            const struct journal_entry *entry)
{
    return add_journal(file, number, entry, TOLD_BY_JUDGE);
}

bool case_add_unlock_journal(struct case_file *file, uint32_t number,
                             const struct journal_entry *entry)
{
    return add_journal(file, number, entry, TOLD_BY_UNLOCK);
}

bool case_add_fragment_journal(struct case_file *file, uint32_t number,
                               const struct journal_entry *entry)
{
    return add_journal(file, number, entry, TOLD_BY_FRAGMENTS);
}

bool case_add_join_journal(struct case_file *file, uint32_t number,
                           const struct journal_entry *entry)
{
    return add_journal(file, number, entry, TOLD_BY_JOIN);
}

bool case_add_prime_journal(struct case_file *file, uint32_t number,
                            const struct journal_entry *entry)
{
    return add_journal(file, number, entry, TOLD_BY_PRIMES);
}
