#include "casefile/case_view.h"

#include "casefile/statement.h"

bool case_each_proven_key(struct case_file *file, void *context,
                          bool (*visit)(void *context, const struct case_proven_key *key))
{
    static const char sql[] =
        "SELECT name, identity, algorithm, curve, bits, digest, spki_sha256, probe, max(proof)"
        " FROM keys WHERE verdict = ? GROUP BY name ORDER BY name";
    struct statement list = statement_of(file, sql);
    bool row;
    statement_put_signed(&list, VERDICT_PROVEN);
    while (statement_row(&list, &row) && row) {
        struct case_proven_key key = { .name = statement_take_text(&list) };
        const bool named = statement_take_identity(&list, &key.identity);
        key.proof = statement_take_bytes(&list);
        if (named && !visit(context, &key)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

bool case_each_given_issuer(struct case_file *file, void *context,
                            bool (*visit)(void *context, const struct case_given_issuer *issuer))
{
    static const char sql[] =
        "SELECT DISTINCT subject_dn, subject_key_id FROM sources JOIN certificate_sightings"
        " ON source = number JOIN certificates ON certificates.id = shown WHERE kind = ?";
    struct statement list = statement_of(file, sql);
    bool row;
    statement_put_signed(&list, SOURCE_ISSUERS);
    while (statement_row(&list, &row) && row) {
        struct case_given_issuer issuer = { .subject_dn = statement_take_bytes(&list) };
        issuer.subject_key_id = statement_take_bytes(&list);
        if (!visit(context, &issuer)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

static bool take_stored(struct statement *list, struct case_stored_certificate *stored)
{
    const bool kept = buffer_append(&stored->der, statement_take_bytes(list)) &&
                      buffer_append(&stored->issuer_der, statement_take_bytes(list));
    stored->has_issuer = statement_take_digest(list, stored->issuer_spki_sha256);
    return kept;
}

bool case_read_certificate(struct case_file *file, const uint8_t sha256[SHA256_LENGTH],
                           struct case_stored_certificate *stored, bool *found)
{
    static const char sql[] =
        "SELECT der, issuer_der, (SELECT min(issuers.raw_spki_sha256) FROM verified"
        " JOIN certificates AS issuers ON issuers.sha256 = issuer_sha256"
        " WHERE certificate_sha256 = certificates.sha256) FROM certificates WHERE sha256 = ?";
    struct statement list = statement_of(file, sql);
    *stored = (struct case_stored_certificate){ 0 };
    statement_put_digest(&list, sha256);
    if (!statement_row(&list, found)) {
        return false;
    }
    if (*found) {
        const bool kept = take_stored(&list, stored);
        statement_end(&list);
        return kept || case_note_memory(file);
    }
    return true;
}

void case_stored_certificate_clear(struct case_stored_certificate *stored)
{
    buffer_clear(&stored->der);
    buffer_clear(&stored->issuer_der);
    *stored = (struct case_stored_certificate){ 0 };
}
