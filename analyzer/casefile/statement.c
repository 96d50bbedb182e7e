#include "casefile/statement.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* The two tables of sightings are folded by the same steps, so their statements
 * give and take the same columns: number, what it shows, provenance. */
static const char *const texts[STATEMENT_COUNT] = {
    [STATEMENT_PUT_SETTING] = "INSERT INTO settings (name, value) VALUES (?1, ?2) "
                              "ON CONFLICT (name) DO UPDATE SET value = ?2",
    [STATEMENT_GET_SETTING] = "SELECT value FROM settings WHERE name = ?",
    [STATEMENT_ADD_ROOT] = "INSERT OR IGNORE INTO roots (kind, path, received) VALUES (?, ?, ?)",
    [STATEMENT_FIND_ROOT] = "SELECT id FROM roots WHERE kind = ? AND path = ?",
    [STATEMENT_FIND_SOURCE] = "SELECT number, size, modified, done, outcome FROM sources "
                              "WHERE root = ? AND path = ?",
    [STATEMENT_ADD_SOURCE] =
        "INSERT INTO sources (root, kind, path, size, modified) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (root, path) DO NOTHING",
    [STATEMENT_FORGET_SOURCE] = "DELETE FROM sources WHERE number = ?",
    [STATEMENT_CHANGE_SOURCE] = "UPDATE sources SET size = ?2, modified = ?3 WHERE number = ?1",
    [STATEMENT_FINISH_SOURCE] =
        "UPDATE sources SET done = 1, outcome = ?2, read_size = ?3, examined = ?4, decoded = ?5, "
        "decoded_examined = ?6, sha256 = ?7, rows = ?8, parsed = ?9, failed = ?10, "
        "issuers = ?11, earliest = ?12, latest = ?13 "
        "WHERE number = ?1",
    [STATEMENT_REOPEN_SOURCE] =
        "UPDATE sources SET done = 0, outcome = 0, read_size = 0, examined = 0, decoded = 0, "
        "decoded_examined = 0, sha256 = NULL, rows = 0, parsed = 0, failed = 0, issuers = 0, "
        "earliest = NULL, latest = NULL WHERE number = ? AND done",
    /* Not of an inventory (kind 2), whose keys were computed: see below. */
    [STATEMENT_MARK_KEYS] = "INSERT OR IGNORE INTO marked (id) "
                            "SELECT shown FROM key_sightings WHERE source = ?1 AND "
                            "(SELECT kind FROM sources WHERE number = ?1) <> 2",
    [STATEMENT_FORGET_SIGHTINGS] = "DELETE FROM key_sightings WHERE source = ?",
    [STATEMENT_FORGET_KEYS] = "DELETE FROM keys WHERE id IN (SELECT id FROM marked) AND NOT EXISTS "
                              "(SELECT 1 FROM key_sightings WHERE shown = keys.id)",
    /* Not of an inventory (kind 2): a smaller one later must never look like completion. */
    [STATEMENT_MARK_CERTIFICATES] =
        "INSERT OR IGNORE INTO marked (id) SELECT shown FROM certificate_sightings "
        "WHERE source = ?1 AND (SELECT kind FROM sources WHERE number = ?1) <> 2",
    [STATEMENT_FORGET_CERTIFICATE_SIGHTINGS] = "DELETE FROM certificate_sightings WHERE source = ?",
    [STATEMENT_FORGET_CERTIFICATES] =
        "DELETE FROM certificates WHERE id IN (SELECT id FROM marked) AND NOT EXISTS "
        "(SELECT 1 FROM certificate_sightings WHERE shown = certificates.id)",
    [STATEMENT_FORGET_MARKS] = "DELETE FROM marked",
    [STATEMENT_MARK_UNCOUNTED_KEYS] = "INSERT OR IGNORE INTO marked (id) SELECT shown FROM "
                                      "key_sightings WHERE source = ? AND " IS_UNCOUNTED,
    [STATEMENT_FORGET_UNCOUNTED_SIGHTINGS] =
        "DELETE FROM key_sightings WHERE source = ? AND " IS_UNCOUNTED,
    [STATEMENT_MARK_UNCOUNTED_CERTIFICATES] =
        "INSERT OR IGNORE INTO marked (id) SELECT shown FROM certificate_sightings "
        "WHERE source = ? AND " IS_UNCOUNTED,
    [STATEMENT_FORGET_UNCOUNTED_CERTIFICATE_SIGHTINGS] =
        "DELETE FROM certificate_sightings WHERE source = ? AND " IS_UNCOUNTED,
    [STATEMENT_FORGET_JOURNAL] = "DELETE FROM journal WHERE source = ?",
    [STATEMENT_FORGET_ISSUER_COUNTS] = "DELETE FROM issuer_counts WHERE source = ?",
    [STATEMENT_ADD_ISSUER_COUNT] =
        "INSERT OR REPLACE INTO issuer_counts (source, name, certificates) VALUES (?, ?, ?)",
    [STATEMENT_FORGET_CRL] = "DELETE FROM crl_bytes WHERE source = ?",
    [STATEMENT_FIND_KEY] = "SELECT id, spki_sha256, proof FROM keys "
                           "WHERE name = ? AND verdict = ? AND claimed = ?",
    [STATEMENT_ADD_KEY] =
        "INSERT INTO keys (name, verdict, proof, identity, algorithm, curve, bits, digest, "
        "spki_sha256, probe, claimed, claimed_algorithm, claimed_curve, claimed_bits, "
        "claimed_digest, claimed_spki_sha256, claimed_probe) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_CHANGE_KEY] = "UPDATE keys SET spki_sha256 = ?2, proof = ?3 WHERE id = ?1",
    [STATEMENT_ADD_SIGHTING] =
        "INSERT OR IGNORE INTO key_sightings (source, shown, provenance, sha256, encoding, "
        "failure, clause, remark, has_mail, mail_date, mail_date_is_received, mail_from, "
        "mail_subject, message_id, content, try_steps, tried, local_key_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_FIND_LEAD] =
        "SELECT 1 FROM keys CROSS JOIN key_sightings ON shown = keys.id WHERE name = ? AND "
        "verdict = ? AND content = ? AND try_steps > 0 LIMIT 1",
    [STATEMENT_LIST_LEAD] =
        "SELECT id, provenance FROM key_sightings WHERE content = ? AND try_steps > 0 ORDER BY id",
    [STATEMENT_ADD_OPENED] =
        "INSERT OR IGNORE INTO key_sightings (source, shown, provenance, sha256, encoding, "
        "failure, clause, remark, has_mail, mail_date, mail_date_is_received, mail_from, "
        "mail_subject, message_id, content, try_steps, tried) SELECT source, ?2, ?3, sha256, ?4, "
        "?5, ?6, ?7, has_mail, mail_date, mail_date_is_received, mail_from, mail_subject, "
        "message_id, ?8, ?9, ?10 FROM key_sightings WHERE id = ?1",
    [STATEMENT_LIST_LEAD_KEYS] =
        "SELECT DISTINCT keys.id, name FROM key_sightings JOIN keys ON keys.id = shown "
        "WHERE content = ? AND try_steps > 0 ORDER BY keys.id",
    [STATEMENT_CLOSE_LEAD] =
        "DELETE FROM key_sightings WHERE content = ? AND try_steps > 0 AND shown = ?",
    [STATEMENT_FORGET_KEY] = "DELETE FROM keys WHERE id = ?1 AND NOT EXISTS "
                             "(SELECT 1 FROM key_sightings WHERE shown = ?1)",
    [STATEMENT_NOTE_LEAD] = "UPDATE key_sightings SET failure = ?2, tried = ?3 "
                            "WHERE content = ?1 AND try_steps > 0",
    [STATEMENT_PUT_PROOF] = "UPDATE keys SET proof = ?3 WHERE name = ?1 AND verdict = ?2",
    /* What was sealed for the same recipient stays as it is. */
    [STATEMENT_PUT_SEALED] =
        "INSERT INTO sealed_keys (name, given, recipient_sha256, recipient, content, note) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (name) DO UPDATE SET given = ?2, "
        "recipient_sha256 = ?3, recipient = ?4, content = ?5, note = ?6 "
        "WHERE given <> ?2 OR content = x''",
    [STATEMENT_FIND_SEALED] =
        "SELECT 1 FROM sealed_keys WHERE name = ? AND given = ? AND content <> x''",
    [STATEMENT_FIND_CERTIFICATE] = "SELECT id FROM certificates WHERE sha256 = ?",
    [STATEMENT_ADD_CERTIFICATE] =
        "INSERT INTO certificates (sha256, raw_spki_sha256, identity, algorithm, curve, bits, "
        "digest, spki_sha256, probe, flags, not_before, not_after, serial, issuer_der, "
        "subject_der, issuer_dn, subject_dn, authority_key_id, subject_key_id, dns_names, der, "
        "subject_sum, twin_sha256, organization, emails) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?, ?)",
    [STATEMENT_ADD_CERTIFICATE_SIGHTING] =
        "INSERT OR IGNORE INTO certificate_sightings (source, shown, provenance, local_key_id) "
        "VALUES (?, ?, ?, ?)",
    [STATEMENT_ADD_REQUEST] =
        "INSERT OR IGNORE INTO requests (source, provenance, identity, algorithm, curve, bits, "
        "digest, spki_sha256, probe) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_FORGET_REQUESTS] = "DELETE FROM requests WHERE source = ?",
    [STATEMENT_ADD_FRAGMENT] =
        "INSERT OR IGNORE INTO fragments (source, kind, provenance, wanted, cuts, thread) "
        "VALUES (?, ?, ?, ?, ?, ?)",
    [STATEMENT_ADD_HASH_MATCH] =
        "INSERT OR IGNORE INTO hash_matches (source, spki_sha256, identity, serial, provenance) "
        "VALUES (?, ?, ?, ?, ?)",
    [STATEMENT_FORGET_HASH_MATCHES] = "DELETE FROM hash_matches WHERE source = ?",
    [STATEMENT_FORGET_FRAGMENTS] = "DELETE FROM fragments WHERE source = ?",
    [STATEMENT_MARK_JOINED] =
        "UPDATE key_sightings SET joined = 1, content = coalesce(?4, content) "
        "WHERE source = ?1 AND shown = ?2 AND provenance = ?3",
    [STATEMENT_FIND_OPENED] = "SELECT 1 FROM key_sightings WHERE source = ? AND content = ? AND "
                              "try_steps = 0 LIMIT 1",
    [STATEMENT_LIST_SEEN] =
        "SELECT seen.id, shown, verdict, joined, provenance, EXISTS (SELECT 1 FROM key_sightings "
        "AS other WHERE other.source = seen.source AND other.shown = seen.shown AND other.joined "
        "AND other.provenance = ?2) FROM key_sightings AS seen JOIN keys ON keys.id = shown "
        "WHERE source = ?1",
    [STATEMENT_ADD_JOURNAL] =
        "INSERT INTO journal (source, weight, outcome, provenance, clause, sentence, unread, "
        "told_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_PUT_CRL_BYTES] = "INSERT OR REPLACE INTO crl_bytes (source, content) VALUES (?, ?)",
    [STATEMENT_ADD_CRL] =
        "INSERT OR IGNORE INTO crls (sha256, form, issuer_dn, this_update, next_update, entries, "
        "verified, issuer_sha256, failure, numbered, number, base, scope)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_ADD_REVOCATION] =
        "INSERT OR IGNORE INTO revocations (certificate_sha256, crl_sha256, revoked_at, reason,"
        " state, ocsp, this_update, next_update) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_ADD_VERIFIED] =
        "INSERT OR IGNORE INTO verified (certificate_sha256, issuer_sha256) VALUES (?, ?)",
    [STATEMENT_LIST_KEY_SIGHTINGS] = "SELECT id, shown, provenance, CASE joined WHEN 0 THEN sha256 "
                                     "ELSE x'' END FROM key_sightings"
                                     " WHERE source = ? ORDER BY shown, provenance",
    [STATEMENT_DROP_KEY_SIGHTING] = "DELETE FROM key_sightings WHERE id = ?",
    [STATEMENT_LIST_CERTIFICATE_SIGHTINGS] =
        "SELECT id, shown, provenance, x'' FROM certificate_sightings WHERE source = ?"
        " ORDER BY shown, provenance",
    [STATEMENT_DROP_CERTIFICATE_SIGHTING] = "DELETE FROM certificate_sightings WHERE id = ?",
};

