#include "bytes/git_patch_line.h"

#include <string.h>

#include "suite.h"

/* What git 2.39 and base64.b85encode() of Python write. */
static const struct {
    const char *line;
    enum git_patch_line kind;
    const char *octets;
    size_t count;
} rows[] = {
    { "HcmV?d00001", GIT_PATCH_DATA, "\x78\x01\x03\x00\x00\x00\x00\x01", 8 },
    { "CLt%6P", GIT_PATCH_DATA, "\x43\x61\x74", 3 },
    { "D|NsC0", GIT_PATCH_DATA, "\xff\xff\xff\xff", 4 },
    { "z|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0", GIT_PATCH_DATA,
      "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
      "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
      "\xff\xff\xff\xff\xff\xff",
      52 },
    { "literal 1191", GIT_PATCH_HUNK, "", 0 },
    { "delta 0", GIT_PATCH_HUNK, "", 0 },
    { "", GIT_PATCH_OTHER, "", 0 },
    { "H", GIT_PATCH_OTHER, "", 0 },
    { "D|NsC1", GIT_PATCH_OTHER, "", 0 },       /* more than four octets can be */
    { "D~~~~~", GIT_PATCH_OTHER, "", 0 },       /* the same */
    { "0|NsC0", GIT_PATCH_OTHER, "", 0 },       /* no length */
    { "E|NsC0", GIT_PATCH_OTHER, "", 0 },       /* a group too few */
    { "D|NsC0|NsC0", GIT_PATCH_OTHER, "", 0 },  /* one too many */
    { "D|NsC", GIT_PATCH_OTHER, "", 0 },        /* cut off */
    { "D|NsC\"", GIT_PATCH_OTHER, "", 0 },      /* not in the alphabet */
    { "D|Ns\xc3\xa4", GIT_PATCH_OTHER, "", 0 }, /* the same */
    { "literal", GIT_PATCH_OTHER, "", 0 },
    { "literal ", GIT_PATCH_OTHER, "", 0 },
    { "literal x", GIT_PATCH_OTHER, "", 0 },
    { "literal 1x", GIT_PATCH_OTHER, "", 0 },
    { "literal 1234567890123456789", GIT_PATCH_OTHER, "", 0 },
    { "delta -1", GIT_PATCH_OTHER, "", 0 },
};

START_TEST(line_is_what_it_is)
{
    uint8_t octets[GIT_PATCH_LINE_OCTETS];
    const size_t length = strlen(rows[_i].line);
    uint8_t *copy = exact_copy(rows[_i].line, length);
    const struct bytes line = bytes_over(copy, length);
    ck_assert_int_eq(git_patch_line_kind(line), rows[_i].kind);
    if (rows[_i].kind == GIT_PATCH_DATA) {
        ck_assert_uint_eq(git_patch_line_decode(line, octets), rows[_i].count);
        ck_assert_mem_eq(octets, rows[_i].octets, rows[_i].count);
    }
    free(copy);
}
END_TEST

START_TEST(every_shorter_line_is_another)
{
    uint8_t octets[GIT_PATCH_LINE_OCTETS];
    for (size_t length = 0; length < strlen(rows[_i].line); length++) {
        uint8_t *copy = exact_copy(rows[_i].line, length);
        const struct bytes line = bytes_over(copy, length);
        ck_assert(rows[_i].kind != GIT_PATCH_DATA || git_patch_line_kind(line) != GIT_PATCH_DATA);
        ck_assert_uint_le(git_patch_line_decode(line, octets), GIT_PATCH_LINE_OCTETS);
        free(copy);
    }
}
END_TEST

static const struct {
    const char *text;
    bool taken, delta;
    uint64_t size;
    const char *rest;
} hunks[] = {
    { "literal 1191\nx", true, false, 1191, "x" },
    { "delta 0\n", true, true, 0, "" },
    { "literal 999999999999999999\n", true, false, UINT64_C(999999999999999999), "" },
    { "literal 1191", false, false, 0, "" },
    { "literal 1191\r\n", false, false, 0, "" },
    { "literal \n", false, false, 0, "" },
    { "literals 1\n", false, false, 0, "" },
    { "deltas 1\n", false, false, 0, "" },
    { "delta 9999999999999999999\n", false, false, 0, "" },
    { "", false, false, 0, "" },
};

START_TEST(hunk_is_taken_or_nothing)
{
    const size_t length = strlen(hunks[_i].text);
    uint8_t *copy = exact_copy(hunks[_i].text, length);
    struct bytes text = bytes_over(copy, length);
    bool delta = !hunks[_i].delta;
    uint64_t size = 7;
    ck_assert(git_patch_hunk_take(&text, &delta, &size) == hunks[_i].taken);
    ck_assert(delta == (hunks[_i].taken ? hunks[_i].delta : !hunks[_i].delta));
    ck_assert_uint_eq(size, hunks[_i].taken ? hunks[_i].size : 7);
    const char *rest = hunks[_i].taken ? hunks[_i].rest : hunks[_i].text;
    ck_assert(bytes_equal(text, bytes_over(rest, strlen(rest))));
    free(copy);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("git_patch_line");
    tcase_add_loop_test(tests, line_is_what_it_is, 0, ROWS(rows));
    tcase_add_loop_test(tests, every_shorter_line_is_another, 0, ROWS(rows));
    tcase_add_loop_test(tests, hunk_is_taken_or_nothing, 0, ROWS(hunks));
    return suite_run("git_patch_line", tests);
}
