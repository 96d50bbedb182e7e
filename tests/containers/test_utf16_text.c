#include "containers/documents/utf16_text.h"

#include "containers/part_recorder.h"
#include "suite.h"

#define B(text) text, sizeof(text) - 1

static const struct {
    const char *what, *text;
    size_t length;
    const char *walk; /* NULL: not taken for UTF-16 */
} texts[] = {
    { "little endian with mark", B("\xff\xfeH\0i\0"), "reading 0 0+6 <utf-16le> unknown \"Hi\"\n" },
    { "big endian with mark", B("\xfe\xff\0H\0i"), "reading 0 0+6 <utf-16be> unknown \"Hi\"\n" },
    { "little endian without mark", B("k\0e\0y\0s\0 \0o\0f\0 \0m\0i\0n\0e\0"),
      "reading 0 0+24 <utf-16le> unknown \"keys of mine\"\n" },
    { "big endian without mark", B("\0k\0e\0y\0s\0 \0o\0f\0 \0m\0i\0n\0e"),
      "reading 0 0+24 <utf-16be> unknown \"keys of mine\"\n" },
    { "half a character at the end", B("\xff\xfeH\0i"),
      "reading 0 0+5 <utf-16le> unknown \"H\\xef\\xbf\\xbd\"\n"
      "note: surrogates without their pair\nnote: the text ends within a character\n" },
    { "UTF-32 with mark", B("\xff\xfe\0\0H\0\0\0"), NULL },
    { "ASCII", B("keys of mine and of others"), NULL },
    { "zeros", B("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), NULL },
    { "too short to tell", B("a\0b\0"), NULL },
    { "binary with zeros", B("\1\0\2\0\3\0\4\0a\0b\0c\0d\0e\0f\0"), NULL },
    { "nothing", B(""), NULL },
};

START_TEST(utf16_is_recognised_and_read)
{
    uint8_t *copy = exact_copy(texts[_i].text, texts[_i].length);
    struct bytes text = bytes_over(copy, texts[_i].length);
    bool taken = utf16_text_container.recognise(text);
    ck_assert_msg(taken == (texts[_i].walk != NULL), "%s", texts[_i].what);
    if (taken) {
        struct part_recorder recorder = { 0 };
        struct memory_stream memory;
        memory_stream_init(&memory, text);
        ck_assert_str_eq(part_recorder_walk(&recorder, &utf16_text_container, &memory.stream),
                         texts[_i].walk);
        part_recorder_clear(&recorder);
    }
    free(copy);
}
END_TEST

START_TEST(every_shorter_text_is_read)
{
    static const char text[] = "\xff\xfek\0\x3d\xd8\x00\xde\xac\x20s\0";
    for (size_t kept = 0; kept < sizeof(text); kept++) {
        uint8_t *copy = exact_copy(text, kept);
        struct part_recorder recorder = { 0 };
        struct memory_stream memory;
        memory_stream_init(&memory, bytes_over(copy, kept));
        (void)utf16_text_container.recognise(bytes_over(copy, kept));
        (void)part_recorder_walk(&recorder, &utf16_text_container, &memory.stream);
        ck_assert_uint_eq(memory.stream.offset, kept);
        part_recorder_clear(&recorder);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("utf16_text");
    tcase_add_loop_test(tests, utf16_is_recognised_and_read, 0,
                        (int)(sizeof(texts) / sizeof(texts[0])));
    tcase_add_test(tests, every_shorter_text_is_read);
    return suite_run("utf16_text", tests);
}
