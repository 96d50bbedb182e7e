#include "reports/coverage_tree.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"

uint64_t coverage_unread(const struct coverage_node *node)
{
    return node->size > node->examined ? node->size - node->examined : 0;
}

uint64_t coverage_decoded_unread(const struct coverage_node *node)
{
    return node->decoded > node->decoded_examined ? node->decoded - node->decoded_examined : 0;
}

/* With `own` bytes of content behind it. NULL when memory ran out. */
static struct coverage_node *add_node(struct coverage_tree *tree, size_t own)
{
    struct coverage_node **nodes =
        item_room(tree->nodes, tree->count, &tree->room, 64, sizeof(*nodes));
    tree->nodes = nodes != NULL ? nodes : tree->nodes;
    struct coverage_node *node = nodes != NULL ? calloc(1, sizeof(*node) + own) : NULL;
    if (node != NULL) {
        tree->nodes[tree->count++] = node;
    }
    return node;
}

static bool take_source(void *context, const struct case_source_view *source)
{
    struct coverage_node *node = add_node(context, source->path.left);
    if (node == NULL) {
        return false;
    }
    memcpy(node->content, source->path.at, source->path.left);
    node->path = bytes_over(node->content, source->path.left);
    node->root_length = source->root_path.left;
    node->is_file = true;
    node->done = source->done;
    node->outcome = source->outcome;
    node->size = source->size != UINT64_MAX ? source->size : 0;
    node->examined = source->examined;
    node->decoded = source->decoded;
    node->decoded_examined = source->decoded_examined;
    return true;
}

static int compare_bytes(struct bytes one, struct bytes other)
{
    const size_t both = one.left < other.left ? one.left : other.left;
    const int order = both > 0 ? memcmp(one.at, other.at, both) : 0;
    return order != 0 ? order : (one.left > other.left) - (one.left < other.left);
}

static struct bytes keep(struct bytes text, uint8_t **at)
{
    if (text.left > 0) {
        memcpy(*at, text.at, text.left);
    }
    const struct bytes kept = bytes_over(*at, text.left);
    *at += text.left;
    return kept;
}

static bool add_entry(struct coverage_tree *tree, const struct journal_entry *entry)
{
    struct coverage_entry **entries =
        item_room(tree->entries, tree->entry_count, &tree->entry_room, 64, sizeof(*entries));
    if (entries == NULL) {
        return false;
    }
    tree->entries = entries;
    const size_t own = entry->provenance.left + entry->clause.left + entry->sentence.left;
    struct coverage_entry *kept = malloc(sizeof(*kept) + own);
    if (kept == NULL) {
        return false;
    }
    uint8_t *at = kept->content;
    kept->entry = *entry;
    kept->entry.provenance = keep(entry->provenance, &at);
    kept->entry.clause = keep(entry->clause, &at);
    kept->entry.sentence = keep(entry->sentence, &at);
    tree->entries[tree->entry_count++] = kept;
    return true;
}

/* Files and entries both come by path. What two roots name by one path has its entries at the
 * first of them. */
static bool take_entry(void *context, enum source_kind kind, struct bytes path,
                       const struct journal_entry *entry)
{
    struct coverage_tree *tree = context;
    if (kind != SOURCE_EVIDENCE) {
        return true;
    }
    while (tree->next < tree->count && compare_bytes(tree->nodes[tree->next]->path, path) < 0) {
        tree->next++;
    }
    if (tree->next == tree->count || compare_bytes(tree->nodes[tree->next]->path, path) != 0) {
        return true;
    }
    struct coverage_node *node = tree->nodes[tree->next];
    if (node->entries == 0) {
        node->first_entry = tree->entry_count;
    }
    node->entries++;
    node->places += entry->weight == JOURNAL_UNREAD;
    node->notes += entry->weight != JOURNAL_UNREAD;
    return add_entry(tree, entry);
}

static struct bytes root_of(const struct coverage_node *node)
{
    return bytes_over(node->path.at, node->root_length);
}

/* So that what stands in one folder of one root stands together: bytes of a path do that. */
static int compare_places(const void *one, const void *other)
{
    const struct coverage_node *left = *(struct coverage_node *const *)one;
    const struct coverage_node *right = *(struct coverage_node *const *)other;
    const int order = compare_bytes(root_of(left), root_of(right));
    return order != 0 ? order : compare_bytes(left->path, right->path);
}

static bool holds(const struct coverage_node *folder, const struct coverage_node *file)
{
    const size_t length = folder->path.left;
    return folder->parent == NULL ||
           (folder->root_length == file->root_length && length < file->path.left &&
            memcmp(folder->path.at, file->path.at, length) == 0 &&
            (file->path.at[length] == '/' || folder->path.at[length - 1] == '/'));
}

static size_t skip_slashes(struct bytes path, size_t from)
{
    while (from < path.left && path.at[from] == '/') {
        from++;
    }
    return from;
}

