#include "bytes/octet_list.h"

#include <string.h>

#include "suite.h"

static const struct {
    const char *text;
    bool taken;
    uint8_t octet;
    size_t behind;
} numbers[] = {
    { "0", true, 0, 0 },          { "48, 130", true, 48, 5 }, { "255]", true, 255, 1 },
    { "-126, 4", true, 130, 3 },  { "-128", true, 128, 0 },   { "-1;", true, 255, 1 },
    { "0x30, 0x4", true, 48, 5 }, { "0X4}", true, 4, 1 },     { "0xff\n", true, 255, 1 },
    { "256", false, 0, 0 },       { "-129", false, 0, 0 },    { "-0", false, 0, 0 },
    { "007", false, 0, 0 },       { "01", false, 0, 0 },      { "1.5", false, 0, 0 },
    { "12a", false, 0, 0 },       { "0x", false, 0, 0 },      { "0x123", false, 0, 0 },
    { "1234", false, 0, 0 },      { "-", false, 0, 0 },       { "", false, 0, 0 },
    { "abc", false, 0, 0 },       { "12_", false, 0, 0 },     { "+1", false, 0, 0 },
    { "$30, $4", true, 48, 4 },   { "$4)", true, 4, 1 },      { "$ff", true, 255, 0 },
    { "&H30, &H4", true, 48, 5 }, { "&h4}", true, 4, 1 },     { "030h, 4", true, 48, 3 },
    { "0B7h", true, 0xb7, 0 },    { "30h", true, 48, 0 },     { "82H,", true, 0x82, 1 },
    { "$", false, 0, 0 },         { "$123", false, 0, 0 },    { "&H", false, 0, 0 },
    { "&30", false, 0, 0 },       { "&H123", false, 0, 0 },   { "$3_", false, 0, 0 },
    { "030hh", false, 0, 0 },     { "0130h", false, 0, 0 },   { "&#48;", false, 0, 0 },
};

START_TEST(number_is_an_octet_or_none)
{
    const size_t length = strlen(numbers[_i].text);
    uint8_t *copy = exact_copy(numbers[_i].text, length);
    struct bytes text = bytes_over(copy, length);
    uint8_t octet = 77;
    ck_assert_msg(octet_list_take(&text, &octet) == numbers[_i].taken, "%s", numbers[_i].text);
    ck_assert_uint_eq(octet, numbers[_i].taken ? numbers[_i].octet : 77);
    ck_assert_uint_eq(text.left, numbers[_i].taken ? numbers[_i].behind : length);
    free(copy);
}
END_TEST

static const struct {
    const char *text;
    size_t count;
    bool plain;
} lists[] = {
    { "48, 130, 4", 3, true },
    { "48, 13, 10", 3, false },
    { "0x30,0x82,\n  0x04", 3, false },
    { "0x30, 0x8", 2, false },
    { "0x30, 0x8}", 2, true },
    { "48 -126 4", 3, true },
    { "48,130,4,300,2", 3, true },
    { "48 : 130", 1, false },
    { "", 0, false },
    { "30, 82, 04", 2, false },
    { "48,\"1\":130,\"2\":4}", 3, true },
    { "48,\n  '1': 130,\n  '2': 4 }", 3, true },
    { "48,\"12345678\":130", 1, false },
    { "48,\"\":130", 1, false },
    { "48,\"a\":130", 1, false },
    { "48,\"1':130", 1, false },
    { "48,\"1\"", 1, false },
    { "48\"1\":130", 1, false },
    { "48, 1: 130, 2: 4}", 3, true },
    { "48,\n  1 => 130,\n  2 => 4,\n", 3, true },
    { "48\n    [1] => 130\n    [2] => 4\n)", 3, true },
    { "48\n    [1] = 130", 1, false },
    { "48\n    [1 => 130", 1, false },
    { "48\n    [] => 130", 1, false },
    { "48, 12345678: 130", 1, false },
    { "48, 1:", 2, true },
    { "$30, $82,\n  $04", 3, true },
    { "&H30, &H82", 2, true },
    { "030h, 082h", 2, true },
};

START_TEST(list_goes_as_far_as_its_numbers)
{
    const size_t length = strlen(lists[_i].text);
    uint8_t *copy = exact_copy(lists[_i].text, length);
    const struct octet_list list = octet_list_look(bytes_over(copy, length));
    ck_assert_msg(list.count == lists[_i].count, "%s: %zu", lists[_i].text, list.count);
    ck_assert_msg(list.plain == lists[_i].plain, "%s", lists[_i].text);
    ck_assert(list.prefixed == (strpbrk(lists[_i].text, "x$&h") != NULL));
    free(copy);
}
END_TEST

START_TEST(nothing_is_read_past_the_end)
{
    static const char text[] = "0x30, -126,\n\t 0x8; 255, \"7\": 4 0X";
    for (size_t kept = 0; kept < sizeof(text); kept++) {
        uint8_t *copy = exact_copy(text, kept);
        ck_assert_uint_le(octet_list_look(bytes_over(copy, kept)).count, 6);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("octet_list");
    tcase_add_loop_test(tests, number_is_an_octet_or_none, 0,
                        (int)(sizeof(numbers) / sizeof(numbers[0])));
    tcase_add_loop_test(tests, list_goes_as_far_as_its_numbers, 0,
                        (int)(sizeof(lists) / sizeof(lists[0])));
    tcase_add_test(tests, nothing_is_read_past_the_end);
    return suite_run("octet_list", tests);
}
