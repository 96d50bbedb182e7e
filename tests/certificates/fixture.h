#ifndef FIXTURE_H
#define FIXTURE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "bytes.h"

/* A file of fixtures/, whole, on the heap with no byte to spare. The caller
 * frees `at`, by way of fixture_free(). */
static inline struct bytes fixture_read(const char *name)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/%s", FIXTURES, name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    long length = ftell(file);
    ck_assert_int_gt(length, 0);
    rewind(file);
    uint8_t *memory = malloc((size_t)length);
    ck_assert_ptr_nonnull(memory);
    ck_assert_uint_eq(fread(memory, 1, (size_t)length, file), (size_t)length);
    fclose(file);
    return bytes_over(memory, (size_t)length);
}

static inline void fixture_free(struct bytes content)
{
    union {
        const uint8_t *read;
        uint8_t *owned;
    } memory = { .read = content.at };
    free(memory.owned);
}

#endif
