#include "commands/show/show_plan.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"
#include "reports/plain_text.h"

struct planning {
    struct show_plan *plan;
    struct bytes wanted;
    bool all;
    struct buffer line;
};

static bool print_line(struct planning *planning, const struct case_key_sighting *sighting)
{
    buffer_reset(&planning->line);
    return plain_text_print_path(sighting->path, &planning->line) &&
           provenance_print(sighting->provenance, &planning->line);
}

static bool grow(struct show_plan *plan)
{
    struct show_item *items = item_room(plan->items, plan->count, &plan->room, 16, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    plan->items = items;
    return true;
}

static bool add(struct show_plan *plan, const struct case_key_view *key,
                const struct case_key_sighting *sighting)
{
    if (!grow(plan)) {
        return false;
    }
    struct show_item *item = &plan->items[plan->count++];
    *item = (struct show_item){ .row = plan->rows.count, .verdict = key->verdict };
    memcpy(item->name, key->name, strnlen(key->name, sizeof(item->name) - 1));
    plan->named = SHOW_SIGHTINGS;
    return buffer_append(&item->path, sighting->path) && sighting_rows_add(&plan->rows, sighting);
}

static bool begins(const char *name, struct bytes front)
{
    return front.left > 0 && strlen(name) >= front.left && memcmp(name, front.at, front.left) == 0;
}

/* Sightings come sorted by key. */
static bool visit_line(void *context, const struct case_key_view *key,
                       const struct case_key_sighting *sighting)
{
    struct planning *planning = context;
    return print_line(planning, sighting) &&
           (!bytes_equal(buffer_bytes(&planning->line), planning->wanted) ||
            add(planning->plan, key, sighting));
}

static bool visit_key(void *context, const struct case_key_view *key,
                      const struct case_key_sighting *sighting)
{
    struct planning *planning = context;
    struct show_plan *plan = planning->plan;
    if (!begins(key->name, planning->wanted)) {
        return true;
    }
    const bool exact = strlen(key->name) == planning->wanted.left;
    if (plan->count > 0 && strcmp(plan->items[0].name, key->name) != 0 && !exact) {
        plan->named = SHOW_SEVERAL_KEYS;
        return true;
    }
    return (plan->count > 0 && !planning->all) || add(plan, key, sighting);
}

static int compare_items(const void *one, const void *other)
{
    const struct show_item *const *left = one, *const *right = other;
    return bytes_compare(buffer_bytes(&(*left)->path), buffer_bytes(&(*right)->path));
}

struct digests {
    struct show_item **items; /* by path */
    size_t count, next;
};

/* Sources come by path too. A file of two roots is one file. */
static bool take_digest(void *context, const struct case_source_view *source)
{
    struct digests *digests = context;
    while (digests->next < digests->count) {
        struct show_item *item = digests->items[digests->next];
        const int order = bytes_compare(buffer_bytes(&item->path), source->path);
        if (order > 0) {
            break;
        }
        if (order == 0 && source->sha256.left == SHA256_LENGTH) {
            memcpy(item->sha256, source->sha256.at, SHA256_LENGTH);
            item->listed = true;
        }
        digests->next++;
    }
    return true;
}

static bool read_digests(struct case_file *file, struct show_plan *plan)
{
    struct digests digests = { .items = calloc(plan->count + 1, sizeof(*digests.items)) };
    if (digests.items == NULL) {
        return false;
    }
    for (; digests.count < plan->count; digests.count++) {
        digests.items[digests.count] = &plan->items[digests.count];
    }
    qsort(digests.items, digests.count, sizeof(*digests.items), compare_items);
    const bool read = case_each_source_view(file, SOURCE_EVIDENCE, &digests, take_digest);
    free(digests.items);
    return read;
}

bool show_plan_read(struct case_file *file, struct bytes wanted, bool all, struct show_plan *plan)
{
    struct planning planning = { .plan = plan, .wanted = wanted, .all = all };
    *plan = (struct show_plan){ .named = SHOW_NOTHING };
    bool read = case_each_key_sighting(file, &planning, visit_line);
    if (read && plan->count == 0) {
        read = case_each_key_sighting(file, &planning, visit_key);
    }
    buffer_clear(&planning.line);
    return read && read_digests(file, plan);
}

void show_plan_clear(struct show_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        buffer_clear(&plan->items[i].path);
        buffer_clear(&plan->items[i].before);
        buffer_clear(&plan->items[i].behind);
    }
    free(plan->items);
    sighting_rows_clear(&plan->rows);
    *plan = (struct show_plan){ 0 };
}
