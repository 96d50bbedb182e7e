#include "containers/databases/mozilla_lz4.h"

#include "container_fixture.h"

static const struct fault *walk(struct part_recorder *recorder, struct bytes all)
{
    struct memory_stream memory;
    const struct container_sink sink = part_recorder_sink(recorder);
    memory_stream_init(&memory, all);
    const struct fault *fault = mozilla_lz4_container.walk(&memory.stream, &sink);
    must(buffer_append_byte(&recorder->text, 0));
    return fault;
}

START_TEST(file_is_unpacked)
{
    struct buffer file = { 0 };
    struct part_recorder recorder = { 0 };
    container_fixture("leveldb/session.jsonlz4", &file);
    ck_assert(mozilla_lz4_container.recognise(buffer_bytes(&file)));
    ck_assert_ptr_null(walk(&recorder, buffer_bytes(&file)));
    const char *text = (const char *)recorder.text.at;
    ck_assert_ptr_nonnull(
        strstr(text, "reading 0 0+318 <mozilla-lz4> unknown \"[{\\x22id\\x22: 0"));
    ck_assert_ptr_nonnull(strstr(text, "-----END PRIVATE KEY-----\\x5cn\\x22, \\x22comment"));
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

START_TEST(file_that_is_cut_off_is_unpacked_so_far)
{
    struct buffer file = { 0 };
    struct part_recorder recorder = { 0 };
    container_fixture("leveldb/session.jsonlz4", &file);
    ck_assert_ptr_null(walk(&recorder, bytes_over(file.at, 200)));
    const char *text = (const char *)recorder.text.at;
    ck_assert_ptr_nonnull(
        strstr(text, "unread: a file of Mozilla's LZ4 is cut off\nreading 0 0+200"));
    ck_assert_ptr_nonnull(strstr(text, "-----BEGIN PRIVATE KEY-----"));
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

START_TEST(file_that_is_damaged_is_told)
{
    struct buffer file = { 0 };
    struct part_recorder recorder = { 0 };
    container_fixture("leveldb/session.jsonlz4", &file);
    file.at[9] = 0;
    const struct fault *fault = walk(&recorder, buffer_bytes(&file));
    ck_assert_ptr_nonnull(fault);
    ck_assert_int_eq(fault->outcome, OUTCOME_MALFORMED);
    ck_assert_uint_eq(recorder.parts, 0);
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

START_TEST(every_shorter_file_is_read_within_itself)
{
    struct buffer file = { 0 };
    container_fixture("leveldb/session.jsonlz4", &file);
    expect_prefixes_within(&mozilla_lz4_container, buffer_bytes(&file), 1, 1);
    ck_assert(!mozilla_lz4_container.recognise(bytes_over(file.at, 12)));
    file.at[7] = '0';
    ck_assert(!mozilla_lz4_container.recognise(buffer_bytes(&file)));
    buffer_clear(&file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("mozilla_lz4");
    tcase_add_test(tests, file_is_unpacked);
    tcase_add_test(tests, file_that_is_cut_off_is_unpacked_so_far);
    tcase_add_test(tests, file_that_is_damaged_is_told);
    tcase_add_test(tests, every_shorter_file_is_read_within_itself);
    return suite_run("mozilla_lz4", tests);
}
