#include "containers/databases/redis_dump.h"

#include "container_fixture.h"

#define KEY "-----BEGIN PRIVATE KEY-----\\nMIGHAgEA"

static const char *walk(struct part_recorder *recorder, struct bytes all)
{
    struct memory_stream memory;
    memory_stream_init(&memory, all);
    return part_recorder_walk(recorder, &redis_dump_container, &memory.stream);
}

/* Of Redis 7.0: a string, a list and a hash. */
START_TEST(packed_strings_are_given)
{
    struct buffer file = { 0 };
    struct part_recorder recorder = { 0 };
    container_fixture("redis/dump.rdb", &file);
    ck_assert(redis_dump_container.recognise(buffer_bytes(&file)));
    const char *at = walk(&recorder, buffer_bytes(&file));
    ck_assert_uint_eq(recorder.parts, 3);
    ck_assert_ptr_null(strstr(at, "unread"));
    for (size_t i = 0; i < 3; i++) {
        at = strstr(at, "<redis-lzf> unknown");
        ck_assert_ptr_nonnull(at);
        at = strstr(at, KEY);
        ck_assert_ptr_nonnull(at);
    }
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

#define SAID  "abcdefgh\xe0\x0f\x07" /* eight octets, and 24 of them again */
#define GIVEN "abcdefghabcdefghabcdefghabcdefgh"

static const struct {
    const char *what, *text;
    size_t length;
    const char *walk;
} strings[] = {
#define S(what, text, walk)                                                                        \
    {                                                                                              \
        what, text, sizeof(text) - 1, walk                                                         \
    }
    S("six bits", "\xc3\x0c\x20\x07" SAID, "reading 0 9+15 <redis-lzf> unknown \"" GIVEN "\"\n"),
    S("fourteen bits", "\xc3\x40\x0c\x40\x20\x07" SAID,
      "reading 0 9+17 <redis-lzf> unknown \"" GIVEN "\"\n"),
    S("four octets, and eight", "\xc3\x80\0\0\0\x0c\x81\0\0\0\0\0\0\0\x20\x07" SAID,
      "reading 0 9+27 <redis-lzf> unknown \"" GIVEN "\"\n"),
    S("two, and other octets", "xx\xc3\x0c\x20\x07" SAID "\xc3\xc3\xc3\x0c\x20\x07" SAID,
      "reading 0 11+15 <redis-lzf> unknown \"" GIVEN "\"\n"
      "reading 0 28+15 <redis-lzf> unknown \"" GIVEN "\"\n"),
    S("one less than is said", "\xc3\x0c\x21\x07" SAID, ""),
    S("one octet behind it", "\xc3\x0d\x20\x07" SAID "x", ""),
    S("a reference before its front", "\xc3\x0c\x20\x06" SAID, ""),
    S("no length of this kind", "\xc3\x82\x20\x07" SAID, ""),
    S("a length that is none", "\xc3\xc0\x20\x07" SAID, ""),
    S("longer than it was", "\xc3\x0c\x0b\x07" SAID, ""),
    S("of a length that none is packed of",
      "\xc3\x05\x14\x00"
      "a\xe0\x0a\x00",
      ""),
    S("cut off behind some octets", "\xc3\x20\x3f\x07" SAID, ""),
};

START_TEST(string_is_given_where_it_comes_out_even)
{
    struct buffer file = { 0 };
    struct part_recorder recorder = { 0 };
    must(buffer_append_text(&file, "REDIS0011") &&
         buffer_append(&file, bytes_over(strings[_i].text, strings[_i].length)));
    uint8_t *copy = exact_copy(file.at, file.used);
    ck_assert_str_eq(walk(&recorder, bytes_over(copy, file.used)), strings[_i].walk);
    part_recorder_clear(&recorder);
    buffer_clear(&file);
    free(copy);
}
END_TEST

START_TEST(string_that_the_end_cuts_off_is_given_so_far)
{
    struct buffer file = { 0 };
    struct part_recorder recorder = { 0 };
    container_fixture("redis/dump.rdb", &file);
    const char *whole = walk(&recorder, buffer_bytes(&file));
    ck_assert_ptr_nonnull(strstr(whole, "<redis-lzf>"));
    /* its last string, without the end of it and what is behind */
    size_t from = 0;
    for (const char *at = whole; (at = strstr(at, "reading 0 ")) != NULL; at++) {
        from = strtoul(at + 10, NULL, 10);
    }
    const char *cut = walk(&recorder, bytes_over(file.at, from + 200));
    const char *told = strstr(
        cut, "unread: a packed string of Redis is cut off by the end of the dump\nreading 0 ");
    ck_assert_ptr_nonnull(told);
    ck_assert_ptr_nonnull(strstr(told, "this is said again and again"));
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

START_TEST(every_shorter_dump_is_read_within_itself)
{
    struct buffer file = { 0 };
    container_fixture("redis/dump.rdb", &file);
    expect_prefixes_within(&redis_dump_container, buffer_bytes(&file), 7, 3);
    buffer_clear(&file);
}
END_TEST

START_TEST(what_is_none_is_not_taken)
{
    static const char *const others[] = { "REDIS001", "REDIS is what we use", "redis0011",
                                          "REDIS00:1", "REDIS 011" };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        uint8_t *copy = exact_copy(others[i], strlen(others[i]));
        ck_assert(!redis_dump_container.recognise(bytes_over(copy, strlen(others[i]))));
        free(copy);
    }
}
END_TEST

/* Longer than is shown at once. */
START_TEST(long_string_is_held)
{
    static const char front[] = "REDIS0011\xc3\x80";
    const size_t pieces = 40000;
    struct buffer file = { 0 };
    struct part_recorder recorder = { .blind = true };
    must(buffer_append(&file, bytes_over(front, sizeof(front) - 1)));
    must(buffer_append_number(&file, 4, pieces * 33 + 200 * 3));
    must(buffer_append_byte(&file, 0x80));
    must(buffer_append_number(&file, 4, pieces * 32 + 200 * 264));
    for (size_t i = 0; i < pieces; i++) {
        must(buffer_append(&file, bytes_over("\x1f" GIVEN, 33)));
    }
    for (size_t i = 0; i < 200; i++) {
        must(buffer_append(&file, bytes_over("\xe0\xff\x07", 3)));
    }
    const char *text = walk(&recorder, buffer_bytes(&file));
    ck_assert_str_eq(text, "reading 0 9+1320611 <redis-lzf> unknown\n");
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

/* Each was taken together up to there. */
START_TEST(claims_of_all_that_follows_cost_little)
{
    static const char claim[] = "\xc3\x80\x00\x70\x00\x00\x80\x00\x80\x00\x00\x20\xff and more";
    struct buffer file = { 0 };
    struct part_recorder recorder = { .blind = true };
    must(buffer_append(&file, bytes_over("REDIS0011", 9)));
    while (file.used < (size_t)8 << 20) {
        must(buffer_append(&file, bytes_over(claim, sizeof(claim) - 1)));
    }
    ck_assert_str_eq(walk(&recorder, buffer_bytes(&file)), "");
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("redis_dump");
    tcase_add_test(tests, packed_strings_are_given);
    tcase_add_loop_test(tests, string_is_given_where_it_comes_out_even, 0, ROWS(strings));
    tcase_add_test(tests, string_that_the_end_cuts_off_is_given_so_far);
    tcase_add_test(tests, every_shorter_dump_is_read_within_itself);
    tcase_add_test(tests, what_is_none_is_not_taken);
    tcase_add_test(tests, long_string_is_held);
    tcase_add_test(tests, claims_of_all_that_follows_cost_little);
    return suite_run("redis_dump", tests);
}
