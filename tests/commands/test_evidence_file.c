#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include "commands/evidence_folder.h"
#include "commands/sources/evidence_walk.h"

static bool refuse(void *context, struct bytes path, const struct fault *fault, bool note)
{
    (void)context;
    (void)note;
    ck_abort_msg("%.*s: %s", (int)path.left, (const char *)path.at, fault->sentence);
    return false;
}

static bool keep_file(void *context, const struct evidence_file *file)
{
    struct evidence_file *kept = context;
    *kept = *file;
    kept->path = bytes_over(exact_copy(file->path.at, file->path.left), file->path.left);
    return true;
}

static struct evidence_file listed(const char *root)
{
    struct evidence_file file = { .size = 0 };
    const struct evidence_walk_sink sink = { .context = &file,
                                             .file = keep_file,
                                             .refused = refuse };
    ck_assert(evidence_walk(root, 0, 0, &sink));
    return file;
}

static void drop(struct evidence_file *file)
{
    union {
        const uint8_t *from;
        void *to;
    } memory = { .from = file->path.at };
    free(memory.to);
}

START_TEST(a_file_opens_as_it_was_listed)
{
    const struct fault *fault = NULL;
    char text[8];
    ck_assert_int_eq(mkdir("e", 0700), 0);
    put_file("e/a", "right");
    ck_assert_int_eq(symlink("e/a", "way"), 0);
    struct evidence_file file = listed("e"), way = listed("way");
    int fd = evidence_file_open(&file, &fault);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
    ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
    ck_assert_int_eq(read(fd, text, sizeof(text)), 5);
    ck_assert_mem_eq(text, "right", 5);
    (void)close(fd);
    fd = evidence_file_open(&way, &fault);
    ck_assert_int_ge(fd, 0);
    (void)close(fd);
    drop(&way);
    drop(&file);
}
END_TEST

static void expect_refusal(const struct evidence_file *file, enum outcome outcome)
{
    const struct fault *fault = NULL;
    ck_assert_int_eq(evidence_file_open(file, &fault), -1);
    ck_assert_ptr_nonnull(fault);
    ck_assert_int_eq(fault->outcome, outcome);
}

START_TEST(another_file_in_its_place_is_refused)
{
    ck_assert_int_eq(mkdir("e", 0700), 0);
    put_file("e/a", "right");
    put_file("other", "wrong");
    struct evidence_file file = listed("e");
    ck_assert_int_eq(rename("e/a", "kept"), 0);
    expect_refusal(&file, OUTCOME_UNREADABLE);
    ck_assert_int_eq(symlink("../other", "e/a"), 0);
    expect_refusal(&file, OUTCOME_CHANGED);
    ck_assert_int_eq(unlink("e/a"), 0);
    ck_assert_int_eq(mkfifo("e/a", 0600), 0);
    expect_refusal(&file, OUTCOME_CHANGED);
    ck_assert_int_eq(unlink("e/a"), 0);
    put_file("e/a", "wrong");
    expect_refusal(&file, OUTCOME_CHANGED);
    drop(&file);
}
END_TEST

/* Whoever waits at its other end would go on, and a device may do something. */
START_TEST(a_pipe_in_its_place_is_not_opened)
{
    struct inotify_event event;
    ck_assert_int_eq(mkdir("e", 0700), 0);
    put_file("e/a", "right");
    struct evidence_file file = listed("e");
    ck_assert_int_eq(rename("e/a", "kept"), 0);
    ck_assert_int_eq(mkfifo("pipe", 0600), 0);
    const int opened = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    ck_assert_int_ge(inotify_add_watch(opened, "pipe", IN_OPEN), 0);
    ck_assert_int_eq(symlink("../pipe", "e/a"), 0);
    expect_refusal(&file, OUTCOME_CHANGED);
    ck_assert_int_eq(unlink("e/a"), 0);
    ck_assert_int_eq(link("pipe", "e/a"), 0);
    expect_refusal(&file, OUTCOME_CHANGED);
    ck_assert_int_eq(read(opened, &event, sizeof(event)), -1);
    ck_assert_int_eq(close(open("pipe", O_RDONLY | O_NONBLOCK)), 0); /* which is seen */
    ck_assert_int_eq(read(opened, &event, sizeof(event)), sizeof(event));
    (void)close(opened);
    drop(&file);
}
END_TEST

START_TEST(a_path_is_found_again)
{
    struct evidence_file file = { .size = 7 };
    ck_assert_int_eq(mkdir("e", 0700), 0);
    put_file("e/a", "right");
    ck_assert(evidence_file_find(bytes_over("e/a", 3), &file));
    ck_assert_uint_eq(file.size, 5);
    file.size = 7;
    ck_assert(!evidence_file_find(bytes_over("e", 1), &file));
    ck_assert(!evidence_file_find(bytes_over("-", 1), &file));
    ck_assert(!evidence_file_find(bytes_over("e/b", 3), &file));
    ck_assert_uint_eq(file.size, 7);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("evidence_file");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_file_opens_as_it_was_listed);
    tcase_add_test(tests, another_file_in_its_place_is_refused);
    tcase_add_test(tests, a_pipe_in_its_place_is_not_opened);
    tcase_add_test(tests, a_path_is_found_again);
    return suite_run("evidence_file", tests);
}
