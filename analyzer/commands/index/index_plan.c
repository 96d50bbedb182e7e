#include "commands/index/index_plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"
#include "commands/sources/evidence_again.h"
#include "inventory/certificate_index.h"
#include "provenance.h"
#include "reports/plain_text.h"

static bool out_of_memory(struct index_plan *plan)
{
    return session_stop(plan->session, "out of memory for the list of inventories");
}

void index_plan_say(const struct index_plan *plan, struct bytes path, struct bytes provenance,
                    struct bytes sentence)
{
    struct buffer line = { 0 };
    if (plain_text_print_path(path, &line) && provenance_print(provenance, &line) &&
        buffer_append_text(&line, ": ") && plain_text_print(sentence, &line)) {
        session_say(plan->session, true, "%.*s", (int)line.used, (const char *)line.at);
    }
    buffer_clear(&line);
}

static void say(const struct index_plan *plan, struct bytes path, const char *sentence)
{
    index_plan_say(plan, path, (struct bytes){ 0 }, bytes_over(sentence, strlen(sentence)));
}

static int compare_known(const void *one, const void *other, void *context)
{
    const struct known_source *const *left = one, *const *right = other;
    return bytes_compare(index_known_path(context, *left), index_known_path(context, *right));
}

static bool sort_known(struct index_plan *plan)
{
    struct index_known *known = &plan->known;
    plan->by_path = calloc(known->count + 1, sizeof(struct known_source *));
    if (plan->by_path == NULL) {
        return out_of_memory(plan);
    }
    for (size_t i = 0; i < known->count; i++) {
        plan->by_path[i] = &known->items[i];
    }
    qsort_r(plan->by_path, known->count, sizeof(struct known_source *), compare_known, known);
    return true;
}

