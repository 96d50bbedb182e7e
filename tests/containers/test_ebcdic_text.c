#include "containers/documents/ebcdic_text.h"

#include "containers/part_recorder.h"
#include "suite.h"

#define B(text) text, sizeof(text) - 1

/* One text as iconv writes it. */
#define IN_037                                                                                     \
    "\xba\x92\x85\xa8\xa2\x40\x96\x86\x40\x94\x89\x95\x85\xbb\x40\x81\x95\x84\x40\x96"             \
    "\x86\x40\x96\xa3\x88\x85\x99\xa2\x5a\x40\xc0\xf4\xf2\xd0\x40\x4f\x40\xf7\xb0\xf2"             \
    "\x40\x7e\x40\xf4\xf9\x25\x81\x95\x84\x40\x94\x96\x99\x85\x40\x96\x86\x40\xa3\x88"             \
    "\x85\x94\x6b\x40\x89\x95\x40\x93\x89\x95\x85\xa2\x25"
#define IN_500                                                                                     \
    "\x4a\x92\x85\xa8\xa2\x40\x96\x86\x40\x94\x89\x95\x85\x5a\x40\x81\x95\x84\x40\x96"             \
    "\x86\x40\x96\xa3\x88\x85\x99\xa2\x4f\x40\xc0\xf4\xf2\xd0\x40\xbb\x40\xf7\x5f\xf2"             \
    "\x40\x7e\x40\xf4\xf9\x25\x81\x95\x84\x40\x94\x96\x99\x85\x40\x96\x86\x40\xa3\x88"             \
    "\x85\x94\x6b\x40\x89\x95\x40\x93\x89\x95\x85\xa2\x25"
#define IN_1047                                                                                    \
    "\xad\x92\x85\xa8\xa2\x40\x96\x86\x40\x94\x89\x95\x85\xbd\x40\x81\x95\x84\x40\x96"             \
    "\x86\x40\x96\xa3\x88\x85\x99\xa2\x5a\x40\xc0\xf4\xf2\xd0\x40\x4f\x40\xf7\x5f\xf2"             \
    "\x40\x7e\x40\xf4\xf9\x25\x81\x95\x84\x40\x94\x96\x99\x85\x40\x96\x86\x40\xa3\x88"             \
    "\x85\x94\x6b\x40\x89\x95\x40\x93\x89\x95\x85\xa2\x25"

static const struct {
    const char *what, *text;
    size_t length;
    const char *walk; /* NULL: not taken for EBCDIC */
} texts[] = {
    { "code page 037", B(IN_037),
      "reading 0 0+73 <cp037> unknown \"[keys of mine] and of others! {42} | 7^2 = 49\\nand more "
      "of them, in lines\\n\"\n" },
    { "code page 500", B(IN_500),
      "reading 0 0+73 <cp500> unknown \"[keys of mine] and of others! {42} | 7^2 = 49\\nand more "
      "of them, in lines\\n\"\n" },
    { "code page 1047", B(IN_1047),
      "reading 0 0+73 <cp1047> unknown \"[keys of mine] and of others! {42} | 7^2 = 49\\nand more "
      "of them, in lines\\n\"\n" },
    { "a control character", B("\1" IN_037), NULL },
    { "too short to tell", B("\x92\x85\xa8\xa2\x40\x96\x86\x40\x94\x89\x95\x85"), NULL },
    { "ASCII", B("keys of mine and of others: and more of them, and more, until it is long"),
      NULL },
    { "ASCII without blanks",
      B("KEYSOFMINEANDOFOTHERSANDMOREOFTHEMANDMOREUNTILITISLONGENOUGHTOBETOLDAPARTFROMTHEM"),
      NULL },
    { "Latin-1",
      B("\xc9\xe9\xe9\xc9\xe9\xe9\xc9\xe9\xe9 \xe9\xe9\xe9\xc9\xe9\xe9\xc9\xe9\xe9 "
        "\xc9\xe9\xe9\xc9\xe9"
        "\xe9\xc9\xe9\xe9\xc9\xe9\xe9 \xc9\xe9\xe9\xc9\xe9\xe9\xc9\xe9\xe9\xc9\xe9\xe9\xc9\xe9\xe9"
        "\xc9\xe9\xe9\xc9\xe9\xe9\xc9\xe9\xe9\xc9\xe9\xe9"),
      NULL },
    { "nothing", B(""), NULL },
};

START_TEST(ebcdic_is_recognised_and_read)
{
    uint8_t *copy = exact_copy(texts[_i].text, texts[_i].length);
    struct bytes text = bytes_over(copy, texts[_i].length);
    bool taken = ebcdic_text_container.recognise(text);
    ck_assert_msg(taken == (texts[_i].walk != NULL), "%s", texts[_i].what);
    if (taken) {
        struct part_recorder recorder = { 0 };
        struct memory_stream memory;
        memory_stream_init(&memory, text);
        ck_assert_str_eq(part_recorder_walk(&recorder, &ebcdic_text_container, &memory.stream),
                         texts[_i].walk);
        part_recorder_clear(&recorder);
    }
    free(copy);
}
END_TEST

START_TEST(every_shorter_text_is_read)
{
    for (size_t kept = 0; kept < sizeof(IN_1047); kept++) {
        uint8_t *copy = exact_copy(IN_1047, kept);
        struct part_recorder recorder = { 0 };
        struct memory_stream memory;
        memory_stream_init(&memory, bytes_over(copy, kept));
        (void)ebcdic_text_container.recognise(bytes_over(copy, kept));
        (void)part_recorder_walk(&recorder, &ebcdic_text_container, &memory.stream);
        ck_assert_uint_eq(memory.stream.offset, kept);
        part_recorder_clear(&recorder);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("ebcdic_text");
    tcase_add_loop_test(tests, ebcdic_is_recognised_and_read, 0, sizeof(texts) / sizeof(texts[0]));
    tcase_add_test(tests, every_shorter_text_is_read);
    return suite_run("ebcdic_text", tests);
}
