#include "certificates/distinguished_name.h"

#include <check.h>
#include <string.h>

#include "bounds.h"
#include "suite.h"

/* A Name of one common name: its string type and content. */
static void common_name(struct buffer *name, uint8_t tag, const char *content, size_t length)
{
    const uint8_t inner = (uint8_t)length;
    const uint8_t front[] = { 0x30, (uint8_t)(inner + 11),
                              0x31, (uint8_t)(inner + 9),
                              0x30, (uint8_t)(inner + 7),
                              0x06, 0x03,
                              0x55, 0x04,
                              0x03, tag,
                              inner };
    buffer_reset(name);
    ck_assert(buffer_append(name, bytes_over(front, sizeof(front))));
    ck_assert(buffer_append(name, bytes_over(content, length)));
}

static const struct {
    uint8_t tag;
    const char *content;
    size_t length;
    const char *printed;
} names[] = {
    { 0x13, "plain", 5, "CN=plain" },
    { 0x0c, "M\xc3\xbcller", 7, "CN=M\xc3\xbcller" },
    { 0x0c, "a,b+c\"d\\e<f>g;h", 15, "CN=a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h" },
    { 0x0c, " a b ", 5, "CN=\\ a b\\ " },
    { 0x0c, "#a#", 3, "CN=\\#a#" },
    { 0x0c, " ", 1, "CN=\\ " },
    { 0x0c, "", 0, "CN=" },
    { 0x0c, "a\0b\n\x7f", 5, "CN=a\\00b\\0A\\7F" },
    /* U+009B, U+202E: a screen would obey them; U+00E9 is a letter */
    { 0x0c,
      "a\xc2\x9b"
      "1\xe2\x80\xae"
      "b\xc3\xa9",
      10, "CN=a\\C2\\9B1\\E2\\80\\AEb\xc3\xa9" },
    { 0x0c, "\xff\xfe", 2, "CN=#0C02FFFE" },
    { 0x0c, "\xc0\x80", 2, "CN=#0C02C080" },          /* an overlong NUL */
    { 0x0c, "\xed\xa0\x80", 3, "CN=#0C03EDA080" },    /* a surrogate */
    { 0x14, "M\xfcller", 6, "CN=M\xc3\xbcller" },     /* T61String */
    { 0x1e, "\x00M\x20\xac", 4, "CN=M\xe2\x82\xac" }, /* BMPString */
    { 0x1e, "\xd8\x3d\xde\x00", 4, "CN=\xf0\x9f\x98\x80" },
    { 0x1e, "\xd8\x3d", 2, "CN=#1E02D83D" },
    { 0x1e, "\x00", 1, "CN=#1E0100" },
    { 0x1c, "\x00\x01\xf6\x00", 4, "CN=\xf0\x9f\x98\x80" }, /* UniversalString */
    { 0x1c, "\x00\x11\x00\x00", 4, "CN=#1C0400110000" },
    { 0x02, "\x05", 1, "CN=#020105" }, /* no string at all */
};

START_TEST(name_is_printed_as_rfc_4514_says)
{
    struct buffer name = { 0 }, text = { 0 };
    common_name(&name, names[_i].tag, names[_i].content, names[_i].length);
    ck_assert_ptr_null(distinguished_name_print(buffer_bytes(&name), &text));
    ck_assert_msg(
        bytes_equal(buffer_bytes(&text), bytes_over(names[_i].printed, strlen(names[_i].printed))),
        "%.*s, expected %s", (int)text.used, (const char *)text.at, names[_i].printed);
    for (size_t kept = 0; kept < name.used; kept++) {
        uint8_t *copy = exact_copy(name.at, kept);
        buffer_reset(&text);
        ck_assert_ptr_nonnull(distinguished_name_print(bytes_over(copy, kept), &text));
        free(copy);
    }
    buffer_clear(&name);
    buffer_clear(&text);
}
END_TEST

static bool folds_to_the_same(uint8_t tag, const char *one, uint8_t other_tag, const char *other)
{
    struct buffer name = { 0 }, left = { 0 }, right = { 0 };
    common_name(&name, tag, one, strlen(one));
    ck_assert_ptr_null(distinguished_name_fold(buffer_bytes(&name), &left));
    common_name(&name, other_tag, other, strlen(other));
    ck_assert_ptr_null(distinguished_name_fold(buffer_bytes(&name), &right));
    bool same = bytes_equal(buffer_bytes(&left), buffer_bytes(&right));
    buffer_clear(&name);
    buffer_clear(&left);
    buffer_clear(&right);
    return same;
}

START_TEST(names_are_compared_as_rfc_5280_says)
{
    ck_assert(folds_to_the_same(0x13, "Brand One", 0x0c, "brand  one "));
    ck_assert(folds_to_the_same(0x14, "M\xfc", 0x0c, "m\xc3\xbc"));
    ck_assert(!folds_to_the_same(0x13, "Brand One", 0x13, "BrandOne"));
    ck_assert(!folds_to_the_same(0x13, "Brand One", 0x13, "Brand Two"));
    ck_assert(!folds_to_the_same(0x0c, "a", 0x02, "a"));
}
END_TEST

START_TEST(name_without_parts_is_empty)
{
    struct buffer text = { 0 };
    ck_assert_ptr_null(distinguished_name_print(bytes_over("\x30\x00", 2), &text));
    ck_assert_uint_eq(text.used, 0);
    const struct fault *fault = distinguished_name_print(bytes_over("\x30\x02\x31\x00", 4), &text);
    ck_assert_ptr_nonnull(fault);
    ck_assert_int_eq(fault->outcome, OUTCOME_MALFORMED);
    buffer_clear(&text);
}
END_TEST

START_TEST(more_parts_than_the_bound_are_refused)
{
    struct buffer name = { 0 }, text = { 0 };
    static const uint8_t part[] = { 0x31, 0x0a, 0x30, 0x08, 0x06, 0x03,
                                    0x55, 0x04, 0x03, 0x0c, 0x01, 'a' };
    const size_t length = (NAME_PARTS_MAX + 1) * sizeof(part);
    const uint8_t front[] = { 0x30, 0x82, (uint8_t)(length >> 8), (uint8_t)length };
    ck_assert(buffer_append(&name, bytes_over(front, sizeof(front))));
    for (size_t i = 0; i <= NAME_PARTS_MAX; i++) {
        ck_assert(buffer_append(&name, bytes_over(part, sizeof(part))));
    }
    const struct fault *fault = distinguished_name_print(buffer_bytes(&name), &text);
    ck_assert_ptr_nonnull(fault);
    ck_assert_int_eq(fault->outcome, OUTCOME_BOUND);
    buffer_clear(&name);
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("names");
    tcase_add_loop_test(tests, name_is_printed_as_rfc_4514_says, 0,
                        (int)(sizeof(names) / sizeof(names[0])));
    tcase_add_test(tests, names_are_compared_as_rfc_5280_says);
    tcase_add_test(tests, name_without_parts_is_empty);
    tcase_add_test(tests, more_parts_than_the_bound_are_refused);
    return suite_run("distinguished_name", tests);
}
