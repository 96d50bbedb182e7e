#include "bytes/s_expression.h"

#include <string.h>

#include "suite.h"

static const struct {
    const char *text;
    bool taken;
    enum s_kind kind;
    const char *atom, *rest;
} tokens[] = {
    { "(a", true, S_OPEN, "(", "a" },
    { " \n)", true, S_CLOSE, ")", "" },
    { "3:abcd", true, S_OCTETS, "abc", "d" },
    { "0:", true, S_OCTETS, "", "" },
    { "1:))", true, S_OCTETS, ")", ")" },
    { "#00 ff\n 11#)", true, S_HEX, "00 ff\n 11", ")" },
    { "\"NIST P-256\")", true, S_QUOTED, "NIST P-256", ")" },
    { "curve Ed25519", true, S_WORD, "curve", " Ed25519" },
    { "12)", true, S_WORD, "12", ")" },
    { "3:ab", true, S_WORD, "3:ab", "" }, /* too short to be octets */
    { "9999999:abc", true, S_WORD, "9999999:abc", "" },
    { "#00ff", false, S_WORD, NULL, NULL },
    { "\"abc", false, S_WORD, NULL, NULL },
    { "", false, S_WORD, NULL, NULL },
    { " \r\n\t", false, S_WORD, NULL, NULL },
};

START_TEST(tokens_are_taken)
{
    const size_t length = strlen(tokens[_i].text);
    uint8_t *copy = exact_copy(tokens[_i].text, length);
    struct bytes from = bytes_over(copy, length);
    struct s_token token = { .kind = S_OPEN, .text = { 0 } };
    ck_assert_msg(s_expression_take(&from, &token) == tokens[_i].taken, "%s", tokens[_i].text);
    if (tokens[_i].taken) {
        ck_assert_int_eq(token.kind, tokens[_i].kind);
        ck_assert(bytes_equal(token.text, bytes_over(tokens[_i].atom, strlen(tokens[_i].atom))));
        ck_assert(bytes_equal(from, bytes_over(tokens[_i].rest, strlen(tokens[_i].rest))));
    } else {
        ck_assert_uint_eq(from.left, length);
        ck_assert_uint_eq(token.text.left, 0);
    }
    free(copy);
}
END_TEST

static const struct {
    const char *text;
    size_t length;
} lists[] = {
    { "(11:private-key(3:rsa(1:n3:)(()(1:e1:a)))rest", 41 },
    { "(private-key (rsa (n #0)#) (e \")\"))) rest", 36 },
    { "()", 2 },
    { "x()", 0 },
    { "(", 0 },
    { "((((((((((((((((((((((((((((()))))))))))))))))))))))))))))", 0 }, /* too deep */
    { "((((((((((((((((", 0 },
    { "", 0 },
};

START_TEST(lists_have_a_length)
{
    const size_t length = strlen(lists[_i].text);
    uint8_t *copy = exact_copy(lists[_i].text, length);
    ck_assert_uint_eq(s_expression_length(bytes_over(copy, length)), lists[_i].length);
    free(copy);
}
END_TEST

START_TEST(no_shorter_list_has_one)
{
    for (size_t length = 0; length < lists[_i].length; length++) {
        uint8_t *copy = exact_copy(lists[_i].text, length);
        ck_assert_uint_eq(s_expression_length(bytes_over(copy, length)), 0);
        free(copy);
    }
}
END_TEST

START_TEST(names_are_compared_as_text)
{
    static const char *const texts[] = { "5:curve", "curve", "\"curve\"" };
    for (size_t i = 0; i < 3; i++) {
        struct bytes from = bytes_over(texts[i], strlen(texts[i]));
        struct s_token token;
        ck_assert(s_expression_take(&from, &token));
        ck_assert(s_expression_is(&token, "curve"));
        ck_assert(!s_expression_is(&token, "curv"));
    }
}
END_TEST

int main(void)
{
    const int all = (int)(sizeof(lists) / sizeof(lists[0]));
    TCase *tests = tcase_create("s_expression");
    tcase_add_loop_test(tests, tokens_are_taken, 0, (int)(sizeof(tokens) / sizeof(tokens[0])));
    tcase_add_loop_test(tests, lists_have_a_length, 0, all);
    tcase_add_loop_test(tests, no_shorter_list_has_one, 0, all);
    tcase_add_test(tests, names_are_compared_as_text);
    return suite_run("s_expression", tests);
}
