#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"
#include "casefile/statement.h"

struct known_key {
    bool found;
    int64_t id;
    int spki_order; /* of the digest just seen against the stored one, as memcmp */
    bool has_proof;
};

static bool find_key(struct case_file *file, const struct key_finding *finding, const char *name,
                     struct known_key *known)
{
    char claimed[KEY_IDENTITY_TEXT] = "";
    uint8_t spki[SHA256_LENGTH];
    if (finding->has_claim) {
        public_identity_text(&finding->claimed, claimed);
    }
    struct statement find = statement_begin(file, STATEMENT_FIND_KEY);
    statement_put_text(&find, name);
    statement_put_signed(&find, finding->verdict);
    statement_put_text(&find, claimed);
    *known = (struct known_key){ 0 };
    if (!statement_row(&find, &known->found)) {
        return false;
    }
    if (known->found) {
        known->id = statement_take_signed(&find);
        if (statement_take_digest(&find, spki)) {
            known->spki_order = memcmp(finding->identity.spki_sha256, spki, SHA256_LENGTH);
        }
        known->has_proof = statement_take_bytes(&find).left > 0;
        statement_end(&find);
    }
    return true;
}

static bool insert_key(struct case_file *file, const struct key_finding *finding, const char *name,
                       int64_t *id)
{
    struct statement add = statement_begin(file, STATEMENT_ADD_KEY);
    statement_put_text(&add, name);
    statement_put_signed(&add, finding->verdict);
    statement_put_bytes(&add, buffer_bytes(&finding->proof));
    statement_put_identity(&add, finding->has_identity ? &finding->identity : NULL);
    statement_put_identity(&add, finding->has_claim ? &finding->claimed : NULL);
    if (!statement_run(&add)) {
        return false;
    }
    *id = sqlite3_last_insert_rowid(file->database);
    return true;
}

/* One modulus under two exponents is one key with two encodings: which of them is
 * shown may not depend on which file was read first. */
static bool improve_key(struct case_file *file, const struct key_finding *finding,
                        const struct known_key *known)
{
    bool proves = !known->has_proof && finding->proof.used > 0;
    if (!finding->has_identity || known->spki_order > 0 || (known->spki_order == 0 && !proves)) {
        return true;
    }
    struct statement change = statement_begin(file, STATEMENT_CHANGE_KEY);
    statement_put_signed(&change, known->id);
    statement_put_digest(&change, finding->identity.spki_sha256);
    statement_put_bytes(&change, buffer_bytes(&finding->proof));
    return statement_run(&change);
}

static void put_date(struct statement *add, int64_t date)
{
    if (date == MAIL_DATE_UNKNOWN) {
        statement_put_null(add);
    } else {
        statement_put_signed(add, date);
    }
}

static void put_lead(struct statement *add, const struct key_finding *finding)
{
    if (finding->verdict != VERDICT_ENCRYPTED || finding->try_steps == 0) {
        statement_put_null(add);
        statement_put_signed(add, 0);
        statement_put_signed(add, LEAD_NOT_TRIED);
        return;
    }
    statement_put_digest(add, finding->content_sha256);
    statement_put_number(add, finding->try_steps);
    statement_put_signed(add, finding->tried_all ? LEAD_TRIED : LEAD_NOT_TRIED);
}

static bool insert_sighting(struct case_file *file, uint32_t number, int64_t key,
                            const struct key_sighting *sighting)
{
    const struct key_finding *finding = &sighting->finding;
    struct statement add = statement_begin(file, STATEMENT_ADD_SIGHTING);
    statement_put_number(&add, number);
    statement_put_signed(&add, key);
    statement_put_bytes(&add, sighting->provenance);
    statement_put_digest(&add, sighting->sha256);
    statement_put_text(&add, finding->encoding != NULL ? finding->encoding : "");
    statement_put_text(&add, finding->failure);
    statement_put_text(&add, finding->clause);
    statement_put_text(&add, finding->remark);
    statement_put_signed(&add, sighting->has_mail);
    put_date(&add, sighting->has_mail ? sighting->mail_date : MAIL_DATE_UNKNOWN);
    statement_put_signed(&add, sighting->mail_date_is_received);
    statement_put_bytes(&add, sighting->mail_from);
    statement_put_bytes(&add, sighting->mail_subject);
    statement_put_bytes(&add, sighting->message_id);
    put_lead(&add, finding);
    statement_put_bytes(&add, sighting->local_key_id);
    return statement_run(&add);
}

