#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "bounds.h"
#include "commands/evidence_folder.h"
#include "commands/sources/evidence_walk.h"

#define LOG_MAX 8192

struct log {
    char text[LOG_MAX];
    size_t used;
    size_t files, refused, stop_at;
    size_t deepest; /* length of the longest path */
};

static void say(struct log *log, const char *what, struct bytes path, const char *more)
{
    if (path.left > log->deepest) {
        log->deepest = path.left;
    }
    if (log->used + path.left + 80 < LOG_MAX) {
        log->used += (size_t)snprintf(log->text + log->used, LOG_MAX - log->used, "%s %.*s %s\n",
                                      what, (int)path.left, (const char *)path.at, more);
    }
}

static bool take_file(void *context, const struct evidence_file *file)
{
    struct log *log = context;
    char size[32];
    (void)snprintf(size, sizeof(size), "%lld", (long long)file->size);
    say(log, "file", file->path, size);
    return ++log->files != log->stop_at;
}

static bool take_refused(void *context, struct bytes path, const struct fault *fault, bool note)
{
    struct log *log = context;
    say(log, note ? "note" : "unread", path, fault->sentence);
    log->refused++;
    return true;
}

static struct log walk(const char *root, const char *case_folder)
{
    struct log log = { .used = 0 };
    struct stat facts = { 0 };
    const struct evidence_walk_sink sink = { .context = &log,
                                             .file = take_file,
                                             .refused = take_refused };
    ck_assert(case_folder == NULL || stat(case_folder, &facts) == 0);
    ck_assert(evidence_walk(root, facts.st_dev, facts.st_ino, &sink));
    return log;
}

START_TEST(names_come_in_the_order_of_their_bytes)
{
    ck_assert_int_eq(mkdir("e", 0700), 0);
    ck_assert_int_eq(mkdir("e/b", 0700), 0);
    ck_assert_int_eq(mkdir("e/empty", 0700), 0);
    put_file("e/a", "1");
    put_file("e/B", "22");
    put_file("e/b/z", "333");
    put_file("e/b/.hidden", "");
    put_file("e/b.txt", "4444");
    put_file("e/\xff\n", "55555");
    ck_assert_int_eq(link("e/a", "e/c"), 0);
    struct log log = walk("e", NULL);
    ck_assert_str_eq(log.text, "file e/B 2\nfile e/a 1\nfile e/b/.hidden 0\nfile e/b/z 3\n"
                               "file e/b.txt 4\nfile e/c 1\nfile e/\xff\n 5\n");
    log = walk("e//", NULL);
    ck_assert_ptr_eq(strstr(log.text, "file e//B 2\nfile e//a 1\n"), log.text);
    log = walk("e/b/z", NULL);
    ck_assert_str_eq(log.text, "file e/b/z 3\n");
}
END_TEST

START_TEST(what_is_no_file_is_told_and_not_opened)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "e/socket" };
    ck_assert_int_eq(mkdir("e", 0700), 0);
    put_file("outside", "x");
    ck_assert_int_eq(symlink("../outside", "e/link"), 0);
    ck_assert_int_eq(symlink("/", "e/root"), 0);
    ck_assert_int_eq(symlink("nowhere", "e/broken"), 0);
    ck_assert_int_eq(mkfifo("e/pipe", 0600), 0);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    struct log log = walk("e", NULL);
    ck_assert_str_eq(log.text, "note e/broken a symbolic link; not followed\n"
                               "note e/link a symbolic link; not followed\n"
                               "note e/pipe a device, socket or pipe; not opened\n"
                               "note e/root a symbolic link; not followed\n"
                               "note e/socket a device, socket or pipe; not opened\n");
    (void)close(fd);
}
END_TEST

START_TEST(a_root_is_what_the_user_named)
{
    ck_assert_int_eq(mkdir("e", 0700), 0);
    put_file("e/a", "1");
    ck_assert_int_eq(symlink("e", "way"), 0);
    ck_assert_int_eq(symlink("e/a", "file"), 0);
    ck_assert_int_eq(mkfifo("pipe", 0600), 0);
    ck_assert_str_eq(walk("way", NULL).text, "file way/a 1\n");
    ck_assert_str_eq(walk("file", NULL).text, "file file 1\n");
    ck_assert_str_eq(walk("pipe", NULL).text, "file pipe -1\n");
    ck_assert_str_eq(walk("-", NULL).text, "file - -1\n");
    ck_assert_str_eq(walk("none", NULL).text, "unread none no such file or directory\n");
    ck_assert_str_eq(walk("/dev/null", NULL).text,
                     "unread /dev/null a device, socket or pipe; not opened\n");
}
END_TEST

