#include "casefile/case_file.h"

#include <string.h>

#include "casefile/statement.h"

bool case_add_fragment(struct case_file *file, uint32_t number,
                       const struct fragment_sighting *fragment)
{
    const struct fragment_facts *facts = &fragment->facts;
    struct buffer cuts = { 0 };
    bool kept = true;
    for (size_t i = 0; kept && i < facts->cut_count; i++) {
        kept = buffer_append_number(&cuts, 4, facts->cuts[i]);
    }
    if (kept) {
        struct statement add = statement_begin(file, STATEMENT_ADD_FRAGMENT);
        statement_put_number(&add, number);
        statement_put_signed(&add, facts->kind);
        statement_put_bytes(&add, fragment->provenance);
        statement_put_number(&add, facts->wanted);
        statement_put_bytes(&add, buffer_bytes(&cuts));
        statement_put_bytes(&add, fragment->thread);
        kept = statement_run(&add);
    } else {
        (void)case_note_memory(file);
    }
    buffer_clear(&cuts);
    return kept;
}

static void take_cuts(struct bytes cuts, struct fragment_facts *facts)
{
    uint64_t cut;
    while (facts->cut_count < FRAGMENT_CUTS_MAX && bytes_take_number(&cuts, 4, &cut)) {
        facts->cuts[facts->cut_count++] = (uint32_t)cut;
    }
}

bool case_each_fragment(struct case_file *file, enum fragment_kind kind, void *context,
                        bool (*visit)(void *context, const struct case_fragment *fragment))
{
    static const char sql[] =
        "SELECT number, path, size, modified, provenance, wanted, cuts, thread FROM fragments JOIN "
        "sources ON number = source WHERE fragments.kind = ? ORDER BY path, provenance, number";
    struct statement list = statement_of(file, sql);
    bool row;
    statement_put_signed(&list, kind);
    while (statement_row(&list, &row) && row) {
        struct case_fragment fragment = { .facts.kind = kind };
        fragment.source = (uint32_t)statement_take_number(&list);
        fragment.path = statement_take_bytes(&list);
        fragment.size = statement_take_number(&list);
        fragment.modified = statement_take_signed(&list);
        fragment.provenance = statement_take_bytes(&list);
        fragment.facts.wanted = (uint32_t)statement_take_number(&list);
        take_cuts(statement_take_bytes(&list), &fragment.facts);
        fragment.thread = statement_take_bytes(&list);
        if (!visit(context, &fragment)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

/* Does a sighting lie in the piece: in the same container, in the bytes that it takes? */
static bool lies_in(struct bytes sighting, struct bytes piece)
{
    struct place seen, place;
    while (provenance_take(&piece, &place) && provenance_take(&sighting, &seen)) {
        if (place.kind == PLACE_SPOT) {
            return seen.offset >= place.offset && seen.offset - place.offset < place.length;
        }
        if (seen.kind != place.kind || seen.number != place.number || seen.offset != place.offset) {
            return false;
        }
    }
    return false;
}

struct seen {
    int64_t id, key;
    enum verdict verdict;
    bool joined, same; /* `same`: its key is one that was joined from the piece */
};

static bool is_settled(const struct seen *seen, bool proven)
{
    if (seen->joined) {
        return proven && verdict_is_lead(seen->verdict);
    }
    return seen->same || seen->verdict == VERDICT_MALFORMED || seen->verdict == VERDICT_FORGED ||
           seen->verdict == VERDICT_ENCRYPTED;
}

static bool list_settled(struct case_file *file, uint32_t number, struct bytes provenance,
                         bool proven, struct buffer *ids)
{
    struct statement list = statement_begin(file, STATEMENT_LIST_SEEN);
    bool row;
    statement_put_number(&list, number);
    statement_put_bytes(&list, provenance);
    while (statement_row(&list, &row) && row) {
        struct seen seen = { .id = statement_take_signed(&list) };
        seen.key = statement_take_signed(&list);
        seen.verdict = (enum verdict)statement_take_signed(&list);
        seen.joined = statement_take_bool(&list);
        const bool within = lies_in(statement_take_bytes(&list), provenance);
        seen.same = statement_take_bool(&list);
        if (within && is_settled(&seen, proven) &&
            (!buffer_append_number(ids, 8, (uint64_t)seen.id) ||
             !buffer_append_number(ids, 8, (uint64_t)seen.key))) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

static bool drop(struct case_file *file, int64_t id, int64_t key)
{
    struct statement sighting = statement_begin(file, STATEMENT_DROP_KEY_SIGHTING);
    statement_put_signed(&sighting, id);
    if (!statement_run(&sighting)) {
        return false;
    }
    struct statement forget = statement_begin(file, STATEMENT_FORGET_KEY);
    statement_put_signed(&forget, key);
    return statement_run(&forget);
}

bool case_settle_joined(struct case_file *file, uint32_t number, struct bytes provenance,
                        bool proven)
{
    struct buffer ids = { 0 };
    bool kept = list_settled(file, number, provenance, proven, &ids);
    struct bytes rest = buffer_bytes(&ids);
    uint64_t id, key;
    while (kept && bytes_take_number(&rest, 8, &id) && bytes_take_number(&rest, 8, &key)) {
        kept = drop(file, (int64_t)id, (int64_t)key);
    }
    buffer_clear(&ids);
    return kept;
}

/* By the octets of an encoded place: its kind, three numbers, the length of its name. */
#define IS_IN_SET "substr(provenance, 1, 1) = x'08'"
#define HAS_NAME  "substr(provenance, 26, 8) <> x'0000000000000000'"
_Static_assert(PLACE_VOLUMES == 8, "the queries name it by number");

bool case_each_set_sighting(struct case_file *file, void *context,
                            bool (*visit)(void *context, const struct set_sighting *sighting))
{
    static const char sql[] =
        "SELECT key_sightings.id, shown, 0, verdict, path, provenance FROM key_sightings"
        " JOIN keys ON keys.id = shown JOIN sources ON number = source WHERE " IS_IN_SET
        " UNION ALL SELECT id, shown, 1, 0, path, provenance FROM certificate_sightings"
        " JOIN sources ON number = source WHERE " IS_IN_SET;
    struct statement list = statement_of(file, sql);
    bool row;
    while (statement_row(&list, &row) && row) {
        struct set_sighting sighting = { .id = statement_take_signed(&list) };
        sighting.shown = statement_take_signed(&list);
        sighting.certificate = statement_take_bool(&list);
        sighting.malformed = statement_take_signed(&list) == VERDICT_MALFORMED;
        sighting.path = statement_take_bytes(&list);
        sighting.provenance = statement_take_bytes(&list);
        if (!visit(context, &sighting)) {
            return statement_stopped(&list);
        }
    }
    return !list.failed;
}

bool case_drop_set_sighting(struct case_file *file, const struct set_sighting *sighting)
{
    if (!sighting->certificate) {
        return drop(file, sighting->id, sighting->shown);
    }
    struct statement gone = statement_begin(file, STATEMENT_DROP_CERTIFICATE_SIGHTING);
    statement_put_signed(&gone, sighting->id);
    return statement_run(&gone);
}

bool case_forget_set_pieces(struct case_file *file)
{
    struct statement forget =
        statement_of(file, "DELETE FROM fragments WHERE kind <> ? AND " IS_IN_SET " AND " HAS_NAME);
    statement_put_signed(&forget, FRAGMENT_MESSAGE);
    return statement_run(&forget);
}
