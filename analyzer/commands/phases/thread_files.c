#include "commands/phases/thread_files.h"

#include <stdlib.h>

#include "bounds.h"
#include "bytes/item_room.h"
#include "commands/sources/evidence_again.h"

static struct bytes directory_of(struct bytes path)
{
    while (path.left > 0 && path.at[path.left - 1] != '/') {
        path.left--;
    }
    return path;
}

/* The last name of a directory, without its slash. */
static struct bytes name_of(struct bytes directory)
{
    directory.left -= directory.left > 0 ? 1 : 0;
    const struct bytes outer = directory_of(directory);
    return bytes_over(directory.at + outer.left, directory.left - outer.left);
}

struct bytes thread_folder_of(struct bytes path)
{
    struct bytes directory = directory_of(path), name = name_of(directory);
    if (!bytes_equal(name, bytes_over("cur", 3)) && !bytes_equal(name, bytes_over("new", 3))) {
        return directory;
    }
    directory.left -= name.left + 1;
    name = name_of(directory);
    if (name.left > 1 && name.at[0] == '.' && name.at[1] != '.') {
        directory.left -= name.left + 1;
    }
    return directory;
}

static int compare_folders(const void *one, const void *other)
{
    const struct thread_folder *left = one, *right = other;
    const int order = bytes_compare(left->path, right->path);
    return order != 0 ? order : left->source < right->source ? -1 : left->source > right->source;
}

bool thread_files_add(struct thread_files *files, struct bytes path, uint32_t source)
{
    struct thread_folder *folders =
        item_room(files->folders, files->folder_count, &files->folder_room, 16, sizeof(*folders));
    if (folders == NULL) {
        return false;
    }
    files->folders = folders;
    files->folders[files->folder_count++] =
        (struct thread_folder){ .path = thread_folder_of(path), .source = source };
    return true;
}

/* Keys of one folder share it, and know it by the number of each one's file. */
static size_t keep_folders(struct thread_files *files, uint32_t **sources)
{
    size_t kept = 0;
    *sources = calloc(files->folder_count + 1, sizeof(**sources));
    if (*sources == NULL) {
        return 0;
    }
    qsort(files->folders, files->folder_count, sizeof(*files->folders), compare_folders);
    for (size_t i = 0; i < files->folder_count; i++) {
        (*sources)[i] = files->folders[i].source;
        if (kept == 0 || !bytes_equal(files->folders[kept - 1].path, files->folders[i].path)) {
            files->folders[kept++] = files->folders[i];
        }
    }
    return kept;
}

struct listing {
    struct session *session;
    struct thread_files *files;
    uint32_t *sources; /* files of keys, in order */
    size_t source_count;
};

static int compare_numbers(const void *one, const void *other)
{
    const uint32_t left = *(const uint32_t *)one, right = *(const uint32_t *)other;
    return left < right ? -1 : left > right;
}

static int compare_folder(const void *path, const void *folder)
{
    return bytes_compare(*(const struct bytes *)path, ((const struct thread_folder *)folder)->path);
}

static bool grow(struct thread_files *files)
{
    struct thread_file *items =
        item_room(files->items, files->count, &files->room, 64, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    files->items = items;
    return true;
}

/* Paths are kept as offsets until all of them are there. */
static bool keep(struct thread_files *files, struct thread_file *file, struct bytes path)
{
    file->path = (struct bytes){ (const uint8_t *)(uintptr_t)files->texts.used, path.left };
    if (!grow(files) || !buffer_append(&files->texts, path)) {
        return false;
    }
    files->items[files->count++] = *file;
    return true;
}

static bool take_source(void *context, uint32_t number, const struct case_source *source)
{
    struct listing *listing = context;
    struct thread_files *files = listing->files;
    struct bytes path = thread_folder_of(source->path);
    struct thread_folder *folder = bsearch(&path, files->folders, files->folder_count,
                                           sizeof(*files->folders), compare_folder);
    struct thread_file file = { .number = number };
    if (folder == NULL) {
        return true;
    }
    file.own = bsearch(&number, listing->sources, listing->source_count, sizeof(*listing->sources),
                       compare_numbers) != NULL;
    if (!file.own &&
        (folder->files == THREAD_FOLDER_FILES_MAX || files->count >= THREAD_FILES_MAX)) {
        folder->bounded = true;
        return true;
    }
    if (!evidence_again_find_as(listing->session, source->path, source->size, source->modified,
                                &file.file)) {
        return !listing->session->stopped;
    }
    folder->files += file.own ? 0 : 1;
    return keep(files, &file, source->path) || session_stop(listing->session, "out of memory");
}

bool thread_files_list(struct thread_files *files, struct session *session)
{
    struct listing listing = { .session = session,
                               .files = files,
                               .source_count = files->folder_count };
    files->folder_count = keep_folders(files, &listing.sources);
    if (listing.sources == NULL) {
        return session_stop(session, "out of memory");
    }
    qsort(listing.sources, listing.source_count, sizeof(*listing.sources), compare_numbers);
    const bool listed =
        case_each_evidence(session->file, &listing, take_source) || session_stop_case(session);
    for (size_t i = 0; listed && i < files->count; i++) {
        struct thread_file *item = &files->items[i];
        item->path = bytes_over(files->texts.at + (uintptr_t)item->path.at, item->path.left);
        item->file.path = item->path;
    }
    free(listing.sources);
    return listed;
}

void thread_files_clear(struct thread_files *files)
{
    free(files->folders);
    free(files->items);
    buffer_clear(&files->texts);
    *files = (struct thread_files){ 0 };
}
