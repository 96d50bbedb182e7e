/* Lists that grow. */
#include "bytes/item_room.h"

#include <stdint.h>
#include <stdlib.h>

#include "suite.h"

/* The address sanitizer ends a program that asks for too much, unless it is told not to. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

START_TEST(items_stay_while_it_grows)
{
    uint64_t *items = NULL;
    size_t room = 0;
    for (size_t count = 0; count < 100; count++) {
        items = item_room(items, count, &room, 3, sizeof(*items));
        ck_assert_ptr_nonnull(items);
        ck_assert_uint_gt(room, count);
        items[count] = 7 * count;
    }
    for (size_t i = 0; i < 100; i++) {
        ck_assert_uint_eq(items[i], 7 * i);
    }
    ck_assert_uint_eq(room, 192); /* 3, twice as many each time */
    free(items);
}
END_TEST

START_TEST(nothing_moves_while_there_is_room)
{
    size_t room = 0;
    uint32_t *items = item_room(NULL, 0, &room, 2, sizeof(*items));
    ck_assert_ptr_nonnull(items);
    ck_assert_ptr_eq(item_room(items, 1, &room, 2, sizeof(*items)), items);
    ck_assert_uint_eq(room, 2);
    free(items);
}
END_TEST

/* More than can be had: of a width that no product of sizes holds. */
START_TEST(without_memory_all_is_as_it_was)
{
    size_t room = 2;
    uint32_t *items = calloc(room, sizeof(*items));
    ck_assert_ptr_nonnull(items);
    items[1] = 5;
    ck_assert_ptr_null(item_room(items, 2, &room, 2, SIZE_MAX / 2));
    ck_assert_uint_eq(room, 2);
    ck_assert_uint_eq(items[1], 5);
    free(items);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("item_room");
    tcase_add_test(tests, items_stay_while_it_grows);
    tcase_add_test(tests, nothing_moves_while_there_is_room);
    tcase_add_test(tests, without_memory_all_is_as_it_was);
    return suite_run("item_room", tests);
}