START_TEST(the_case_is_no_evidence)
{
    ck_assert_int_eq(mkdir("e", 0700), 0);
    ck_assert_int_eq(mkdir("e/case", 0700), 0);
    put_file("e/case/case.db", "x");
    put_file("e/d", "1");
    ck_assert_str_eq(walk("e", "e/case").text,
                     "note e/case the folder of the case itself\nfile e/d 1\n");
    ck_assert_str_eq(walk("e/case", "e/case").text, "note e/case the folder of the case itself\n");
}
END_TEST

static bool take_entered(void *context, struct bytes path)
{
    struct log *log = context;
    say(log, "folder", path, "");
    return log->stop_at == 0;
}

START_TEST(folders_that_could_be_listed_are_told)
{
    struct log log = { .stop_at = 0 };
    struct evidence_walk_sink sink = {
        .context = &log, .file = take_file, .refused = take_refused, .entered = take_entered
    };
    ck_assert_int_eq(mkdir("e", 0700), 0);
    ck_assert_int_eq(mkdir("e/d", 0700), 0);
    put_file("e/d/1", "");
    ck_assert(evidence_walk("e", 0, 0, &sink));
    ck_assert_str_eq(log.text, "folder e \nfolder e/d \nfile e/d/1 0\n");
    log = (struct log){ .stop_at = 7 };
    ck_assert(!evidence_walk("e", 0, 0, &sink));
    ck_assert_str_eq(log.text, "folder e \n");
}
END_TEST

START_TEST(the_sink_can_stop)
{
    struct log log = { .stop_at = 2 };
    const struct evidence_walk_sink sink = { .context = &log,
                                             .file = take_file,
                                             .refused = take_refused };
    ck_assert_int_eq(mkdir("e", 0700), 0);
    ck_assert_int_eq(mkdir("e/d", 0700), 0);
    put_file("e/d/1", "");
    put_file("e/d/2", "");
    put_file("e/d/3", "");
    ck_assert(!evidence_walk("e", 0, 0, &sink));
    ck_assert_uint_eq(log.files, 2);
}
END_TEST

/* Makes e/d/d/d..., each with a file `f`, of `depth` levels. */
static void make_deep(size_t depth)
{
    ck_assert_int_eq(mkdir("e", 0700), 0);
    int at = open("e", O_RDONLY | O_DIRECTORY);
    for (size_t i = 0; i < depth; i++) {
        ck_assert_int_eq(mkdirat(at, "d", 0700), 0);
        int next = openat(at, "d", O_RDONLY | O_DIRECTORY);
        ck_assert_int_ge(next, 0);
        (void)close(at);
        at = next;
        int file = openat(at, "f", O_WRONLY | O_CREAT, 0600);
        ck_assert_int_eq(write(file, "deep", 4), 4);
        (void)close(file);
    }
    (void)close(at);
}

static bool open_deep(void *context, const struct evidence_file *file)
{
    const struct fault *fault = NULL;
    char text[4];
    int fd = evidence_file_open(file, &fault);
    ck_assert_msg(fd >= 0, "%s", fault != NULL ? fault->sentence : "");
    ck_assert_int_eq(read(fd, text, sizeof(text)), 4);
    ck_assert_mem_eq(text, "deep", 4);
    (void)close(fd);
    ++*(size_t *)context;
    return true;
}

static bool refuse_nothing(void *context, struct bytes path, const struct fault *fault, bool note)
{
    (void)context;
    (void)path;
    (void)note;
    ck_abort_msg("%s", fault->sentence);
    return false;
}

START_TEST(deep_trees_need_few_descriptors)
{
    size_t opened = 0;
    struct log log = { .used = 0 };
    const struct evidence_walk_sink opening = { .context = &opened,
                                                .file = open_deep,
                                                .refused = refuse_nothing };
    make_deep(3000); /* a path longer than PATH_MAX */
    int before = dup(0);
    ck_assert(evidence_walk("e", 0, 0, &opening));
    ck_assert_uint_eq(opened, 3000);
    log = walk("e", NULL);
    ck_assert_uint_eq(log.files, 3000);
    ck_assert_uint_eq(log.refused, 0);
    ck_assert_uint_eq(log.deepest, 1 + 3000 * 2 + 2);
    int after = dup(0);
    ck_assert_int_eq(after, before + 1); /* all are closed */
    (void)close(before);
    (void)close(after);
}
END_TEST

START_TEST(a_tree_without_end_is_cut)
{
    make_deep(DIRECTORY_DEPTH_MAX + 3);
    struct log log = walk("e", NULL);
    ck_assert_uint_eq(log.files, DIRECTORY_DEPTH_MAX - 1);
    ck_assert_uint_eq(log.refused, 1);
}
END_TEST

/* What happens to a tree while it is walked, as its first file is given. */
struct change {
    struct log *log;
    void (*happens)(void);
};

