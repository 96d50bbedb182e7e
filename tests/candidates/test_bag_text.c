#include "candidates/armour/bag_text.h"

#include <stdlib.h>
#include <string.h>

#include "suite.h"

#define LONG 1000u /* octets */

#define BAG "Bag Attributes\n    friendlyName: one\n"

static const struct {
    const char *what, *before, *id;
    size_t length;
} texts[] = {
    { "as openssl prints it", BAG "    localKeyID: 54 69 6D 65 20 31 \nsubject=CN = a\n\n",
      "Time 1", 6 },
    { "at the end", "localKeyID: 01 02", "\x01\x02", 2 },
    { "with colons", "localKeyID: 01:02:0f\n", "\x01\x02\x0f", 3 },
    { "quoted", "> Bag Attributes\n>     localKeyID: 01 0a \n> Key Attributes: <No Attributes>\n> ",
      "\x01\x0a", 2 },
    { "in a string", "Bag Attributes\\n    localKeyID: 01 02 \\n    friendlyName: x\\n", "\x01\x02",
      2 },
    { "the last of two", "localKeyID: 01\nlocalKeyID: 02\n", "\x02", 1 },
    { "of this bag", "localKeyID: 01\n-----BEGIN X-----\n-----END X-----\nlocalKeyID: 03\n", "\x03",
      1 },
    { "of another bag", "localKeyID: 01\n-----BEGIN X-----\n-----END X-----\n" BAG, NULL, 0 },
    { "none", BAG, NULL, 0 },
    { "nothing", "", NULL, 0 },
    { "no digits", "localKeyID: <No Values>\n", NULL, 0 },
    { "half an octet", "localKeyID: 0", NULL, 0 },
    { "one and a half", "localKeyID: 012", "\x01", 1 },
};

START_TEST(ids)
{
    struct buffer id = { 0 };
    ck_assert(buffer_append_text(&id, "what was there before"));
    const struct bytes before = bytes_over(texts[_i].before, strlen(texts[_i].before));
    ck_assert_msg(bag_text_local_key_id(before, &id) == (texts[_i].id != NULL), "%s",
                  texts[_i].what);
    ck_assert_msg(bytes_equal(buffer_bytes(&id), bytes_over(texts[_i].id, texts[_i].length)), "%s",
                  texts[_i].what);
    buffer_clear(&id);
}
END_TEST

START_TEST(every_shorter_one)
{
    static const char whole[] = BAG "    localKeyID: 54 69 6D 65 \n";
    struct buffer id = { 0 };
    for (size_t length = 0; length < sizeof(whole); length++) {
        uint8_t *copy = exact_copy((const uint8_t *)whole, length);
        (void)!bag_text_local_key_id(bytes_over(copy, length), &id);
        ck_assert(id.used <= 4 && (id.used == 0 || memcmp("Time", id.at, id.used) == 0));
        free(copy);
    }
    buffer_clear(&id);
}
END_TEST

/* Two long ones that begin alike are not the same. */
START_TEST(long_one_is_read_to_its_end)
{
    struct buffer text = { 0 }, id = { 0 };
    ck_assert(buffer_append_text(&text, "localKeyID:"));
    for (size_t i = 0; i < LONG; i++) {
        ck_assert(buffer_append_text(&text, " 0A"));
    }
    ck_assert(bag_text_local_key_id(buffer_bytes(&text), &id));
    ck_assert_uint_eq(id.used, LONG);
    buffer_clear(&text);
    buffer_clear(&id);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("bag text");
    tcase_add_loop_test(tests, ids, 0, (int)(sizeof(texts) / sizeof(texts[0])));
    tcase_add_test(tests, every_shorter_one);
    tcase_add_test(tests, long_one_is_read_to_its_end);
    return suite_run("bag_text", tests);
}