static const char *sentence_of(const struct case_file *file)
{
    switch (sqlite3_errcode(file->database)) {
    case SQLITE_FULL:
        return "the disk is full";
    case SQLITE_NOMEM:
        return "out of memory";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "it is damaged";
    default:
        return sqlite3_errmsg(file->database);
    }
}

bool case_fail(struct case_file *file)
{
    if (!file->failed) {
        file->failed = true;
        (void)snprintf(file->error, sizeof(file->error),
                       "the case file cannot be used: %s; what was stored before stays",
                       sentence_of(file));
    }
    return false;
}

bool case_note_memory(struct case_file *file)
{
    if (!file->failed) {
        (void)snprintf(file->error, sizeof(file->error), "out of memory");
    }
    return false;
}

struct statement statement_begin(struct case_file *file, enum statement_name name)
{
    struct statement statement = { .file = file, .kept = true };
    sqlite3_stmt **kept = &file->kept[name];
    if (*kept == NULL && sqlite3_prepare_v3(file->database, texts[name], -1,
                                            SQLITE_PREPARE_PERSISTENT, kept, NULL) != SQLITE_OK) {
        statement.failed = true;
        (void)case_fail(file);
        return statement;
    }
    assert(!sqlite3_stmt_busy(*kept));
    statement.prepared = *kept;
    return statement;
}