static bool take_and_change(void *context, const struct evidence_file *file)
{
    const struct change *change = context;
    if (change->log->files == 0) {
        change->happens();
    }
    return take_file(change->log, file);
}

static bool refuse_in_change(void *context, struct bytes path, const struct fault *fault, bool note)
{
    const struct change *change = context;
    return take_refused(change->log, path, fault, note);
}

static struct log walk_while(void (*happens)(void))
{
    struct log log = { .used = 0 };
    struct change change = { &log, happens };
    const struct evidence_walk_sink sink = { .context = &change,
                                             .file = take_and_change,
                                             .refused = refuse_in_change };
    ck_assert(evidence_walk("e", 0, 0, &sink));
    return log;
}

static void rename_around(void)
{
    ck_assert_int_eq(rename("e", "f"), 0);
}

/* Descriptors lead on, and the files stand under the names that they had when they were listed. */
START_TEST(a_folder_may_be_renamed_while_it_is_listed)
{
    ck_assert_int_eq(mkdir("e", 0700), 0);
    ck_assert_int_eq(mkdir("e/b", 0700), 0);
    put_file("e/a", "1");
    put_file("e/b/c", "22");
    ck_assert_str_eq(walk_while(rename_around).text, "file e/a 1\nfile e/b/c 2\n");
}
END_TEST

static void take_away_what_follows(void)
{
    ck_assert_int_eq(unlink("e/b/c"), 0);
    ck_assert_int_eq(rmdir("e/b"), 0);
    ck_assert_int_eq(unlink("e/d"), 0);
    put_file("e/late", "was not there when the names were read");
}

START_TEST(what_vanishes_while_it_is_listed_is_told)
{
    ck_assert_int_eq(mkdir("e", 0700), 0);
    ck_assert_int_eq(mkdir("e/b", 0700), 0);
    put_file("e/a", "1");
    put_file("e/b/c", "22");
    put_file("e/d", "333");
    put_file("e/z", "4444");
    ck_assert_str_eq(walk_while(take_away_what_follows).text,
                     "file e/a 1\nunread e/b no such file or directory\n"
                     "unread e/d no such file or directory\nfile e/z 4\n");
}
END_TEST

static void put_a_link_in_place(void)
{
    ck_assert_int_eq(rename("e/b", "kept"), 0);
    ck_assert_int_eq(symlink("../kept", "e/b"), 0);
}

START_TEST(a_folder_that_becomes_a_link_is_not_followed)
{
    ck_assert_int_eq(mkdir("e", 0700), 0);
    ck_assert_int_eq(mkdir("e/b", 0700), 0);
    put_file("e/a", "1");
    put_file("e/b/c", "22");
    ck_assert_str_eq(walk_while(put_a_link_in_place).text,
                     "file e/a 1\nnote e/b a symbolic link; not followed\n");
}
END_TEST

/* Of a tree that is deeper than folders are kept open, the way back is another than the way there.
 */
static void move_the_inmost(void)
{
    ck_assert_int_eq(rename("e/d/d/d/d", "moved"), 0);
}

START_TEST(a_deep_tree_that_is_moved_ends)
{
    make_deep(200);
    const struct log log = walk_while(move_the_inmost);
    ck_assert_uint_le(log.files + log.refused, 2 * 200 + 2);
    ck_assert(log.files == 200 || log.refused > 0);
}
END_TEST

/* Root may read everything, so this says something only for other users. */
START_TEST(what_may_not_be_read_is_told)
{
    ck_assert_int_eq(mkdir("e", 0700), 0);
    ck_assert_int_eq(mkdir("e/closed", 0), 0);
    put_file("e/d", "1");
    bool denied = access("e/closed", R_OK) != 0;
    ck_assert_str_eq(walk("e", NULL).text,
                     denied ? "unread e/closed permission denied\nfile e/d 1\n" : "file e/d 1\n");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("evidence_walk");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, names_come_in_the_order_of_their_bytes);
    tcase_add_test(tests, what_is_no_file_is_told_and_not_opened);
    tcase_add_test(tests, a_root_is_what_the_user_named);
    tcase_add_test(tests, the_case_is_no_evidence);
    tcase_add_test(tests, folders_that_could_be_listed_are_told);
    tcase_add_test(tests, the_sink_can_stop);
    tcase_add_test(tests, deep_trees_need_few_descriptors);
    tcase_add_test(tests, a_tree_without_end_is_cut);
    tcase_add_test(tests, a_folder_may_be_renamed_while_it_is_listed);
    tcase_add_test(tests, what_vanishes_while_it_is_listed_is_told);
    tcase_add_test(tests, a_folder_that_becomes_a_link_is_not_followed);
    tcase_add_test(tests, a_deep_tree_that_is_moved_ends);
    tcase_add_test(tests, what_may_not_be_read_is_told);
    return suite_run("evidence_walk", tests);
}
