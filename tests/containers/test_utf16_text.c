#include "containers/utf16_text.h"

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

#define UNIT      "k\0"
#define CONTAINER utf16_text_container

/* A gzip of "k", and what is no character. */
#define GZIP "\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb\x06\0\x5d\x57\x62\x08\x01\0\0\0"
#define ODD  "\xdc\xdc\xdc\xdc\xdc\xdc\xdc\xdc"

/* Where the stream can go back; else that is told. */
START_TEST(what_stands_behind_the_text_is_carved)
{
    static const unsigned counts[] = { 8, 50000 };
    struct buffer text = { 0 };
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    struct dribble_stream dribble;
    char carved[64];
    for (unsigned i = 0; i < counts[_i]; i++) {
        ck_assert(buffer_append(&text, bytes_over(UNIT, sizeof(UNIT) - 1)));
    }
    (void)snprintf(carved, sizeof(carved), "reading 0 %zu+0 <carved-gzip> unknown \"k\"\n",
                   text.used);
    ck_assert(buffer_append(&text, bytes_over(GZIP ODD, sizeof(GZIP ODD) - 1)));
    memory_stream_init(&memory, buffer_bytes(&text));
    const char *said = part_recorder_walk(&recorder, &CONTAINER, &memory.stream);
    ck_assert_ptr_nonnull(strstr(said, carved));
    ck_assert_ptr_null(strstr(said, "unread: "));
    recorder.blind = true; /* a walk again may want nothing of the text */
    memory_stream_init(&memory, buffer_bytes(&text));
    said = part_recorder_walk(&recorder, &CONTAINER, &memory.stream);
    ck_assert_ptr_nonnull(strstr(said, "<carved-gzip>"));
    dribble_stream_init(&dribble, buffer_bytes(&text), 7);
    said = part_recorder_walk(&recorder, &CONTAINER, &dribble.stream);
    ck_assert_ptr_null(strstr(said, "carved"));
    ck_assert_ptr_nonnull(strstr(said, "\nunread: something else than text stands in it"));
    part_recorder_clear(&recorder);
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("utf16_text");
    tcase_add_loop_test(tests, utf16_is_recognised_and_read, 0,
                        (int)(sizeof(texts) / sizeof(texts[0])));
    tcase_add_test(tests, every_shorter_text_is_read);
    tcase_add_loop_test(tests, what_stands_behind_the_text_is_carved, 0, 2);
    return suite_run("utf16_text", tests);
}
