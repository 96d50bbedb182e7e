#include "evidence/fragment_names.h"

#include <string.h>

#include "suite.h"

static struct bytes text(const char *words)
{
    return bytes_over(words, strlen(words));
}

START_TEST(what_was_put_is_taken)
{
    static const struct fragment_span spans[] = { { 94, 1200 }, { 0, 0 }, { 1ull << 60, 7 } };
    struct buffer names = { 0 };
    struct fragment_span span;
    ck_assert(fragment_names_put(&names, &spans[0]));
    ck_assert(buffer_append_text(&names, "//../new/box"));
    ck_assert(fragment_names_put(&names, &spans[1]) && fragment_names_put(&names, &spans[2]));
    ck_assert(bytes_equal(buffer_bytes(&names),
                          text("/94+1200//../new/box///0+0///1152921504606846976+7")));
    struct bytes rest = buffer_bytes(&names);
    ck_assert(fragment_names_take(&rest, &span) && span.offset == 94 && span.length == 1200);
    ck_assert(!fragment_names_take(&rest, &span));
    ck_assert(bytes_equal(fragment_names_way(&rest), text("../new/box")));
    ck_assert(fragment_names_take(&rest, &span) && span.offset == 0 && span.length == 0);
    ck_assert(fragment_names_take(&rest, &span) && span.offset == 1ull << 60 && span.length == 7);
    ck_assert_uint_eq(rest.left, 0);
    ck_assert(!fragment_names_take(&rest, &span));
    ck_assert_uint_eq(fragment_names_way(&rest).left, 0);
    buffer_clear(&names);
}
END_TEST

static const char *const refused[] = {
    "",
    "/",
    "//",
    "/1",
    "/1+",
    "/+1",
    "/1+1x",
    "1+1",
    "/1+1/",
    "/x+1",
    "/ 1+1",
    "/1+-1",
    "/99999999999999999999+1",
    "/1+99999999999999999999",
};

START_TEST(no_other_text_is_taken)
{
    struct bytes rest = text(refused[_i]);
    struct fragment_span span = { 3, 4 };
    ck_assert(!fragment_names_take(&rest, &span));
    ck_assert(bytes_equal(rest, text(refused[_i])));
    ck_assert(span.offset == 3 && span.length == 4);
}
END_TEST

START_TEST(no_shorter_one_is_the_same)
{
    static const char whole[] = "/94+1200";
    for (size_t length = 0; length < strlen(whole); length++) {
        struct buffer copy = { 0 };
        struct fragment_span span = { 0 };
        ck_assert(length == 0 || buffer_append(&copy, bytes_over(whole, length)));
        struct bytes rest = buffer_bytes(&copy);
        ck_assert(!fragment_names_take(&rest, &span) || span.length < 1200);
        buffer_clear(&copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fragment_names");
    tcase_add_test(tests, what_was_put_is_taken);
    tcase_add_loop_test(tests, no_other_text_is_taken, 0,
                        (int)(sizeof(refused) / sizeof(refused[0])));
    tcase_add_test(tests, no_shorter_one_is_the_same);
    return suite_run("fragment_names", tests);
}
