#include "bytes/jwk_members.h"

#include <string.h>

#include "buffer.h"
#include "suite.h"

static const struct {
    const char *text, *name, *value; /* NULL: none stands there */
} rows[] = {
    { "kty: EC\n", "kty", "EC" },
    { "\"kty\" : \"EC\",", "kty", "EC" },
    { ",\n  'd' => 'AQAB'", "d", "AQAB" },
    { "n = \"AQ-_\"", "n", "AQ-_" },
    { "\r\nx=AQAB==;", "x", "AQAB==" },
    { "key_ops: [\"sign\",\n\"verify\"]", "key_ops", "[\"sign\",\n\"verify\"" },
    { "kid: \"my own key\"", "kid", "my own key" },
    { "", NULL, NULL },
    { "kty", NULL, NULL },
    { "kty:", NULL, NULL },
    { "kty: <EC>", NULL, NULL },
    { "kty EC", NULL, NULL },
    { "\"kty: EC", NULL, NULL },
    { "\"kty\": \"EC\nd", NULL, NULL },
    { "other: EC", NULL, NULL },
    { "}\nkty: EC", NULL, NULL },
    { "\n\n\nkty: EC", NULL, NULL },
    { "key_ops: [\"sign\"", NULL, NULL },
};

static bool is_text(struct bytes bytes, const char *text)
{
    return bytes_equal(bytes, bytes_over(text, strlen(text)));
}

START_TEST(member_is_taken_or_nothing)
{
    const size_t length = strlen(rows[_i].text);
    uint8_t *copy = exact_copy(rows[_i].text, length);
    struct bytes text = bytes_over(copy, length);
    struct bare_member member = { .index = 99 };
    const bool taken = jwk_member_take(&text, &member);
    ck_assert_msg(taken == (rows[_i].name != NULL), "%s", rows[_i].text);
    if (taken) {
        ck_assert(is_text(member.name, rows[_i].name) && is_text(member.value, rows[_i].value));
        ck_assert_uint_lt(text.left, length);
    } else {
        ck_assert(text.at == copy && text.left == length && member.index == 99);
    }
    free(copy);
}
END_TEST

/* Every shorter text: what is taken lies within it. */
START_TEST(every_shorter_text)
{
    static const char text[] =
        "- kty: \"EC\"\n  crv: 'P-256'\n  key_ops: [\"a\"]\n  d => AQAB,\n x=1";
    for (size_t length = 2; length < sizeof(text); length++) {
        uint8_t *copy = exact_copy(text + 2, length - 2);
        struct bytes rest = bytes_over(copy, length - 2);
        struct bare_member member;
        while (jwk_member_take(&rest, &member)) {
            must(member.value.at >= copy &&
                 member.value.at + member.value.left <= copy + (length - 2));
        }
        must(jwk_members_front(bytes_over(copy, length - 2), length - 2) <= length - 2);
        free(copy);
    }
}
END_TEST

static const struct {
    const char *before, *behind; /* of the place */
    size_t front;
} fronts[] = {
    { "", "kty: EC", 0 },
    { "x: AQAB\n", "kty: EC", 0 },
    { "a: b\nx: AQAB\n", "kty: EC", 5 },
    { "x: AQAB\nx: AQAB\n", "kty: EC", 8 }, /* each name once */
    { "y: AQAB\n- x: AQAB\n  ", "kty: EC", 10 },
    { "f(x='AQAB', ", "kty='EC'", 2 },
    { "some words\n", "kty: EC", 11 },
    { "{\"x\":\"AQAB\",", "\"kty\":\"EC\"", 1 },
};

START_TEST(front_is_where_the_first_begins)
{
    struct buffer text = { 0 };
    ck_assert(buffer_append_text(&text, fronts[_i].before));
    const size_t at = text.used;
    ck_assert(buffer_append_text(&text, fronts[_i].behind));
    ck_assert_uint_eq(jwk_members_front(buffer_bytes(&text), at), fronts[_i].front);
    buffer_clear(&text);
}
END_TEST

/* Names without end cost no more than a bound. */
START_TEST(crowd_of_names_is_bounded)
{
    struct buffer text = { 0 };
    while (text.used < ((size_t)1 << 20)) {
        ck_assert(buffer_append_text(&text, " d:[ x:'"));
    }
    for (size_t at = text.used - 4096; at < text.used; at++) {
        must(jwk_members_front(buffer_bytes(&text), at) <= at);
    }
    buffer_clear(&text);
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof((rows)[0])))

int main(void)
{
    TCase *tests = tcase_create("jwk_members");
    tcase_add_loop_test(tests, member_is_taken_or_nothing, 0, COUNT(rows));
    tcase_add_test(tests, every_shorter_text);
    tcase_add_loop_test(tests, front_is_where_the_first_begins, 0, COUNT(fronts));
    tcase_add_test(tests, crowd_of_names_is_bounded);
    return suite_run("jwk_members", tests);
}
