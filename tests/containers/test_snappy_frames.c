#include "containers/databases/snappy_frames.h"

#include "container_fixture.h"
#include "containers/carving/carve_walk.h"

#define TEXT                                                                                       \
    "one two three, one two three, one two three: "                                                \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa end"
#define BLOCK "c8one two three, n\x0f\x00\x08: a\xc2\x01\x00\x0c end" /* 32 octets */
#define JAVA  "\x82SNAPPY\0\0\0\0\1\0\0\0\1"
#define FRAME "\xff\x06\0\0sNaPpY"
#define BAD   "a block of Snappy does not hold: what follows is not read"
#define CUT   "the blocks of Snappy are cut off"

static const struct {
    const char *what, *text;
    size_t length;
    const char *given, *fault;
} files[] = {
#define F(what, text, given, fault)                                                                \
    {                                                                                              \
        what, text, sizeof(text) - 1, given, fault                                                 \
    }
    F("a block", JAVA "\0\0\0\x20" BLOCK, TEXT, NULL),
    F("two blocks", JAVA "\0\0\0\x20" BLOCK "\0\0\0\x05\x03\x08xyz", TEXT "xyz", NULL),
    F("a block that is cut off", JAVA "\0\0\0\x05\x03\x08xyz\0\0\0\x21" BLOCK, "xyz", CUT),
    F("no length behind it", JAVA "\0\0\0\x05\x03\x08xyz\0\0", "xyz", CUT),
    F("a block of another size", JAVA "\0\0\0\x05\x03\x08xyz\0\0\0\x05\x04\x08xyz", "xyz", BAD),
    F("a block of no length", JAVA "\0\0\0\x05\x03\x08xyz\0\0\0\0more", "xyz", BAD),
    F("a framed block", FRAME "\0\x24\0\0sum." BLOCK, TEXT, NULL),
    F("one in clear", FRAME "\1\7\0\0sum.xyz\0\x24\0\0sum." BLOCK, "xyz" TEXT, NULL),
    F("one that is skipped", FRAME "\xfe\3\0\0xyz\xff\x06\0\0sNaPpY\1\7\0\0sum.xyz", "xyz", NULL),
    F("one that may not be skipped", FRAME "\1\7\0\0sum.xyz\2\3\0\0xyz", "xyz", BAD),
    F("a framed block that is cut off", FRAME "\1\7\0\0sum.xyz\0\x25\0\0sum." BLOCK, "xyz", CUT),
    F("one without its sum", FRAME "\1\7\0\0sum.xyz\0\3\0\0sum", "xyz", CUT),
};

static void expect(struct bytes all, const char *what, const char *given, const char *told)
{
    char expected[256];
    struct part_recorder recorder = { 0 };
    const struct container_sink sink = part_recorder_sink(&recorder);
    struct memory_stream memory;
    memory_stream_init(&memory, all);
    (void)snprintf(expected, sizeof(expected), "reading 0 0+%zu <snappy> unknown \"%s\"\n",
                   all.left, given);
    ck_assert(snappy_frames_container.recognise(all));
    const struct fault *fault = snappy_frames_container.walk(&memory.stream, &sink);
    must(buffer_append_byte(&recorder.text, 0));
    ck_assert_msg(strcmp((const char *)recorder.text.at, expected) == 0, "%s: %s", what,
                  (const char *)recorder.text.at);
    ck_assert_msg((fault == NULL) == (told == NULL), "%s", what);
    ck_assert_msg(told == NULL || strcmp(fault->sentence, told) == 0, "%s", what);
    part_recorder_clear(&recorder);
}

START_TEST(blocks_are_read_as_far_as_they_hold)
{
    uint8_t *copy = exact_copy(files[_i].text, files[_i].length);
    expect(bytes_over(copy, files[_i].length), files[_i].what, files[_i].given, files[_i].fault);
    free(copy);
}
END_TEST

START_TEST(every_shorter_file_is_read_within_itself)
{
    expect_prefixes_within(&snappy_frames_container, bytes_over(files[_i].text, files[_i].length),
                           1, 1);
}
END_TEST

static const struct {
    const char *what, *text;
    size_t length, taken;
} lengths[] = {
#define L(what, text, taken)                                                                       \
    {                                                                                              \
        what, text, sizeof(text) - 1, taken                                                        \
    }
    L("a block", JAVA "\0\0\0\x20" BLOCK, 52),
    L("other octets behind it", JAVA "\0\0\0\x05\x03\x08xyz\0\0\0\0\0\0\0\7", 25),
    L("a block that goes on", JAVA "\0\0\0\x05\x03\x08xyz\0\0\0\x09\x05\x10xy", 33),
    L("the mark alone", JAVA "this is a program", 0),
    L("the mark alone", JAVA, 0),
    L("a framed block", FRAME "\0\x24\0\0sum." BLOCK, 0),
    L("nothing", "", 0),
};

START_TEST(length_is_told)
{
    uint8_t *copy = exact_copy(lengths[_i].text, lengths[_i].length);
    ck_assert_msg(snappy_frames_length(bytes_over(copy, lengths[_i].length)) == lengths[_i].taken,
                  "%s", lengths[_i].what);
    free(copy);
}
END_TEST

static void expect_carved(struct bytes all, size_t from, size_t length)
{
    char expected[64];
    struct part_recorder recorder = { .blind = true };
    const struct container_sink sink = part_recorder_sink(&recorder);
    struct memory_stream memory;
    memory_stream_init(&memory, all);
    carve_walk_rest(&memory.stream, &sink, 0);
    must(buffer_append_byte(&recorder.text, 0));
    (void)snprintf(expected, sizeof(expected), " %zu+%zu <carved-snappy>", from, length);
    ck_assert_msg(strstr((const char *)recorder.text.at, expected) != NULL, "%s",
                  (const char *)recorder.text.at);
    part_recorder_clear(&recorder);
}

/* More than is shown at once, and what ends them: another length, octets that are none of Snappy's,
 * or the end of the content. */
START_TEST(length_is_told_however_far_they_reach)
{
    static const char *const behind[] = { "\0\0\0", "\0\1\0\0zz", "\0\0\0\x30\x03\x08", "" };
    struct buffer file = { 0 };
    struct memory_stream memory;
    must(buffer_append(&file, bytes_over("before" JAVA, 6 + sizeof(JAVA) - 1)));
    while (file.used < 3 * STREAM_AHEAD_MAX) {
        must(buffer_append(&file, bytes_over("\0\0\0\x20" BLOCK, 36)));
    }
    const size_t whole = file.used - 6, lacking = _i == 3 ? 5 : 0;
    must(buffer_append(&file, bytes_over(behind[_i], _i == 3 ? 0 : _i == 0 ? 3 : 6)));
    memory_stream_init(&memory, bytes_over(file.at, file.used - lacking));
    must(stream_seek(&memory.stream, 6));
    ck_assert_uint_eq(snappy_frames_reach(&memory.stream), whole - lacking);
    ck_assert_uint_eq(memory.stream.offset, 6);
    expect_carved(bytes_over(file.at, file.used - lacking), 6, whole - lacking);
    buffer_clear(&file);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("snappy_frames");
    tcase_add_loop_test(tests, blocks_are_read_as_far_as_they_hold, 0, ROWS(files));
    tcase_add_loop_test(tests, every_shorter_file_is_read_within_itself, 0, ROWS(files));
    tcase_add_loop_test(tests, length_is_told, 0, ROWS(lengths));
    tcase_add_loop_test(tests, length_is_told_however_far_they_reach, 0, 4);
    return suite_run("snappy_frames", tests);
}
