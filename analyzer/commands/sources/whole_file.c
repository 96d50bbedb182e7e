#include "commands/sources/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "bounds.h"

bool whole_file_read(int descriptor, uint64_t most, struct buffer *content)
{
    for (;;) {
        if (content->used > most) {
            errno = EFBIG;
            return false;
        }
        if (!buffer_reserve(content, READ_WINDOW)) {
            errno = ENOMEM;
            return false;
        }
        ssize_t got = read(descriptor, content->at + content->used, content->room - content->used);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0;
        }
        content->used += (size_t)got;
    }
}

bool whole_file_read_at(int folder, const char *path, int flags, uint64_t most,
                        struct buffer *content)
{
    const int descriptor = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);
    if (descriptor < 0) {
        return false;
    }
    const bool read = whole_file_read(descriptor, most, content);
    const int reason = errno;
    (void)close(descriptor);
    errno = reason;
    return read;
}
