#include "containers/tar_writer.h"
#include "evidence_run.h"

static void prepare(void)
{
    run_prepare_scanning("wrong\ncorrect\n");
}

static void put_noise(struct buffer *content, size_t count)
{
    static uint64_t state = 88172645463325252u;
    for (size_t i = 0; i < count; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ck_assert(buffer_append_byte(content, (uint8_t)(state >> 32)));
    }
}

static void put_fixture(const char *name, struct buffer *content)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "containers/carve/%s", name);
    struct buffer fixture = fixture_read(path);
    ck_assert(buffer_append(content, buffer_bytes(&fixture)));
    buffer_clear(&fixture);
}

static const struct {
    const char *file, *line;
} forms[] = {
    { "key.gz", "proven!reading @4096 carved-gzip@1390+226\n" },
    { "key.xz", "proven!reading @4096 carved-xz@1390+226\n" },
    { "key.bz2", "proven!reading @4096 carved-bzip2@1390+226\n" },
    { "key.lz", "proven!reading @4096 carved-lzip@1390+226\n" },
    { "key.zst", "proven!reading @4096 carved-zstd@1390+226\n" },
    { "key.lz4", "proven!reading @4096 carved-lz4@1390+226\n" },
    { "key.lznt1", "proven!reading @4096 carved-lznt1@14290+226\n" },
    { "key-posix.tar", "proven!member 1 server.key@1390+226\n" },
    { "key-gnu.tar", "proven!member 1 server.key@1390+226\n" },
    { "key-deflated.zip", "proven!member 1 server.key@1390+226\n" },
    { "key-stored.zip", "proven!member 1 server.key@1390+226\n" },
    { "key-streamed.zip", "proven!member 1 server.key@1390+226\n" },
    { "key-bzip2.zip", "proven!reading @4096 carved-zip!member 1 server.key@1390+226\n" },
    { "key-encrypted.zip", "encrypted: opened with a listed passphrase\n"
                           "proven!reading @4096 carved-zip!member 1 server.key@1390+226\n" },
    { "key.7z", "proven!reading @4096 carved-7z!member 1 server.key@1390+226\n" },
};

/* Among other bytes: proven, at its place, and found there again. */
START_TEST(key_in_each_form_is_found)
{
    struct buffer content = { 0 };
    struct record_list list = { 0 }, again = { 0 };
    const struct record_sink sink = { &again, record_list_add };
    put_noise(&content, 4096);
    put_fixture(forms[_i].file, &content);
    put_noise(&content, 4096);
    run_scan(buffer_bytes(&content), &list);
    ck_assert_msg(strstr(record_list_text(&list), forms[_i].line) != NULL, "%s: %s", forms[_i].file,
                  record_list_text(&list));
    ck_assert_uint_eq(list.unread, 0);
    int descriptor = memory_file(buffer_bytes(&content));
    const struct job_file file = {
        .number = 7, .fd = descriptor, .size = content.used, .mode = SCAN_WHOLE
    };
    evidence_replay(run_examiner, &file, buffer_bytes(&list.provenance), 42, &sink);
    ck_assert_uint_eq(again.replays, 1);
    ck_assert_str_eq(again.replayed.identity, list.name);
    (void)close(descriptor);
    record_list_clear(&list);
    record_list_clear(&again);
    buffer_clear(&content);
}
END_TEST

/* Readings of the raw bytes stay what they are beside carved ones. */
START_TEST(reading_beside_a_carved_one_is_found_again)
{
    struct buffer content = { 0 }, key = fixture_read("candidates/p256.pem");
    struct record_list list = { 0 }, again = { 0 };
    const struct record_sink sink = { &again, record_list_add };
    put_noise(&content, 600);
    put_fixture("key.gz", &content);
    ck_assert(buffer_append(&content, bytes_over("\0\0\n", 3)));
    for (size_t i = 0; i < key.used; i++) {
        char pair[3];
        (void)snprintf(pair, sizeof(pair), "%02x", key.at[i]);
        ck_assert(buffer_append_text(&content, pair));
    }
    ck_assert(buffer_append(&content, bytes_over("\n\0", 2)));
    run_scan(buffer_bytes(&content), &list);
    ck_assert_ptr_nonnull(strstr(record_list_text(&list), "proven!reading @600 carved-gzip@1390"));
    ck_assert_ptr_nonnull(strstr(record_list_text(&list), "hex@0+226\n"));
    int descriptor = memory_file(buffer_bytes(&content));
    const struct job_file file = {
        .number = 7, .fd = descriptor, .size = content.used, .mode = SCAN_WHOLE
    };
    evidence_replay(run_examiner, &file, buffer_bytes(&list.provenance), 42, &sink);
    ck_assert_uint_eq(again.replays, 1);
    (void)close(descriptor);
    record_list_clear(&list);
    record_list_clear(&again);
    buffer_clear(&content);
    buffer_clear(&key);
}
END_TEST

