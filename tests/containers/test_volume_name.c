#include <string.h>

#include "containers/archives/volume_name.h"
#include "suite.h"

static struct bytes text(const char *of)
{
    return bytes_over(of, strlen(of));
}

static const struct {
    const char *path, *next; /* NULL: no name of a volume */
    uint64_t number;
    enum volume_style style;
    bool archive;
} names[] = {
    { "d/x.001", "d/x.002", 1, VOLUME_NUMBERED, false },
    { "d/x.00", "d/x.01", 0, VOLUME_NUMBERED, false },
    { "d/x.7z.099", "d/x.7z.100", 99, VOLUME_NUMBERED, true },
    { "x.ZIP.009", "x.ZIP.010", 9, VOLUME_NUMBERED, true },
    { "x.tar.gz.aa", "x.tar.gz.ab", 0, VOLUME_LETTERED, false },
    { "xaz", "xba", 25, VOLUME_LETTERED, false },
    { "d.aaz", "d.aba", 25, VOLUME_LETTERED, false },
    { "x.part1.rar", "x.part2.rar", 1, VOLUME_PART, true },
    { "x.part09.rar", "x.part10.rar", 9, VOLUME_PART, true },
    { "x.part9.rar", "x.part10.rar", 9, VOLUME_PART, true },
    { "x.PART1.RAR", "x.PART2.RAR", 1, VOLUME_PART, true },
    { "x.zip.part2", "x.zip.part3", 2, VOLUME_PART, false },
    { "x.rar", "x.r00", 0, VOLUME_RAR, true },
    { "x.RAR", "x.R00", 0, VOLUME_RAR, true },
    { "x.r00", "x.r01", 1, VOLUME_RAR, true },
    { "x.r99", "x.s00", 100, VOLUME_RAR, true },
    { "x.z01", "x.z02", 1, VOLUME_ZIP, true },
    { "x.Z99", "x.Z100", 99, VOLUME_ZIP, true },
    { "x.E01", "x.E02", 1, VOLUME_EWF, true },
    { "x.e01", "x.e02", 1, VOLUME_EWF, true },
    { "x.E99", "x.EAA", 99, VOLUME_EWF, true },
    { "x.EAZ", "x.EBA", 125, VOLUME_EWF, true },
    { "x.E00", NULL, 0, 0, false },
    { "xE01", NULL, 0, 0, false },
    { "d/2018", NULL, 0, 0, false },
    { "d/x.2018", NULL, 0, 0, false },
    { "d/x.1", NULL, 0, 0, false },
    { "x.pdf.", NULL, 0, 0, false },
    { "x.z00", NULL, 0, 0, false },
    { "aa", NULL, 0, 0, false },
    { "", NULL, 0, 0, false },
};

START_TEST(names_are_read_and_written)
{
    struct bytes path = { exact_copy(names[_i].path, strlen(names[_i].path)),
                          strlen(names[_i].path) };
    struct volume_name name = { .number = 42 }, next;
    struct buffer written = { 0 };
    ck_assert_msg(volume_name_read(path, &name) == (names[_i].next != NULL), "%s", names[_i].path);
    if (names[_i].next == NULL) {
        ck_assert_uint_eq(name.number, 42);
    } else {
        ck_assert_uint_eq(name.number, names[_i].number);
        ck_assert_int_eq(name.style, names[_i].style);
        ck_assert_int_eq(name.archive, names[_i].archive);
        ck_assert(volume_name_write(&name, name.number, &written));
        ck_assert(bytes_equal(buffer_bytes(&written), path));
        buffer_reset(&written);
        ck_assert(volume_name_write(&name, name.number + 1, &written));
        ck_assert(bytes_equal(buffer_bytes(&written), text(names[_i].next)));
        ck_assert(volume_name_read(text(names[_i].next), &next));
        ck_assert(volume_name_same_set(&name, &next));
        ck_assert_int_lt(volume_name_compare(&name, &next), 0);
    }
    buffer_clear(&written);
    free((void *)(uintptr_t)path.at);
}
END_TEST

static const struct {
    const char *one, *other;
} apart[] = {
    { "x.001", "y.002" },       { "x.01", "x.002" },  { "x.part1.rar", "x.part2" },
    { "x.part1.rar", "x.rar" }, { "x.z01", "x.ZIP" }, { "x.aa", "x.aab" },
    { "d/x.001", "e/x.002" },
};

START_TEST(names_of_other_sets_are_apart)
{
    struct volume_name one, other;
    ck_assert(volume_name_read(text(apart[_i].one), &one));
    ck_assert(volume_name_read(text(apart[_i].other), &other));
    ck_assert(!volume_name_same_set(&one, &other));
    ck_assert((volume_name_compare(&one, &other) < 0) == (volume_name_compare(&other, &one) > 0));
    ck_assert_int_ne(volume_name_compare(&one, &other), 0);
}
END_TEST

START_TEST(the_last_of_a_zip_has_no_number)
{
    struct volume_name first, last;
    struct buffer written = { 0 };
    ck_assert(volume_name_read(text("a/x.z01"), &first));
    ck_assert(volume_name_read(text("a/x.zip"), &last));
    ck_assert(volume_name_same_set(&first, &last));
    ck_assert_uint_eq(last.number, VOLUME_LAST);
    ck_assert(volume_name_write(&first, VOLUME_LAST, &written));
    ck_assert(bytes_equal(buffer_bytes(&written), text("a/x.zip")));
    buffer_clear(&written);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("volume_name");
    tcase_add_loop_test(tests, names_are_read_and_written, 0, sizeof(names) / sizeof(names[0]));
    tcase_add_loop_test(tests, names_of_other_sets_are_apart, 0, sizeof(apart) / sizeof(apart[0]));
    tcase_add_test(tests, the_last_of_a_zip_has_no_number);
    return suite_run("volume_name", tests);
}
