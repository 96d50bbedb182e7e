#include <string.h>

#include "containers/archives/rar_volume.h"
#include "containers/archives/zip_volume.h"
#include "suite.h"

/* What the front of a RAR and the end of a zip say of volumes. */

#define B(text) text, sizeof(text) - 1
#define RAR_4   "Rar!\x1a\x07\x00"
#define RAR_5   "Rar!\x1a\x07\x01\x00"

static const struct {
    const char *what, *text;
    size_t length;
    bool continues;
} fronts[] = {
    { "RAR 4, a later volume", B(RAR_4 "\1\2\x73\x11\0\r\0\0\0\0\0\0\0"), true },
    { "RAR 4, the first volume", B(RAR_4 "\1\2\x73\x11\1\r\0\0\0\0\0\0\0"), false },
    { "RAR 4, no volume", B(RAR_4 "\1\2\x73\0\0\r\0\0\0\0\0\0\0"), false },
    { "RAR 4, encrypted headers", B(RAR_4 "\1\2\x74\x11\0\r\0\0\0\0\0\0\0"), false },
    { "RAR 5, a later volume", B(RAR_5 "\1\2\3\4\5\1\0\3\1"), true },
    { "RAR 5, one with an extra area", B(RAR_5 "\1\2\3\4\x85\0\1\5\2\3\1"), true },
    { "RAR 5, the first volume", B(RAR_5 "\1\2\3\4\4\1\0\1"), false },
    { "RAR 5, encrypted headers", B(RAR_5 "\1\2\3\4\5\4\0\3\1"), false },
    { "a number without an end", B(RAR_5 "\1\2\3\4\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
      false },
    { "a zip", B("PK\3\4\1\2\3\4\5\6\7\x08"), false },
    { "nothing", B(""), false },
};

START_TEST(fronts_say_whether_they_continue)
{
    for (size_t kept = 0; kept <= fronts[_i].length; kept++) {
        uint8_t *copy = exact_copy(fronts[_i].text, kept);
        const bool continues = rar_volume_continues(bytes_over(copy, kept));
        ck_assert_msg(!continues || fronts[_i].continues, "%s", fronts[_i].what);
        ck_assert_msg(kept < fronts[_i].length || continues == fronts[_i].continues, "%s",
                      fronts[_i].what);
        free(copy);
    }
}
END_TEST

#define END(number, comment) "PK\5\6" number "\0\0\0\0\0\0\0\0\0\0\0\0\0\0" comment

static const struct {
    const char *what, *text;
    size_t length;
    bool read;
    uint64_t before;
} ends[] = {
    { "one volume", B(END("\0\0", "\0\0")), true, 0 },
    { "the third", B("data" END("\2\0", "\0\0")), true, 2 },
    { "with a comment", B(END("\1\1", "\3\0") "abc"), true, 257 },
    { "a comment that is longer", B(END("\1\0", "\4\0") "abc"), false, 0 },
    { "zip64", B(END("\xff\xff", "\0\0")), false, 0 },
    { "no end", B("PK\3\4 and more than twenty-two octets"), false, 0 },
    { "nothing", B(""), false, 0 },
};

START_TEST(ends_say_how_many_stand_before)
{
    for (size_t skipped = 0; skipped <= ends[_i].length; skipped++) {
        uint8_t *copy = exact_copy(ends[_i].text + skipped, ends[_i].length - skipped);
        uint64_t before = 42;
        const bool read = zip_volume_read(bytes_over(copy, ends[_i].length - skipped), &before);
        ck_assert_msg(skipped > 0 || read == ends[_i].read, "%s", ends[_i].what);
        ck_assert_uint_eq(before, read ? ends[_i].before : 42);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("volume_mark");
    tcase_add_loop_test(tests, fronts_say_whether_they_continue, 0,
                        sizeof(fronts) / sizeof(fronts[0]));
    tcase_add_loop_test(tests, ends_say_how_many_stand_before, 0, sizeof(ends) / sizeof(ends[0]));
    return suite_run("volume_mark", tests);
}
