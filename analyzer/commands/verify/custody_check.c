#include "commands/verify/custody_check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes/item_room.h"
#include "commands/sources/evidence_walk.h"
#include "reports/file_digest.h"
#include "reports/manifest_report.h"

/* The best of what was found of an entry counts. */
enum mark { MARK_NONE, MARK_UNREADABLE, MARK_CHANGED, MARK_UNPROVEN, MARK_SAME };

struct root_walk {
    struct custody_check *check;
    size_t root_length;
    bool outputs, evidence;
    const char *absolute; /* the root, as an index would name it; NULL where none is asked for */
};

const char *custody_change_name(enum custody_change change)
{
    static const char *const names[] = { "missing", "changed", "added", "cannot be read" };
    return names[change];
}

bool custody_check_begin(struct custody_check *check, const struct manifest_file *manifest,
                         const char *case_folder)
{
    struct stat facts;
    *check = (struct custody_check){ .manifest = manifest };
    if (stat(case_folder, &facts) == 0) {
        check->case_device = facts.st_dev;
        check->case_inode = facts.st_ino;
    }
    check->marks = calloc(manifest->count + 1, 1);
    return check->marks != NULL;
}

static bool add_line(struct custody_check *check, enum manifest_kind kind,
                     enum custody_change change, struct bytes path)
{
    struct custody_line *lines =
        item_room(check->lines, check->count, &check->room, 64, sizeof(*lines));
    if (lines == NULL) {
        check->no_memory = true;
        return false;
    }
    check->lines = lines;
    const size_t offset = check->paths.used;
    if (!buffer_append(&check->paths, path)) {
        check->no_memory = true;
        return false;
    }
    check->lines[check->count++] = (struct custody_line){ kind, change, offset, path.left };
    return true;
}

/* Below the root; of a root that is a file, its last name. */
static struct bytes relative_path(const struct root_walk *walk, struct bytes path)
{
    struct bytes rest = path, taken;
    if (!bytes_take(&rest, walk->root_length, &taken) || rest.left == 0) {
        rest = path;
        while (bytes_take_until(&rest, '/', &taken)) {
        }
        return rest;
    }
    while (rest.left > 1 && rest.at[0] == '/' && bytes_take(&rest, 1, &taken)) {
    }
    return rest;
}

/* The case file and its lock are the program's own, and a manifest does not name itself. */
static bool is_no_output(struct bytes path)
{
    static const char *const names[] = { "case.db", "case.db-journal", "case.lock", MANIFEST_NAME,
                                         MANIFEST_SIGNATURE };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (bytes_equal(path, bytes_over(names[i], strlen(names[i])))) {
            return true;
        }
    }
    return false;
}

static void mark(struct custody_check *check, size_t entry, enum mark found)
{
    if (check->marks[entry] < (uint8_t)found) {
        check->marks[entry] = (uint8_t)found;
    }
}

/* Reads it once, and only when some entry of that name has its size. */
static void compare(struct custody_check *check, size_t first, size_t count,
                    const struct evidence_file *file)
{
    uint8_t digest[SHA256_LENGTH] = { 0 };
    uint64_t size = 0;
    enum mark otherwise = MARK_CHANGED;
    bool wanted = false, read = false;
    for (size_t i = first; i < first + count; i++) {
        const struct manifest_entry *entry = &check->manifest->entries[i];
        wanted = wanted || (entry->has_digest && entry->size == file->size);
    }
    if (wanted) {
        const struct fault *fault;
        const int descriptor = evidence_file_open(file, &fault);
        read = descriptor >= 0 && file_digest_take(descriptor, &size, digest);
        otherwise = read ? MARK_CHANGED : MARK_UNREADABLE;
        if (descriptor >= 0) {
            (void)close(descriptor);
        }
    }
    for (size_t i = first; i < first + count; i++) {
        const struct manifest_entry *entry = &check->manifest->entries[i];
        const bool same = read && entry->has_digest && entry->size == size &&
                          memcmp(entry->sha256, digest, SHA256_LENGTH) == 0;
        mark(check, i, same ? MARK_SAME : entry->has_digest ? otherwise : MARK_UNPROVEN);
    }
}

/* All kinds that the root may hold; the last of them is what an added file is called. */
static enum manifest_kind first_kind(const struct root_walk *walk)
{
    return walk->outputs    ? MANIFEST_OUTPUT
           : walk->evidence ? MANIFEST_EVIDENCE
                            : MANIFEST_CERTIFICATES;
}

static enum manifest_kind last_kind(const struct root_walk *walk)
{
    return walk->outputs || walk->evidence ? first_kind(walk) : MANIFEST_CRL;
}

/* False where the manifest has none of that name. */
static bool compare_named(const struct root_walk *walk, struct bytes path,
                          const struct evidence_file *file)
{
    struct custody_check *check = walk->check;
    bool known = false;
    for (int kind = (int)first_kind(walk); kind <= (int)last_kind(walk); kind++) {
        size_t first;
        const size_t count =
            manifest_file_find(check->manifest, (enum manifest_kind)kind, path, &first);
        if (count > 0) {
            known = true;
            compare(check, first, count, file);
        }
    }
    return known;
}