struct statement statement_of(struct case_file *file, const char *sql)
{
    struct statement statement = { .file = file };
    if (sqlite3_prepare_v2(file->database, sql, -1, &statement.prepared, NULL) != SQLITE_OK) {
        statement.failed = true;
        (void)case_fail(file);
    }
    return statement;
}

static void note(struct statement *statement, int result)
{
    if (result != SQLITE_OK && !statement->failed) {
        statement->failed = true;
        (void)case_fail(statement->file);
    }
}

void statement_put_signed(struct statement *statement, int64_t value)
{
    if (!statement->failed) {
        note(statement, sqlite3_bind_int64(statement->prepared, ++statement->next, value));
    }
}

void statement_put_number(struct statement *statement, uint64_t value)
{
    int64_t stored;
    memcpy(&stored, &value, sizeof(stored));
    statement_put_signed(statement, stored);
}

/* The memory outlives the use of the statement: every use runs at once. */
void statement_put_bytes(struct statement *statement, struct bytes value)
{
    if (!statement->failed) {
        const void *at = value.left > 0 ? (const void *)value.at : (const void *)"";
        note(statement, sqlite3_bind_blob64(statement->prepared, ++statement->next, at, value.left,
                                            SQLITE_STATIC));
    }
}

void statement_put_text(struct statement *statement, const char *value)
{
    if (!statement->failed) {
        note(statement,
             sqlite3_bind_text(statement->prepared, ++statement->next, value, -1, SQLITE_STATIC));
    }
}

