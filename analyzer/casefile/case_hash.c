#include "casefile/case_view.h"
#include "casefile/statement.h"

bool case_add_hash_match(struct case_file *file, uint32_t number, const struct hash_match *match)
{
    struct statement add = statement_begin(file, STATEMENT_ADD_HASH_MATCH);
    statement_put_number(&add, number);
    statement_put_digest(&add, match->spki_sha256);
    statement_put_text(&add, match->identity);
    statement_put_bytes(&add, match->serial);
    statement_put_bytes(&add, match->provenance);
    return statement_run(&add);
}

bool case_each_hash_match(struct case_file *file, void *context,
                          bool (*visit)(void *context, const struct case_hash_view *match))
{
    /* A certificate that was read says more: the same serial and key. */
    static const char sql[] =
        "SELECT m.spki_sha256, m.identity, (SELECT min(verdict) FROM keys WHERE keys.identity ="
        " m.identity) AS told, m.serial, path, provenance, EXISTS (SELECT 1 FROM certificates AS c"
        " WHERE c.identity = m.identity AND ltrim(lower(hex(c.serial)), '0') ="
        " ltrim(CAST(m.serial AS TEXT), '0')) FROM hash_matches AS m JOIN sources ON number = "
        "source"
        " WHERE told IS NOT NULL ORDER BY m.spki_sha256, m.serial, path, provenance";
    struct statement list = statement_of(file, sql);
    bool row;
    while (statement_row(&list, &row) && row) {
        struct case_hash_view match = { .spki_sha256 = statement_take_bytes(&list) };
        match.identity = statement_take_text(&list);
        match.verdict = (enum verdict)statement_take_signed(&list);
        match.serial = statement_take_bytes(&list);
        match.path = statement_take_bytes(&list);
        match.provenance = statement_take_bytes(&list);
        match.certificate_known = statement_take_signed(&list) != 0;
        if (!visit(context, &match)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}
