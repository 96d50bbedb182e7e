#include "casefile/schema.h"

#define APPLICATION_ID 0x6b747731 /* "ktw1" */
#define SCHEMA_VERSION 9

#define MACRO_TEXT_OF(number) #number
#define MACRO_TEXT(number)    MACRO_TEXT_OF(number)

/* Numbers past 2^63 and sizes that are not known (2^64 - 1) are stored by two's
 * complement. Names and paths are blobs: they may hold any byte. `shown` is what a
 * sighting shows: a key, a certificate. A sighting with try_steps is of a lead that a
 * passphrase may open: `content` names the candidate, `tried` is an enum lead_tried. With
 * content alone it is of a key that came out of pieces, and of that candidate. */
static const char tables_of_evidence[] =
    "BEGIN EXCLUSIVE;"
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE roots (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, path BLOB NOT NULL,"
    " received INTEGER NOT NULL, derived_from BLOB NOT NULL DEFAULT x'',"
    " UNIQUE (kind, path));"
    "CREATE TABLE sources (number INTEGER PRIMARY KEY, root INTEGER NOT NULL REFERENCES roots (id),"
    " kind INTEGER NOT NULL, path BLOB NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,"
    " done INTEGER NOT NULL DEFAULT 0, outcome INTEGER NOT NULL DEFAULT 0,"
    " read_size INTEGER NOT NULL DEFAULT 0, examined INTEGER NOT NULL DEFAULT 0,"
    " decoded INTEGER NOT NULL DEFAULT 0, decoded_examined INTEGER NOT NULL DEFAULT 0,"
    " sha256 BLOB, rows INTEGER NOT NULL DEFAULT 0, parsed INTEGER NOT NULL DEFAULT 0,"
    " failed INTEGER NOT NULL DEFAULT 0, issuers INTEGER NOT NULL DEFAULT 0,"
    " earliest INTEGER, latest INTEGER, UNIQUE (root, path));"
    "CREATE TABLE keys (id INTEGER PRIMARY KEY, name TEXT NOT NULL, verdict INTEGER NOT NULL,"
    " proof BLOB NOT NULL, identity TEXT NOT NULL, algorithm INTEGER, curve INTEGER, bits INTEGER,"
    " digest BLOB, spki_sha256 BLOB, probe INTEGER, claimed TEXT NOT NULL,"
    " claimed_algorithm INTEGER, claimed_curve INTEGER, claimed_bits INTEGER, claimed_digest BLOB,"
    " claimed_spki_sha256 BLOB, claimed_probe INTEGER, UNIQUE (name, verdict, claimed));"
    "CREATE INDEX keys_by_identity ON keys (identity);"
    "CREATE INDEX keys_by_claim ON keys (claimed);"
    "CREATE TABLE key_sightings (id INTEGER PRIMARY KEY,"
    " source INTEGER NOT NULL REFERENCES sources (number),"
    " shown INTEGER NOT NULL REFERENCES keys (id), provenance BLOB NOT NULL, sha256 BLOB NOT NULL,"
    " encoding TEXT, failure TEXT, clause TEXT, remark TEXT, has_mail INTEGER NOT NULL,"
    " mail_date INTEGER, mail_date_is_received INTEGER NOT NULL, mail_from BLOB,"
    " mail_subject BLOB, message_id BLOB, content BLOB, try_steps INTEGER NOT NULL DEFAULT 0,"
    " tried INTEGER NOT NULL DEFAULT 0, joined INTEGER NOT NULL DEFAULT 0,"
    " local_key_id BLOB NOT NULL DEFAULT x'',"
    " UNIQUE (source, shown, provenance, encoding));"
    "CREATE INDEX leads_by_content ON key_sightings (content) WHERE try_steps > 0;"
    "CREATE INDEX joined_by_content ON key_sightings (content) WHERE try_steps = 0 AND content IS "
    "NOT NULL;"
    "CREATE INDEX key_sightings_by_key ON key_sightings (shown);"
    "CREATE TABLE sealed_keys (name TEXT PRIMARY KEY, given BLOB NOT NULL,"
    " recipient_sha256 BLOB NOT NULL, recipient BLOB NOT NULL, content BLOB NOT NULL,"
    " note BLOB NOT NULL) WITHOUT ROWID;";
static const char tables_of_certificates[] =
    "CREATE TABLE issuer_counts (source INTEGER NOT NULL REFERENCES sources (number),"
    " name INTEGER NOT NULL, certificates INTEGER NOT NULL, PRIMARY KEY (source, name))"
    " WITHOUT ROWID;"
    "CREATE INDEX issuer_counts_by_name ON issuer_counts (name);"
    "CREATE TABLE certificates (id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE,"
    " raw_spki_sha256 BLOB NOT NULL, identity TEXT NOT NULL, algorithm INTEGER, curve INTEGER,"
    " bits INTEGER, digest BLOB, spki_sha256 BLOB, probe INTEGER, flags INTEGER NOT NULL,"
    " not_before INTEGER NOT NULL, not_after INTEGER NOT NULL, serial BLOB NOT NULL,"
    " issuer_der BLOB NOT NULL, subject_der BLOB NOT NULL, issuer_dn BLOB NOT NULL,"
    " subject_dn BLOB NOT NULL, authority_key_id BLOB NOT NULL, subject_key_id BLOB NOT NULL,"
    " dns_names BLOB NOT NULL, der BLOB NOT NULL, subject_sum INTEGER NOT NULL,"
    " twin_sha256 BLOB NOT NULL,"
    " organization BLOB NOT NULL, emails BLOB NOT NULL);"
    "CREATE INDEX certificates_by_identity ON certificates (identity);"
    "CREATE TABLE certificate_sightings (id INTEGER PRIMARY KEY,"
    " source INTEGER NOT NULL REFERENCES sources (number),"
    " shown INTEGER NOT NULL REFERENCES certificates (id), provenance BLOB NOT NULL,"
    " local_key_id BLOB NOT NULL, UNIQUE (source, shown, provenance));"
    "CREATE INDEX certificate_sightings_by_certificate ON certificate_sightings (shown);"
    "CREATE TABLE requests (source INTEGER NOT NULL REFERENCES sources (number),"
    " provenance BLOB NOT NULL, identity TEXT NOT NULL, algorithm INTEGER, curve INTEGER,"
    " bits INTEGER, digest BLOB, spki_sha256 BLOB, probe INTEGER,"
    " PRIMARY KEY (source, provenance)) WITHOUT ROWID;"
    "CREATE INDEX requests_by_identity ON requests (identity);"
    "CREATE TABLE fragments (source INTEGER NOT NULL REFERENCES sources (number),"
    " kind INTEGER NOT NULL, provenance BLOB NOT NULL, wanted INTEGER NOT NULL, cuts BLOB NOT NULL,"
    " thread BLOB NOT NULL, PRIMARY KEY (source, kind, provenance)) WITHOUT ROWID;"
    "CREATE TABLE hash_matches (source INTEGER NOT NULL REFERENCES sources (number),"
    " spki_sha256 BLOB NOT NULL, identity TEXT NOT NULL, serial BLOB NOT NULL,"
    " provenance BLOB NOT NULL, PRIMARY KEY (source, provenance)) WITHOUT ROWID;"
    "CREATE TABLE journal (id INTEGER PRIMARY KEY,"
    " source INTEGER NOT NULL REFERENCES sources (number), weight INTEGER NOT NULL,"
    " outcome INTEGER NOT NULL, provenance BLOB NOT NULL, clause BLOB NOT NULL,"
    " sentence BLOB NOT NULL, unread INTEGER NOT NULL, told_by INTEGER NOT NULL);"
    "CREATE INDEX journal_by_source ON journal (source);"
    "CREATE TABLE crl_bytes (source INTEGER PRIMARY KEY REFERENCES sources (number),"
    " content BLOB NOT NULL);"
    "CREATE TABLE crls (sha256 BLOB NOT NULL, form INTEGER NOT NULL, issuer_dn BLOB NOT NULL,"
    " this_update INTEGER NOT NULL, next_update INTEGER NOT NULL, entries INTEGER NOT NULL,"
    " verified INTEGER NOT NULL, issuer_sha256 BLOB NOT NULL, failure BLOB NOT NULL,"
    " numbered INTEGER NOT NULL, number BLOB NOT NULL, base BLOB NOT NULL, scope BLOB NOT NULL,"
    " UNIQUE (sha256, form, issuer_dn, this_update, next_update, entries, verified, issuer_sha256,"
    " failure));"
    "CREATE TABLE revocations (id INTEGER PRIMARY KEY, certificate_sha256 BLOB NOT NULL,"
    " crl_sha256 BLOB NOT NULL, revoked_at INTEGER NOT NULL, reason INTEGER NOT NULL,"
    " state INTEGER NOT NULL, ocsp INTEGER NOT NULL, this_update INTEGER NOT NULL,"
    " next_update INTEGER NOT NULL, UNIQUE (certificate_sha256, crl_sha256, revoked_at, reason,"
    " state, this_update, next_update));"
    "CREATE TABLE verified (certificate_sha256 BLOB NOT NULL, issuer_sha256 BLOB NOT NULL,"
    " PRIMARY KEY (certificate_sha256, issuer_sha256)) WITHOUT ROWID;"
    "PRAGMA application_id = " MACRO_TEXT(APPLICATION_ID) ";"
                                                          "PRAGMA user_version = " MACRO_TEXT(
                                                              SCHEMA_VERSION) ";"
                                                                              "COMMIT;";

/* A rollback journal: after a kill or a power cut the next opening finds the last
 * commit, and between runs the case is one file. The lock on the folder is the one
 * that counts, so SQLite's own is taken once. What is sorted and does not fit in the
 * cache goes to files without names, which case_open() keeps in the case's folder. */
static const char settings[] = "PRAGMA locking_mode = EXCLUSIVE;"
                               "PRAGMA journal_mode = DELETE;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA temp_store = FILE;"
                               "PRAGMA cache_size = -65536;"
                               "PRAGMA trusted_schema = OFF;"
                               "PRAGMA cell_size_check = ON;"
                               "CREATE TEMP TABLE marked (id INTEGER PRIMARY KEY);";

enum schema_kind schema_recognise(struct bytes head)
{
    static const char magic[16] = "SQLite format 3";
    struct bytes taken;
    uint64_t version, id;
    if (head.left == 0) {
        return SCHEMA_EMPTY;
    }
    if (!bytes_take(&head, sizeof(magic), &taken) ||
        !bytes_equal(taken, bytes_over(magic, sizeof(magic))) ||
        !bytes_take(&head, 60 - sizeof(magic), &taken) || !bytes_take_number(&head, 4, &version) ||
        !bytes_take(&head, 68 - 64, &taken) || !bytes_take_number(&head, 4, &id) ||
        id != APPLICATION_ID) {
        return SCHEMA_FOREIGN;
    }
    return version == SCHEMA_VERSION ? SCHEMA_OURS : SCHEMA_OTHER;
}

int schema_create(sqlite3 *database)
{
    int result = sqlite3_exec(database, tables_of_evidence, NULL, NULL, NULL);
    if (result == SQLITE_OK) {
        result = sqlite3_exec(database, tables_of_certificates, NULL, NULL, NULL);
    }
    if (result != SQLITE_OK && !sqlite3_get_autocommit(database)) {
        (void)sqlite3_exec(database, "ROLLBACK", NULL, NULL, NULL);
    }
    return result;
}

int schema_connect(sqlite3 *database)
{
    return sqlite3_exec(database, settings, NULL, NULL, NULL);
}
