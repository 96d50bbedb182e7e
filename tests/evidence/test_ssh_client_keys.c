#include "candidates/leaf_scan.h"
#include "containers/archive_walk.h"
#include "disguise.h"
#include "record_list.h"

/* Rows 8, 9 and 10 of the catalogue of forms, through the whole scan of an evidence file:
 * proven, once, where it stands, as another program wrote the same key in PKCS#8. */

static struct key_examiner *examiner;

static void prepare(void)
{
    const struct key_examiner_settings settings = {
        .passphrases = bytes_over("correct horse", 13),
        .proof_cn = bytes_over("Test", 4),
    };
    ck_assert(leaf_scan_prepare());
    ck_assert(key_examine_prepare());
    ck_assert(archive_walk_prepare());
    examiner = key_examiner_new(&settings);
    ck_assert_ptr_nonnull(examiner);
}

static void release(void)
{
    key_examiner_free(examiner);
    leaf_scan_release();
}

static void scan(struct bytes content, struct record_list *list)
{
    int descriptor = memory_file(content);
    const struct job_file file = {
        .number = 7, .fd = descriptor, .size = content.left, .mode = SCAN_WHOLE
    };
    const struct record_sink sink = { list, record_list_add };
    evidence_scan(examiner, &file, &sink);
    ck_assert_uint_eq(list->done.size, content.left);
    (void)close(descriptor);
}

static struct buffer read_fixture(const char *folder, const char *name)
{
    char path[512];
    uint8_t piece[4096];
    size_t got;
    struct buffer content = { 0 };
    snprintf(path, sizeof(path), FIXTURES "/keys/%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0) {
        ck_assert(buffer_append(&content, bytes_over(piece, got)));
    }
    fclose(file);
    return content;
}

/* `keys` is the name of the same key in PKCS#8; NULL: no other program writes it. */
static const struct {
    const char *folder, *file, *key;
    bool text;
} rows[] = {
    { "putty", "1-rsa1024-rfc9500.ppk", "rsa1024-rfc9500", true },
    { "putty", "1-closed-rsa1024-rfc9500.ppk", "rsa1024-rfc9500", true },
    { "putty", "2-rsa2048-rfc9500.ppk", "rsa2048-rfc9500", true },
    { "putty", "2-dsa1024-rfc6979.ppk", "dsa1024-rfc6979", true },
    { "putty", "3-ecdsap256-rfc9500.ppk", "ecdsap256-rfc9500", true },
    { "putty", "3-closed-ecdsap521-rfc9500.ppk", "ecdsap521-rfc9500", true },
    { "putty", "3-ed25519-rfc8410.ppk", "ed25519-rfc8410", true },
    { "putty", "3-ed448-own.ppk", NULL, true },
};

static void name_of(const char *key, char name[KEY_IDENTITY_TEXT])
{
    char file[128];
    struct record_list list = { 0 };
    snprintf(file, sizeof(file), "%s.key", key);
    struct buffer content = read_fixture("pkcs8", file);
    scan(buffer_bytes(&content), &list);
    ck_assert_uint_eq(list.keys, 1);
    memcpy(name, list.name, KEY_IDENTITY_TEXT);
    record_list_clear(&list);
    buffer_clear(&content);
}

/* The line that is expected of it, by how long the key is and how many line ends it has. */
static void expected_line(enum disguise disguise, struct bytes key, char *line, size_t room)
{
    static const char *const decodings[DISGUISES] = {
        [DISGUISE_BASE64] = "@1 base64", [DISGUISE_HEX] = "@0 hex", [DISGUISE_UTF16] = "@0 utf-16le"
    };
    static const size_t fronts[DISGUISES] = {
        [DISGUISE_QUOTED] = 12, [DISGUISE_JSON] = 9, [DISGUISE_CRLF] = 11
    };
    static const size_t growths[DISGUISES] = {
        [DISGUISE_QUOTED] = 2, [DISGUISE_JSON] = 1, [DISGUISE_CRLF] = 1
    };
    size_t ends = 0;
    for (size_t i = 0; i < key.left; i++) {
        ends += key.at[i] == '\n' || (key.at[i] == '"' && disguise == DISGUISE_JSON) ? 1 : 0;
    }
    if (decodings[disguise] != NULL) {
        snprintf(line, room, "proven!reading %s@0+%zu\n", decodings[disguise], key.left);
    } else {
        snprintf(line, room, "proven@%zu+%zu\n", fronts[disguise],
                 key.left + ends * growths[disguise]);
    }
}

START_TEST(row_is_found_proven_once)
{
    char name[KEY_IDENTITY_TEXT] = "", line[128];
    struct buffer content = read_fixture(rows[_i].folder, rows[_i].file);
    struct bytes key = buffer_bytes(&content); /* without the last line's end */
    key.left -= rows[_i].text && key.at[key.left - 1] == '\n' ? 1 : 0;
    if (rows[_i].key != NULL) {
        name_of(rows[_i].key, name);
    }
    for (enum disguise disguise = DISGUISE_NONE; disguise < DISGUISES; disguise++) {
        if (!rows[_i].text && disguise_is_of_text(disguise)) {
            continue;
        }
        struct buffer made = disguise_make(disguise, buffer_bytes(&content));
        struct record_list list = { 0 };
        scan(buffer_bytes(&made), &list);
        ck_assert_uint_eq(list.keys, 1);
        expected_line(disguise, key, line, sizeof(line));
        ck_assert_msg(strcmp(record_list_text(&list), line) == 0, "%s %d: %s", rows[_i].file,
                      (int)disguise, record_list_text(&list));
        ck_assert_msg(name[0] == 0 || strcmp(list.name, name) == 0, "%s: %s", rows[_i].file,
                      list.name);
        ck_assert_uint_eq(list.unread, 0);
        record_list_clear(&list);
        buffer_clear(&made);
    }
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("ssh_client_keys");
    tcase_add_unchecked_fixture(tests, prepare, release);
    tcase_add_loop_test(tests, row_is_found_proven_once, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_set_timeout(tests, 60);
    return suite_run("ssh_client_keys", tests);
}
