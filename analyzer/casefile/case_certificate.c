#include <stdlib.h>

#include "bytes/block_sum.h"
#include "casefile/statement.h"

static bool find_certificate(struct case_file *file, const struct certificate *certificate,
                             bool *found, int64_t *id)
{
    struct statement find = statement_begin(file, STATEMENT_FIND_CERTIFICATE);
    statement_put_digest(&find, certificate->sha256);
    if (!statement_row(&find, found)) {
        return false;
    }
    if (*found) {
        *id = statement_take_signed(&find);
        statement_end(&find);
    }
    return true;
}

/* A key of no algorithm at all has no numbers, and would be equal to any other such. */
static const struct public_identity *identity_of(const struct certificate *certificate)
{
    return certificate->identity.algorithm != KEY_ALGORITHM_NONE ? &certificate->identity : NULL;
}

static bool insert_certificate(struct case_file *file, const struct certificate *certificate,
                               int64_t *id)
{
    struct statement add = statement_begin(file, STATEMENT_ADD_CERTIFICATE);
    statement_put_digest(&add, certificate->sha256);
    statement_put_digest(&add, certificate->spki_sha256);
    statement_put_identity(&add, identity_of(certificate));
    statement_put_signed(&add, certificate->flags);
    statement_put_signed(&add, certificate->not_before);
    statement_put_signed(&add, certificate->not_after);
    statement_put_bytes(&add, certificate->serial);
    statement_put_bytes(&add, certificate->issuer_der);
    statement_put_bytes(&add, certificate->subject_der);
    statement_put_bytes(&add, certificate->issuer_dn);
    statement_put_bytes(&add, certificate->subject_dn);
    statement_put_bytes(&add, certificate->authority_key_id);
    statement_put_bytes(&add, certificate->subject_key_id);
    statement_put_bytes(&add, certificate->dns_names);
    statement_put_bytes(&add, certificate->der);
    statement_put_number(&add, block_sum(certificate->subject_der));
    statement_put_digest(&add, certificate->twin_sha256);
    statement_put_bytes(&add, certificate->organization);
    statement_put_bytes(&add, certificate->emails);
    if (!statement_run(&add)) {
        return false;
    }
    *id = sqlite3_last_insert_rowid(file->database);
    return true;
}

bool case_add_certificate(struct case_file *file, uint32_t number,
                          const struct certificate_sighting *sighting)
{
    bool found;
    int64_t id = 0;
    if (!find_certificate(file, &sighting->certificate, &found, &id) ||
        (!found && !insert_certificate(file, &sighting->certificate, &id))) {
        return false;
    }
    struct statement add = statement_begin(file, STATEMENT_ADD_CERTIFICATE_SIGHTING);
    statement_put_number(&add, number);
    statement_put_signed(&add, id);
    statement_put_bytes(&add, sighting->provenance);
    statement_put_bytes(&add, sighting->local_key_id);
    return statement_run(&add);
}

/* Where a certificate was seen first. */
#define FIRST_SOURCE "(SELECT min(source) FROM certificate_sightings WHERE shown = certificates.id)"

static bool visit_contents(struct statement *list, void *context, case_content_visit *visit)
{
    bool row;
    while (statement_row(list, &row) && row) {
        uint32_t number = (uint32_t)statement_take_signed(list);
        if (!visit(context, number, statement_take_bytes(list))) {
            return statement_stopped(list);
        }
    }
    return !list->failed;
}

/* Only what the operator gave, and of that only what may be allowed to sign: otherwise a
 * leaked key of a server could vouch for any certificate. */
#define IS_ISSUER                                                                                  \
    "flags & ? AND EXISTS (SELECT 1 FROM certificate_sightings AS seen JOIN sources"               \
    " ON number = source WHERE shown = certificates.id AND kind IN (?, ?))"

static void put_issuer_kinds(struct statement *list)
{
    /* who may sign lists and is no CA says so in its keyUsage: the judge reads it */
    statement_put_signed(list, CERTIFICATE_CA | CERTIFICATE_CRL_SIGN);
    statement_put_signed(list, SOURCE_INVENTORY);
    statement_put_signed(list, SOURCE_ISSUERS);
}

bool case_each_issuer(struct case_file *file, void *context, case_content_visit *visit)
{
    static const char sql[] =
        "SELECT " FIRST_SOURCE ", der FROM certificates WHERE " IS_ISSUER " ORDER BY sha256";
    struct statement list = statement_of(file, sql);
    put_issuer_kinds(&list);
    return visit_contents(&list, context, visit);
}

#define IS_MATCH                                                                                   \
    "identity <> '' AND"                                                                           \
    " (identity IN (SELECT identity FROM keys) OR identity IN (SELECT claimed FROM keys))"

bool case_each_match(struct case_file *file, void *context, case_content_visit *visit)
{
    static const char sql[] =
        "SELECT " FIRST_SOURCE ", der FROM certificates WHERE " IS_MATCH " ORDER BY sha256";
    struct statement list = statement_of(file, sql);
    return visit_contents(&list, context, visit);
}

static bool visit_settled(struct statement *list, void *context, case_settled_visit *visit)
{
    uint8_t issuer[SHA256_LENGTH];
    bool row;
    while (statement_row(list, &row) && row) {
        const uint32_t number = (uint32_t)statement_take_signed(list);
        const struct bytes der = statement_take_bytes(list);
        (void)statement_take_digest(list, issuer);
        if (!visit(context, number, issuer, der)) {
            return statement_stopped(list);
        }
    }
    return !list->failed;
}

bool case_each_settled_issuer(struct case_file *file, void *context, case_settled_visit *visit)
{
    static const char sql[] =
        "SELECT " FIRST_SOURCE ", der, issuer_sha256 FROM certificates LEFT JOIN verified"
        " ON certificate_sha256 = sha256 WHERE " IS_ISSUER " ORDER BY sha256";
    struct statement list = statement_of(file, sql);
    put_issuer_kinds(&list);
    return visit_settled(&list, context, visit);
}

bool case_each_settled_match(struct case_file *file, void *context, case_settled_visit *visit)
{
    static const char sql[] =
        "SELECT " FIRST_SOURCE ", der, issuer_sha256 FROM certificates JOIN verified"
        " ON certificate_sha256 = sha256 WHERE " IS_MATCH " ORDER BY sha256";
    struct statement list = statement_of(file, sql);
    return visit_settled(&list, context, visit);
}
