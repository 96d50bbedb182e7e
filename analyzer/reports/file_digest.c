#include "reports/file_digest.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "bounds.h"
#include "crypto/sha256.h"

static bool take_all(int descriptor, struct sha256 *hash, uint8_t *window, uint64_t *size)
{
    for (;;) {
        const ssize_t got = read(descriptor, window, READ_WINDOW);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0;
        }
        sha256_add(hash, bytes_over(window, (size_t)got));
        *size += (uint64_t)got;
    }
}

bool file_digest_take(int descriptor, uint64_t *size, uint8_t sha256[SHA256_LENGTH])
{
    struct sha256 *hash = sha256_new();
    uint8_t *window = malloc(READ_WINDOW);
    uint64_t taken = 0;
    errno = ENOMEM;
    const bool read = hash != NULL && window != NULL && take_all(descriptor, hash, window, &taken);
    const int reason = errno;
    if (read) {
        sha256_end(hash, sha256);
        *size = taken;
    }
    sha256_free(hash);
    free(window);
    errno = reason;
    return read;
}
