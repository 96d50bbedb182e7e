#include "casefile/case_view.h"

#include "casefile/statement.h"

#define IDENTITY       " identity, algorithm, curve, bits, digest, spki_sha256, probe"
#define PROVEN_KEYS    " (SELECT identity FROM keys WHERE verdict = ?2)"
#define PRECERTIFICATE "8"

bool case_add_request(struct case_file *file, uint32_t number,
                      const struct request_sighting *sighting)
{
    struct statement add = statement_begin(file, STATEMENT_ADD_REQUEST);
    statement_put_number(&add, number);
    statement_put_bytes(&add, sighting->provenance);
    statement_put_identity(&add, &sighting->identity);
    return statement_run(&add);
}

static void take_seen(struct statement *list, struct case_evidence_certificate *seen)
{
    *seen = (struct case_evidence_certificate){ 0 };
    seen->path = statement_take_bytes(list);
    seen->provenance = statement_take_bytes(list);
    seen->is_request = statement_take_bool(list);
    (void)statement_take_digest(list, seen->sha256);
    seen->serial = statement_take_bytes(list);
    seen->issuer_dn = statement_take_bytes(list);
    seen->flags = (uint32_t)statement_take_number(list);
    seen->local_key_id = statement_take_bytes(list);
    seen->has_identity = statement_take_identity(list, &seen->identity);
}

/* One that stands in two roots under one path comes once. */
bool case_each_evidence_certificate(struct case_file *file, void *context,
                                    bool (*visit)(void *context,
                                                  const struct case_evidence_certificate *seen))
{
    static const char sql[] =
        "SELECT path, provenance, 0, certificates.sha256, serial, issuer_dn, flags,"
        " local_key_id," IDENTITY " FROM sources JOIN certificate_sightings ON source = number"
        " JOIN certificates ON certificates.id = shown WHERE kind = ?1 AND"
        " (identity = '' OR identity NOT IN" PROVEN_KEYS ")"
        " UNION SELECT path, provenance, 1, spki_sha256, x'', x'', 0, x''," IDENTITY
        " FROM sources JOIN requests ON source = number WHERE kind = ?1 AND"
        " identity NOT IN" PROVEN_KEYS " ORDER BY 1, 2, 3, 4, 8";
    struct statement list = statement_of(file, sql);
    bool row;
    statement_put_signed(&list, SOURCE_EVIDENCE);
    statement_put_signed(&list, VERDICT_PROVEN);
    while (statement_row(&list, &row) && row) {
        struct case_evidence_certificate seen;
        take_seen(&list, &seen);
        if (!visit(context, &seen)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

bool case_each_requested_certificate(struct case_file *file, void *context,
                                     bool (*visit)(void *context,
                                                   const struct case_requested_certificate *seen))
{
    static const char sql[] =
        "SELECT" IDENTITY ", sha256, serial, issuer_dn FROM certificates AS c WHERE"
        " identity IN (SELECT identity FROM requests) AND (NOT flags & " PRECERTIFICATE
        " OR NOT EXISTS (SELECT 1 FROM certificates AS twin WHERE twin.identity = c.identity AND"
        " twin.twin_sha256 = c.twin_sha256 AND NOT twin.flags & " PRECERTIFICATE "))"
        " ORDER BY identity, sha256";
    _Static_assert(CERTIFICATE_PRECERTIFICATE == 8, "the query names it by number");
    struct statement list = statement_of(file, sql);
    bool row;
    while (statement_row(&list, &row) && row) {
        struct case_requested_certificate seen;
        const bool readable = statement_take_identity(&list, &seen.identity);
        (void)statement_take_digest(&list, seen.sha256);
        seen.serial = statement_take_bytes(&list);
        seen.issuer_dn = statement_take_bytes(&list);
        if (readable && !visit(context, &seen)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}
