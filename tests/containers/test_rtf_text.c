#include "containers/documents/rtf_text.h"

#include "containers/part_recorder.h"
#include "suite.h"

#define B(text) text, sizeof(text) - 1

static const struct {
    const char *what, *text;
    size_t length;
    const char *walk; /* what is seen; NULL: not taken for RTF */
} texts[] = {
    { "paragraphs", B("{\\rtf1\\ansi a\\par b\\line c\\tab d\\cell\\row e}"),
      "a\\nb\\nc\\x09d\\n\\ne" },
    { "runs", B("{\\rtf1 ke{\\b y}\r\n{\\rsid12 s}}"), "keys" },
    { "characters", B("{\\rtf1 \\'41\\'e9\\u66 ?\\u-3 ?\\{\\}\\\\\\~\\_}"), "A?B?{}\\x5c -" },
    { "fallback of two", B("{\\rtf1 \\uc2\\u66 ??C\\uc0\\u68 E}"), "BCDE" },
    { "fallback in a line of its own", B("{\\rtf1 \\uc65535\\u66\\par C}"), "B\\nC" },
    { "hidden", B("{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\*\\bkmkstart k}a{\\pict 89504e47}b}"), "ab" },
    { "text box", B("{\\rtf1{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv y}}{\\shptxt a}}}}"), "a" },
    { "binary", B("{\\rtf1 a\\bin3 }}}b}"), "ab" },
    { "text", B("{\\rt1 a}"), NULL },
    { "nothing", B(""), NULL },
};

START_TEST(rtf_is_recognised_and_read)
{
    uint8_t *copy = exact_copy(texts[_i].text, texts[_i].length);
    struct bytes text = bytes_over(copy, texts[_i].length);
    bool taken = rtf_text_container.recognise(text);
    ck_assert_msg(taken == (texts[_i].walk != NULL), "%s", texts[_i].what);
    for (size_t grain = 1; taken && grain < 100; grain += 33) {
        char expected[200];
        struct part_recorder recorder = { 0 };
        struct dribble_stream stream;
        dribble_stream_init(&stream, text, grain);
        (void)snprintf(expected, sizeof(expected), "reading 0 0+0 <rtf-text> unknown \"%s\"\n",
                       texts[_i].walk);
        ck_assert_str_eq(part_recorder_walk(&recorder, &rtf_text_container, &stream.stream),
                         expected);
        part_recorder_clear(&recorder);
    }
    free(copy);
}
END_TEST

START_TEST(every_shorter_document_is_read)
{
    static const char text[] =
        "{\\rtf1 \\'41{\\*\\x y}\\uc1\\u-66 ?\\bin2 }}\\par b\\bin9999999999 c";
    for (size_t kept = 0; kept < sizeof(text); kept++) {
        uint8_t *copy = exact_copy(text, kept);
        struct part_recorder recorder = { 0 };
        struct memory_stream memory;
        memory_stream_init(&memory, bytes_over(copy, kept));
        (void)rtf_text_container.recognise(bytes_over(copy, kept));
        const char *log = part_recorder_walk(&recorder, &rtf_text_container, &memory.stream);
        ck_assert(kept == 0 || strstr(log, "note: the document ends within a group\n") != NULL);
        ck_assert_uint_eq(memory.stream.offset, kept);
        part_recorder_clear(&recorder);
        free(copy);
    }
}
END_TEST

/* Groups are counted: no recursion, no memory. */
START_TEST(million_groups_are_read)
{
    struct buffer text = { 0 };
    ck_assert(buffer_append_text(&text, "{\\rtf1"));
    for (size_t i = 0; i < 1000000; i++) {
        ck_assert(buffer_append_text(&text, "{"));
    }
    ck_assert(buffer_append_text(&text, " a"));
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&text));
    ck_assert_str_eq(part_recorder_walk(&recorder, &rtf_text_container, &memory.stream),
                     "reading 0 0+1000008 <rtf-text> unknown \" a\"\n"
                     "note: the document ends within a group\n");
    part_recorder_clear(&recorder);
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rtf_text");
    tcase_add_loop_test(tests, rtf_is_recognised_and_read, 0,
                        (int)(sizeof(texts) / sizeof(texts[0])));
    tcase_add_test(tests, every_shorter_document_is_read);
    tcase_add_test(tests, million_groups_are_read);
    return suite_run("rtf_text", tests);
}
