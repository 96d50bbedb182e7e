#include "casefile/statement.h"

_Static_assert(TOLD_BY_JUDGE == 1, "the statement names it by number");

bool case_clear_judgements(struct case_file *file)
{
    return sqlite3_exec(file->database,
                        "DELETE FROM crls; DELETE FROM revocations; DELETE FROM verified;"
                        "DELETE FROM journal WHERE told_by = 1",
                        NULL, NULL, NULL) == SQLITE_OK ||
           case_fail(file);
}

bool case_add_crl(struct case_file *file, const struct crl_facts *crl)
{
    struct statement add = statement_begin(file, STATEMENT_ADD_CRL);
    statement_put_digest(&add, crl->sha256);
    statement_put_signed(&add, crl->form);
    statement_put_bytes(&add, crl->issuer_dn);
    statement_put_signed(&add, crl->this_update);
    statement_put_signed(&add, crl->next_update);
    statement_put_number(&add, crl->entries);
    statement_put_signed(&add, crl->verified);
    statement_put_digest(&add, crl->issuer_sha256);
    statement_put_bytes(&add, crl->failure);
    statement_put_signed(&add, crl->numbered);
    statement_put_bytes(&add, crl->number);
    statement_put_bytes(&add, crl->base);
    statement_put_digest(&add, crl->scope);
    return statement_run(&add);
}

/* RFC 5280 section 5.2.4: the list's number is no less than the base that the delta names, and
 * less than the delta's own. */
bool case_settle_deltas(struct case_file *file)
{
    _Static_assert(CRL_FORM_LIST == 1 && CRL_FORM_DELTA == 2, "the query names them by number");
    return sqlite3_exec(
               file->database,
               "CREATE TEMP TABLE scopes AS SELECT scope, length(number) AS width, number FROM crls"
               " WHERE form = 1 AND verified AND numbered;"
               "CREATE INDEX temp.scopes_order ON scopes (scope, width, number);"
               "UPDATE crls SET verified = 0, failure = CAST('a delta without the list that it"
               " adds to, of the numbers that fit' AS BLOB) WHERE form = 2 AND verified AND NOT"
               " (numbered AND EXISTS (SELECT 1 FROM scopes WHERE scopes.scope = crls.scope AND"
               " (width, scopes.number) >= (length(base), base) AND"
               " (width, scopes.number) < (length(crls.number), crls.number)));"
               "DROP TABLE scopes;"
               "DELETE FROM revocations WHERE crl_sha256 IN"
               " (SELECT sha256 FROM crls WHERE form = 2 AND NOT verified)",
               NULL, NULL, NULL) == SQLITE_OK ||
           case_fail(file);
}

bool case_add_revocation(struct case_file *file, const struct revocation *revocation)
{
    struct statement add = statement_begin(file, STATEMENT_ADD_REVOCATION);
    statement_put_digest(&add, revocation->certificate_sha256);
    statement_put_digest(&add, revocation->crl_sha256);
    statement_put_signed(&add, revocation->revoked_at);
    statement_put_signed(&add, revocation->reason);
    statement_put_signed(&add, revocation->state);
    statement_put_signed(&add, revocation->ocsp);
    statement_put_signed(&add, revocation->this_update);
    statement_put_signed(&add, revocation->next_update);
    return statement_run(&add);
}

bool case_add_verified(struct case_file *file, const struct verified_certificate *verified)
{
    struct statement add = statement_begin(file, STATEMENT_ADD_VERIFIED);
    statement_put_digest(&add, verified->certificate_sha256);
    statement_put_digest(&add, verified->issuer_sha256);
    return statement_run(&add);
}
