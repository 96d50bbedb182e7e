#include "evidence/file_hole.h"

#include <errno.h>
#include <unistd.h>

#include "bounds.h"

uint64_t file_hole_end(int fd, uint64_t at, uint64_t to)
{
    if (at >= to || to > INT64_MAX) {
        return at;
    }
    const off_t data = lseek(fd, (off_t)at, SEEK_DATA);
    if (data < 0) { /* ENXIO: nothing but a hole, or the file has become shorter */
        const bool hole = errno == ENXIO && lseek(fd, 0, SEEK_END) >= (off_t)to;
        return hole ? to : at;
    }
    return (uint64_t)data < to ? (uint64_t)data : to;
}

struct bytes file_hole_zeros(uint64_t count)
{
    static const uint8_t zeros[READ_WINDOW];
    return bytes_over(zeros, count < sizeof(zeros) ? (size_t)count : sizeof(zeros));
}
