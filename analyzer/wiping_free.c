/* Takes the place of free() and realloc() in the whole program, libraries
 * included: what is released is wiped first, since the heaps of libraries hold
 * pieces of private keys as well as ours do (unpacked members, decoded text,
 * numbers). Linked into the program alone, and not under the address sanitizer,
 * which brings an allocator of its own.
 *
 * The GNU C library's allocator stays below: glibc calls these two names through
 * its own table, so that also what it frees itself comes here. */

#include <malloc.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "bytes/heap_guard.h"

/* Exported by glibc for this purpose; no header declares them. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
extern void __libc_free(void *memory);
extern void *__libc_realloc(void *memory, size_t size);
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

/* A shrunk block keeps its memory as long as it still uses this share of it. */
#define KEPT_SHARE 2

/* The second lowest bit of the size in front of a block says that it is a
 * mapping of its own (malloc/malloc.c, IS_MMAPPED). Such a block goes back to the
 * kernel as it is, which wipes before it hands out: to touch all its pages once
 * more, and some for the first time, would be work for nothing. */
static int is_mapping(const void *memory)
{
    size_t size;
    memcpy(&size, (const char *)memory - sizeof(size), sizeof(size));
    return (size & 2) != 0;
}

/* Seen together with the malloc() of a block, the size that was asked for would be
 * taken for all of it, and the wiping of its last bytes for an overflow. */
static void *without_its_history(void *memory)
{
    __asm__("" : "+r"(memory));
    return memory;
}

void free(void *given)
{
    void *memory = without_its_history(given);
    if (memory == NULL) {
        return;
    }
    if (!is_mapping(memory)) {
        explicit_bzero(memory, malloc_usable_size(memory));
    }
    __libc_free(memory);
}

/* glibc's own would leave a copy behind when it moves a block. */
void *realloc(void *given, size_t size)
{
    void *memory = without_its_history(given);
    if (memory == NULL || size == 0 || is_mapping(memory)) {
        if (memory != NULL && size == 0) {
            free(memory);
            return NULL;
        }
        void *changed = __libc_realloc(memory, size);
        if (changed == NULL) {
            heap_guard_refused(size);
        }
        return changed;
    }
    size_t room = malloc_usable_size(memory);
    if (size <= room && size >= room / KEPT_SHARE) {
        return memory;
    }
    void *moved = malloc(size);
    if (moved == NULL) {
        return NULL;
    }
    memcpy(moved, memory, size < room ? size : room);
    free(memory);
    return moved;
}
