#include "workers/file_mark.h"

#include <sys/mman.h>
#include <unistd.h>

/* Pages are what can be given back. */
static size_t slot_span(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

void *file_marks_map(size_t count)
{
    void *marks =
        mmap(NULL, count * slot_span(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (marks == MAP_FAILED) {
        return NULL;
    }
    return marks;
}

void file_marks_unmap(void *marks, size_t count)
{
    if (marks != NULL && count > 0) {
        (void)munmap(marks, count * slot_span());
    }
}

struct file_mark *file_mark_at(void *marks, size_t slot)
{
    return (struct file_mark *)((char *)marks + slot * slot_span());
}

void file_marks_keep(void *marks, size_t count, size_t slot)
{
    file_marks_unmap(marks, slot);
    file_marks_unmap((char *)marks + (slot + 1) * slot_span(), count - slot - 1);
}
