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
    if (*found) {
        statement_end(&find);
    }
    return true;
}

bool case_find_certificate_of(struct case_file *file, const uint8_t spki_sha256[SHA256_LENGTH],
                              struct buffer *der)
{
    static const char sql[] = "SELECT der FROM certificates WHERE spki_sha256 = ?1"
                              " OR raw_spki_sha256 = ?1 ORDER BY sha256 LIMIT 1";
    struct statement find = statement_of(file, sql);
    bool found;
    statement_put_digest(&find, spki_sha256);
    if (!statement_row(&find, &found)) {
        return false;
    }
    if (found && !buffer_append(der, statement_take_bytes(&find))) {
        statement_end(&find);
        return case_note_memory(file);
    }
    if (found) {
        statement_end(&find);
    }
    return true;
}
