#include "casefile/case_view.h"

#include "casefile/statement.h"

bool case_each_certificate_of(struct case_file *file, const struct public_identity *identity,
                              void *context,
                              bool (*visit)(void *context,
                                            const struct case_proven_certificate *certificate))
{
    static const char sql[] = "SELECT sha256, serial, issuer_dn, subject_dn FROM certificates"
                              " WHERE identity = ? AND spki_sha256 = ? ORDER BY sha256";
    char name[KEY_IDENTITY_TEXT];
    struct statement list = statement_of(file, sql);
    bool row;
    public_identity_text(identity, name);
    statement_put_text(&list, name);
    statement_put_digest(&list, identity->spki_sha256);
    while (statement_row(&list, &row) && row) {
        struct case_proven_certificate certificate;
        (void)statement_take_digest(&list, certificate.sha256);
        certificate.serial = statement_take_bytes(&list);
        certificate.issuer_dn = statement_take_bytes(&list);
        certificate.subject_dn = statement_take_bytes(&list);
        if (!visit(context, &certificate)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

bool case_find_proven(struct case_file *file, const struct public_identity *identity, bool *found)
{
    static const char sql[] = "SELECT 1 FROM keys WHERE identity = ? AND verdict = ?"
                              " AND spki_sha256 = ?";
    char name[KEY_IDENTITY_TEXT];
    struct statement find = statement_of(file, sql);
    public_identity_text(identity, name);
    statement_put_text(&find, name);
    statement_put_signed(&find, VERDICT_PROVEN);
    statement_put_digest(&find, identity->spki_sha256);
    if (!statement_row(&find, found)) {
        return false;
    }
    statement_end(&find);
    return true;
}
