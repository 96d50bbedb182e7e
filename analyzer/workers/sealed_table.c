#include "workers/sealed_table.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static bool write_all(int descriptor, struct bytes content)
{
    while (content.left > 0) {
        ssize_t written = write(descriptor, content.at, content.left);
        struct bytes step;
        if (written <= 0 || !bytes_take(&content, (size_t)written, &step)) {
            return false;
        }
    }
    return true;
}

int sealed_table_make(struct bytes content)
{
    int descriptor = memfd_create("keytrawl", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (descriptor < 0) {
        return -1;
    }
    if (!write_all(descriptor, content) ||
        fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) !=
            0) {
        (void)close(descriptor);
        return -1;
    }
    return descriptor;
}

/* The seals make a map safe: nothing under it can shrink (no SIGBUS). */
bool sealed_table_map(int descriptor, struct bytes *content)
{
    off_t end = lseek(descriptor, 0, SEEK_END);
    if (end < 0) {
        return false;
    }
    if (end == 0) {
        *content = bytes_over(NULL, 0);
        return true;
    }
    void *memory = mmap(NULL, (size_t)end, PROT_READ, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED) {
        return false;
    }
    *content = bytes_over(memory, (size_t)end);
    return true;
}

void sealed_table_unmap(struct bytes content)
{
    if (content.left > 0) {
        (void)munmap((void *)(uintptr_t)content.at, content.left);
    }
}
