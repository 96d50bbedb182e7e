#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bounds.h"
#include "evidence/file_stream.h"
#include "suite.h"

#define FILE_SIZE ((size_t)3 * READ_WINDOW + 17)

static uint8_t octet(size_t at)
{
    return (uint8_t)(at * 31 + at / 251);
}

static FILE *make_file(size_t size)
{
    FILE *file = tmpfile();
    uint8_t *octets = malloc(size);
    ck_assert(file != NULL && octets != NULL);
    for (size_t i = 0; i < size; i++) {
        octets[i] = octet(i);
    }
    ck_assert_uint_eq(fwrite(octets, 1, size, file), size);
    ck_assert_int_eq(fflush(file), 0);
    free(octets);
    return file;
}

static void expect(struct stream *stream, size_t from, size_t to, size_t wanted)
{
    while (from < to) {
        struct bytes seen = stream_ahead(stream, wanted);
        ck_assert(seen.left >= wanted || seen.left == to - from);
        ck_assert_uint_gt(seen.left, 0);
        size_t taken = seen.left < wanted ? seen.left : wanted;
        for (size_t i = 0; i < taken; i += 1021) {
            ck_assert_uint_eq(seen.at[i], octet(from + i));
        }
        stream_consume(stream, taken);
        from += taken;
        ck_assert_uint_eq(stream->offset, from);
    }
}

START_TEST(file_is_seen_in_order)
{
    FILE *file = make_file(FILE_SIZE);
    struct file_stream stream;
    file_stream_init(&stream, fileno(file), FILE_SIZE);
    expect(&stream.stream, 0, FILE_SIZE, 4093);
    ck_assert_uint_eq(stream_ahead(&stream.stream, 1).left, 0);
    ck_assert_ptr_null(stream.stream.fault);
    file_stream_clear(&stream);
    file_stream_init(&stream, fileno(file), FILE_SIZE);
    expect(&stream.stream, 0, FILE_SIZE, STREAM_AHEAD_MAX);
    file_stream_clear(&stream);
    (void)fclose(file);
}
END_TEST

START_TEST(file_can_be_gone_back_in)
{
    FILE *file = make_file(FILE_SIZE);
    struct file_stream stream;
    file_stream_init(&stream, fileno(file), FILE_SIZE);
    static const size_t places[] = { FILE_SIZE,    0, 5, READ_WINDOW - 1, READ_WINDOW, 17,
                                     FILE_SIZE - 1 };
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        ck_assert(stream_seek(&stream.stream, places[i]));
        ck_assert_uint_eq(stream.stream.offset, places[i]);
        size_t to = places[i] + 2000 < FILE_SIZE ? places[i] + 2000 : FILE_SIZE;
        expect(&stream.stream, places[i], to, to > places[i] ? to - places[i] : 1);
    }
    uint64_t before = stream.stream.offset;
    ck_assert(!stream_seek(&stream.stream, FILE_SIZE + 1));
    ck_assert_uint_eq(stream.stream.offset, before);
    file_stream_clear(&stream);
    (void)fclose(file);
}
END_TEST

START_TEST(file_that_shrank_ends_early)
{
    FILE *file = make_file(5000);
    struct file_stream stream;
    file_stream_init(&stream, fileno(file), 5000);
    ck_assert_int_eq(ftruncate(fileno(file), 100), 0);
    expect(&stream.stream, 0, 100, 1000);
    ck_assert_uint_eq(stream_ahead(&stream.stream, 1).left, 0);
    ck_assert_ptr_null(stream.stream.fault);
    ck_assert(stream_seek(&stream.stream, 4000));
    ck_assert_uint_eq(stream_ahead(&stream.stream, 1).left, 0);
    file_stream_clear(&stream);
    (void)fclose(file);
}
END_TEST

START_TEST(file_that_grew_is_read_to_its_end)
{
    FILE *file = make_file(5000);
    struct file_stream stream;
    file_stream_init(&stream, fileno(file), 100);
    expect(&stream.stream, 0, 5000, 1000);
    ck_assert_uint_eq(stream_ahead(&stream.stream, 1).left, 0);
    file_stream_clear(&stream);
    (void)fclose(file);
}
END_TEST

START_TEST(pipe_is_read_on_and_cannot_go_back)
{
    int ends[2];
    struct file_stream stream;
    uint8_t sent[3000];
    ck_assert_int_eq(pipe(ends), 0);
    for (size_t i = 0; i < sizeof(sent); i++) {
        sent[i] = octet(i);
    }
    ck_assert_int_eq(write(ends[1], sent, sizeof(sent)), (int)sizeof(sent));
    (void)close(ends[1]);
    file_stream_init(&stream, ends[0], STREAM_SIZE_UNKNOWN);
    expect(&stream.stream, 0, sizeof(sent), 100);
    ck_assert_uint_eq(stream_ahead(&stream.stream, 1).left, 0);
    ck_assert(!stream_seek(&stream.stream, 0));
    ck_assert_ptr_null(stream.stream.fault);
    file_stream_clear(&stream);
    (void)close(ends[0]);
}
END_TEST

START_TEST(refused_read_is_a_fault)
{
    char folder[] = "/tmp/file_stream_XXXXXX";
    struct file_stream stream;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    FILE *file = fopen(folder, "r"); /* EISDIR at the first read */
    ck_assert_ptr_nonnull(file);
    file_stream_init(&stream, fileno(file), 10);
    ck_assert_uint_eq(stream_ahead(&stream.stream, 1).left, 0);
    ck_assert_ptr_nonnull(stream.stream.fault);
    ck_assert_int_eq(stream.stream.fault->outcome, OUTCOME_UNREADABLE);
    ck_assert(stream_seek(&stream.stream, 5));
    ck_assert_ptr_null(stream.stream.fault);
    ck_assert(stream.refused); /* what was not read there stays unread */
    file_stream_clear(&stream);
    (void)fclose(file);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

START_TEST(window_is_wiped)
{
    struct file_stream stream;
    FILE *file = make_file(50);
    file_stream_init(&stream, fileno(file), 50);
    expect(&stream.stream, 0, 50, 50);
    sliding_window_reset(&stream.window);
    for (size_t i = 0; i < 50; i++) {
        ck_assert_uint_eq(stream.window.at[i], 0);
    }
    file_stream_clear(&stream);
    ck_assert_ptr_null(stream.window.at);
    (void)fclose(file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("file_stream");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, file_is_seen_in_order);
    tcase_add_test(tests, file_can_be_gone_back_in);
    tcase_add_test(tests, file_that_shrank_ends_early);
    tcase_add_test(tests, file_that_grew_is_read_to_its_end);
    tcase_add_test(tests, pipe_is_read_on_and_cannot_go_back);
    tcase_add_test(tests, refused_read_is_a_fault);
    tcase_add_test(tests, window_is_wiped);
    return suite_run("file_stream", tests);
}
