#include "reports/output_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/output_file.h"

static void empty(int folder, bool (*owns)(const char *file_name))
{
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = copy >= 0 ? fdopendir(copy) : NULL;
    if (listing == NULL) {
        if (copy >= 0) {
            (void)close(copy);
        }
        return;
    }
    for (const struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        if (owns(entry->d_name)) {
            (void)unlinkat(folder, entry->d_name, 0);
        }
    }
    (void)closedir(listing);
}

static void remove_folder(const struct output_folder *folder, const char *name)
{
    int there = openat(folder->parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (there >= 0) {
        empty(there, folder->owns);
        (void)close(there);
        (void)unlinkat(folder->parent, name, AT_REMOVEDIR);
    }
}

static int make_fresh(const struct output_folder *folder)
{
    remove_folder(folder, folder->fresh);
    if (mkdirat(folder->parent, folder->fresh, 0700) != 0 && errno != EEXIST) {
        return -1;
    }
    return openat(folder->parent, folder->fresh, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

bool output_folder_open(struct output_folder *folder, const char *directory)
{
    folder->parent = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->parent < 0) {
        return false;
    }
    folder->descriptor = make_fresh(folder);
    if (folder->descriptor < 0) {
        const int failure = errno;
        (void)close(folder->parent);
        errno = failure;
        return false;
    }
    return true;
}

static bool write_file(struct output_folder *folder, const char *file_name, int how,
                       struct bytes content)
{
    const int descriptor = openat(folder->descriptor, file_name,
                                  O_WRONLY | O_CREAT | how | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) {
        return false;
    }
    folder->written = true;
    const bool written = output_write_whole(descriptor, content);
    const int failure = errno;
    if (close(descriptor) != 0 && written) {
        return false;
    }
    errno = failure;
    return written;
}

bool output_folder_write(struct output_folder *folder, const char *file_name, struct bytes content)
{
    return write_file(folder, file_name, O_TRUNC, content);
}

bool output_folder_append(struct output_folder *folder, const char *file_name, struct bytes content)
{
    return write_file(folder, file_name, O_APPEND, content);
}

/* One step for whoever looks: the old folder or the new one. */
bool output_folder_place(struct output_folder *folder)
{
    const int parent = folder->parent;
    /* One sync of the whole file system for many files; without any, of the folder alone. */
    if ((folder->written ? syncfs : fsync)(folder->descriptor) != 0) {
        return false;
    }
    if (renameat2(parent, folder->fresh, parent, folder->name, RENAME_EXCHANGE) == 0) {
        remove_folder(folder, folder->fresh);
        return fsync(parent) == 0;
    }
    /* Not every file system can exchange: there the old one goes first. */
    if (errno == EINVAL && renameat(parent, folder->name, parent, folder->old) != 0 &&
        errno != ENOENT) {
        return false;
    }
    const bool placed =
        renameat(parent, folder->fresh, parent, folder->name) == 0 && fsync(parent) == 0;
    remove_folder(folder, folder->old);
    return placed;
}

void output_folder_close(struct output_folder *folder)
{
    (void)close(folder->descriptor);
    remove_folder(folder, folder->fresh);
    (void)close(folder->parent);
}
