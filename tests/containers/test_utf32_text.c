#include "containers/documents/utf32_text.h"

#include "containers/part_recorder.h"
#include "suite.h"

#define B(text) text, sizeof(text) - 1
#define LITTLE  "k\0\0\0e\0\0\0y\0\0\0\n\0\0\0o\0\0\0f\0\0\0 \0\0\0\x3f\x04\0\0"
#define BIG     "\0\0\0k\0\0\0e\0\0\0y\0\0\0\n\0\0\0o\0\0\0f\0\0\0 \0\0\x04\x3f"

static const struct {
    const char *what, *text;
    size_t length;
    const char *walk; /* NULL: not taken for UTF-32 */
} texts[] = {
    { "little endian with mark", B("\xff\xfe\0\0H\0\0\0\x42\xf6\x01\0"),
      "reading 0 0+12 <utf-32le> unknown \"H\\xf0\\x9f\\x99\\x82\"\n" },
    { "big endian with mark", B("\0\0\xfe\xff\0\0\0H"),
      "reading 0 0+8 <utf-32be> unknown \"H\"\n" },
    { "little endian without mark", B(LITTLE),
      "reading 0 0+32 <utf-32le> unknown \"key\\nof \\xd0\\xbf\"\n" },
    { "big endian without mark", B(BIG),
      "reading 0 0+32 <utf-32be> unknown \"key\\nof \\xd0\\xbf\"\n" },
    { "half a character at the end", B("\xff\xfe\0\0H\0\0\0i\0"),
      "reading 0 0+10 <utf-32le> unknown \"H\"\nnote: the text ends within a character\n" },
    { "no characters", B("\xff\xfe\0\0H\0\0\0\0\xd8\0\0\0\0\x11\0"),
      "reading 0 0+16 <utf-32le> unknown \"H\\xef\\xbf\\xbd\\xef\\xbf\\xbd\"\n"
      "note: units of UTF-32 that are no characters\n" },
    { "small numbers", B("\1\0\0\0\2\0\0\0a\0\0\0b\0\0\0c\0\0\0d\0\0\0e\0\0\0f\0\0\0"), NULL },
    { "UTF-16", B("\xff\xfek\0e\0y\0s\0 \0o\0f\0 \0m\0i\0n\0e\0"), NULL },
    { "an empty text in UTF-16 and a zero", B("\xff\xfe\0\0"), NULL },
    { "ASCII", B("keys of mine and of others, and more of them"), NULL },
    { "nothing", B(""), NULL },
};

START_TEST(utf32_is_recognised_and_read)
{
    uint8_t *copy = exact_copy(texts[_i].text, texts[_i].length);
    struct bytes text = bytes_over(copy, texts[_i].length);
    bool taken = utf32_text_container.recognise(text);
    ck_assert_msg(taken == (texts[_i].walk != NULL), "%s", texts[_i].what);
    if (taken) {
        struct part_recorder recorder = { 0 };
        struct memory_stream memory;
        memory_stream_init(&memory, text);
        ck_assert_str_eq(part_recorder_walk(&recorder, &utf32_text_container, &memory.stream),
                         texts[_i].walk);
        part_recorder_clear(&recorder);
    }
    free(copy);
}
END_TEST

START_TEST(every_shorter_text_is_read)
{
    for (size_t kept = 0; kept < sizeof(BIG); kept++) {
        uint8_t *copy = exact_copy(BIG, kept);
        struct part_recorder recorder = { 0 };
        struct memory_stream memory;
        memory_stream_init(&memory, bytes_over(copy, kept));
        (void)utf32_text_container.recognise(bytes_over(copy, kept));
        (void)part_recorder_walk(&recorder, &utf32_text_container, &memory.stream);
        ck_assert_uint_eq(memory.stream.offset, kept);
        part_recorder_clear(&recorder);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("utf32_text");
    tcase_add_loop_test(tests, utf32_is_recognised_and_read, 0, sizeof(texts) / sizeof(texts[0]));
    tcase_add_test(tests, every_shorter_text_is_read);
    return suite_run("utf32_text", tests);
}
