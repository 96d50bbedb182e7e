#include <string.h>

#include "bytes/sliding_window.h"
#include "suite.h"

START_TEST(bytes_come_out_in_the_order_they_went_in)
{
    struct sliding_window window = { 0 };
    uint8_t in = 0, out = 0;
    for (size_t round = 0; round < 3000; round++) {
        size_t count = round % 97 + 1;
        uint8_t *room = sliding_window_room(&window, count);
        ck_assert_ptr_nonnull(room);
        for (size_t i = 0; i < count; i++) {
            room[i] = in++;
        }
        sliding_window_grew(&window, count);
        struct bytes seen = sliding_window_bytes(&window);
        size_t taken = round % 5 == 0 ? seen.left : seen.left * (round % 3) / 2;
        for (size_t i = 0; i < taken; i++) {
            ck_assert_uint_eq(seen.at[i], out++);
        }
        sliding_window_take(&window, taken);
    }
    sliding_window_clear(&window);
    ck_assert_ptr_null(window.at);
}
END_TEST

START_TEST(what_was_taken_is_wiped_with_the_rest)
{
    struct sliding_window window = { 0 };
    ck_assert(sliding_window_append(&window, bytes_over("secret", 6)));
    sliding_window_take(&window, 6);
    ck_assert_uint_eq(sliding_window_bytes(&window).left, 0);
    ck_assert_mem_eq(window.at, "secret", 6);
    sliding_window_reset(&window);
    ck_assert_mem_eq(window.at, "\0\0\0\0\0\0", 6);
    sliding_window_clear(&window);
}
END_TEST

START_TEST(nothing_can_be_appended)
{
    struct sliding_window window = { 0 };
    ck_assert(sliding_window_append(&window, bytes_over(NULL, 0)));
    ck_assert_uint_eq(sliding_window_bytes(&window).left, 0);
    sliding_window_take(&window, 0);
    sliding_window_reset(&window);
    sliding_window_clear(&window);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sliding_window");
    tcase_add_test(tests, bytes_come_out_in_the_order_they_went_in);
    tcase_add_test(tests, what_was_taken_is_wiped_with_the_rest);
    tcase_add_test(tests, nothing_can_be_appended);
    return suite_run("sliding_window", tests);
}