/* Where the name of the folder below `folder` on the way to `file` ends; 0: the file is in it. */
static size_t end_of_folder(const struct coverage_node *folder, const struct coverage_node *file,
                            size_t *from)
{
    const bool is_root = folder->parent == NULL;
    *from = is_root ? 0 : skip_slashes(file->path, folder->path.left);
    if (is_root) {
        return file->path.left > file->root_length ? file->root_length : 0;
    }
    const uint8_t *slash = memchr(file->path.at + *from, '/', file->path.left - *from);
    return slash != NULL ? (size_t)(slash - file->path.at) : 0;
}

static void add_sums(struct coverage_node *file)
{
    file->files = 1;
    file->incomplete = !file->done || file->outcome != OUTCOME_OK || file->places > 0 ||
                       coverage_unread(file) > 0 || coverage_decoded_unread(file) > 0;
    for (struct coverage_node *at = file->parent; at != NULL; at = at->parent) {
        at->files++;
        at->incomplete += file->incomplete;
        /* Not more than the size, or a file that grew would hide what is missing of another. */
        at->size += file->size > file->examined ? file->size : file->examined;
        at->examined += file->examined;
        at->decoded +=
            file->decoded > file->decoded_examined ? file->decoded : file->decoded_examined;
        at->decoded_examined += file->decoded_examined;
        at->places += file->places;
        at->notes += file->notes;
    }
}

static bool place_file(struct coverage_tree *tree, struct coverage_node **folder,
                       struct coverage_node *file)
{
    size_t end, from;
    while (!holds(*folder, file)) {
        *folder = (*folder)->parent;
    }
    while ((end = end_of_folder(*folder, file, &from)) > 0) {
        struct coverage_node *below = add_node(tree, 0);
        if (below == NULL) {
            return false;
        }
        below->parent = *folder;
        below->path = bytes_over(file->path.at, end);
        below->root_length = file->root_length;
        below->name_from = from;
        below->depth = (*folder)->depth + 1;
        *folder = below;
    }
    file->parent = *folder;
    file->name_from = from;
    file->depth = (*folder)->depth + 1;
    add_sums(file);
    return true;
}

static bool place_files(struct coverage_tree *tree)
{
    const size_t files = tree->count;
    struct coverage_node *folder = add_node(tree, 0);
    if (folder == NULL) {
        return false;
    }
    qsort(tree->nodes, files, sizeof(struct coverage_node *), compare_places);
    for (size_t i = 0; i < files; i++) {
        if (!place_file(tree, &folder, tree->nodes[i])) {
            return false;
        }
    }
    return true;
}

static uint64_t unread_of(const struct coverage_node *node)
{
    const uint64_t raw = coverage_unread(node), decoded = coverage_decoded_unread(node);
    return raw > UINT64_MAX - decoded ? UINT64_MAX : raw + decoded;
}

static int compare_numbers(uint64_t one, uint64_t other)
{
    return (one > other) - (one < other);
}

/* Of two in one folder, that of which more is not read. */
static int compare_siblings(const struct coverage_node *one, const struct coverage_node *other)
{
    int order = compare_numbers(unread_of(other), unread_of(one));
    order = order != 0 ? order : compare_numbers(other->incomplete > 0, one->incomplete > 0);
    order = order != 0 ? order : compare_numbers(other->places, one->places);
    order = order != 0 ? order : compare_bytes(one->path, other->path);
    return order != 0 ? order : compare_numbers(one->root_length, other->root_length);
}

/* A parent before what it holds: both are led up to one folder, and compared there. */
static int compare_nodes(const void *one, const void *other)
{
    const struct coverage_node *left = *(struct coverage_node *const *)one;
    const struct coverage_node *right = *(struct coverage_node *const *)other;
    const int by_depth = compare_numbers(left->depth, right->depth);
    while (left->depth > right->depth) {
        left = left->parent;
    }
    while (right->depth > left->depth) {
        right = right->parent;
    }
    if (left == right) {
        return by_depth;
    }
    while (left->parent != right->parent) {
        left = left->parent;
        right = right->parent;
    }
    return compare_siblings(left, right);
}

bool coverage_tree_read(struct case_file *file, struct coverage_tree *tree)
{
    *tree = (struct coverage_tree){ 0 };
    if (!case_each_source_view(file, SOURCE_EVIDENCE, tree, take_source) ||
        !case_each_journal(file, tree, take_entry) || !place_files(tree)) {
        return false;
    }
    qsort(tree->nodes, tree->count, sizeof(struct coverage_node *), compare_nodes);
    return true;
}

void coverage_tree_clear(struct coverage_tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        free(tree->nodes[i]);
    }
    for (size_t i = 0; i < tree->entry_count; i++) {
        free(tree->entries[i]);
    }
    free(tree->nodes);
    free(tree->entries);
    *tree = (struct coverage_tree){ 0 };
}