static bool keep_key(struct case_file *file, const struct key_finding *finding, int64_t *id)
{
    struct known_key known;
    char name[KEY_IDENTITY_TEXT];
    key_finding_name(finding, name);
    if (!find_key(file, finding, name, &known)) {
        return false;
    }
    bool kept = known.found ? improve_key(file, finding, &known)
                            : insert_key(file, finding, name, &known.id);
    *id = known.id;
    return kept;
}

bool case_add_key(struct case_file *file, uint32_t number, const struct key_sighting *sighting)
{
    int64_t id;
    return keep_key(file, &sighting->finding, &id) && insert_sighting(file, number, id, sighting);
}

/* Did a passphrase that is not there now open what is met closed again? */
static bool find_opened(struct case_file *file, uint32_t number, const struct key_finding *finding,
                        bool *found)
{
    *found = false;
    if (finding->verdict != VERDICT_ENCRYPTED) {
        return true;
    }
    struct statement find = statement_begin(file, STATEMENT_FIND_OPENED);
    statement_put_number(&find, number);
    statement_put_digest(&find, finding->content_sha256);
    if (!statement_row(&find, found)) {
        return false;
    }
    if (*found) {
        statement_end(&find);
    }
    return true;
}

bool case_add_joined(struct case_file *file, uint32_t number, const struct key_sighting *sighting)
{
    int64_t id;
    bool opened;
    if (!find_opened(file, number, &sighting->finding, &opened)) {
        return false;
    }
    if (opened) {
        return true;
    }
    if (!keep_key(file, &sighting->finding, &id) || !insert_sighting(file, number, id, sighting)) {
        return false;
    }
    struct statement mark = statement_begin(file, STATEMENT_MARK_JOINED);
    statement_put_number(&mark, number);
    statement_put_signed(&mark, id);
    statement_put_bytes(&mark, sighting->provenance);
    if (sighting->finding.verdict == VERDICT_PROVEN) {
        statement_put_digest(&mark, sighting->finding.content_sha256);
    } else {
        statement_put_null(&mark);
    }
    return statement_run(&mark);
}

/* Sightings of the lead that something came out of. */
struct opened_list {
    struct opened_place {
        int64_t id;
        size_t length; /* of its provenance */
    } * items;
    size_t count, room;
    struct buffer provenances; /* one behind the other */
};

static bool list_places(struct case_file *file, const uint8_t content_sha256[SHA256_LENGTH],
                        struct opened_list *list)
{
    struct statement rows = statement_begin(file, STATEMENT_LIST_LEAD);
    bool row;
    statement_put_digest(&rows, content_sha256);
    while (statement_row(&rows, &row) && row) {
        const int64_t id = statement_take_signed(&rows);
        const struct bytes provenance = statement_take_bytes(&rows);
        struct opened_place *items =
            item_room(list->items, list->count, &list->room, 16, sizeof(*items));
        if (items == NULL) {
            return statement_stopped(&rows);
        }
        list->items = items;
        list->items[list->count++] = (struct opened_place){ id, provenance.left };
        if (!buffer_append(&list->provenances, provenance)) {
            return statement_stopped(&rows);
        }
    }
    return !rows.failed;
}

static bool add_opened_sighting(struct case_file *file, int64_t id, int64_t key,
                                const struct key_finding *finding, struct bytes provenance)
{
    struct statement add = statement_begin(file, STATEMENT_ADD_OPENED);
    statement_put_signed(&add, id);
    statement_put_signed(&add, key);
    statement_put_bytes(&add, provenance);
    statement_put_text(&add, finding->encoding != NULL ? finding->encoding : "");
    statement_put_text(&add, finding->failure);
    statement_put_text(&add, finding->clause);
    statement_put_text(&add, finding->remark);
    put_lead(&add, finding);
    return statement_run(&add);
}

/* The name that a key has in its store is that of its last place. */
static struct bytes alias_of(struct bytes provenance)
{
    struct place place = { .name = { NULL, 0 } };
    while (provenance_take(&provenance, &place)) {
    }
    return place.name;
}

static bool add_opened_sightings(struct case_file *file, const struct opened_list *list,
                                 int64_t key, const struct key_sighting *sighting)
{
    struct bytes rest = buffer_bytes(&list->provenances), provenance;
    const struct bytes alias = alias_of(sighting->provenance);
    struct buffer renamed = { 0 };
    bool kept = true;
    for (size_t i = 0; kept && i < list->count; i++) {
        buffer_reset(&renamed);
        kept = bytes_take(&rest, list->items[i].length, &provenance) &&
               (provenance_rename(provenance, alias, &renamed) || case_note_memory(file)) &&
               add_opened_sighting(file, list->items[i].id, key, &sighting->finding,
                                   buffer_bytes(&renamed));
    }
    buffer_clear(&renamed);
    return kept;
}

