/* Looks at memory after it was released: possible only because nothing else is
 * allocated meanwhile, and not under the address sanitizer. */
#include <stdio.h>
#include <string.h>

#include "suite.h"

#define PATTERN 0xa7

/* The allocator keeps its lists in the front of what is free. */
#define LIST_BYTES 32

static uintptr_t fill(void *memory, size_t length)
{
    memset(memory, PATTERN, length);
    return (uintptr_t)memory;
}

static size_t count_left(uintptr_t at, size_t length)
{
    size_t count = 0;
    for (size_t i = LIST_BYTES; i < length; i++) {
        count += ((volatile const uint8_t *)at)[i] == PATTERN ? 1 : 0;
    }
    return count;
}

static const size_t sizes[] = { 64, 200, 1000, 4096, 20000, 60000 };

START_TEST(free_wipes)
{
    size_t size = sizes[_i];
    void *memory = malloc(size), *behind = malloc(64);
    uintptr_t at = fill(memory, size);
    ck_assert_uint_eq(count_left(at, size), size - LIST_BYTES);
    free(memory);
    ck_assert_uint_eq(count_left(at, size), 0);
    free(behind);
}
END_TEST

START_TEST(realloc_wipes_what_it_leaves)
{
    size_t size = sizes[_i];
    void *memory = malloc(size), *behind = malloc(64);
    uintptr_t at = fill(memory, size);
    uint8_t *moved = realloc(memory, 3 * size);
    ck_assert_ptr_nonnull(moved);
    ck_assert((uintptr_t)moved != at);
    ck_assert_uint_eq(count_left(at, size), 0);
    for (size_t i = 0; i < size; i++) {
        ck_assert_uint_eq(moved[i], PATTERN);
    }
    free(moved);
    free(behind);
}
END_TEST

/* What the C library and other libraries do comes here as well. */
START_TEST(library_calls_are_caught)
{
    size_t size = sizes[_i];
    void *memory = malloc(size), *behind = malloc(64);
    uintptr_t at = fill(memory, size);
    void *moved = reallocarray(memory, 3, size);
    ck_assert_ptr_nonnull(moved);
    ck_assert_uint_eq(count_left(at, size), 0);
    free(moved);
    free(behind);
}
END_TEST

START_TEST(shrinking_keeps_the_front)
{
    size_t size = sizes[_i];
    uint8_t *memory = malloc(size);
    uintptr_t at = fill(memory, size);
    uint8_t *shrunk = realloc(memory, size / 4);
    ck_assert_ptr_nonnull(shrunk);
    for (size_t i = 0; i < size / 4; i++) {
        ck_assert_uint_eq(shrunk[i], PATTERN);
    }
    if ((uintptr_t)shrunk != at) {
        ck_assert_uint_eq(count_left(at, size), 0);
    }
    free(shrunk);
}
END_TEST

/* Mappings of their own, and the corners of the interface. */
START_TEST(large_blocks_and_corners)
{
    size_t size = (size_t)40 << 20;
    uint8_t *memory = realloc(NULL, size);
    ck_assert_ptr_nonnull(memory);
    memory[0] = PATTERN;
    memory[size - 1] = PATTERN;
    memory = realloc(memory, 2 * size);
    ck_assert_ptr_nonnull(memory);
    ck_assert_uint_eq(memory[0], PATTERN);
    ck_assert_uint_eq(memory[size - 1], PATTERN);
    ck_assert_ptr_null(realloc(memory, 0));
    free(NULL);
    volatile size_t too_much = SIZE_MAX / 4;
    memory = malloc(100);
    ck_assert_ptr_null(realloc(memory, too_much));
    free(memory);
    void *aligned = aligned_alloc(4096, 8192);
    ck_assert_ptr_nonnull(aligned);
    free(aligned);
}
END_TEST

/* The compiler sees that it is shorter than what the allocator gave. */
START_TEST(block_of_a_known_size_is_wiped)
{
    uint8_t *memory = calloc(1, 1003);
    ck_assert_ptr_nonnull(memory);
    uintptr_t at = fill(memory, 1003);
    free(memory);
    ck_assert_uint_eq(count_left(at, 1003), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("wiping_free");
    const int count = sizeof(sizes) / sizeof(sizes[0]);
    tcase_add_loop_test(tests, free_wipes, 0, count);
    tcase_add_loop_test(tests, realloc_wipes_what_it_leaves, 0, count);
    tcase_add_loop_test(tests, library_calls_are_caught, 0, count);
    tcase_add_loop_test(tests, shrinking_keeps_the_front, 0, count);
    tcase_add_test(tests, large_blocks_and_corners);
    tcase_add_test(tests, block_of_a_known_size_is_wiped);
    return suite_run("wiping_free", tests);
}
