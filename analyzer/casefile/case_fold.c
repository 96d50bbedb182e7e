#include <stdlib.h>

#include "bounds.h"
#include "bytes/item_room.h"
#include "casefile/sighting_fold.h"
#include "casefile/statement.h"

/* The sightings of one key (or one certificate) in one source. */
struct shown_group {
    int64_t shown;
    struct buffer text; /* their provenances and digests, one behind the other */
    struct group_item {
        int64_t id;
        size_t length, digest;
    } * items;
    size_t count, room;
};

struct fold_list { /* sightings to be dropped */
    int64_t *ids;
    size_t count, room;
};

static bool drop_later(struct fold_list *list, int64_t id)
{
    int64_t *ids = item_room(list->ids, list->count, &list->room, 64, sizeof(*ids));
    if (ids == NULL) {
        return false;
    }
    list->ids = ids;
    list->ids[list->count++] = id;
    return true;
}

static bool fold_group(const struct shown_group *group, struct fold_list *list)
{
    if (group->count < 2 || group->text.used > FOLD_HELD_MAX) {
        return true;
    }
    struct fold_sighting *sightings = calloc(group->count, sizeof(*sightings));
    if (sightings == NULL) {
        return false;
    }
    struct bytes text = buffer_bytes(&group->text);
    bool folded = true;
    for (size_t i = 0; i < group->count && folded; i++) {
        folded = bytes_take(&text, group->items[i].length, &sightings[i].provenance) &&
                 bytes_take(&text, group->items[i].digest, &sightings[i].digest);
    }
    folded = folded && sighting_fold(sightings, group->count);
    for (size_t i = 0; i < group->count && folded; i++) {
        folded = !sightings[i].dropped || drop_later(list, group->items[i].id);
    }
    free(sightings);
    return folded;
}

/* Past the bound the group is left as it is: more sightings are shown than need be,
 * and none is lost. */
static bool group_add(struct shown_group *group, int64_t id, struct bytes provenance,
                      struct bytes digest)
{
    if (group->text.used > FOLD_HELD_MAX) {
        return true;
    }
    struct group_item *items =
        item_room(group->items, group->count, &group->room, 64, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    group->items = items;
    group->items[group->count++] = (struct group_item){ id, provenance.left, digest.left };
    return buffer_append(&group->text, provenance) && buffer_append(&group->text, digest);
}

static bool fold_rows(struct statement *rows, struct shown_group *group, struct fold_list *list)
{
    bool row;
    while (statement_row(rows, &row) && row) {
        int64_t id = statement_take_signed(rows);
        int64_t shown = statement_take_signed(rows);
        bool kept = true;
        if (shown != group->shown) {
            kept = fold_group(group, list);
            buffer_reset(&group->text);
            group->count = 0;
            group->shown = shown;
        }
        const struct bytes provenance = statement_take_bytes(rows);
        if (!kept || !group_add(group, id, provenance, statement_take_bytes(rows))) {
            return statement_stopped(rows);
        }
    }
    return !rows->failed;
}

static bool drop_listed(struct case_file *file, enum statement_name drop,
                        const struct fold_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct statement statement = statement_begin(file, drop);
        statement_put_signed(&statement, list->ids[i]);
        if (!statement_run(&statement)) {
            return false;
        }
    }
    return true;
}

static bool fold_table(struct case_file *file, uint32_t number, enum statement_name rows,
                       enum statement_name drop)
{
    struct shown_group group = { 0 };
    struct fold_list list = { 0 };
    struct statement statement = statement_begin(file, rows);
    statement_put_number(&statement, number);
    bool folded = fold_rows(&statement, &group, &list);
    if (folded && !fold_group(&group, &list)) {
        folded = case_note_memory(file);
    }
    folded = folded && drop_listed(file, drop, &list);
    buffer_clear(&group.text);
    free(group.items);
    free(list.ids);
    return folded;
}

bool case_fold_source(struct case_file *file, uint32_t number)
{
    return fold_table(file, number, STATEMENT_LIST_KEY_SIGHTINGS, STATEMENT_DROP_KEY_SIGHTING) &&
           fold_table(file, number, STATEMENT_LIST_CERTIFICATE_SIGHTINGS,
                      STATEMENT_DROP_CERTIFICATE_SIGHTING);
}