/* The same by its absolute path, which an index has of it. */
static bool compare_indexed(const struct root_walk *walk, const struct evidence_file *file)
{
    struct bytes rest = file->path, root;
    struct buffer path = { 0 };
    bool known = false;
    if (walk->absolute == NULL || !bytes_take(&rest, walk->root_length, &root)) {
        return false;
    }
    while (rest.left > 0 && rest.at[0] == '/' && bytes_take(&rest, 1, &root)) {
    }
    if (buffer_append(&path, bytes_over(walk->absolute, strlen(walk->absolute))) &&
        (rest.left == 0 || buffer_append_byte(&path, '/')) && buffer_append(&path, rest)) {
        known = compare_named(walk, buffer_bytes(&path), file);
    } else {
        walk->check->no_memory = true;
    }
    buffer_clear(&path);
    return known;
}

static bool take_file(void *context, const struct evidence_file *file)
{
    const struct root_walk *walk = context;
    struct custody_check *check = walk->check;
    const struct bytes path = relative_path(walk, file->path);
    if (walk->outputs && is_no_output(path)) {
        return true;
    }
    const bool named = compare_named(walk, path, file), indexed = compare_indexed(walk, file);
    return named || indexed || add_line(check, first_kind(walk), CUSTODY_ADDED, path);
}

/* A link or a socket is no file of evidence: a scan says so too. Where a file stood, or among
 * outputs, it is something else. */
static bool take_refused(void *context, struct bytes whole, const struct fault *fault, bool note)
{
    const struct root_walk *walk = context;
    struct custody_check *check = walk->check;
    const struct bytes path = relative_path(walk, whole);
    bool known = false;
    (void)fault;
    for (int kind = (int)first_kind(walk); kind <= (int)last_kind(walk); kind++) {
        size_t first;
        const size_t count =
            manifest_file_find(check->manifest, (enum manifest_kind)kind, path, &first);
        for (size_t i = first; i < first + count; i++) {
            known = true;
            mark(check, i, note ? MARK_CHANGED : MARK_UNREADABLE);
        }
    }
    if (known || (note && !walk->outputs)) {
        return true;
    }
    return add_line(check, first_kind(walk), note ? CUSTODY_ADDED : CUSTODY_UNREADABLE, path);
}

static bool walk_root(struct custody_check *check, const char *root, bool outputs, bool evidence)
{
    char *absolute = outputs || evidence ? NULL : realpath(root, NULL);
    struct root_walk walk = { check, strlen(root), outputs, evidence, absolute };
    const struct evidence_walk_sink sink = { .context = &walk,
                                             .file = take_file,
                                             .refused = take_refused };
    const bool walked = evidence_walk(root, outputs ? 0 : check->case_device,
                                      outputs ? 0 : check->case_inode, &sink);
    free(absolute);
    return walked && !check->no_memory;
}

bool custody_check_outputs(struct custody_check *check, const char *folder)
{
    return walk_root(check, folder, true, false);
}

bool custody_check_root(struct custody_check *check, const char *root, bool evidence)
{
    return walk_root(check, root, false, evidence);
}

static int compare_lines(const void *one, const void *other, void *context)
{
    const struct custody_line *left = one, *right = other;
    const struct buffer *paths = context;
    if (left->kind != right->kind) {
        return left->kind < right->kind ? -1 : 1;
    }
    const int order = bytes_compare(bytes_over(paths->at + left->offset, left->length),
                                    bytes_over(paths->at + right->offset, right->length));
    return order != 0 ? order : (int)left->change - (int)right->change;
}

/* False when memory ran out. */
static bool settle(struct custody_check *check, size_t number)
{
    const struct manifest_entry *entry = &check->manifest->entries[number];
    switch ((enum mark)check->marks[number]) {
    case MARK_SAME:
        check->same[entry->kind]++;
        return true;
    case MARK_UNPROVEN:
        check->unproven[entry->kind]++;
        return true;
    case MARK_CHANGED:
        return add_line(check, entry->kind, CUSTODY_CHANGED, entry->path);
    case MARK_UNREADABLE:
        return add_line(check, entry->kind, CUSTODY_UNREADABLE, entry->path);
    case MARK_NONE:
        return add_line(check, entry->kind, CUSTODY_MISSING, entry->path);
    }
    return false;
}

bool custody_check_end(struct custody_check *check, bool outputs, bool evidence, bool others)
{
    for (size_t i = 0; i < check->manifest->count; i++) {
        const enum manifest_kind kind = check->manifest->entries[i].kind;
        const bool asked = kind == MANIFEST_OUTPUT     ? outputs
                           : kind == MANIFEST_EVIDENCE ? evidence
                                                       : others;
        if (asked && !settle(check, i)) {
            return false;
        }
    }
    if (check->count > 0) {
        qsort_r(check->lines, check->count, sizeof(*check->lines), compare_lines, &check->paths);
    }
    return true;
}

void custody_check_clear(struct custody_check *check)
{
    buffer_clear(&check->paths);
    free(check->marks);
    free(check->lines);
    *check = (struct custody_check){ 0 };
}
