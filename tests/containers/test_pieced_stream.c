#include "containers/streams/pieced_stream.h"

#include <string.h>

#include "suite.h"

static const char content[] = "..one....two...three!";

/* "one", three octets that were lost, "twothree". */
static const struct piece listed[] = { { 0, 2, 3 }, { 6, 9, 3 }, { 9, 15, 5 } };
static const char expected[] = "one\0\0\0twothree";
#define LENGTH (sizeof(expected) - 1)

static void begin(struct pieces *pieces, struct memory_stream *memory, size_t seen)
{
    for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++) {
        ck_assert(pieces_add(pieces, &listed[i]));
    }
    memory_stream_init(memory, bytes_over(content, seen));
}

START_TEST(pieces_stand_behind_each_other)
{
    struct pieces pieces = { 0 };
    struct memory_stream memory;
    struct pieced_stream pieced;
    begin(&pieces, &memory, sizeof(content) - 1);
    pieced_stream_init(&pieced, &memory.stream, &pieces);
    ck_assert_uint_eq(pieced.stream.size, LENGTH);
    for (size_t from = 0; from <= LENGTH; from++) {
        ck_assert(stream_seek(&pieced.stream, LENGTH - from));
        for (size_t at = LENGTH - from; at < LENGTH; at++) {
            const struct bytes seen = stream_ahead(&pieced.stream, 1);
            ck_assert_uint_ge(seen.left, 1);
            ck_assert_mem_eq(seen.at, expected + at, seen.left);
            stream_consume(&pieced.stream, 1);
        }
        ck_assert_uint_eq(stream_ahead(&pieced.stream, 1).left, 0);
        ck_assert_ptr_null(pieced.stream.fault);
    }
    ck_assert(!stream_seek(&pieced.stream, LENGTH + 1));
    pieced_stream_clear(&pieced);
    pieces_clear(&pieces);
}
END_TEST

START_TEST(all_is_seen_at_once)
{
    struct pieces pieces = { 0 };
    struct memory_stream memory;
    struct pieced_stream pieced;
    begin(&pieces, &memory, sizeof(content) - 1);
    pieced_stream_init(&pieced, &memory.stream, &pieces);
    const struct bytes seen = stream_ahead(&pieced.stream, LENGTH + 100);
    ck_assert(bytes_equal(seen, bytes_over(expected, LENGTH)));
    ck_assert(stream_seek(&pieced.stream, 7));
    ck_assert(bytes_equal(stream_ahead(&pieced.stream, LENGTH - 7),
                          bytes_over(expected + 7, LENGTH - 7)));
    pieced_stream_clear(&pieced);
    pieces_clear(&pieces);
}
END_TEST

START_TEST(content_that_is_shorter_is_told)
{
    struct pieces pieces = { 0 };
    struct memory_stream memory;
    struct pieced_stream pieced;
    begin(&pieces, &memory, (size_t)_i);
    pieced_stream_init(&pieced, &memory.stream, &pieces);
    ck_assert_uint_lt(stream_ahead(&pieced.stream, LENGTH).left, LENGTH);
    ck_assert_ptr_nonnull(pieced.stream.fault);
    pieced_stream_clear(&pieced);
    pieces_clear(&pieces);
}
END_TEST

START_TEST(neighbours_are_one_piece)
{
    struct pieces pieces = { 0 };
    const struct piece one = { 0, 10, 5 }, next = { 5, 15, 5 }, lost = { 11, 20, 5 };
    ck_assert(pieces_add(&pieces, &one) && pieces_add(&pieces, &next));
    ck_assert_uint_eq(pieces_count(&pieces), 1);
    ck_assert(pieces_add(&pieces, &lost));
    ck_assert_uint_eq(pieces_count(&pieces), 2);
    ck_assert_uint_eq(pieces.end, 16);
    pieces_reset(&pieces);
    ck_assert_uint_eq(pieces_count(&pieces), 0);
    pieces_clear(&pieces);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pieced_stream");
    tcase_add_test(tests, pieces_stand_behind_each_other);
    tcase_add_test(tests, all_is_seen_at_once);
    tcase_add_loop_test(tests, content_that_is_shorter_is_told, 0, 20);
    tcase_add_test(tests, neighbours_are_one_piece);
    return suite_run("pieced_stream", tests);
}
