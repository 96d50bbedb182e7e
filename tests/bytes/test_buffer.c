#include <string.h>

#include "buffer.h"
#include "suite.h"

START_TEST(what_is_appended_stands_in_order)
{
    struct buffer buffer = { 0 };
    for (int i = 0; i < 1000; i++) {
        ck_assert(buffer_append_byte(&buffer, (uint8_t)i));
    }
    ck_assert(buffer_append_text(&buffer, "end"));
    ck_assert_uint_eq(buffer.used, 1003);
    ck_assert_uint_eq(buffer.at[999], 999 & 255);
    buffer_drop_front(&buffer, 1000);
    ck_assert(bytes_equal(buffer_bytes(&buffer), bytes_over("end", 3)));
    buffer_clear(&buffer);
    ck_assert_ptr_null(buffer.at);
}
END_TEST

START_TEST(emptied_memory_is_wiped)
{
    struct buffer buffer = { 0 };
    ck_assert(buffer_append_text(&buffer, "secret"));
    const uint8_t *memory = buffer.at;
    buffer_reset(&buffer);
    static const uint8_t zeros[6];
    ck_assert_int_eq(memcmp(memory, zeros, sizeof(zeros)), 0);
    ck_assert(buffer_append_text(&buffer, "secret"));
    buffer_drop_front(&buffer, 6);
    ck_assert_int_eq(memcmp(memory, zeros, sizeof(zeros)), 0);
    buffer_clear(&buffer);
}
END_TEST

START_TEST(more_than_memory_is_refused_and_changes_nothing)
{
    struct buffer buffer = { 0 };
    ck_assert(buffer_append_text(&buffer, "kept"));
    ck_assert(!buffer_reserve(&buffer, SIZE_MAX));
    ck_assert(!buffer_reserve(&buffer, SIZE_MAX / 2));
    ck_assert(bytes_equal(buffer_bytes(&buffer), bytes_over("kept", 4)));
    buffer_clear(&buffer);
    buffer_clear(&buffer);
}
END_TEST

START_TEST(number_is_taken_as_it_was_appended)
{
    struct buffer buffer = { 0 };
    uint64_t number;
    ck_assert(buffer_append_number(&buffer, 3, 0x010203));
    ck_assert(bytes_equal(buffer_bytes(&buffer), bytes_over("\1\2\3", 3)));
    buffer_reset(&buffer);
    ck_assert(buffer_append_number(&buffer, 8, UINT64_MAX - 1));
    struct bytes from = buffer_bytes(&buffer);
    ck_assert(bytes_take_number(&from, 8, &number) && number == UINT64_MAX - 1);
    buffer_clear(&buffer);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("buffer");
    tcase_add_test(tests, what_is_appended_stands_in_order);
    tcase_add_test(tests, number_is_taken_as_it_was_appended);
    tcase_add_test(tests, emptied_memory_is_wiped);
    tcase_add_test(tests, more_than_memory_is_refused_and_changes_nothing);
    return suite_run("buffer", tests);
}
