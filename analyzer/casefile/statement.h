#ifndef STATEMENT_H
#define STATEMENT_H

#include <sqlite3.h>

#include "casefile/case_file.h"

/* The database behind the case: statements that are prepared once and kept,
 * values bound one after the other, columns taken one after the other. Inside
 * this room alone. */

enum statement_name {
    STATEMENT_PUT_SETTING,
    STATEMENT_GET_SETTING,
    STATEMENT_ADD_ROOT,
    STATEMENT_FIND_ROOT,
    STATEMENT_FIND_SOURCE,
    STATEMENT_ADD_SOURCE,
    STATEMENT_CHANGE_SOURCE,
    STATEMENT_FORGET_SOURCE,
    STATEMENT_FINISH_SOURCE,
    STATEMENT_REOPEN_SOURCE,
    STATEMENT_MARK_KEYS,
    STATEMENT_FORGET_SIGHTINGS,
    STATEMENT_FORGET_KEYS,
    STATEMENT_MARK_CERTIFICATES,
    STATEMENT_FORGET_CERTIFICATE_SIGHTINGS,
    STATEMENT_FORGET_CERTIFICATES,
    STATEMENT_FORGET_MARKS,
    STATEMENT_MARK_UNCOUNTED_KEYS,
    STATEMENT_FORGET_UNCOUNTED_SIGHTINGS,
    STATEMENT_MARK_UNCOUNTED_CERTIFICATES,
    STATEMENT_FORGET_UNCOUNTED_CERTIFICATE_SIGHTINGS,
    STATEMENT_FORGET_JOURNAL,
    STATEMENT_FORGET_CRL,
    STATEMENT_FORGET_ISSUER_COUNTS,
    STATEMENT_ADD_ISSUER_COUNT,
    STATEMENT_FIND_KEY,
    STATEMENT_ADD_KEY,
    STATEMENT_CHANGE_KEY,
    STATEMENT_ADD_SIGHTING,
    STATEMENT_FIND_LEAD,
    STATEMENT_LIST_LEAD,
    STATEMENT_ADD_OPENED,
    STATEMENT_FIND_OPENED,
    STATEMENT_LIST_LEAD_KEYS,
    STATEMENT_CLOSE_LEAD,
    STATEMENT_FORGET_KEY,
    STATEMENT_NOTE_LEAD,
    STATEMENT_PUT_PROOF,
    STATEMENT_PUT_SEALED,
    STATEMENT_FIND_SEALED,
    STATEMENT_FIND_CERTIFICATE,
    STATEMENT_ADD_CERTIFICATE,
    STATEMENT_ADD_CERTIFICATE_SIGHTING,
    STATEMENT_ADD_REQUEST,
    STATEMENT_FORGET_REQUESTS,
    STATEMENT_ADD_FRAGMENT,
    STATEMENT_ADD_HASH_MATCH,
    STATEMENT_FORGET_HASH_MATCHES,
    STATEMENT_FORGET_FRAGMENTS,
    STATEMENT_MARK_JOINED,
    STATEMENT_LIST_SEEN,
    STATEMENT_ADD_JOURNAL,
    STATEMENT_PUT_CRL_BYTES,
    STATEMENT_ADD_CRL,
    STATEMENT_ADD_REVOCATION,
    STATEMENT_ADD_VERIFIED,
    STATEMENT_LIST_KEY_SIGHTINGS,
    STATEMENT_DROP_KEY_SIGHTING,
    STATEMENT_LIST_CERTIFICATE_SIGHTINGS,
    STATEMENT_DROP_CERTIFICATE_SIGHTING,
    STATEMENT_COUNT
};

/* Who put an entry into the journal: what is done again is told again. Values stand in
 * the case file. */
enum told_by {
    TOLD_BY_READING = 0,
    TOLD_BY_JUDGE = 1,
    TOLD_BY_UNLOCK = 2,
    TOLD_BY_JOIN = 3,
    TOLD_BY_PRIMES = 4,
    TOLD_BY_FRAGMENTS = 5
};

/* Of a table of sightings: those in rows that are counted from a range on, by the first octets
 * of an encoded PLACE_ROW. */
#define IS_UNCOUNTED "substr(provenance, 1, 2) BETWEEN x'0780' AND x'07ff'"

struct case_file {
    sqlite3 *database;
    sqlite3_stmt *kept[STATEMENT_COUNT];
    int lock;     /* descriptor of CASE/case.lock */
    bool failed;  /* the first failure of the database stays */
    bool relists; /* the last source that was listed was known, so the next may be */
    char error[512];
    /* case_watch() */
    void *watcher;
    bool (*go_on)(void *context);
};

/* One use of a statement: values go in from the left, columns come out from the
 * left. Failures are noted in it and come out of statement_run/_row. */
struct statement {
    struct case_file *file;
    sqlite3_stmt *prepared;
    int next;  /* value or column */
    bool kept; /* goes back to the file's, else it is finalized */
    bool failed;
};

/* A kept statement; one use at a time. */
struct statement statement_begin(struct case_file *file, enum statement_name name);
/* One of its own, for visits: their visitors may use the file. */
struct statement statement_of(struct case_file *file, const char *sql);

void statement_put_signed(struct statement *statement, int64_t value);
/* Past INT64_MAX it comes back the same, by two's complement. */
void statement_put_number(struct statement *statement, uint64_t value);
void statement_put_bytes(struct statement *statement, struct bytes value);
/* NULL is stored as such. */
void statement_put_text(struct statement *statement, const char *value);
void statement_put_null(struct statement *statement);
void statement_put_digest(struct statement *statement, const uint8_t digest[SHA256_LENGTH]);
/* The seven columns of an identity: name, algorithm, curve, bits, digest, spki_sha256,
 * probe. NULL: an empty name and nulls. */
void statement_put_identity(struct statement *statement, const struct public_identity *identity);

/* Goes to the next row. *row false: there is none, and the statement is over. False:
 * it failed, and case_error() says how. */
MUST_CHECK bool statement_row(struct statement *statement, bool *row);
/* Runs one that gives no rows. */
MUST_CHECK bool statement_run(struct statement *statement);
/* Ends it before its last row; nothing happens when it is over already. */
void statement_end(struct statement *statement);

int64_t statement_take_signed(struct statement *statement);
uint64_t statement_take_number(struct statement *statement);
bool statement_take_bool(struct statement *statement);
/* Good until the next row. Empty for null. */
struct bytes statement_take_bytes(struct statement *statement);
/* Good until the next row; NULL for null. */
const char *statement_take_text(struct statement *statement);
/* Zeroes where there is none of that length. False then. */
bool statement_take_digest(struct statement *statement, uint8_t digest[SHA256_LENGTH]);
/* What statement_put_identity() wrote. False when it was none. */
bool statement_take_identity(struct statement *statement, struct public_identity *identity);

/* Ends a visit: the visitor stopped it. Always false. */
bool statement_stopped(struct statement *statement);

/* Notes what SQLite says, or that memory ran out. Always false. */
bool case_fail(struct case_file *file);
bool case_note_memory(struct case_file *file);

/* Takes what one key (one certificate) shows of itself twice in a source to once. */
MUST_CHECK bool case_fold_source(struct case_file *file, uint32_t number);

#endif
