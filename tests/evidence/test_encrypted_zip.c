#include <archive.h>
#include <archive_entry.h>

#include "evidence_run.h"

/* Keys in encrypted zips, through the whole scan with a list of passphrases. */

static void put(struct archive *archive, const char *name, struct bytes content)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)content.left);
    ck_assert_int_eq(archive_write_header(archive, entry), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_data(archive, content.at, content.left), (int)content.left);
    archive_entry_free(entry);
}

static void zip(struct bytes content, const char *name, const char *encryption,
                const char *passphrase, struct buffer *made)
{
    static uint8_t room[1 << 16];
    size_t used = 0;
    struct archive *archive = archive_write_new();
    ck_assert_int_eq(archive_write_set_format_zip(archive), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_set_options(archive, encryption), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_set_passphrase(archive, passphrase), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_open_memory(archive, room, sizeof(room), &used), ARCHIVE_OK);
    put(archive, "readme", bytes_over("none", 4));
    put(archive, name, content);
    ck_assert_int_eq(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    ck_assert(buffer_append(made, bytes_over(room, used)));
}

static const char *const encryptions[] = { "zip:encryption=traditional", "zip:encryption=aes256" };

static void replay(struct bytes content, struct record_list *list)
{
    const struct record_sink sink = { list, record_list_add };
    int descriptor = memory_file(content);
    const struct job_file file = {
        .number = 7, .fd = descriptor, .size = content.left, .mode = SCAN_WHOLE
    };
    evidence_replay(run_examiner, &file, buffer_bytes(&list->provenance), 42, &sink);
    (void)close(descriptor);
}

START_TEST(a_key_in_an_encrypted_zip_is_proven)
{
    struct record_list list = { 0 };
    struct buffer key = fixture_read("keys/attacker-p256.key"), inner = { 0 }, outer = { 0 };
    zip(buffer_bytes(&key), "server.key", encryptions[_i], "list \"one\"", &inner);
    zip(buffer_bytes(&inner), "inner.zip", encryptions[1 - _i], "list two", &outer);
    run_scan(buffer_bytes(&inner), &list);
    ck_assert_str_eq(record_list_text(&list), "encrypted: opened with a listed passphrase\n"
                                              "encrypted: opened with a listed passphrase\n"
                                              "proven!member 2 server.key@0+240\n");
    replay(buffer_bytes(&inner), &list);
    ck_assert_uint_eq(list.replays, 1);
    record_list_clear(&list);
    run_scan(buffer_bytes(&outer), &list);
    ck_assert_uint_eq(list.keys, 1);
    ck_assert_uint_eq(list.unread, 0);
    ck_assert_ptr_nonnull(
        strstr(record_list_text(&list), "proven!member 2 inner.zip!member 2 server.key@0+240\n"));
    replay(buffer_bytes(&outer), &list);
    ck_assert_uint_eq(list.replays, 1);
    record_list_clear(&list);
    buffer_clear(&key);
    buffer_clear(&inner);
    buffer_clear(&outer);
}
END_TEST

START_TEST(without_its_passphrase_it_stays_closed)
{
    struct record_list list = { 0 };
    struct buffer key = fixture_read("keys/attacker-p256.key"), made = { 0 };
    zip(buffer_bytes(&key), "server.key", encryptions[_i], "of nobody", &made);
    run_scan(buffer_bytes(&made), &list);
    ck_assert_str_eq(record_list_text(&list),
                     "encrypted, and no passphrase of --passphrases opens it\n"
                     "encrypted, and no passphrase of --passphrases opens it\n");
    record_list_clear(&list);
    buffer_reset(&made);

    /* Found with it, replayed without it: nothing comes, and nothing breaks. */
    struct key_examiner *with = run_examiner;
    zip(buffer_bytes(&key), "server.key", encryptions[_i], "list two", &made);
    run_scan(buffer_bytes(&made), &list);
    ck_assert_uint_eq(list.keys, 1);
    run_examiner = examiner_with("others\n");
    replay(buffer_bytes(&made), &list);
    ck_assert_uint_eq(list.replays, 0);
    key_examiner_free(run_examiner);
    run_examiner = with;
    record_list_clear(&list);
    buffer_clear(&made);
    buffer_clear(&key);
}
END_TEST

int main(void)
{
    run_prepare_scanning("wrong\r\nlist \"one\"\r\nlist two\r\n");
    TCase *tests = tcase_create("encrypted_zip");
    tcase_add_loop_test(tests, a_key_in_an_encrypted_zip_is_proven, 0, 2);
    tcase_add_loop_test(tests, without_its_passphrase_it_stays_closed, 0, 2);
    int failed = suite_run("encrypted_zip", tests);
    run_release();
    return failed;
}
