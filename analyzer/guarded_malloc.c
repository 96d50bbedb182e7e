/* Takes the place of malloc() and calloc() in the whole program, libraries included, so that a
 * worker ends when memory is out (bytes/heap_guard.h). The GNU C library's allocator stays below,
 * as for wiping_free.c. Not under the address sanitizer, which brings an allocator of its own. */

#include <stddef.h>
#include <stdlib.h>

#include "bytes/heap_guard.h"

/* Exported by glibc for this purpose; no header declares them. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

void *malloc(size_t size)
{
    void *memory = __libc_malloc(size);
    if (memory == NULL) {
        heap_guard_refused(size);
    }
    return memory;
}

void *calloc(size_t count, size_t size)
{
    void *memory = __libc_calloc(count, size);
    if (memory == NULL) {
        heap_guard_refused(size != 0 && count > (size_t)-1 / size ? (size_t)-1 : count * size);
    }
    return memory;
}