bool case_add_opened(struct case_file *file, const struct key_sighting *sighting)
{
    struct opened_list list = { 0 };
    int64_t key;
    bool kept = keep_key(file, &sighting->finding, &key) &&
                list_places(file, sighting->finding.content_sha256, &list) &&
                add_opened_sightings(file, &list, key, sighting);
    free(list.items);
    buffer_clear(&list.provenances);
    return kept;
}

bool case_put_proof(struct case_file *file, const char *name, struct bytes proof)
{
    struct statement put = statement_begin(file, STATEMENT_PUT_PROOF);
    statement_put_text(&put, name);
    statement_put_signed(&put, VERDICT_PROVEN);
    statement_put_bytes(&put, proof);
    return statement_run(&put);
}

/* A name can come with several encodings of the same numbers; min() makes SQLite take
 * the row that holds it, so that the choice hangs on content alone. */
bool case_each_identity(struct case_file *file, void *context,
                        bool (*visit)(void *context, const struct public_identity *identity))
{
    static const char sql[] =
        "SELECT name, algorithm, curve, bits, digest, min(spki_sha256), probe FROM ("
        "SELECT identity AS name, algorithm, curve, bits, digest, spki_sha256, probe FROM keys"
        " WHERE identity <> '' UNION ALL SELECT claimed, claimed_algorithm, claimed_curve,"
        " claimed_bits, claimed_digest, claimed_spki_sha256, claimed_probe FROM keys"
        " WHERE claimed <> '' UNION ALL SELECT identity, algorithm, curve, bits, digest,"
        " spki_sha256, probe FROM requests WHERE identity <> '' AND EXISTS (SELECT 1 FROM keys"
        " WHERE identity = '' AND verdict IN (4, 5))) GROUP BY name ORDER BY name";
    _Static_assert(VERDICT_ENCRYPTED == 4 && VERDICT_UNSUPPORTED == 5,
                   "the query names them by number");
    struct statement list = statement_of(file, sql);
    bool row;
    while (statement_row(&list, &row) && row) {
        struct public_identity identity;
        if (statement_take_identity(&list, &identity) && !visit(context, &identity)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

bool case_each_sighting(struct case_file *file, void *context,
                        bool (*visit)(void *context, const struct case_sighting *sighting))
{
    static const char sql[] =
        "SELECT seen.id, source.path, seen.provenance, seen.sha256, keys.name, keys.verdict"
        " FROM keys CROSS JOIN key_sightings AS seen ON seen.shown = keys.id"
        " CROSS JOIN sources AS source ON source.number = seen.source WHERE NOT seen.joined"
        " ORDER BY keys.name, keys.verdict, source.path, seen.provenance, seen.encoding, "
        "keys.claimed";
    struct statement list = statement_of(file, sql);
    bool row;
    while (statement_row(&list, &row) && row) {
        struct case_sighting sighting = { .number = statement_take_number(&list) };
        sighting.path = statement_take_bytes(&list);
        sighting.provenance = statement_take_bytes(&list);
        (void)statement_take_digest(&list, sighting.sha256);
        sighting.name = statement_take_text(&list);
        sighting.verdict = (enum verdict)statement_take_signed(&list);
        if (!visit(context, &sighting)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

bool case_each_modulus(struct case_file *file, bool computed, void *context,
                       bool (*visit)(void *context, const struct case_modulus *modulus))
{
    static const char sql[] =
        "SELECT name, proof, provenance, coalesce(remark, ''), min(source) FROM keys"
        " CROSS JOIN key_sightings ON shown = keys.id WHERE verdict = ? AND algorithm = ?"
        " AND (encoding = ?3) = ?4 AND (?4 = 0 OR NOT EXISTS (SELECT 1 FROM key_sightings AS other"
        " WHERE other.shown = keys.id AND other.encoding <> ?3)) GROUP BY keys.id ORDER BY name";
    struct statement list = statement_of(file, sql);
    bool row;
    statement_put_signed(&list, VERDICT_PROVEN);
    statement_put_signed(&list, KEY_RSA);
    statement_put_text(&list, ENCODING_COMPUTED);
    statement_put_signed(&list, computed ? 1 : 0);
    while (statement_row(&list, &row) && row) {
        struct case_modulus modulus = { .name = statement_take_text(&list) };
        modulus.proof = statement_take_bytes(&list);
        modulus.provenance = statement_take_bytes(&list);
        modulus.remark = statement_take_text(&list);
        modulus.source = (uint32_t)statement_take_number(&list);
        if (!visit(context, &modulus)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}
