#include "casefile/case_view.h"

#include "casefile/statement.h"

/* Where the last sighting stood, to see that the next is the same one. */
struct last_place {
    int64_t key;
    struct buffer text; /* path, provenance and encoding, each with its length in front */
};

static bool put_part(struct buffer *text, struct bytes part)
{
    return buffer_append(text, bytes_over(&part.left, sizeof(part.left))) &&
           buffer_append(text, part);
}

/* False when memory ran out. */
static bool move_on(struct last_place *last, int64_t key, const struct case_key_sighting *sighting,
                    bool *same)
{
    struct buffer text = { 0 };
    if (!put_part(&text, sighting->path) || !put_part(&text, sighting->provenance) ||
        !buffer_append_text(&text, sighting->encoding)) {
        buffer_clear(&text);
        return false;
    }
    *same = last->key == key && bytes_equal(buffer_bytes(&last->text), buffer_bytes(&text));
    buffer_clear(&last->text);
    *last = (struct last_place){ key, text };
    return true;
}

static void take_key(struct statement *list, struct case_key_view *key)
{
    key->name = statement_take_text(list);
    key->verdict = (enum verdict)statement_take_signed(list);
    key->has_identity = statement_take_identity(list, &key->identity);
    key->has_claim = statement_take_identity(list, &key->claimed);
}

static int64_t take_date(struct statement *list)
{
    bool known = statement_take_bool(list);
    int64_t date = statement_take_signed(list);
    return known ? date : MAIL_DATE_UNKNOWN;
}

static void take_sighting(struct statement *list, struct case_key_sighting *sighting)
{
    sighting->path = statement_take_bytes(list);
    sighting->provenance = statement_take_bytes(list);
    sighting->received = statement_take_signed(list);
    (void)statement_take_digest(list, sighting->sha256);
    sighting->encoding = statement_take_text(list);
    sighting->failure = statement_take_text(list);
    sighting->clause = statement_take_text(list);
    sighting->remark = statement_take_text(list);
    sighting->has_mail = statement_take_bool(list);
    sighting->mail_date = take_date(list);
    sighting->mail_date_is_received = statement_take_bool(list);
    sighting->mail_from = statement_take_bytes(list);
    sighting->mail_subject = statement_take_bytes(list);
    sighting->message_id = statement_take_bytes(list);
    sighting->local_key_id = statement_take_bytes(list);
    sighting->derived_from = statement_take_bytes(list);
}

/* The joins are nested by hand: keys by their index, so that only the sightings of
 * one key are sorted at a time. */
#define SIGHTINGS(where)                                                                           \
    "SELECT keys.id, name, verdict, identity, algorithm, curve, bits, digest, spki_sha256,"        \
    " probe, claimed, claimed_algorithm, claimed_curve, claimed_bits, claimed_digest,"             \
    " claimed_spki_sha256, claimed_probe, sources.path, provenance, received, seen.sha256,"        \
    " encoding, seen.failure, clause, remark, has_mail, mail_date IS NOT NULL, mail_date,"         \
    " mail_date_is_received, mail_from, mail_subject, message_id, local_key_id, derived_from"      \
    " FROM keys CROSS JOIN key_sightings AS seen ON shown = keys.id"                               \
    " CROSS JOIN sources ON number = source CROSS JOIN roots ON roots.id = root" where             \
    " ORDER BY name, verdict, claimed, sources.path, provenance, encoding, received"

static bool visit_sightings(struct statement list, void *context, case_key_sighting_visit *visit)
{
    struct last_place last = { 0 };
    bool row, same = false, visited = true;
    while (visited && statement_row(&list, &row) && row) {
        struct case_key_view key;
        struct case_key_sighting sighting;
        int64_t id = statement_take_signed(&list);
        take_key(&list, &key);
        take_sighting(&list, &sighting);
        visited = move_on(&last, id, &sighting, &same) && (same || visit(context, &key, &sighting));
    }
    buffer_clear(&last.text);
    return visited ? !list.failed : statement_stopped(&list);
}

bool case_each_key_sighting(struct case_file *file, void *context, case_key_sighting_visit *visit)
{
    return visit_sightings(statement_of(file, SIGHTINGS("")), context, visit);
}

bool case_each_certified_sighting(struct case_file *file, void *context,
                                  case_key_sighting_visit *visit)
{
    static const char sql[] = SIGHTINGS(" WHERE identity IN (SELECT identity FROM certificates)"
                                        " OR claimed IN (SELECT identity FROM certificates)");
    return visit_sightings(statement_of(file, sql), context, visit);
}