void statement_put_null(struct statement *statement)
{
    statement_put_text(statement, NULL);
}

void statement_put_digest(struct statement *statement, const uint8_t digest[SHA256_LENGTH])
{
    statement_put_bytes(statement, bytes_over(digest, SHA256_LENGTH));
}

/* The name is made here and gone before the statement runs, so SQLite copies it. */
void statement_put_identity(struct statement *statement, const struct public_identity *identity)
{
    char name[KEY_IDENTITY_TEXT] = "";
    if (identity == NULL) {
        statement_put_text(statement, "");
        for (int i = 0; i < 6; i++) {
            statement_put_null(statement);
        }
        return;
    }
    public_identity_text(identity, name);
    if (!statement->failed) {
        note(statement,
             sqlite3_bind_text(statement->prepared, ++statement->next, name, -1, SQLITE_TRANSIENT));
    }
    statement_put_signed(statement, (int64_t)identity->algorithm);
    statement_put_signed(statement, (int64_t)identity->curve);
    statement_put_signed(statement, identity->bits);
    statement_put_digest(statement, identity->digest);
    statement_put_digest(statement, identity->spki_sha256);
    statement_put_number(statement, identity->probe);
}

void statement_end(struct statement *statement)
{
    if (statement->kept) {
        (void)sqlite3_reset(statement->prepared);
        (void)sqlite3_clear_bindings(statement->prepared);
    } else {
        (void)sqlite3_finalize(statement->prepared);
    }
    statement->prepared = NULL;
}

