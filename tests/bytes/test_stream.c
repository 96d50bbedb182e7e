#include "buffer.h"
#include "bytes/block_sum.h"
#include "bytes/tap_stream.h"
#include "stream.h"
#include "suite.h"

START_TEST(memory_is_shown_whole_and_taken_in_pieces)
{
    struct memory_stream memory;
    memory_stream_init(&memory, bytes_over("abcdef", 6));
    ck_assert_uint_eq(stream_ahead(&memory.stream, 2).left, 6);
    stream_consume(&memory.stream, 4);
    ck_assert(bytes_equal(stream_ahead(&memory.stream, 1), bytes_over("ef", 2)));
    ck_assert(stream_seek(&memory.stream, 1));
    ck_assert(bytes_equal(stream_ahead(&memory.stream, 1), bytes_over("bcdef", 5)));
    ck_assert(!stream_seek(&memory.stream, 7));
    ck_assert_uint_eq(memory.stream.offset, 1);
}
END_TEST

START_TEST(holding_stops_at_its_limit)
{
    struct memory_stream memory;
    struct buffer held = { 0 };
    memory_stream_init(&memory, bytes_over("abcdef", 6));
    ck_assert(!stream_hold(&memory.stream, 4, &held));
    ck_assert(bytes_equal(buffer_bytes(&held), bytes_over("abcd", 4)));
    ck_assert_uint_eq(memory.stream.offset, 4);
    buffer_reset(&held);
    ck_assert(stream_hold(&memory.stream, 2, &held));
    ck_assert(bytes_equal(buffer_bytes(&held), bytes_over("ef", 2)));
    buffer_clear(&held);
}
END_TEST

static void collect(void *context, struct bytes piece)
{
    ck_assert(buffer_append(context, piece));
}

START_TEST(tap_sees_each_byte_once)
{
    struct memory_stream memory;
    struct tap_stream tap;
    struct buffer seen = { 0 };
    memory_stream_init(&memory, bytes_over("abcdef", 6));
    tap_stream_init(&tap, &memory.stream, &seen, collect);
    ck_assert_uint_eq(stream_ahead(&tap.stream, 6).left, 6);
    stream_consume(&tap.stream, 1);
    stream_consume(&tap.stream, 2);
    ck_assert(bytes_equal(buffer_bytes(&seen), bytes_over("abc", 3)));
    ck_assert_uint_eq(tap.stream.offset, 3);
    ck_assert(!stream_seek(&tap.stream, 0));
    stream_drain(&tap.stream);
    ck_assert(bytes_equal(buffer_bytes(&seen), bytes_over("abcdef", 6)));
    buffer_clear(&seen);
}
END_TEST

START_TEST(each_change_changes_the_sum)
{
    uint8_t block[100] = { 0 };
    uint64_t sum = block_sum(bytes_over(block, sizeof(block)));
    ck_assert_uint_eq(sum, block_sum(bytes_over(block, sizeof(block))));
    ck_assert_uint_ne(sum, block_sum(bytes_over(block, sizeof(block) - 1)));
    for (size_t i = 0; i < sizeof(block); i++) {
        block[i] = 1;
        ck_assert_uint_ne(sum, block_sum(bytes_over(block, sizeof(block))));
        block[i] = 0;
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("stream");
    tcase_add_test(tests, memory_is_shown_whole_and_taken_in_pieces);
    tcase_add_test(tests, holding_stops_at_its_limit);
    tcase_add_test(tests, tap_sees_each_byte_once);
    tcase_add_test(tests, each_change_changes_the_sum);
    return suite_run("stream", tests);
}
