#include "workers/sealed_table.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int sealed_table_begin(void)
{
    return memfd_create("keytrawl", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

bool sealed_table_write(int descriptor, struct bytes piece)
{
    while (piece.left > 0) {
        ssize_t written = write(descriptor, piece.at, piece.left);
        struct bytes step;
        if (written <= 0 || !bytes_take(&piece, (size_t)written, &step)) {
            return false;
        }
    }
    return true;
}

bool sealed_table_seal(int descriptor)
{
    return fcntl(descriptor, F_ADD_SEALS,
                 F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0;
}

int sealed_table_make(struct bytes content)
{
    const int descriptor = sealed_table_begin();
    if (descriptor >= 0 &&
        !(sealed_table_write(descriptor, content) && sealed_table_seal(descriptor))) {
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
