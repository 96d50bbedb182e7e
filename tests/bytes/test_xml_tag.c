#include "bytes/xml_tag.h"

#include <string.h>

#include "suite.h"

/* The tags of a text: `+a` starts, `-a` ends, `=a` is empty. */
static void walk(struct bytes text, struct buffer *out)
{
    struct xml_tag tag;
    size_t at = 0;
    while (xml_tag_next(text, &at, &tag)) {
        ck_assert_uint_eq(at, tag.to);
        ck_assert_uint_le(tag.to, text.left);
        ck_assert_uint_eq(text.at[tag.from], '<');
        ck_assert_uint_eq(text.at[tag.to - 1], '>');
        ck_assert(buffer_append_byte(out, (uint8_t) "+-="[tag.kind]));
        ck_assert(buffer_append(out, tag.name));
    }
    ck_assert(buffer_append_byte(out, 0));
}

static const struct {
    const char *text, *tags;
} texts[] = {
    { "", "" },
    { "no tag > here", "" },
    { "<a>b</a>", "+a-a" },
    { "<ds:a x='1' y=\">\"  ><b/></ds:a >", "+a=b-a" },
    { "<a.b-c_1 /><:x>", "=a.b-c_1" },
    { "<?xml version=\"1.0\"?><!DOCTYPE a><!-- <b> --><a/>", "=a" },
    { "<a><![CDATA[<b>]]></a>", "+a-a" },
    { "1 < 2 <a> <3>", "+a" },
    { "<a <b>", "+b" },
    { "<a", "" },
    { "<a x=\">", "" },
    { "<!-- <a>", "" },
    { "<![CDATA[ <a>", "" },
    { "<", "" },
    { "</", "" },
    { "<a>\n> <b>\n> </b>", "+a+b-b" },
    { "<a\n  b='c'\n>", "+a" },
};

START_TEST(text_gives_its_tags)
{
    struct buffer out = { 0 };
    const size_t length = strlen(texts[_i].text);
    uint8_t *copy = exact_copy(texts[_i].text, length);
    walk(bytes_over(copy, length), &out);
    ck_assert_str_eq((const char *)out.at, texts[_i].tags);
    buffer_clear(&out);
    free(copy);
}
END_TEST

START_TEST(a_prefix_gives_fewer_tags)
{
    static const char text[] = "<a x='<1>'>&#1;<!-- c --><b:c/><![CDATA[d]]> \"e\" + \"f\"</a>";
    struct buffer all = { 0 };
    walk(bytes_over(text, sizeof(text) - 1), &all);
    ck_assert_str_eq((const char *)all.at, "+a=c-a");
    for (size_t length = 0; length < sizeof(text) - 1; length++) {
        struct buffer out = { 0 }, plain = { 0 };
        uint8_t *copy = exact_copy(text, length);
        walk(bytes_over(copy, length), &out);
        ck_assert_uint_lt(out.used, all.used);
        ck_assert_mem_eq(out.at, all.at, out.used - 1);
        ck_assert(xml_characters(bytes_over(copy, length), &plain));
        ck_assert_uint_le(plain.used, length);
        buffer_clear(&plain);
        buffer_clear(&out);
        free(copy);
    }
    buffer_clear(&all);
}
END_TEST

static const struct {
    const char *tag, *name, *value; /* NULL: it has none */
} attributes[] = {
    { "<a b=\"c\"/>", "b", "c" },
    { "<a x='1' ns:b = 'c' >", "b", "c" },
    { "<a b=\\\"c\\\" d=\\\"e\\\">", "d", "e" },
    { "<a b=\"\"c\"\">", "b", "c" },
    { "<a b='urn:oid:1.2'>", "b", "urn:oid:1.2" },
    { "<a b='c'>", "c", NULL },
    { "<a bb='c'>", "b", NULL },
    { "<a>", "b", NULL },
};

START_TEST(attribute_is_found_by_its_name)
{
    struct xml_tag tag;
    size_t at = 0;
    struct bytes value = bytes_over("before", 6);
    ck_assert(xml_tag_next(bytes_over(attributes[_i].tag, strlen(attributes[_i].tag)), &at, &tag));
    const char *expected = attributes[_i].value != NULL ? attributes[_i].value : "before";
    ck_assert(xml_attribute(&tag, attributes[_i].name, &value) == (attributes[_i].value != NULL));
    ck_assert(bytes_equal(value, bytes_over(expected, strlen(expected))));
}
END_TEST

static const struct {
    const char *text, *plain;
} characters[] = {
    { "abc=", "abc=" },
    { "a<!-- b -->c", "ac" },
    { "<![CDATA[ab]]>c", "abc" },
    { "a&#43;b&#x2f;c&amp;d&no;", "a+b/c&d&no;" },
    { "a<br>b<br/>c", "abc" },
    { "ab\"cd\"", "ab\"cd\"" },
    { "a<b", "ab" },
    { "a<!-- b", "a" },
};

START_TEST(characters_are_what_is_no_markup)
{
    struct buffer plain = { 0 };
    const size_t length = strlen(characters[_i].text);
    uint8_t *copy = exact_copy(characters[_i].text, length);
    ck_assert(xml_characters(bytes_over(copy, length), &plain));
    ck_assert(bytes_equal(buffer_bytes(&plain),
                          bytes_over(characters[_i].plain, strlen(characters[_i].plain))));
    buffer_clear(&plain);
    free(copy);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("xml_tag");
    tcase_add_loop_test(tests, text_gives_its_tags, 0, (int)(sizeof(texts) / sizeof(texts[0])));
    tcase_add_test(tests, a_prefix_gives_fewer_tags);
    tcase_add_loop_test(tests, attribute_is_found_by_its_name, 0,
                        (int)(sizeof(attributes) / sizeof(attributes[0])));
    tcase_add_loop_test(tests, characters_are_what_is_no_markup, 0,
                        (int)(sizeof(characters) / sizeof(characters[0])));
    return suite_run("xml_tag", tests);
}
