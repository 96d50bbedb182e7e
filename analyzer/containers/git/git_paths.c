#include "containers/git/git_paths.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"

/* Directories of one path that are printed: Linux has ten. */
#define COMPONENTS_MAX 256u

static size_t slot_of(const struct git_paths *paths, const uint8_t id[GIT_ID_SIZE])
{
    uint64_t key;
    memcpy(&key, id, sizeof(key));
    size_t slot = (size_t)key & (paths->slots - 1);
    for (size_t i = 0; i < paths->slots; i++) {
        uint32_t at = paths->by_id[slot];
        if (at == GIT_NO_NAME || memcmp(paths->named[at].id, id, GIT_ID_SIZE) == 0) {
            break;
        }
        slot = (slot + 1) & (paths->slots - 1);
    }
    return slot;
}

static bool enlarge_slots(struct git_paths *paths)
{
    size_t slots = paths->slots == 0 ? 1024 : 2 * paths->slots;
    uint32_t *by_id = malloc(slots * sizeof(*by_id));
    if (by_id == NULL) {
        return false;
    }
    memset(by_id, 0xff, slots * sizeof(*by_id));
    free(paths->by_id);
    paths->by_id = by_id;
    paths->slots = slots;
    for (uint32_t i = 0; i < paths->count; i++) {
        by_id[slot_of(paths, paths->named[i].id)] = i;
    }
    return true;
}

static bool grow(struct git_paths *paths)
{
    if (2 * (size_t)paths->count >= paths->slots && !enlarge_slots(paths)) {
        return false;
    }
    if (paths->count < paths->room) {
        return true;
    }
    uint32_t room = paths->room == 0 ? 512 : 2 * paths->room;
    struct git_named *named = realloc(paths->named, room * sizeof(*named));
    if (named == NULL) {
        return false;
    }
    paths->named = named;
    uint32_t *stack = realloc(paths->stack, room * sizeof(*stack));
    if (stack == NULL) {
        return false;
    }
    paths->stack = stack;
    paths->room = room;
    return true;
}

/* Names an object that has no name yet. GIT_NO_NAME: it has one, or there is no room. */
static uint32_t add(struct git_paths *paths, const struct git_named *one, struct bytes name)
{
    if (paths->count >= GIT_NAMED_MAX || paths->names.used > GIT_NAMES_MAX || !grow(paths)) {
        paths->bounded = true;
        return GIT_NO_NAME;
    }
    size_t slot = slot_of(paths, one->id);
    if (paths->by_id[slot] != GIT_NO_NAME) {
        return GIT_NO_NAME;
    }
    uint32_t begin = (uint32_t)paths->names.used;
    if (!buffer_append(&paths->names, name) || !buffer_append_byte(&paths->names, 0)) {
        paths->bounded = true;
        return GIT_NO_NAME;
    }
    paths->named[paths->count] = *one;
    paths->named[paths->count].name = begin;
    paths->by_id[slot] = paths->count;
    return paths->count++;
}

/* "100644 name\0" and the id. */
static bool take_row(struct bytes *tree, size_t id_size, bool *directory, struct bytes *name,
                     uint8_t id[GIT_ID_SIZE])
{
    struct bytes mode, raw;
    if (!bytes_take_until(tree, ' ', &mode) || !bytes_take_until(tree, 0, name) ||
        !bytes_take(tree, id_size, &raw)) {
        return false;
    }
    *directory = mode.left == 5 && mode.at[0] == '4';
    memcpy(id, raw.at, GIT_ID_SIZE);
    return true;
}

static bool read_object(struct git_paths *paths, uint32_t entry, enum git_type type,
                        struct bytes *content)
{
    uint64_t missing;
    if (entry == GIT_NO_ENTRY || paths->objects->index->entries[entry].object != type) {
        return false;
    }
    (void)git_objects_read(paths->objects, entry, content, &missing); /* as far as it goes */
    return content->left > 0;
}

static void read_tree(struct git_paths *paths, uint32_t tree, uint32_t *deep)
{
    struct bytes content, name;
    bool directory;
    struct git_named row = { .parent = tree, .commit = paths->named[tree].commit };
    if (!read_object(paths, git_objects_find(paths->objects, paths->named[tree].id), GIT_TREE,
                     &content)) {
        return;
    }
    while (take_row(&content, paths->objects->index->id_size, &directory, &name, row.id)) {
        uint32_t at = add(paths, &row, name);
        if (at != GIT_NO_NAME && directory) {
            paths->stack[(*deep)++] = at;
        }
    }
}