/* A blob in a tar in a blob: members of an archive are looked through as well. */
START_TEST(blob_in_an_archive_is_looked_through)
{
    struct buffer content = { 0 }, blob = { 0 };
    struct record_list list = { 0 };
    put_noise(&blob, 1000);
    put_fixture("key.xz", &blob);
    put_noise(&blob, 1000);
    tar_put(&content, "data/core", buffer_bytes(&blob));
    tar_end(&content);
    run_scan(buffer_bytes(&content), &list);
    ck_assert_str_eq(record_list_text(&list),
                     "proven!member 1 data/core!reading @1000 carved-xz@1390+226\n");
    record_list_clear(&list);
    buffer_clear(&content);
    buffer_clear(&blob);
}
END_TEST

/* One octet in Intel HEX, a line of noise, and a record more behind it; S-records. */
#define INTEL_LINES "; flash\r\n:01000000619E\r\n"
#define S_LINES     "S1040000619A\r\nnoise\r\nS10400016298\r\n"

static const struct {
    const char *before, *file, *behind;
    bool in_tar;
    const char *lines;
} dumps[] = {
    { ":01000000619E\r\n:00000001FF\r\n", "key.gz", "", false,
      "proven!reading @28 carved-gzip@1390+226\n" },
    { ":01000000619E\r\n" INTEL_LINES, "key-posix.tar", ":00000001FF\r\n", false,
      "proven!member 1 server.key@1390+226\n" },
    { S_LINES "S9030000FC", "key.xz", "", false, "proven!reading @45 carved-xz@1390+226\n" },
    { ":01000000619E\r\n" INTEL_LINES, "key.bz2", "\r\n:00000001FF\r\n", true,
      "proven!member 1 dump.hex!reading @39 carved-bzip2@1390+226\n" },
    { S_LINES "S9030000FC\r\n", "key-deflated.zip", "", true,
      "proven!member 1 dump.hex!member 1 server.key@1390+226\n" },
};

/* Whether the content can go back, or comes by once. */
START_TEST(archive_behind_a_dump_in_records_is_carved)
{
    struct buffer dump = { 0 }, tar = { 0 };
    struct record_list list = { 0 };
    ck_assert(buffer_append_text(&dump, dumps[_i].before));
    put_fixture(dumps[_i].file, &dump);
    ck_assert(buffer_append_text(&dump, dumps[_i].behind));
    tar_put(&tar, "dump.hex", buffer_bytes(&dump));
    tar_end(&tar);
    const struct bytes content = buffer_bytes(dumps[_i].in_tar ? &tar : &dump);
    run_scan(content, &list);
    ck_assert_msg(strstr(record_list_text(&list), dumps[_i].lines) != NULL, "%s",
                  record_list_text(&list));
    ck_assert_uint_eq(list.unread, 0);
    run_replay(content, &list);
    record_list_clear(&list);
    buffer_clear(&dump);
    buffer_clear(&tar);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("carve_scan");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, key_in_each_form_is_found, 0,
                        (int)(sizeof(forms) / sizeof(forms[0])));
    tcase_add_rows(tests, archive_behind_a_dump_in_records_is_carved, dumps);
    tcase_add_test(tests, reading_beside_a_carved_one_is_found_again);
    tcase_add_test(tests, blob_in_an_archive_is_looked_through);
    return run_suite("carve_scan", tests);
}
