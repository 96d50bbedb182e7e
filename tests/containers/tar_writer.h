#ifndef TAR_WRITER_H
#define TAR_WRITER_H

#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "suite.h"

/* A member of a tar, by POSIX.1. */
static inline void tar_put(struct buffer *tar, const char *name, struct bytes content)
{
    static const uint8_t zeros[512];
    uint8_t header[512] = { 0 };
    unsigned sum = 0;
    (void)snprintf((char *)header, 100, "%s", name);
    (void)snprintf((char *)header + 100, 8, "%07o", 0644u);
    (void)snprintf((char *)header + 124, 12, "%011o", (unsigned)content.left);
    (void)snprintf((char *)header + 136, 12, "%011o", 0u);
    memset(header + 148, ' ', 8);
    header[156] = '0';
    memcpy(header + 257, "ustar\00000", 8);
    for (size_t i = 0; i < sizeof(header); i++) {
        sum += header[i];
    }
    (void)snprintf((char *)header + 148, 8, "%06o", sum);
    ck_assert(buffer_append(tar, bytes_over(header, sizeof(header))));
    ck_assert(buffer_append(tar, content));
    ck_assert(buffer_append(tar, bytes_over(zeros, (512 - content.left % 512) % 512)));
}

/* What the header at `at` says it is of, another one. */
static inline void tar_retype(struct buffer *tar, size_t at, char type)
{
    uint8_t *header = tar->at + at;
    unsigned sum = 0;
    header[156] = (uint8_t)type;
    memset(header + 148, ' ', 8);
    for (size_t i = 0; i < 512; i++) {
        sum += header[i];
    }
    (void)snprintf((char *)header + 148, 8, "%06o", sum);
}

static inline void tar_end(struct buffer *tar)
{
    static const uint8_t zeros[1024];
    ck_assert(buffer_append(tar, bytes_over(zeros, sizeof(zeros))));
}

#endif
