#include "commands/sources/directory_listing.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *directory_listing_name(const struct directory_listing *listing, size_t number)
{
    assert(number < listing->count);
    return (const char *)listing->names.at + listing->at[number];
}

static int compare_names(const void *one, const void *other, void *context)
{
    const struct buffer *names = context;
    return strcmp((const char *)names->at + *(const size_t *)one,
                  (const char *)names->at + *(const size_t *)other);
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* readdir() tells its end from an error by errno alone. */
static bool read_names(struct directory_listing *listing, DIR *directory)
{
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(directory);
        if (entry == NULL) {
            return errno == 0;
        }
        if (is_dots(entry->d_name)) {
            continue;
        }
        if (!buffer_append(&listing->names, bytes_over(entry->d_name, strlen(entry->d_name) + 1))) {
            errno = ENOMEM;
            return false;
        }
        listing->count++;
    }
}

static bool sort_names(struct directory_listing *listing)
{
    if (listing->count == 0) {
        return true;
    }
    listing->at = calloc(listing->count, sizeof(*listing->at));
    if (listing->at == NULL) {
        errno = ENOMEM;
        return false;
    }
    size_t at = 0;
    for (size_t i = 0; i < listing->count; i++) {
        listing->at[i] = at;
        at += strlen((const char *)listing->names.at + at) + 1;
    }
    qsort_r(listing->at, listing->count, sizeof(*listing->at), compare_names, &listing->names);
    return true;
}

bool directory_listing_read(struct directory_listing *listing, int fd)
{
    *listing = (struct directory_listing){ 0 };
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 3); /* closedir() closes it */
    DIR *directory = own >= 0 ? fdopendir(own) : NULL;
    if (directory == NULL) {
        int error = errno;
        if (own >= 0) {
            (void)close(own);
        }
        errno = error;
        return false;
    }
    rewinddir(directory); /* the offset is shared with `fd` */
    bool read = read_names(listing, directory) && sort_names(listing);
    int error = errno;
    (void)closedir(directory);
    if (!read) {
        directory_listing_clear(listing);
        errno = error;
    }
    return read;
}

void directory_listing_clear(struct directory_listing *listing)
{
    buffer_clear(&listing->names);
    free(listing->at);
    *listing = (struct directory_listing){ 0 };
}
