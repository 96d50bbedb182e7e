/* A system may give less than was asked for, and a pipe gives what is in it: what a file is, and
 * which keys are in it, does not hang on that. */
#include "evidence/row_check.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "bounds.h"

static size_t piece_most = SIZE_MAX;

/* In place of the C library's. */
ssize_t pread(int file, void *into, size_t room, off_t at)
{
    const size_t some = room < piece_most ? room : piece_most;
    return (ssize_t)syscall(SYS_pread64, file, into, some, at);
}

static void prepare(void)
{
    run_prepare_scanning("correct horse\nbattery staple\n");
}

/* The first octets of zero stand behind the words, in the archive. */
static void make(size_t before, struct buffer *content)
{
    struct buffer archive = fixture_read("case/evidence/backup.tar.gz");
    while (content->used < before) {
        put(content, "words of a log that was compressed in part only\n");
    }
    must(buffer_append(content, buffer_bytes(&archive)));
    buffer_clear(&archive);
}

static void scan_pipe(struct bytes content, struct record_list *list)
{
    const int descriptor = memory_file(content);
    const struct record_sink sink = { list, record_list_add };
    const struct job_file file = {
        .number = 7, .fd = descriptor, .size = UINT64_MAX, .mode = SCAN_WHOLE
    };
    ck_assert_int_eq(lseek(descriptor, 0, SEEK_SET), 0);
    evidence_scan(run_examiner, &file, &sink);
    (void)close(descriptor);
}

static const size_t behind[] = { 0, CONTENT_HEAD - 100, CONTENT_HEAD + 100, 100000, 900000 };
#define PLACES ((int)(sizeof(behind) / sizeof(behind[0])))

START_TEST(pieces_give_what_the_whole_gives)
{
    static const size_t pieces[] = { 1000, CONTENT_HEAD, 50000, 100000 };
    struct buffer content = { 0 };
    struct record_list whole = { 0 };
    make(behind[_i], &content);
    run_scan(buffer_bytes(&content), &whole);
    ck_assert_uint_ge(whole.keys, 1);
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        struct record_list list = { 0 };
        piece_most = pieces[i];
        run_scan(buffer_bytes(&content), &list);
        run_replay(buffer_bytes(&content), &list);
        piece_most = SIZE_MAX;
        ck_assert_msg(strcmp(record_list_text(&list), record_list_text(&whole)) == 0,
                      "behind %zu in pieces of %zu: %s", behind[_i], pieces[i],
                      record_list_text(&list));
        record_list_clear(&list);
    }
    record_list_clear(&whole);
    buffer_clear(&content);
}
END_TEST

START_TEST(pipe_gives_what_the_file_gives)
{
    struct buffer content = { 0 };
    struct record_list whole = { 0 }, pipe = { 0 };
    make(behind[_i], &content);
    run_scan(buffer_bytes(&content), &whole);
    scan_pipe(buffer_bytes(&content), &pipe);
    ck_assert_uint_eq(pipe.keys, whole.keys);
    ck_assert_str_eq(pipe.name, whole.name);
    record_list_clear(&whole);
    record_list_clear(&pipe);
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("short_reads");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, pieces_give_what_the_whole_gives, 0, PLACES);
    tcase_add_loop_test(tests, pipe_gives_what_the_file_gives, 0, PLACES);
    return run_suite("short_reads", tests);
}
