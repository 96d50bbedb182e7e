#include "bytes/dump_text.h"

#include <string.h>

#include "suite.h"

static const struct {
    const char *text;
    enum dump_name name;
    const char *number, *word;
    bool prefixed;
    size_t behind; /* what is left of the text */
} items[] = {
    { "public_modulus=0xAb01\np=2", DUMP_N, "Ab01", "", true, 4 },
    { "key_type=\"ECDSA\"\n", DUMP_KIND, "", "ECDSA", false, 2 },
    { "curve_name=\"nistp256\"", DUMP_CURVE, "", "nistp256", false, 1 },
    { ", d=123, p=5", DUMP_D, "123", "", false, 5 },
    { "  prime exponent p:   42\n", DUMP_EXPONENT1, "42", "", false, 1 },
    { "{N:+77 E:65537}", DUMP_N, "77", "", false, 9 },
    { "Primes:[+7 +11]", DUMP_PRIMES, "7", "", false, 5 },
    { " +11] Precomputed:{Dp:+1", DUMP_BARE, "11", "", false, 20 },
    { "PublicKey:{Curve:{", DUMP_REMARK, "", "", false, 8 },
    { "Curve:{CurveParams:0xc000 X", DUMP_REMARK, "", "", false, 21 },
    { "\"n\": 123n, ", DUMP_N, "123", "", false, 2 },
    { "e=65537L", DUMP_E, "65537", "", false, 0 },
    { "d=12345678\n  87654321\np=3", DUMP_D, "12345678\n  87654321", "", false, 4 },
    { "d=0x12345678\n  abcdef01 e=3", DUMP_D, "12345678\n  abcdef01", "", true, 4 },
    { "d=0x12345678\n  deadbeef=3", DUMP_D, "12345678", "", true, 13 },
    { "d=0x123456789abcdef123456789Regards,", DUMP_D, "123456789abcdef123456789", "", true, 8 },
    { "\n' .\n\"\n\t\"  'q=0x5\n' .", DUMP_Q, "5", "", true, 4 },
    { "    7:d=1  hl=3 l= 129 prim: INTEGER           :C53FCA5BB47A6ACA2C131753\n", DUMP_BARE,
      "C53FCA5BB47A6ACA2C131753", "", true, 1 },
};

START_TEST(item_is_taken)
{
    const size_t length = strlen(items[_i].text);
    uint8_t *copy = exact_copy(items[_i].text, length);
    struct bytes text = bytes_over(copy, length);
    struct dump_item item;
    ck_assert_msg(dump_text_take(&text, &item), "%s", items[_i].text);
    ck_assert_msg(item.name == items[_i].name, "%s", items[_i].text);
    ck_assert_msg(bytes_equal(item.number, bytes_over(items[_i].number, strlen(items[_i].number))),
                  "%s: %.*s", items[_i].text, (int)item.number.left, (const char *)item.number.at);
    ck_assert_msg(bytes_equal(item.word, bytes_over(items[_i].word, strlen(items[_i].word))), "%s",
                  items[_i].text);
    ck_assert(item.prefixed == items[_i].prefixed);
    ck_assert_msg(text.left == items[_i].behind, "%s: %zu", items[_i].text, text.left);
    free(copy);
}
END_TEST

static const char *const refusals[] = {
    "",
    "   ",
    "hello=1",
    "d",
    "d=",
    "d 12",
    "d=zz",
    "d=12x",
    ".5",
    " .5",
    "' .p=5",
    "d=0x",
    "d=0xfg",
    "d=0x123456789abcdef12345678Regards,",
    "d=123456789123456789123456Regards,",
    "}12",
    ") 12",
    "key_type=\"",
    "(((((((((((((((((1",
    "long name of nothing in particular and more: 1",
    "d=12px",
    "\"\"=1",
};

/* And nothing is taken of it. */
START_TEST(other_text_is_refused)
{
    const size_t length = strlen(refusals[_i]);
    uint8_t *copy = exact_copy(refusals[_i], length);
    struct bytes text = bytes_over(copy, length);
    struct dump_item item = { .name = DUMP_G };
    ck_assert_msg(!dump_text_take(&text, &item), "%s", refusals[_i]);
    ck_assert(text.at == copy && text.left == length && item.name == DUMP_G);
    free(copy);
}
END_TEST

START_TEST(nothing_is_read_past_the_end)
{
    const char *text = items[_i].text;
    for (size_t kept = 0; kept < strlen(text); kept++) {
        uint8_t *copy = exact_copy(text, kept);
        struct bytes rest = bytes_over(copy, kept);
        struct dump_item item;
        while (dump_text_take(&rest, &item)) {
            ck_assert(rest.left < kept);
        }
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("dump_text");
    const int count = (int)(sizeof(items) / sizeof(items[0]));
    tcase_add_loop_test(tests, item_is_taken, 0, count);
    tcase_add_loop_test(tests, nothing_is_read_past_the_end, 0, count);
    tcase_add_loop_test(tests, other_text_is_refused, 0,
                        (int)(sizeof(refusals) / sizeof(refusals[0])));
    return suite_run("dump_text", tests);
}
