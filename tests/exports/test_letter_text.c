#include "exports/letter_text.h"

#include <string.h>

#include "bounds.h"
#include "suite.h"

static struct bytes over(const char *text)
{
    return bytes_over(text, strlen(text));
}

START_TEST(addresses)
{
    static const char *const good[] = { "a@b", "a.b+c@example.org", "O'Brien@x-y.example" };
    static const char *const bad[] = { "",           "a",     "@",       "a@",
                                       "@b",         ".a@b",  "a.@b",    "a..b@c",
                                       "a@b..c",     "a@b.",  "a@-b",    "a@b@c",
                                       "a b@c",      "a@b c", "a@b,c@d", "a@b\r\nBcc: c@d",
                                       "a\n@b",      "<a@b>", "\"a\"@b", "a@[127.0.0.1]",
                                       "a\xc3\xa9@b" };
    char longest[64 + 1 + 254 + 1];
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        ck_assert_msg(letter_text_is_address(over(good[i])), "%s", good[i]);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ck_assert_msg(!letter_text_is_address(over(bad[i])), "%s", bad[i]);
    }
    ck_assert(!letter_text_is_address(bytes_over("a\0@b", 4)));
    memset(longest, 'a', sizeof(longest) - 1);
    longest[64] = '@';
    longest[64 + 1 + 253] = '\0';
    ck_assert(letter_text_is_address(over(longest)));
    longest[64 + 1 + 253] = 'a';
    longest[sizeof(longest) - 1] = '\0';
    ck_assert(!letter_text_is_address(over(longest)));
    ck_assert(!letter_text_is_address(
        over("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b")));
}
END_TEST

/* No line of the text breaks out of its own, whatever it holds. */
START_TEST(facts_are_folded)
{
    struct buffer letter = { 0 }, value = { 0 };
    for (unsigned i = 0; i < 65536; i++) {
        ck_assert(buffer_append_byte(&value, (uint8_t)i));
    }
    ck_assert(letter_text_fact(&letter, over("na\nme"), buffer_bytes(&value)));
    size_t column = 0;
    for (size_t i = 0; i < letter.used; i++) {
        column = letter.at[i] == '\n' ? 0 : column + 1;
        ck_assert_uint_le(column, 110);
        ck_assert(letter.at[i] == '\n' || letter.at[i] >= 0x20);
        if (i > 0 && letter.at[i - 1] == '\n') {
            ck_assert_uint_eq(letter.at[i], ' ');
        }
    }
    ck_assert_uint_lt(letter.used, 4 * LETTER_VALUE_MAX);
    ck_assert_ptr_nonnull(memmem(letter.at, letter.used, "(cut off)", 9));
    buffer_reset(&letter);
    ck_assert(letter_text_fact(&letter, over("name"), over("")));
    ck_assert_uint_eq(letter.used, 0);
    ck_assert(letter_text_fact(&letter, over("name"), over("short")));
    ck_assert_uint_eq(letter.used, 14);
    ck_assert_mem_eq(letter.at, "  name: short\n", 14);
    buffer_clear(&letter);
    buffer_clear(&value);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("letter_text");
    tcase_add_test(tests, addresses);
    tcase_add_test(tests, facts_are_folded);
    return suite_run("letter_text", tests);
}