static bool is_known(const struct index_plan *plan, struct bytes path)
{
    size_t low = 0, high = plan->known.count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order =
            bytes_compare(index_known_path(&plan->known, plan->by_path[middle]), path);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

static bool add_file(struct index_plan *plan, const struct evidence_file *file)
{
    struct source_list *list = &plan->list;
    struct source *items = item_room(list->items, list->count, &list->room, 256, sizeof(*items));
    if (items == NULL) {
        return out_of_memory(plan);
    }
    list->items = items;
    list->items[list->count++] = (struct source){ .kind = SOURCE_INVENTORY,
                                                  .path = list->paths.used,
                                                  .path_length = file->path.left,
                                                  .size = file->size,
                                                  .modified = file->modified,
                                                  .device = file->device,
                                                  .inode = file->inode };
    return (buffer_append(&list->paths, file->path) && buffer_append_byte(&list->paths, 0)) ||
           out_of_memory(plan);
}

/* All that is known of one path; at most one of them is what stands there now. */
static bool settle_path(struct index_plan *plan, size_t first, size_t end)
{
    struct evidence_file file;
    const struct bytes path = index_known_path(&plan->known, plan->by_path[first]);
    if (!evidence_again_find(plan->session, path, &file)) {
        if (plan->session->stopped) {
            return false;
        }
        say(plan, path, "it is no more, and leaves the index");
        plan->gone++;
        return true;
    }
    for (size_t i = first; i < end; i++) {
        const struct index_source *source = &plan->by_path[i]->source;
        if (source->size == file.size && source->modified == file.modified) {
            plan->by_path[i]->kept = true;
            return true;
        }
    }
    return add_file(plan, &file);
}

static bool settle_known(struct index_plan *plan)
{
    for (size_t first = 0, end; first < plan->known.count; first = end) {
        for (end = first + 1; end < plan->known.count; end++) {
            if (compare_known(&plan->by_path[first], &plan->by_path[end], &plan->known) != 0) {
                break;
            }
        }
        if (!settle_path(plan, first, end)) {
            return false;
        }
    }
    return true;
}

/* FILE itself, FILE.new, FILE.run-1 ... */
static bool is_own(const struct index_plan *plan, struct bytes path)
{
    const size_t length = strlen(plan->file);
    struct bytes front;
    if (!bytes_take(&path, length, &front) || memcmp(front.at, plan->file, length) != 0) {
        return false;
    }
    return path.left == 0 ||
           (path.left >= 4 && (memcmp(path.at, ".new", 4) == 0 || memcmp(path.at, ".run", 4) == 0 ||
                               memcmp(path.at, ".par", 4) == 0));
}

static bool take_file(void *context, const struct evidence_file *file)
{
    struct index_plan *plan = context;
    if (is_own(plan, file->path) || is_known(plan, file->path)) {
        return true;
    }
    if (file->size == EVIDENCE_SIZE_UNKNOWN || file->path.left > INDEX_PATH_MAX) {
        say(plan, file->path, "it cannot be read again later, so it is not in the index");
        plan->refused = true;
        return true;
    }
    return add_file(plan, file);
}

static bool take_refused(void *context, struct bytes path, const struct fault *fault, bool note)
{
    struct index_plan *plan = context;
    say(plan, path, fault->sentence);
    plan->refused = plan->refused || !note;
    return true;
}

/* Absolute and without links, so that a later run finds the same file from elsewhere. */
static bool list_root(struct index_plan *plan, const char *root)
{
    const struct evidence_walk_sink sink = { .context = plan,
                                             .file = take_file,
                                             .refused = take_refused };
    char *path = strcmp(root, "-") != 0 ? realpath(root, NULL) : NULL;
    if (path == NULL) {
        char why[512];
        (void)snprintf(why, sizeof(why), "cannot index '%s': %s", root,
                       strcmp(root, "-") == 0 ? "it could not be read again" : strerror(errno));
        return session_stop(plan->session, why);
    }
    const bool walked = evidence_walk(path, 0, 0, &sink) || out_of_memory(plan);
    free(path);
    return walked && !plan->session->stopped;
}

static int compare_items(const void *one, const void *other, void *context)
{
    return bytes_compare(source_path(context, one), source_path(context, other));
}

/* Roots may lie in each other. In the order of paths, an index hangs on nothing else. */
static void drop_twins(struct source_list *list)
{
    size_t kept = 0;
    if (list->count > 1) {
        qsort_r(list->items, list->count, sizeof(*list->items), compare_items, list);
    }
    for (size_t i = 0; i < list->count; i++) {
        if (kept == 0 || compare_items(&list->items[kept - 1], &list->items[i], list) != 0) {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
}

/* One address more than octets, so that no two sources begin at one. */
static bool give_bases(struct index_plan *plan)
{
    struct source_list *list = &plan->list;
    plan->bases = calloc(list->count + 1, sizeof(*plan->bases));
    if (plan->bases == NULL) {
        return out_of_memory(plan);
    }
    for (size_t i = 0; i < list->count; i++) {
        struct source *source = &list->items[i];
        if (source->size >= INDEX_ADDRESS_MAX - plan->next_address) {
            return session_stop(plan->session, "the addresses of the index are used up; make a "
                                               "new one");
        }
        source->number = (uint32_t)i;
        plan->bases[i] = plan->next_address;
        plan->next_address += source->size + 1;
        list->bytes_left += source->size;
        list->items_left++;
    }
    return true;
}

bool index_plan_make(struct index_plan *plan, const struct path_list *inventories)
{
    if (!sort_known(plan) || !settle_known(plan)) {
        return false;
    }
    for (size_t i = 0; i < inventories->count; i++) {
        if (!list_root(plan, inventories->paths[i])) {
            return false;
        }
    }
    drop_twins(&plan->list);
    return give_bases(plan);
}

void index_plan_clear(struct index_plan *plan)
{
    index_known_clear(&plan->known);
    free(plan->by_path);
    source_list_clear(&plan->list);
    free(plan->bases);
    *plan = (struct index_plan){ 0 };
}
