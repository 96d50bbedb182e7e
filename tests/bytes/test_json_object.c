#include "bytes/json_object.h"

#include <string.h>

#include "suite.h"

/* The members of an object as `name=value;`, nested ones as `name:value;`, and how it
 * ended. */
static void walk(struct bytes text, struct buffer *out, struct json_object *object)
{
    struct json_member member;
    ck_assert(json_object_begin(text, object));
    while (json_object_next(object, &member)) {
        ck_assert(member.value.at >= text.at);
        ck_assert(member.value.at + member.value.left <= text.at + text.left);
        ck_assert(buffer_append(out, member.name));
        ck_assert(buffer_append_text(out, member.nested ? ":" : "="));
        ck_assert(buffer_append(out, member.value));
        ck_assert(buffer_append_text(out, ";"));
    }
    ck_assert_uint_le(object->end, text.left);
    ck_assert(!json_object_next(object, &member));
    ck_assert(buffer_append_byte(out, 0));
}

static const struct {
    const char *text, *members;
    enum json_state state;
    size_t end;
} objects[] = {
    { "{}", "", JSON_CLOSED, 2 },
    { "{\"a\":\"b\"} rest", "a=b;", JSON_CLOSED, 9 },
    { "{ \"a\" : \"b\" , \"c\" : 1.5e3 }", "a=b;c=1.5e3;", JSON_CLOSED, 27 },
    { "{\"a\":{\"b\":[1,{\"c\":\"}\"}]},\"d\":true}", "a:{\"b\":[1,{\"c\":\"}\"}]};d=true;",
      JSON_CLOSED, 34 },
    { "{\"a\":\"q\\\"}\",\"b\":\"\\\\\"}", "a=q\\\"};b=\\\\;", JSON_CLOSED, 21 },
    { "{\"a\":\"\",\"b\":\"c\"}", "a=;b=c;", JSON_CLOSED, 16 },
    /* Not JSON, but JavaScript, Python, Ruby, PHP, HCL. */
    { "{a: 'b', c: \"d\",}", "a=b;c=d;", JSON_CLOSED, 17 },
    { "{a: b_-c=, d: e}", "a=b_-c;d=e;", JSON_CLOSED, 16 },
    { "{:a => 'b', \"c\"=>\"d\"}", "a=b;c=d;", JSON_CLOSED, 21 },
    { "['a' => 'b', 'c' => 'd']", "a=b;c=d;", JSON_CLOSED, 24 },
    { "{ a = \"b\"\n c = \"d\" }", "a=b;c=d;", JSON_CLOSED, 20 },
    /* Quoting, and a log's words in front of its lines. */
    { "{\n> \"a\": \"b\",\n> \"c\": \"d\"\n> }", "a=b;c=d;", JSON_CLOSED, 28 },
    { "{\n10:15 INFO: \"a\": \"b\",\n10:15 INFO: \"c\": \"d\"\n10:15 }",
      "10=15;a=b;10=15;c=d;10=15;", JSON_CLOSED, 52 },
    { "{\"a\":\"b\nc\",\"d\":\"e\n> f\"}", "a=b\nc;d=e\n> f;", JSON_CLOSED, 23 },
    /* Quotes within quotes, where the escapes of a string were undone. */
    { "{\"a\":\"say \"no\" to\",\"b\":\"c\"}", "a=say ;b=c;", JSON_CLOSED, 27 },
    /* A field of CSV. */
    { "{ \"\"a\"\": \"\"b\\\"\"\"\",\"\"c\"\":\"\"\"\",\"\"d\"\":1}\",2", "a=b\\\";c=;d=1;",
      JSON_CLOSED, 37 },
    /* Cut off or broken. */
    { "{", "", JSON_CUT, 1 },
    { "{\"a\":\"b\",\"c\":\"d", "a=b;", JSON_CUT, 8 },
    { "{\"a\":\"b\",\"c\":[1,", "a=b;", JSON_CUT, 8 },
    { "{\"a\":\"b\"\n{\"a\":\"c\"}", "a=b;", JSON_BROKEN, 8 },
    { "{\"a\":\"b\",\"c\":\"d\n12:00 {\"a\":\"c\"}", "a=b;", JSON_BROKEN, 8 },
    { "{\"a\":\"b\" and then there were so many words in a row that nobody could take them for "
      "anything else}",
      "a=b;", JSON_BROKEN, 8 },
};

START_TEST(object_gives_its_members)
{
    struct buffer out = { 0 };
    struct json_object object;
    const size_t length = strlen(objects[_i].text);
    uint8_t *copy = exact_copy(objects[_i].text, length);
    walk(bytes_over(copy, length), &out, &object);
    ck_assert_str_eq((const char *)out.at, objects[_i].members);
    ck_assert_int_eq(object.state, objects[_i].state);
    ck_assert_uint_eq(object.end, objects[_i].end);
    buffer_clear(&out);
    free(copy);
}
END_TEST

