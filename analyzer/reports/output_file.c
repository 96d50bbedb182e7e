#include "reports/output_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "crypto/sha256.h"

#define OUTPUT_HELD ((size_t)1 << 18)
#define NAME_ROOM   (NAME_MAX + 8)

struct beside_name {
    char text[NAME_ROOM];
};

static struct beside_name beside(const struct output_file *file)
{
    struct beside_name name;
    (void)snprintf(name.text, sizeof(name.text), "%s.new", file->name);
    return name;
}

bool output_set_open(struct output_set *set, const char *directory)
{
    *set = (struct output_set){ 0 };
    set->folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return set->folder >= 0;
}

struct output_file *output_set_add(struct output_set *set, const char *name)
{
    assert(set->count < OUTPUT_FILES_MAX);
    struct output_file *file = &set->files[set->count++];
    *file = (struct output_file){ .name = name };
    file->descriptor = openat(set->folder, beside(file).text,
                              O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    file->failure = file->descriptor < 0 ? errno : 0;
    file->hash = sha256_new();
    file->failure = file->failure == 0 && file->hash == NULL ? ENOMEM : file->failure;
    return file;
}

bool output_write_whole(int descriptor, struct bytes content)
{
    while (content.left > 0) {
        struct bytes taken;
        const ssize_t written = write(descriptor, content.at, content.left);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0 || !bytes_take(&content, (size_t)written, &taken)) {
            errno = written < 0 ? errno : EIO;
            return false;
        }
    }
    return true;
}

static void flush(struct output_file *file)
{
    if (file->failure == 0 && !output_write_whole(file->descriptor, buffer_bytes(&file->held))) {
        file->failure = errno;
    }
    if (file->failure == 0 && file->hash != NULL) {
        sha256_add(file->hash, buffer_bytes(&file->held));
        file->size += file->held.used;
    }
    buffer_reset(&file->held);
}

void output_put(struct output_file *file, struct bytes content)
{
    if (file->failure != 0) {
        return;
    }
    if (!buffer_append(&file->held, content)) {
        file->failure = ENOMEM;
    }
    if (file->held.used >= OUTPUT_HELD) {
        flush(file);
    }
}

void output_put_text(struct output_file *file, const char *text)
{
    output_put(file, bytes_over(text, strlen(text)));
}

static void finish(struct output_file *file)
{
    if (file->failure == 0 && file->hash != NULL) {
        sha256_end(file->hash, file->sha256);
    }
    if (file->failure == 0 && fsync(file->descriptor) != 0) {
        file->failure = errno;
    }
    if (file->descriptor >= 0 && close(file->descriptor) != 0 && file->failure == 0) {
        file->failure = errno;
    }
    file->descriptor = -1;
}

bool output_file_end(struct output_file *file)
{
    flush(file);
    buffer_clear(&file->held);
    return file->failure == 0;
}

static bool fail_with(const struct output_file *file, int reason, const char **failed)
{
    *failed = file->name;
    errno = reason;
    return false;
}

bool output_set_sync(struct output_set *set, const char **failed)
{
    /* All are on their way before the first is waited for: so most go with one commit of the file
     * system's journal. Whether they can be is said by fsync(). */
    for (size_t i = 0; i < set->count; i++) {
        flush(&set->files[i]);
        (void)sync_file_range(set->files[i].descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
    }
    for (size_t i = 0; i < set->count; i++) {
        finish(&set->files[i]);
        if (set->files[i].failure != 0) {
            return fail_with(&set->files[i], set->files[i].failure, failed);
        }
    }
    return true;
}

bool output_set_place(struct output_set *set, const char **failed)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct output_file *file = &set->files[i];
        if (renameat(set->folder, beside(file).text, set->folder, file->name) != 0) {
            return fail_with(file, errno, failed);
        }
    }
    return fsync(set->folder) == 0 || fail_with(&set->files[0], errno, failed);
}

void output_set_clear(struct output_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        struct output_file *file = &set->files[i];
        if (file->descriptor >= 0) {
            (void)close(file->descriptor);
        }
        (void)unlinkat(set->folder, beside(file).text, 0);
        sha256_free(file->hash);
        buffer_clear(&file->held);
    }
    if (set->folder >= 0) {
        (void)close(set->folder);
    }
    *set = (struct output_set){ .folder = -1 };
}
