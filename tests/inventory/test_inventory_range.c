#include "inventory/scan_log.h"

/* A source read in ranges gives what it gives as a whole, wherever it is cut. */

static const char *const two_keys[] = { "leaf_rsa.der", "leaf_explicit.der" };

static struct seen scan_part(int fd, uint64_t size, enum scan_mode mode, uint64_t from, uint64_t to,
                             const struct key_index *index)
{
    struct seen seen = { 0 };
    const struct record_sink sink = { .context = &seen, .record = note };
    const struct job_file file = {
        .number = 7, .fd = fd, .size = size, .mode = mode, .from = from, .to = to
    };
    inventory_scan(&file, &(const struct inventory_setting){ .index = index }, &sink);
    ck_assert_int_eq(seen.begun, 1);
    ck_assert_int_eq(seen.ended, 1);
    ck_assert_uint_eq(seen.done.size, size);
    ck_assert_uint_eq(seen.journalled, 0);
    return seen;
}

static FILE *file_of(struct bytes content)
{
    FILE *file = tmpfile();
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(content.at, 1, content.left, file), content.left);
    ck_assert_int_eq(fflush(file), 0);
    return file;
}

static const struct {
    const char *name;
    uint64_t rows;
    size_t matched;
} sources[] = { { "all.pem", 26, 3 }, { "trusted_crlf.pem", 2, 1 }, { "concatenated.der", 3, 1 } };

START_TEST(two_ranges_give_what_the_whole_gives)
{
    struct buffer table = { 0 };
    struct key_index index;
    index_of(two_keys, 2, &table, &index);
    struct bytes content = whole(sources[_i].name);
    FILE *file = file_of(content);
    for (uint64_t cut = 1; cut < content.left; cut += cut < 160 ? 1 : 211) {
        struct seen one = scan_part(fileno(file), content.left, SCAN_RANGE, 0, cut, &index);
        struct seen two =
            scan_part(fileno(file), content.left, SCAN_RANGE, cut, content.left, &index);
        must(one.done.rows + two.done.rows == sources[_i].rows);
        must(one.done.parsed + two.done.parsed == sources[_i].rows);
        must(one.matched + two.matched == sources[_i].matched);
        must(one.done.examined + two.done.examined == content.left);
        must(one.progress + two.progress == content.left);
        must(!one.done.has_digest && !two.done.has_digest);
    }
    (void)fclose(file);
    fixture_free(content);
    buffer_clear(&table);
}
END_TEST

/* The checksums of the ranges are those of the digest's pass over the same bytes. */
START_TEST(digest_and_ranges_agree_on_their_bytes)
{
    const struct key_index none = { 0 };
    struct bytes block = whole("all.pem");
    struct buffer content = { 0 };
    while (content.used < 3 * BLOCK_SUM_SPAN + 1000) {
        ck_assert(buffer_append(&content, block));
    }
    const uint64_t size = content.used, cut = 2 * BLOCK_SUM_SPAN;
    FILE *file = file_of(buffer_bytes(&content));
    struct seen digest = { 0 };
    const struct record_sink sink = { .context = &digest, .record = note };
    const struct job_file job = {
        .number = 7, .fd = fileno(file), .size = size, .mode = SCAN_DIGEST, .to = size
    };
    inventory_scan(&job, &(const struct inventory_setting){ .index = &none }, &sink);
    uint8_t expected[SHA256_LENGTH];
    sha256_of(buffer_bytes(&content), expected);
    ck_assert(digest.done.has_digest);
    ck_assert_mem_eq(digest.done.sha256, expected, SHA256_LENGTH);
    ck_assert_uint_eq(digest.certificates, 0);
    ck_assert_uint_eq(digest.progress, 0);
    for (int part = 0; part < 2; part++) {
        struct seen seen = { 0 };
        const struct record_sink into = { .context = &seen, .record = count_only };
        const struct job_file range = { .number = 7,
                                        .fd = fileno(file),
                                        .size = size,
                                        .mode = SCAN_RANGE,
                                        .from = part == 0 ? 0 : cut,
                                        .to = part == 0 ? cut : size };
        inventory_scan(&range, &(const struct inventory_setting){ .index = &none }, &into);
        ck_assert_mem_eq(seen.sums, digest.sums + (part == 0 ? 0 : 16), 16);
    }
    (void)fclose(file);
    fixture_free(block);
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("range");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, two_ranges_give_what_the_whole_gives, 0,
                        (int)(sizeof(sources) / sizeof(sources[0])));
    tcase_add_test(tests, digest_and_ranges_agree_on_their_bytes);
    return suite_run("inventory_range", tests);
}
