/* Fields behind the headers of a zip. */
#include "containers/archives/zip_header.h"

#include "suite.h"

static const struct {
    const char *what, *extra;
    size_t length, left; /* of the extra fields; behind the one that is taken */
    const char *field;   /* NULL: none */
    size_t width;
} rows[] = {
    { "alone", "\1\0\2\0ab", 6, 0, "ab", 2 },
    { "empty", "\1\0\0\0", 4, 0, "", 0 },
    { "behind another", "\x55\x54\1\0x\1\0\2\0ab", 11, 0, "ab", 2 },
    { "before others", "\1\0\1\0a\1\0\1\0b", 10, 5, "a", 1 },
    { "no other's length", "\1\1\1\0a", 5, 5, NULL, 0 },
    { "none", "", 0, 0, NULL, 0 },
    { "longer than there is", "\1\0\3\0ab", 6, 6, NULL, 0 },
    { "behind one that is longer", "\x55\x54\x0a\0\1\0\1\0a", 9, 9, NULL, 0 },
};

START_TEST(field_is_taken)
{
    struct bytes extra = bytes_over(rows[_i].extra, rows[_i].length);
    struct bytes field = bytes_over("as before", 9);
    ck_assert_msg(zip_header_extra64(&extra, &field) == (rows[_i].field != NULL), "%s",
                  rows[_i].what);
    ck_assert_msg(extra.left == rows[_i].left, "%s", rows[_i].what);
    ck_assert_msg(rows[_i].field == NULL
                      ? field.left == 9
                      : bytes_equal(field, bytes_over(rows[_i].field, rows[_i].width)),
                  "%s", rows[_i].what);
}
END_TEST

START_TEST(shorter_ones_give_none)
{
    static const char whole[] = "\x55\x54\1\0x\1\0\2\0ab";
    for (size_t length = 0; length < sizeof(whole) - 1; length++) {
        uint8_t *copy = exact_copy(whole, length);
        struct bytes extra = bytes_over(copy, length), field;
        ck_assert(!zip_header_extra64(&extra, &field));
        ck_assert_uint_eq(extra.left, length);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("zip_header");
    tcase_add_loop_test(tests, field_is_taken, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, shorter_ones_give_none);
    return suite_run("zip_header", tests);
}
