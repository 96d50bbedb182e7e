#include <sys/mman.h>

#include "bounds.h"
#include "evidence/file_hole.h"
#include "evidence_run.h"

/* A sparse file: what lies between its holes is found, and its digest is that of its zeros. */

#define KEY "keys/rfc9500-p256.key"

static void prepare(void)
{
    run_prepare("");
}

/* `size` of nothing, with a key at each of these offsets. */
static int sparse_file(uint64_t size, const uint64_t *at, size_t count)
{
    struct buffer key = fixture_read(KEY);
    const int fd = memfd_create("sparse", MFD_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
    for (size_t i = 0; i < count; i++) {
        ck_assert_int_eq(pwrite(fd, key.at, key.used, (off_t)at[i]), (ssize_t)key.used);
    }
    buffer_clear(&key);
    return fd;
}

static struct record_list scan_as(int fd, uint64_t size, enum scan_mode mode, uint64_t from,
                                  uint64_t to)
{
    struct record_list list = { 0 };
    const struct record_sink sink = { &list, record_list_add };
    const struct job_file file = {
        .number = 7, .fd = fd, .size = size, .mode = mode, .from = from, .to = to
    };
    evidence_scan(run_examiner, &file, &sink);
    ck_assert_uint_eq(list.done.size, size);
    ck_assert_uint_eq(list.unread, 0);
    return list;
}

START_TEST(holes_are_told)
{
    const uint64_t at[] = { 1 * MIB };
    const int fd = sparse_file(4 * MIB, at, 1);
    ck_assert_uint_eq(file_hole_end(fd, 0, 4 * MIB), 1 * MIB);
    ck_assert_uint_eq(file_hole_end(fd, 0, 1000), 1000);
    ck_assert_uint_eq(file_hole_end(fd, 1 * MIB, 4 * MIB), 1 * MIB);
    ck_assert_uint_eq(file_hole_end(fd, 2 * MIB, 4 * MIB), 4 * MIB);
    ck_assert_uint_eq(file_hole_end(fd, 2 * MIB, 5 * MIB), 2 * MIB); /* behind its end is none */
    ck_assert_uint_eq(file_hole_end(fd, 4 * MIB, 4 * MIB), 4 * MIB);
    ck_assert_uint_eq(file_hole_end(fd, 0, UINT64_MAX), 0);
    (void)close(fd);
    ck_assert_uint_eq(file_hole_zeros(7).left, 7);
    ck_assert_uint_le(file_hole_zeros(UINT64_MAX).left, READ_WINDOW);
}
END_TEST

/* The same sums as of a file that is all there. */
START_TEST(digest_and_ranges_agree)
{
    const uint64_t size = 5 * MIB + 77, at[] = { 2 * MIB + 5, size - 1000 };
    const int fd = sparse_file(size, at, 2);
    struct record_list whole = scan_as(fd, size, SCAN_WHOLE, 0, size);
    struct record_list digest = scan_as(fd, size, SCAN_DIGEST, 0, size);
    ck_assert(whole.done.has_digest && digest.done.has_digest);
    ck_assert_mem_eq(whole.done.sha256, digest.done.sha256, SHA256_LENGTH);
    struct record_list range = scan_as(fd, size, SCAN_RANGE, 0, size);
    ck_assert_uint_eq(range.keys, 2);
    ck_assert_uint_eq(range.done.examined, size);
    ck_assert(bytes_equal(buffer_bytes(&digest.sums), buffer_bytes(&range.sums)));
    record_list_clear(&whole);
    record_list_clear(&digest);
    record_list_clear(&range);
    (void)close(fd);
}
END_TEST

START_TEST(a_range_of_a_hole_is_accounted_for)
{
    const uint64_t span = 4 * MIB, size = 4 * RANGE_OVERLAP + 3 * span;
    const uint64_t from = 2 * RANGE_OVERLAP, at[] = { size - 1000 };
    const int fd = sparse_file(size, at, 1);
    struct record_list hole = scan_as(fd, size, SCAN_RANGE, from, from + span);
    ck_assert_uint_eq(hole.keys, 0);
    ck_assert_uint_eq(hole.done.examined, span);
    ck_assert_uint_eq(hole.sums.used, span / BLOCK_SUM_SPAN * sizeof(uint64_t));
    struct record_list end = scan_as(fd, size, SCAN_RANGE, size - span, size);
    ck_assert_uint_eq(end.keys, 1);
    record_list_clear(&hole);
    record_list_clear(&end);
    (void)close(fd);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("file_hole");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_test(tests, holes_are_told);
    tcase_add_test(tests, digest_and_ranges_agree);
    tcase_add_test(tests, a_range_of_a_hole_is_accounted_for);
    return run_suite("file_hole", tests);
}