/* Each object that is named stands on the stack once at most. */
static void read_commit(struct git_paths *paths, const struct git_commit *commit)
{
    struct git_named root = { .parent = GIT_NO_NAME, .commit = commit->entry };
    memcpy(root.id, commit->tree, GIT_ID_SIZE);
    uint32_t deep = 0, at = add(paths, &root, bytes_over(NULL, 0));
    if (at != GIT_NO_NAME) {
        paths->stack[deep++] = at;
    }
    while (deep > 0) {
        uint32_t tree = paths->stack[--deep];
        read_tree(paths, tree, &deep);
    }
}

/* The seconds behind the address: "committer A <a@b> 1112911993 +0200". */
static uint64_t date_of(struct bytes line)
{
    struct bytes skipped;
    uint64_t date = 0;
    while (bytes_take_until(&line, '>', &skipped)) {
    }
    for (size_t i = 1; i < line.left && i < 18 && line.at[i] >= '0' && line.at[i] <= '9'; i++) {
        date = date * 10 + (uint64_t)(line.at[i] - '0');
    }
    return date;
}

static bool take_commit(struct bytes content, struct git_commit *commit)
{
    struct bytes line, word;
    bool found = false;
    while (bytes_take_until(&content, '\n', &line) && line.left > 0) {
        if (bytes_begin_with(line, "tree ") && !found) {
            found = bytes_take(&line, 5, &word) && git_id_take(&line, commit->tree);
        } else if (bytes_begin_with(line, "committer ")) {
            commit->date = date_of(line);
            break;
        }
    }
    return found;
}

/* Packs have the newest first: of the same second that is the younger which stands before. */
static int compare_commits(const void *one, const void *other)
{
    const struct git_commit *first = one, *second = other;
    if (first->date != second->date) {
        return first->date < second->date ? -1 : 1;
    }
    return (first->entry < second->entry) - (first->entry > second->entry);
}

static bool find_commits(struct git_paths *paths)
{
    const struct git_index *index = paths->objects->index;
    uint32_t count = 0;
    for (uint32_t i = 0; i < index->count; i++) {
        count += index->entries[i].object == GIT_COMMIT ? 1 : 0;
    }
    paths->commits = calloc(count > 0 ? count : 1, sizeof(*paths->commits));
    if (paths->commits == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < index->count && paths->commits_count < count; i++) {
        struct git_commit *commit = &paths->commits[paths->commits_count];
        struct bytes content;
        commit->entry = i;
        if (index->entries[i].identified && read_object(paths, i, GIT_COMMIT, &content) &&
            take_commit(content, commit)) {
            paths->commits_count++;
        }
    }
    qsort(paths->commits, paths->commits_count, sizeof(*paths->commits), compare_commits);
    return true;
}

bool git_paths_begin(struct git_paths *paths, struct git_objects *objects)
{
    *paths = (struct git_paths){ .objects = objects };
    if (!enlarge_slots(paths) || !find_commits(paths)) {
        return false;
    }
    for (uint32_t i = 0; i < paths->commits_count && !paths->bounded; i++) {
        read_commit(paths, &paths->commits[i]);
    }
    return true;
}

void git_paths_clear(struct git_paths *paths)
{
    free(paths->commits);
    free(paths->named);
    free(paths->by_id);
    free(paths->stack);
    buffer_clear(&paths->names);
}

static bool print_component(const struct git_paths *paths, uint32_t name, size_t end,
                            struct buffer *into)
{
    const char *text = (const char *)paths->names.at + name;
    const size_t room = into->used < end ? end - into->used : 0;
    return buffer_append(into, bytes_over(text, strnlen(text, room)));
}

static bool print_path(const struct git_paths *paths, uint32_t at, struct buffer *into)
{
    const size_t end = into->used + GIT_PATH_MAX;
    uint32_t components[COMPONENTS_MAX], count = 0;
    for (; paths->named[at].parent != GIT_NO_NAME && count < COMPONENTS_MAX;
         at = paths->named[at].parent) {
        components[count++] = paths->named[at].name;
    }
    bool printed = buffer_append_text(into, count > 0 ? " " : "");
    while (printed && count > 0) {
        printed = print_component(paths, components[--count], end, into) &&
                  buffer_append_text(into, count > 0 ? "/" : "");
    }
    return printed;
}

bool git_paths_print(const struct git_paths *paths, const uint8_t id[GIT_ID_SIZE],
                     struct buffer *into)
{
    uint32_t at = paths->slots > 0 ? paths->by_id[slot_of(paths, id)] : GIT_NO_NAME;
    if (at == GIT_NO_NAME) {
        return true;
    }
    const struct git_entry *commit = &paths->objects->index->entries[paths->named[at].commit];
    return print_path(paths, at, into) && buffer_append_text(into, " (commit ") &&
           git_id_print(into, commit->id) && buffer_append_text(into, ")");
}
