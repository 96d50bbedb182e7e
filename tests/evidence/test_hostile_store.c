#include <stdio.h>

#include "bounds.h"
#include "candidates/leaf_scan.h"
#include "containers/archives/archive_walk.h"
#include "record_list.h"

/* Stores that were made to hide a key, or to take for ever. */

static struct key_examiner *examiner;

static void prepare(void)
{
    ck_assert(leaf_scan_prepare());
    ck_assert(key_examine_prepare());
    ck_assert(archive_walk_prepare());
}

/* One for each test: it remembers what it was shown. */
static void renew(void)
{
    const struct key_examiner_settings settings = {
        .passphrases = bytes_over("correct horse\nbattery staple\n", 29),
        .proof_cn = bytes_over("Test", 4),
        .proofs = true,
    };
    examiner = key_examiner_new(&settings);
    ck_assert_ptr_nonnull(examiner);
}

static void release(void)
{
    key_examiner_free(examiner);
}

static void scan(struct bytes content, struct record_list *list)
{
    int descriptor = memory_file(content);
    const struct job_file file = {
        .number = 7, .fd = descriptor, .size = content.left, .mode = SCAN_WHOLE
    };
    const struct record_sink sink = { list, record_list_add };
    evidence_scan(examiner, &file, &sink);
    ck_assert_uint_eq(list->done.examined, content.left);
    (void)close(descriptor);
}

/* JKS with so many keys of 2 KiB that nothing opens. */
static struct buffer shut_store(size_t keys)
{
    static const char front[] = "\x30\x82\x07\xd2\x30\x0e\x06\x0a\x2b\x06\x01\x04\x01\x2a\x02\x11"
                                "\x01\x01\x05\x00\x04\x82\x07\xbe";
    static const uint8_t closed[0x7be];
    struct buffer made = { 0 };
    ck_assert(buffer_append(&made, bytes_over("\xfe\xed\xfe\xed\0\0\0\2", 8)) &&
              buffer_append_number(&made, 4, keys));
    for (size_t i = 0; i < keys; i++) {
        ck_assert(buffer_append(&made, bytes_over("\0\0\0\1\0\1a\0\0\1\0\0\0\0\0", 15)) &&
                  buffer_append_number(&made, 4, sizeof(front) - 1 + sizeof(closed)) &&
                  buffer_append(&made, bytes_over(front, sizeof(front) - 1)) &&
                  buffer_append(&made, bytes_over(closed, sizeof(closed))) &&
                  buffer_append_number(&made, 4, 0));
    }
    ck_assert(buffer_append(&made, bytes_over(closed, 20)));
    return made;
}

/* Found by attack: all that a store takes was digested anew for each of its keys. */
START_TEST(store_of_thousands_of_shut_keys_takes_no_minutes)
{
    struct buffer content = shut_store(2 * STORE_KEYS_MAX);
    struct record_list list = { 0 };
    scan(buffer_bytes(&content), &list);
    ck_assert_uint_eq(list.keys, 2 * STORE_KEYS_MAX);
    record_list_clear(&list);
    buffer_clear(&content);
}
END_TEST

/* What looks like the front of a store, or holds what is not read of one. */
static const struct {
    const char *front;
    size_t length;
    const char *lead; /* what is told of it */
} hiding_places[] = {
    { "\0\0\0\1\0\0\0\x14"
      "01234567890123456789\0\0\4\0",
      32, "unsupported" },
    { "SQLite format 3\0CREATE TABLE nssPrivate, metaData", 49, "unsupported" },
    { "\x1e\xf1\xb5\xb0\0\0\0\0\1\0\0\0\1\0\0\0\x10\0\0\0\0\x10\0\0"
      "0123456789abcdef"
      "\7\2\0\0\0\xa4\0\0",
      48, "encrypted" },
};

/* Found by attack: a few octets before a file made a store of it, or a lead, in which no
 * other key was looked for. */
START_TEST(armour_is_found_in_what_was_taken)
{
    struct buffer armour = { 0 }, content = { 0 };
    struct record_list list = { 0 };
    char path[512];
    uint8_t piece[4096];
    snprintf(path, sizeof(path), FIXTURES "/keys/pkcs8/ecdsap256-rfc9500.key");
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    ck_assert(buffer_append(&armour, bytes_over(piece, fread(piece, 1, sizeof(piece), file))));
    fclose(file);
    ck_assert(
        buffer_append(&content, bytes_over(hiding_places[_i].front, hiding_places[_i].length)));
    ck_assert(buffer_append(&content, buffer_bytes(&armour)));
    while (content.used < 5000 || content.used % 16 != 0) {
        ck_assert(buffer_append_byte(&content, '\n'));
    }
    scan(buffer_bytes(&content), &list);
    const char *text = record_list_text(&list);
    ck_assert_msg(strstr(text, "proven") && strstr(text, hiding_places[_i].lead), "%s", text);
    record_list_clear(&list);
    buffer_clear(&content);
    buffer_clear(&armour);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("hostile_store");
    tcase_add_unchecked_fixture(tests, prepare, leaf_scan_release);
    tcase_add_checked_fixture(tests, renew, release);
    tcase_add_loop_test(tests, armour_is_found_in_what_was_taken, 0,
                        (int)(sizeof(hiding_places) / sizeof(hiding_places[0])));
    tcase_add_test(tests, store_of_thousands_of_shut_keys_takes_no_minutes);
    tcase_set_timeout(tests, 120);
    return suite_run("hostile_store", tests);
}
