#include "containers/git/git_patch.h"

#include "containers/part_recorder.h"
#include "suite.h"

#define B(text) text, sizeof(text) - 1

/* Stored blocks of zlib: "keys", nothing, and a difference that inserts "one", copies and inserts
 * "two". */
#define KEYS       "\x78\x01\x01\x04\x00\xfb\xffkeys\x04\x44\x01\xbd"
#define NOTHING    "\x78\x9c\x03\x00\x00\x00\x00\x01"
#define DIFFERENCE "\x78\x01\x01\x0c\x00\xf3\xff\x09\x0a\x03one\x90\x04\x03two\x11\x57\x03J"

static const struct {
    const char *what, *text;
    size_t length;
    const char *walk;
} texts[] = {
    { "a file that was added", B("literal 4\n" KEYS "literal 0\n" NOTHING),
      "member 1 10+0 <literal> unknown \"keys\"\nmember 2 35+0 <literal> unknown \"\"\n" },
    { "one that was changed", B("delta 12\n" DIFFERENCE "literal 4\n" KEYS),
      "member 1 9+0 <delta> unknown \"one\\x00two\"\n"
      "note: a difference to a file that is not in the patch: what it adds was scanned\n"
      "member 2 42+0 <literal> unknown \"keys\"\n" },
    { "another size", B("literal 5\n" KEYS),
      "member 1 10+0 <literal> unknown \"keys\"\nnote: a hunk of another size than it says\n" },
    { "cut off", B("literal 4\n\x78\x01\x01\x04\x00\xfb\xffke"),
      "member 1 10+0 <literal> unknown \"ke\"\n"
      "unread: the compressed stream ends before its end mark\n" },
    { "a difference that is cut off", B("delta 12\n\x78\x01\x01\x0c\x00\xf3\xff\x09\x0a\x03on"),
      "member 1 9+0 <delta> unknown \"on\"\n"
      "unread: the compressed stream ends before its end mark\n" },
    { "a difference that inserts nothing", B("delta 0\n" NOTHING), "" },
};

START_TEST(hunks_are_given)
{
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    uint8_t *copy = exact_copy(texts[_i].text, texts[_i].length);
    const struct bytes all = bytes_over(copy, texts[_i].length);
    memory_stream_init(&memory, all);
    ck_assert(git_patch_container.recognise(all));
    ck_assert_str_eq(part_recorder_walk(&recorder, &git_patch_container, &memory.stream),
                     texts[_i].walk);
    part_recorder_clear(&recorder);
    free(copy);
}
END_TEST

static const struct {
    const char *text;
    size_t length;
} refusals[] = {
    { B("") },
    { B("literal 4") },
    { B("literal 4\n") },
    { B("literal 4\nx") },
    { B("literal 0\nHcmV?d00001\n") }, /* as it stands in a patch */
    { B("literal \n" KEYS) },
    { B("other 4\n" KEYS) },
};

START_TEST(what_is_none_is_not_taken)
{
    struct memory_stream memory;
    struct part_recorder recorder = { 0 };
    const struct container_sink sink = part_recorder_sink(&recorder);
    const struct bytes all = bytes_over(refusals[_i].text, refusals[_i].length);
    ck_assert(!git_patch_container.recognise(all));
    memory_stream_init(&memory, all);
    if (_i == 0) {
        ck_assert_ptr_nonnull(git_patch_container.walk(&memory.stream, &sink));
    }
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(what_follows_damage_is_told)
{
    struct memory_stream memory;
    struct part_recorder recorder = { 0 };
    const struct container_sink sink = part_recorder_sink(&recorder);
    memory_stream_init(&memory, bytes_over(B("literal 4\n" KEYS "other 4\n" KEYS)));
    const struct fault *fault = git_patch_container.walk(&memory.stream, &sink);
    ck_assert_ptr_nonnull(fault);
    ck_assert_str_eq(fault->sentence,
                     "what follows a damaged hunk of a binary patch is not reached");
    ck_assert_uint_eq(recorder.parts, 1);
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(every_shorter_one_is_read_within_itself)
{
    for (size_t length = 0; length < texts[_i].length; length++) {
        struct memory_stream memory;
        struct part_recorder recorder = { 0 };
        const struct container_sink sink = part_recorder_sink(&recorder);
        uint8_t *copy = exact_copy(texts[_i].text, length);
        memory_stream_init(&memory, bytes_over(copy, length));
        (void)git_patch_container.recognise(bytes_over(copy, length));
        (void)git_patch_container.walk(&memory.stream, &sink);
        ck_assert_uint_le(recorder.parts, 2);
        part_recorder_clear(&recorder);
        free(copy);
    }
}
END_TEST

START_TEST(walk_stops_where_it_is_told)
{
    struct memory_stream memory;
    struct part_recorder recorder = { .stop_after = 1 };
    memory_stream_init(&memory, bytes_over(texts[_i].text, texts[_i].length));
    (void)part_recorder_walk(&recorder, &git_patch_container, &memory.stream);
    ck_assert_uint_eq(recorder.parts, 1);
    part_recorder_clear(&recorder);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("git_patch");
    tcase_add_loop_test(tests, hunks_are_given, 0, ROWS(texts));
    tcase_add_loop_test(tests, what_is_none_is_not_taken, 0, ROWS(refusals));
    tcase_add_test(tests, what_follows_damage_is_told);
    tcase_add_loop_test(tests, every_shorter_one_is_read_within_itself, 0, ROWS(texts));
    tcase_add_loop_test(tests, walk_stops_where_it_is_told, 0, 2);
    return suite_run("git_patch", tests);
}
