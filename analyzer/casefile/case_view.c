#include "casefile/case_view.h"

#include "casefile/statement.h"

bool case_each_root_view(struct case_file *file, void *context,
                         bool (*visit)(void *context, const struct case_root_view *root))
{
    static const char sql[] =
        "SELECT roots.kind, roots.path, received, derived_from, count(number),"
        " coalesce(sum(max(CASE WHEN done THEN read_size ELSE size END, 0)), 0),"
        " coalesce(sum(done = 0), 0), coalesce(sum(rows), 0), coalesce(sum(parsed), 0),"
        " coalesce(sum(failed), 0), coalesce(sum(examined), 0), coalesce(sum(decoded), 0),"
        " coalesce(sum(decoded_examined), 0)"
        " FROM roots LEFT JOIN sources ON root = roots.id GROUP BY roots.id"
        " ORDER BY roots.kind, roots.path";
    struct statement list = statement_of(file, sql);
    bool row;
    while (statement_row(&list, &row) && row) {
        struct case_root_view root = { .kind = (enum source_kind)statement_take_signed(&list) };
        root.path = statement_take_bytes(&list);
        root.received = statement_take_signed(&list);
        root.derived_from = statement_take_bytes(&list);
        root.files = statement_take_number(&list);
        root.bytes = statement_take_number(&list);
        root.unfinished = statement_take_number(&list);
        root.rows = statement_take_number(&list);
        root.parsed = statement_take_number(&list);
        root.failed = statement_take_number(&list);
        root.examined = statement_take_number(&list);
        root.decoded = statement_take_number(&list);
        root.decoded_examined = statement_take_number(&list);
        if (!visit(context, &root)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

#define SOURCE_COLUMNS                                                                             \
    "SELECT sources.kind, sources.path, CASE WHEN done THEN read_size ELSE size END, done,"        \
    " outcome, sha256, examined, decoded, decoded_examined, rows, parsed, failed, issuers,"        \
    " earliest IS NOT NULL, coalesce(earliest, 0), coalesce(latest, 0), roots.path,"               \
    " derived_from"

/* The files of one root come out of an index in the order that is wanted: the sort of 200,000 of
 * them took as long as all else that is done with them. */
static bool list_sources(struct case_file *file, enum source_kind kind, int64_t most,
                         struct statement *list)
{
    static const char all[] = SOURCE_COLUMNS " FROM sources JOIN roots ON roots.id = root"
                                             " WHERE sources.kind = ?"
                                             " ORDER BY sources.path, roots.path LIMIT ?";
    static const char of_one[] = SOURCE_COLUMNS " FROM roots CROSS JOIN sources ON root = roots.id"
                                                " WHERE roots.id = ? ORDER BY sources.path LIMIT ?";
    struct statement roots = statement_of(file, "SELECT count(*), coalesce(min(id), 0) FROM roots"
                                                " WHERE kind = ?");
    bool row;
    statement_put_signed(&roots, kind);
    if (!statement_row(&roots, &row) || !row) {
        return false;
    }
    const bool one = statement_take_number(&roots) == 1;
    const int64_t root = statement_take_signed(&roots);
    statement_end(&roots);
    *list = statement_of(file, one ? of_one : all);
    statement_put_signed(list, one ? root : (int64_t)kind);
    statement_put_signed(list, most);
    return true;
}

static bool each_source(struct case_file *file, enum source_kind kind, int64_t most, void *context,
                        bool (*visit)(void *context, const struct case_source_view *source))
{
    struct statement list;
    bool row;
    if (!list_sources(file, kind, most, &list)) {
        return false;
    }
    while (statement_row(&list, &row) && row) {
        struct case_source_view source = { .kind = (enum source_kind)statement_take_signed(&list) };
        source.path = statement_take_bytes(&list);
        source.size = statement_take_number(&list);
        source.done = statement_take_bool(&list);
        source.outcome = (enum outcome)statement_take_signed(&list);
        source.sha256 = statement_take_bytes(&list);
        source.examined = statement_take_number(&list);
        source.decoded = statement_take_number(&list);
        source.decoded_examined = statement_take_number(&list);
        source.rows = statement_take_number(&list);
        source.parsed = statement_take_number(&list);
        source.failed = statement_take_number(&list);
        source.issuers = statement_take_number(&list);
        source.dated = statement_take_bool(&list);
        source.earliest = statement_take_signed(&list);
        source.latest = statement_take_signed(&list);
        source.root_path = statement_take_bytes(&list);
        source.derived_from = statement_take_bytes(&list);
        if (!visit(context, &source)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

bool case_each_source_view(struct case_file *file, enum source_kind kind, void *context,
                           bool (*visit)(void *context, const struct case_source_view *source))
{
    return each_source(file, kind, -1, context, visit); /* as many as there are */
}

bool case_first_source_views(struct case_file *file, enum source_kind kind, uint32_t most,
                             void *context,
                             bool (*visit)(void *context, const struct case_source_view *source))
{
    return each_source(file, kind, most, context, visit);
}

bool case_count_sources(struct case_file *file, enum source_kind kind, uint64_t *count)
{
    struct statement counting = statement_of(file, "SELECT count(*) FROM sources WHERE kind = ?");
    bool row;
    statement_put_signed(&counting, kind);
    if (!statement_row(&counting, &row) || !row) {
        return false;
    }
    *count = statement_take_number(&counting);
    statement_end(&counting);
    return true;
}

static void take_match(struct statement *list, struct case_match_view *match)
{
    *match = (struct case_match_view){ 0 };
    (void)statement_take_digest(list, match->sha256);
    (void)statement_take_digest(list, match->raw_spki_sha256);
    (void)statement_take_identity(list, &match->identity);
    match->flags = (uint32_t)statement_take_number(list);
    match->not_before = statement_take_signed(list);
    match->not_after = statement_take_signed(list);
    match->serial = statement_take_bytes(list);
    match->issuer_der = statement_take_bytes(list);
    match->issuer_dn = statement_take_bytes(list);
    match->subject_dn = statement_take_bytes(list);
    match->authority_key_id = statement_take_bytes(list);
    match->dns_names = statement_take_bytes(list);
    match->in_evidence = statement_take_bool(list);
    match->in_inventory = statement_take_bool(list);
    match->in_issuers = statement_take_bool(list);
    match->verified = statement_take_bool(list);
    match->state = (enum revocation_state)statement_take_signed(list);
    match->ocsp = statement_take_bool(list);
    match->revoked_at = statement_take_signed(list);
    match->reason = (int)statement_take_signed(list);
    (void)statement_take_digest(list, match->crl_sha256);
    match->crl_this_update = statement_take_signed(list);
    match->crl_stale = statement_take_bool(list);
    match->ours = statement_take_bool(list);
    match->below = statement_take_number(list);
    (void)statement_take_digest(list, match->twin_sha256);
    match->organization = statement_take_bytes(list);
    match->emails = statement_take_bytes(list);
}

/* Sorting holds no more of a certificate than it is sorted by; the rest is read row by row. */
static bool sort_matches(struct case_file *file)
{
    static const char sql[] =
        "DROP TABLE IF EXISTS temp.matched;"
        "CREATE TEMP TABLE matched (place INTEGER PRIMARY KEY, certificate INTEGER NOT NULL,"
        " seen INTEGER NOT NULL, verifies INTEGER NOT NULL);"
        "WITH found AS MATERIALIZED (SELECT id AS found_id,"
        " (SELECT coalesce(max(kind = 1) + 2 * max(kind = 2) + 4 * max(kind = 3), 0)"
        " FROM certificate_sightings CROSS JOIN sources ON number = source WHERE shown = c.id)"
        " AS seen, EXISTS (SELECT 1 FROM verified WHERE certificate_sha256 = c.sha256) AS verifies"
        " FROM certificates AS c WHERE identity <> ''"
        " AND (EXISTS (SELECT 1 FROM keys WHERE keys.identity = c.identity)"
        " OR EXISTS (SELECT 1 FROM keys WHERE claimed = c.identity)))"
        " INSERT INTO matched (certificate, seen, verifies) SELECT id, seen, verifies"
        " FROM found CROSS JOIN certificates ON id = found_id"
        " ORDER BY serial, identity, twin_sha256, seen & 6 <> 0 OR verifies, flags & 8,"
        " issuer_der, sha256";
    _Static_assert(SOURCE_EVIDENCE == 1 && SOURCE_INVENTORY == 2 && SOURCE_ISSUERS == 3 &&
                       CERTIFICATE_PRECERTIFICATE == 8,
                   "the query names them by number");
    return sqlite3_exec(file->database, sql, NULL, NULL, NULL) == SQLITE_OK || case_fail(file);
}

static bool drop_matches(struct case_file *file)
{
    return sqlite3_exec(file->database, "DROP TABLE IF EXISTS temp.matched", NULL, NULL, NULL) ==
               SQLITE_OK ||
           case_fail(file);
}

/* What is said of one certificate: the newest fresh word counts, and not to know is none. A
 * delta's removeFromCRL (8) takes back a hold (6) alone: what else is revoked stays so, and its
 * entry goes when it expires (RFC 5280 section 5.3.1). At
 * the same date it is revoked, and the reason that says most wins. Whatever is ours and issued
 * others is found first: few, while those below them may be all there are. */
static bool visit_matches(struct case_file *file, void *context,
                          bool (*visit)(void *context, const struct case_match_view *match))
{
    static const char sql[] =
        "WITH RECURSIVE dated AS (SELECT *, next_update <"
        " (SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'as_of') IS TRUE AS stale"
        " FROM revocations),"
        " lasting AS (SELECT *, max(state = 1 AND reason NOT IN (6, 8) AND NOT stale) OVER"
        " (PARTITION BY certificate_sha256) AS lasts FROM dated),"
        " told AS (SELECT *, row_number() OVER (PARTITION BY certificate_sha256 ORDER BY"
        " stale, state = 3, state = 1 AND reason = 8 AND lasts, this_update DESC, state, reason = "
        "1 DESC, reason, revoked_at,"
        " crl_sha256) AS place FROM lasting),"
        " issued AS MATERIALIZED (SELECT certificate_sha256 AS below, issuer_sha256 AS above"
        " FROM verified WHERE certificate_sha256 IN (SELECT issuer_sha256 FROM verified)),"
        " ours AS (SELECT certificates.sha256 AS mine FROM sources CROSS JOIN certificate_sightings"
        " ON source = number CROSS JOIN certificates ON certificates.id = shown WHERE kind = 3"
        " UNION SELECT below FROM ours JOIN issued ON above = mine)"
        " SELECT c.sha256, raw_spki_sha256, identity, algorithm, curve, bits, digest, spki_sha256,"
        " probe, flags, not_before, not_after, serial, issuer_der, issuer_dn, subject_dn,"
        " authority_key_id, dns_names, seen & 1, seen & 2, seen & 4,"
        " verifies, coalesce(state, 0), ocsp, revoked_at, reason, crl_sha256,"
        " this_update, stale, c.sha256 IN (SELECT mine FROM ours) OR EXISTS (SELECT 1 FROM verified"
        " WHERE certificate_sha256 = c.sha256 AND issuer_sha256 IN (SELECT mine FROM ours)),"
        " CASE WHEN flags & 1 THEN"
        " (SELECT coalesce(sum(certificates), 0) FROM issuer_counts"
        " WHERE name = subject_sum) ELSE 0 END, twin_sha256, organization, emails"
        " FROM matched CROSS JOIN certificates AS c ON c.id = certificate"
        " LEFT JOIN told ON certificate_sha256 = c.sha256 AND told.place = 1"
        " ORDER BY matched.place";
    _Static_assert(REVOCATION_REVOKED == 1 && REVOCATION_UNKNOWN == 3 && SOURCE_ISSUERS == 3 &&
                       CERTIFICATE_CA == 1,
                   "the query names them by number, and sorts by them");
    struct statement list = statement_of(file, sql);
    bool row;
    while (statement_row(&list, &row) && row) {
        struct case_match_view match;
        take_match(&list, &match);
        if (!visit(context, &match)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

bool case_each_match_view(struct case_file *file, void *context,
                          bool (*visit)(void *context, const struct case_match_view *match))
{
    const bool visited = sort_matches(file) && visit_matches(file, context, visit);
    return drop_matches(file) && visited;
}

bool case_each_proof(struct case_file *file, void *context,
                     bool (*visit)(void *context, const struct case_proof_view *proof))
{
    /* The digest stands in the row with the least proof (of bare columns beside min() SQLite
     * says so). */
    static const char sql[] =
        "SELECT name, min(proof), spki_sha256 FROM keys WHERE verdict = ? AND length(proof) > 0 "
        "AND EXISTS"
        " (SELECT 1 FROM certificates WHERE certificates.identity = keys.identity)"
        " GROUP BY name ORDER BY name";
    struct statement list = statement_of(file, sql);
    bool row;
    statement_put_signed(&list, VERDICT_PROVEN);
    while (statement_row(&list, &row) && row) {
        struct case_proof_view proof = { .name = statement_take_text(&list) };
        proof.proofs = statement_take_bytes(&list);
        (void)statement_take_digest(&list, proof.spki_sha256);
        if (!visit(context, &proof)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

bool case_each_journal(struct case_file *file, void *context,
                       bool (*visit)(void *context, enum source_kind kind, struct bytes path,
                                     const struct journal_entry *entry))
{
    static const char sql[] =
        "SELECT kind, path, weight, journal.outcome, provenance, clause, sentence, unread"
        " FROM journal JOIN sources ON number = source"
        " ORDER BY path, kind, provenance, weight, journal.outcome, clause, sentence, unread";
    struct statement list = statement_of(file, sql);
    bool row;
    while (statement_row(&list, &row) && row) {
        enum source_kind kind = (enum source_kind)statement_take_signed(&list);
        struct bytes path = statement_take_bytes(&list);
        struct journal_entry entry = { .weight =
                                           (enum journal_weight)statement_take_signed(&list) };
        entry.outcome = (enum outcome)statement_take_signed(&list);
        entry.provenance = statement_take_bytes(&list);
        entry.clause = statement_take_bytes(&list);
        entry.sentence = statement_take_bytes(&list);
        entry.unread = statement_take_number(&list);
        if (!visit(context, kind, path, &entry)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

bool case_each_crl(struct case_file *file, void *context,
                   bool (*visit)(void *context, const struct crl_facts *crl))
{
    static const char sql[] =
        "SELECT sha256, form, issuer_dn, this_update, next_update, entries, verified, "
        "issuer_sha256,"
        " failure FROM crls ORDER BY issuer_dn, this_update, sha256, next_update, entries,"
        " verified, issuer_sha256, failure";
    struct statement list = statement_of(file, sql);
    bool row;
    while (statement_row(&list, &row) && row) {
        struct crl_facts crl = { 0 };
        (void)statement_take_digest(&list, crl.sha256);
        crl.form = (enum crl_form)statement_take_signed(&list);
        crl.issuer_dn = statement_take_bytes(&list);
        crl.this_update = statement_take_signed(&list);
        crl.next_update = statement_take_signed(&list);
        crl.entries = statement_take_number(&list);
        crl.verified = statement_take_bool(&list);
        (void)statement_take_digest(&list, crl.issuer_sha256);
        crl.failure = statement_take_bytes(&list);
        if (!visit(context, &crl)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}