/* No shorter prefix is closed, and what was read of it is a front of the members. */
START_TEST(no_prefix_is_an_object)
{
    static const char text[] = "{ \"a\": \"b\\n\", \"c\": [ { \"d\": 'e' }, 1 ], f => g }";
    struct buffer all = { 0 };
    struct json_object object;
    walk(bytes_over(text, sizeof(text) - 1), &all, &object);
    ck_assert_int_eq(object.state, JSON_CLOSED);
    for (size_t length = 0; length < sizeof(text) - 1; length++) {
        uint8_t *copy = exact_copy(text, length);
        struct buffer out = { 0 };
        if (length == 0) {
            ck_assert(!json_object_begin(bytes_over(copy, 0), &object));
        } else {
            walk(bytes_over(copy, length), &out, &object);
            ck_assert_int_eq(object.state, JSON_CUT);
            /* A word may be cut off: all but the last character is the same. */
            ck_assert(out.used < 3 || memcmp(out.at, all.at, out.used - 2) == 0);
        }
        buffer_clear(&out);
        free(copy);
    }
    buffer_clear(&all);
}
END_TEST

static const char *const no_objects[] = { "", "\"a\"", "a", "}", " {", ":" };

START_TEST(what_is_no_object_changes_nothing)
{
    struct json_object object = { .end = 77 };
    const struct bytes text = bytes_over(no_objects[_i], strlen(no_objects[_i]));
    ck_assert(!json_object_begin(text, &object));
    ck_assert_uint_eq(object.end, 77);
}
END_TEST

static const struct {
    const char *text; /* the place is that of its `@` */
    bool strings, found;
    size_t front;
} fronts[] = {
    { "{@", true, true, 0 },
    { "x{ \"a\": 1, @", true, true, 1 },
    { "{\"a\":{\"b\":2},\"c\":[3],@", true, true, 0 },
    { "{\"a\":{@", true, true, 5 },
    { "{\"a\":\"{\\\"{\",@", true, true, 0 },
    { "{'a':'\"{',@", true, true, 0 },
    { "{ it's \"a\":1,@", true, false, 0 },
    { "{ it's \"a\":1,@", false, true, 0 },
    { "\"a\":1,@", true, false, 0 },
    { "}@", true, false, 0 },
    { "@", true, false, 0 },
};

START_TEST(front_of_an_object)
{
    size_t front = 99, at = strlen(fronts[_i].text) - 1;
    uint8_t *copy = exact_copy(fronts[_i].text, at);
    ck_assert(json_object_front(bytes_over(copy, at), at, fronts[_i].strings, &front) ==
              fronts[_i].found);
    ck_assert_uint_eq(front, fronts[_i].found ? fronts[_i].front : 99);
    free(copy);
}
END_TEST

static const struct {
    const char *text, *plain;
} escaped[] = {
    { "kty", "kty" },
    { "\\u006bty", "kty" },
    { "a\\/b\\u002bc", "a/b+c" },
    { "a\\u00fcb", "a\xc3\xbc"
                   "b" },
    { "\\q", "\\q" },
    { "a\\", "a\\" },
    { "\\u00", "\\u00" },
    { "", "" },
};

START_TEST(escapes_are_undone)
{
    struct buffer plain = { 0 };
    const size_t length = strlen(escaped[_i].text);
    uint8_t *copy = exact_copy(escaped[_i].text, length);
    const struct bytes text = bytes_over(copy, length);
    ck_assert(json_text_undo(text, &plain));
    ck_assert(bytes_equal(buffer_bytes(&plain),
                          bytes_over(escaped[_i].plain, strlen(escaped[_i].plain))));
    bool ascii = strchr(escaped[_i].plain, '\xc3') == NULL;
    ck_assert(json_text_is(text, escaped[_i].plain) == ascii);
    ck_assert(!json_text_is(text, "kt"));
    ck_assert(!json_text_is(text, "ktyy"));
    buffer_clear(&plain);
    free(copy);
}
END_TEST

START_TEST(names_are_of_any_case)
{
    const struct bytes text = bytes_over("P-256k", 6);
    ck_assert(json_text_is(text, "p-256K"));
    ck_assert(!json_text_is(text, "P\r256K")); /* differs from `-` in the same bit */
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("json_object");
    tcase_add_loop_test(tests, object_gives_its_members, 0,
                        (int)(sizeof(objects) / sizeof(objects[0])));
    tcase_add_test(tests, no_prefix_is_an_object);
    tcase_add_loop_test(tests, what_is_no_object_changes_nothing, 0,
                        (int)(sizeof(no_objects) / sizeof(no_objects[0])));
    tcase_add_loop_test(tests, front_of_an_object, 0, (int)(sizeof(fronts) / sizeof(fronts[0])));
    tcase_add_loop_test(tests, escapes_are_undone, 0, (int)(sizeof(escaped) / sizeof(escaped[0])));
    tcase_add_test(tests, names_are_of_any_case);
    return suite_run("json_object", tests);
}