bool statement_row(struct statement *statement, bool *row)
{
    *row = false;
    if (!statement->failed) {
        int result = sqlite3_step(statement->prepared);
        *row = result == SQLITE_ROW;
        if (*row) {
            statement->next = 0;
            return true;
        }
        note(statement, result == SQLITE_DONE ? SQLITE_OK : result);
    }
    if (statement->prepared != NULL) {
        statement_end(statement);
    }
    return !statement->failed;
}

bool statement_run(struct statement *statement)
{
    bool row;
    bool done = statement_row(statement, &row);
    assert(!row);
    return done;
}

bool statement_stopped(struct statement *statement)
{
    struct case_file *file = statement->file;
    statement_end(statement);
    return case_note_memory(file);
}

int64_t statement_take_signed(struct statement *statement)
{
    return sqlite3_column_int64(statement->prepared, statement->next++);
}

uint64_t statement_take_number(struct statement *statement)
{
    return (uint64_t)statement_take_signed(statement);
}

bool statement_take_bool(struct statement *statement)
{
    return statement_take_signed(statement) != 0;
}

struct bytes statement_take_bytes(struct statement *statement)
{
    int column = statement->next++;
    const void *at = sqlite3_column_blob(statement->prepared, column);
    int length = sqlite3_column_bytes(statement->prepared, column);
    return bytes_over(at, at != NULL && length > 0 ? (size_t)length : 0);
}

const char *statement_take_text(struct statement *statement)
{
    return (const char *)sqlite3_column_text(statement->prepared, statement->next++);
}

bool statement_take_digest(struct statement *statement, uint8_t digest[SHA256_LENGTH])
{
    struct bytes stored = statement_take_bytes(statement);
    bool whole = stored.left == SHA256_LENGTH;
    memset(digest, 0, SHA256_LENGTH);
    if (whole) {
        memcpy(digest, stored.at, SHA256_LENGTH);
    }
    return whole;
}

bool statement_take_identity(struct statement *statement, struct public_identity *identity)
{
    const char *name = statement_take_text(statement);
    *identity = (struct public_identity){ 0 };
    identity->algorithm = (enum key_algorithm)statement_take_signed(statement);
    identity->curve = (enum curve)statement_take_signed(statement);
    identity->bits = (uint16_t)statement_take_signed(statement);
    (void)statement_take_digest(statement, identity->digest);
    (void)statement_take_digest(statement, identity->spki_sha256);
    identity->probe = statement_take_number(statement);
    return name != NULL && name[0] != '\0';
}
