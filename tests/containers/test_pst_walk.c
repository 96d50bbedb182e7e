#include "containers/outlook/pst_walk.h"

#include "containers/outlook/pst_encoding.h"
#include "containers/part_recorder.h"
#include "containers/pst_fixture.h"
#include "suite.h"

static struct pst_fixture pst;

static void make(uint8_t encoding)
{
    pst_fixture_make(&pst, encoding, "the body", "front of the file, ", "rest of it",
                     "a deleted text");
}

static const char *walk(struct part_recorder *recorder, const void *file, size_t length)
{
    struct memory_stream memory;
    memory_stream_init(&memory, bytes_over(file, length));
    return part_recorder_walk(recorder, &pst_container, &memory.stream);
}

/* Row 5 of the forms of evidence: none, compressible, high. */
START_TEST(messages_and_deleted_blocks_are_given_in_each_encoding)
{
    struct part_recorder recorder = { 0 };
    make((uint8_t)_i);
    ck_assert(pst_container.recognise(bytes_over(pst.file, PST_ROOM)));
    const char *log = walk(&recorder, pst.file, PST_ROOM);
    ck_assert_msg(strstr(log, "message 1 0+0 <<1@example.org>>") != NULL, "%s", log);
    ck_assert_msg(strstr(log, "<alice@example.org> <Keys> <<1@example.org>>") != NULL, "%s", log);
    ck_assert_msg(strstr(log, "\"the body\"") != NULL, "%s", log);
    ck_assert_msg(strstr(log, "<server.pem>") != NULL, "%s", log);
    ck_assert_msg(strstr(log, "\"front of the file, rest of it\"") != NULL, "%s", log);
    ck_assert_msg(strstr(log, "<block 28> unknown \"a deleted text\"") != NULL, "%s", log);
    ck_assert_ptr_null(strstr(log, "unread"));
    ck_assert_uint_eq(recorder.parts >= 2, 1);
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(a_message_without_properties_is_read_block_by_block)
{
    struct part_recorder recorder = { 0 };
    make(0);
    pst.file[PST_BLOCK_AT + 2] = 0; /* no heap any more */
    const char *log = walk(&recorder, pst.file, PST_ROOM);
    ck_assert_ptr_nonnull(strstr(log, "without properties"));
    ck_assert_ptr_nonnull(strstr(log, "the body"));
    ck_assert_ptr_nonnull(strstr(log, "front of the file, rest of it"));
    part_recorder_clear(&recorder);
}
END_TEST

/* Deleted: the tree of blocks does not name it any more. */
START_TEST(blocks_that_the_tree_forgot_are_swept_up)
{
    struct part_recorder recorder = { 0 };
    make((uint8_t)_i);
    pst_forget_block(&pst, 28, strlen("a deleted text"));
    const char *log = walk(&recorder, pst.file, PST_ROOM);
    ck_assert_msg(strstr(log, "<block 28> unknown \"a deleted text\"") != NULL, "%s", log);
    pst.file[pst.end - 64] ^= 1; /* not the block that the trailer speaks of */
    ck_assert_ptr_null(strstr(walk(&recorder, pst.file, PST_ROOM), "<block 28>"));
    part_recorder_clear(&recorder);
}
END_TEST

static const struct {
    const char *what;
    size_t at;
    uint64_t number;
    size_t width;
    const char *said; /* in the journal */
} traps[] = {
    { "node page that is its own child", PST_NODES + 491, 1, 1, "a page of the file's trees" },
    { "block tree root past the end", 0xf0, UINT64_MAX - 7, 8, "a page of the file's trees" },
    { "node tree root is the block tree", 0xe0, PST_TREE, 8, "a page of the file's trees" },
    { "more entries than fit", PST_TREE + 488, 255, 1, "a page of the file's trees" },
    { "entries without width", PST_NODES + 490, 0, 1, "a page of the file's trees" },
    { "message's block past the end", PST_TREE + 8, UINT64_MAX - 63, 8, "without properties" },
    { "message in an empty block", PST_TREE + 16, 0, 2, "without properties" },
    { "tree of data that names itself", PST_TREE + 24 * 4 + 8, 0, 8, "not all of the message" },
    { "unknown encoding", 0x201, 7, 1, "encoded in an unknown way" },
};

START_TEST(traps_end_and_are_told)
{
    struct part_recorder recorder = { 0 };
    make(0);
    pst_put(pst.file + traps[_i].at, traps[_i].number, traps[_i].width);
    const char *log = walk(&recorder, pst.file, PST_ROOM);
    ck_assert_msg(strstr(log, traps[_i].said) != NULL, "%s: %s", traps[_i].what, log);
    part_recorder_clear(&recorder);
}
END_TEST

/* The block at `at` of a tree names itself again and again, as data and as subnodes. */
START_TEST(loops_of_blocks_end)
{
    struct part_recorder recorder = { 0 };
    make(0);
    for (size_t at = PST_BLOCK_AT; at + 24 < pst.end; at += 64) {
        if (memcmp(pst.file + at, "\x01\x01\x02\x00", 4) == 0) {
            pst_put(pst.file + at + 8, 18, 8);
        }
        if (memcmp(pst.file + at, "\x02\x00\x01\x00", 4) == 0) {
            pst.file[at + 1] = 1;
            pst_put(pst.file + at + 16, 6, 8);
        }
    }
    const char *log = walk(&recorder, pst.file, PST_ROOM);
    ck_assert_ptr_nonnull(strstr(log, "unread: not all of the message"));
    ck_assert_ptr_nonnull(strstr(log, "the body"));
    part_recorder_clear(&recorder);
}
END_TEST

static void walk_any(struct bytes file)
{
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    const struct container_sink sink = part_recorder_sink(&recorder);
    (void)pst_container.recognise(file);
    memory_stream_init(&memory, file);
    (void)pst_container.walk(&memory.stream, &sink);
    part_recorder_clear(&recorder);
}

START_TEST(cut_and_flipped_files_are_walked)
{
    make(1);
    for (size_t kept = 0; kept < pst.end; kept += kept < 600 ? 23 : 61) {
        uint8_t *copy = exact_copy(pst.file, kept);
        walk_any(bytes_over(copy, kept));
        free(copy);
    }
    for (size_t i = 0; i < pst.end; i += 7) {
        uint8_t *copy = exact_copy(pst.file, pst.end);
        copy[i] ^= (uint8_t)(1u << i % 8);
        walk_any(bytes_over(copy, pst.end));
        free(copy);
    }
}
END_TEST

START_TEST(other_versions_are_refused_aloud)
{
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    const struct container_sink sink = part_recorder_sink(&recorder);
    make(0);
    pst.file[10] = 99;
    memory_stream_init(&memory, bytes_over(pst.file, PST_ROOM));
    const struct fault *fault = pst_container.walk(&memory.stream, &sink);
    ck_assert_ptr_nonnull(fault);
    ck_assert_int_eq(fault->outcome, OUTCOME_UNSUPPORTED);
    part_recorder_clear(&recorder);
}
END_TEST

static bool load(const char *path, struct buffer *into)
{
    FILE *file = fopen(path, "rb");
    uint8_t piece[4096];
    size_t got;
    while (file != NULL && (got = fread(piece, 1, sizeof(piece), file)) > 0) {
        ck_assert(buffer_append(into, bytes_over(piece, got)));
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return file != NULL;
}

static size_t count_of(const char *log, const char *begin)
{
    size_t count = strncmp(log, begin, strlen(begin)) == 0 ? 1 : 0;
    char line[32];
    (void)snprintf(line, sizeof(line), "\n%s", begin);
    for (; (log = strstr(log, line)) != NULL; log++) {
        count++;
    }
    return count;
}

/* How many mails readpst writes of the file; -1 where it is not installed. */
static int count_by_readpst(const char *path)
{
    char folder[] = "/tmp/pst-oracle-XXXXXX", command[512];
    int count = -1;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(command, sizeof(command),
                   "command -v readpst >/dev/null && readpst -q -D -S -t e -o %s %s >/dev/null && "
                   "find %s -type f -name '[0-9]*' ! -name '*-*' | wc -l; rm -rf %s",
                   folder, path, folder, folder);
    FILE *answer = popen(command, "r");
    ck_assert_ptr_nonnull(answer);
    if (fscanf(answer, "%d", &count) != 1) {
        count = -1;
    }
    (void)pclose(answer);
    return count;
}

static const char *const specimens[] = { "testPST", "dist-list", "passworded" };

/* Files that Outlook made, where ../shared is beside the checkout. Contacts and tasks are messages
 * too, so that there may be more than readpst calls mails. */
START_TEST(files_of_outlook_are_read_whole)
{
    char path[128];
    struct buffer file = { 0 };
    struct part_recorder recorder = { 0 };
    (void)snprintf(path, sizeof(path), "../shared/specimens/outlook/%s.pst", specimens[_i]);
    if (!load(path, &file)) {
        (void)fprintf(stderr, "SKIP %s: not there\n", path);
        return;
    }
    const char *log = walk(&recorder, file.at, file.used);
    ck_assert_ptr_null(strstr(log, "unread: "));
    ck_assert_uint_gt(count_of(log, "message "), 0);
    int mails = count_by_readpst(path);
    if (mails < 0) {
        (void)fprintf(stderr, "SKIP readpst: not installed\n");
    } else {
        ck_assert_int_ge((int)count_of(log, "message "), mails);
    }
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pst_walk");
    tcase_add_loop_test(tests, messages_and_deleted_blocks_are_given_in_each_encoding, 0, 3);
    tcase_add_test(tests, a_message_without_properties_is_read_block_by_block);
    tcase_add_loop_test(tests, blocks_that_the_tree_forgot_are_swept_up, 0, 3);
    tcase_add_loop_test(tests, traps_end_and_are_told, 0, sizeof(traps) / sizeof(traps[0]));
    tcase_add_test(tests, loops_of_blocks_end);
    tcase_add_test(tests, cut_and_flipped_files_are_walked);
    tcase_add_loop_test(tests, files_of_outlook_are_read_whole, 0, 3);
    tcase_add_test(tests, other_versions_are_refused_aloud);
    return suite_run("pst_walk", tests);
}
