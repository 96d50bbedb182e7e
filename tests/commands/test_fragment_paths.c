#include "commands/phases/fragment_paths.h"

#include <string.h>

#include "bounds.h"
#include "suite.h"

static struct bytes text(const char *words)
{
    return bytes_over(words, strlen(words));
}

static const struct {
    const char *first, *path, *name;
} ways[] = {
    { "ev/a.eml", "ev/b.eml", "b.eml" },
    { "ev/cur/1", "ev/new/2", "../new/2" },
    { "ev/cur/1", "ev/cur/sub/2", "sub/2" },
    { "/ev/a/b/1", "/ev/2", "../../2" },
    { "a/1", "b/2", "../b/2" },
    { "../a/1", "b/2", "../../b/2" },
    { "ev//cur/1", "ev//new/2", "../new/2" },
    { "a", "b", "b" },
};

START_TEST(a_way_leads_back)
{
    struct buffer name = { 0 }, path = { 0 };
    const struct bytes first = text(ways[_i].first);
    ck_assert(fragment_paths_add(&name, first, text(ways[_i].path)));
    ck_assert(bytes_equal(buffer_bytes(&name), text(ways[_i].name)));
    ck_assert(fragment_paths_add(&name, first, text(ways[_i].path)));
    struct bytes rest = buffer_bytes(&name);
    for (int i = 0; i < 2; i++) {
        ck_assert(fragment_paths_take(&rest, first, &path));
        ck_assert(bytes_equal(buffer_bytes(&path), text(ways[_i].path)));
    }
    ck_assert(!fragment_paths_take(&rest, first, &path));
    buffer_clear(&name);
    buffer_clear(&path);
}
END_TEST

static const struct {
    const char *what, *first, *path;
} refused[] = {
    { "one from the root of the system, one from the working folder", "/ev/a", "ev/b" },
    { "the other way around", "ev/a", "/ev/b" },
    { "a folder of no name", "ev/a", "ev//b" },
    { "a way up from above the first", "b/1", "../a/2" },
};

START_TEST(what_no_way_leads_to_is_refused)
{
    struct buffer name = { 0 };
    ck_assert(buffer_append_text(&name, "before"));
    ck_assert_msg(!fragment_paths_add(&name, text(refused[_i].first), text(refused[_i].path)), "%s",
                  refused[_i].what);
    ck_assert(bytes_equal(buffer_bytes(&name), text("before")));
    buffer_clear(&name);
}
END_TEST

START_TEST(no_name_is_longer_than_that_of_a_place)
{
    struct buffer name = { 0 };
    char path[100] = "ev/";
    memset(path + 3, 'x', sizeof(path) - 4);
    size_t count = 0;
    while (fragment_paths_add(&name, text("ev/a"), text(path))) {
        count++;
    }
    ck_assert_uint_eq(count, (PLACE_NAME_MAX + 2) / (strlen(path) - 3 + 2));
    ck_assert_uint_le(name.used, PLACE_NAME_MAX);
    buffer_clear(&name);
}
END_TEST

static const char *const damaged[] = {
    "", "//", "//b", "../../../b", "/etc/passwd", "..", FRAGMENT_PATHS_NONE
};

START_TEST(no_damaged_name_leads_anywhere)
{
    struct buffer path = { 0 };
    struct bytes name = text(damaged[_i]);
    /* a folder, which is no file */
    const bool up = strcmp(damaged[_i], "..") == 0 || strcmp(damaged[_i], FRAGMENT_PATHS_NONE) == 0;
    ck_assert(fragment_paths_take(&name, text("ev/cur/1"), &path) == up);
    ck_assert(up || bytes_equal(name, text(damaged[_i])));
    buffer_clear(&path);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fragment_paths");
    tcase_add_loop_test(tests, a_way_leads_back, 0, (int)(sizeof(ways) / sizeof(ways[0])));
    tcase_add_loop_test(tests, what_no_way_leads_to_is_refused, 0,
                        (int)(sizeof(refused) / sizeof(refused[0])));
    tcase_add_test(tests, no_name_is_longer_than_that_of_a_place);
    tcase_add_loop_test(tests, no_damaged_name_leads_anywhere, 0,
                        (int)(sizeof(damaged) / sizeof(damaged[0])));
    return suite_run("fragment_paths", tests);
}
