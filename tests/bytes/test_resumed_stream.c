/* A stream whose front was held, and which goes on behind it. */
#include "bytes/resumed_stream.h"
#include "suite.h"

#define LENGTH 100u

static uint8_t octet(size_t at)
{
    return (uint8_t)(at * 7 + 3);
}

/* Reads all of it in steps, with a look of `wanted` before each. */
static void read_all(struct stream *stream, size_t wanted, size_t step)
{
    size_t at = 0;
    for (;;) {
        struct bytes seen = stream_ahead(stream, wanted);
        ck_assert_uint_ge(seen.left, wanted < LENGTH - at ? wanted : LENGTH - at);
        for (size_t i = 0; i < seen.left; i++) {
            ck_assert_uint_eq(seen.at[i], octet(at + i));
        }
        if (seen.left == 0) {
            break;
        }
        size_t count = step < seen.left ? step : seen.left;
        stream_consume(stream, count);
        at += count;
        ck_assert_uint_eq(stream->offset, at);
    }
    ck_assert_uint_eq(at, LENGTH);
    ck_assert_ptr_null(stream->fault);
}

static void check_with(size_t front, size_t wanted, size_t step)
{
    uint8_t octets[LENGTH];
    for (size_t i = 0; i < LENGTH; i++) {
        octets[i] = octet(i);
    }
    struct memory_stream memory;
    struct buffer held = { 0 };
    struct resumed_stream resumed;
    memory_stream_init(&memory, bytes_over(octets, LENGTH));
    ck_assert_int_eq(stream_hold(&memory.stream, front, &held), front >= LENGTH);
    resumed_stream_init(&resumed, &held, &memory.stream);
    ck_assert(!stream_seek(&resumed.stream, 0));
    read_all(&resumed.stream, wanted, step);
    resumed_stream_clear(&resumed);
    buffer_clear(&held);
}

START_TEST(all_is_shown_in_order)
{
    static const size_t steps[] = { 1, 2, 7, 50, LENGTH };
    for (size_t front = 0; front <= LENGTH; front += 9) {
        for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
            for (size_t wanted = 1; wanted <= LENGTH; wanted += 11) {
                check_with(front, wanted, steps[i]);
            }
        }
    }
}
END_TEST

/* What is held goes when all of it was shown. */
START_TEST(held_memory_is_given_back)
{
    static const uint8_t octets[4] = "abcd";
    struct memory_stream memory;
    struct buffer held = { 0 };
    struct resumed_stream resumed;
    memory_stream_init(&memory, bytes_over(octets, sizeof(octets)));
    ck_assert(!stream_hold(&memory.stream, 2, &held));
    resumed_stream_init(&resumed, &held, &memory.stream);
    ck_assert_uint_eq(stream_ahead(&resumed.stream, 2).left, 2);
    ck_assert_uint_eq(held.used, 2);
    ck_assert_uint_eq(stream_ahead(&resumed.stream, 3).left, 3);
    ck_assert_ptr_null(held.at);
    stream_consume(&resumed.stream, 3);
    ck_assert_uint_eq(stream_ahead(&resumed.stream, 1).at[0], 'd');
    resumed_stream_clear(&resumed);
    buffer_clear(&held);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("resumed_stream");
    tcase_add_test(tests, all_is_shown_in_order);
    tcase_add_test(tests, held_memory_is_given_back);
    return suite_run("resumed_stream", tests);
}
