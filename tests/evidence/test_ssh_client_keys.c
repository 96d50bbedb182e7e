#include "disguise.h"
#include "evidence_run.h"

/* Rows 8, 9 and 10 of the catalogue of forms, through the whole scan of an evidence file:
 * proven, once, where it stands, as another program wrote the same key in PKCS#8. */

static void prepare(void)
{
    run_prepare_scanning("correct horse");
}

static struct buffer read_fixture(const char *folder, const char *name)
{
    char path[512];
    snprintf(path, sizeof(path), "keys/%s/%s", folder, name);
    return fixture_read(path);
}

/* `keys` is the name of the same key in PKCS#8; NULL: no other program writes it. */
static const struct {
    const char *folder, *file, *key;
    bool text, armour;
} rows[] = {
    { "putty", "1-rsa1024-rfc9500.ppk", "rsa1024-rfc9500", true, false },
    { "putty", "1-closed-rsa1024-rfc9500.ppk", "rsa1024-rfc9500", true, false },
    { "putty", "2-rsa2048-rfc9500.ppk", "rsa2048-rfc9500", true, false },
    { "putty", "2-dsa1024-rfc6979.ppk", "dsa1024-rfc6979", true, false },
    { "putty", "3-ecdsap256-rfc9500.ppk", "ecdsap256-rfc9500", true, false },
    { "putty", "3-closed-ecdsap521-rfc9500.ppk", "ecdsap521-rfc9500", true, false },
    { "putty", "3-ed25519-rfc8410.ppk", "ed25519-rfc8410", true, false },
    { "putty", "3-ed448-own.ppk", NULL, true, false },
    { "sshcom", "rsa1024-rfc9500.key", "rsa1024-rfc9500", true, true },
    { "sshcom", "closed-rsa2048-rfc9500.key", "rsa2048-rfc9500", true, true },
    { "sshcom", "commented-rsa1024-rfc9500.key", "rsa1024-rfc9500", true, true },
    { "sshcom", "dsa1024-rfc6979.key", "dsa1024-rfc6979", true, true },
    { "sshcom", "closed-dsa1024-rfc6979.key", "dsa1024-rfc6979", true, true },
    { "dropbear", "rsa1024-rfc9500.key", "rsa1024-rfc9500", false, false },
    { "dropbear", "rsa2048-rfc9500.key", "rsa2048-rfc9500", false, false },
    { "dropbear", "ecdsap256-rfc9500.key", "ecdsap256-rfc9500", false, false },
    { "dropbear", "ecdsap384-rfc9500.key", "ecdsap384-rfc9500", false, false },
    { "dropbear", "ecdsap521-rfc9500.key", "ecdsap521-rfc9500", false, false },
    { "dropbear", "ed25519-rfc8410.key", "ed25519-rfc8410", false, false },
    { "dropbear", "dss-own.key", NULL, false, false },
};

static void name_of(const char *key, char name[KEY_IDENTITY_TEXT])
{
    char file[128];
    struct record_list list = { 0 };
    snprintf(file, sizeof(file), "%s.key", key);
    struct buffer content = read_fixture("pkcs8", file);
    run_scan(buffer_bytes(&content), &list);
    ck_assert_uint_eq(list.keys, 1);
    memcpy(name, list.name, KEY_IDENTITY_TEXT);
    record_list_clear(&list);
    buffer_clear(&content);
}

/* The line that is expected of it, by how long the key is and how many line ends it has. */
static void expected_line(enum disguise disguise, struct bytes key, bool armour, char *line,
                          size_t room)
{
    static const char *const decodings[DISGUISES] = {
        [DISGUISE_BASE64] = "@1 base64", [DISGUISE_HEX] = "@0 hex", [DISGUISE_UTF16] = "@0 utf-16le"
    };
    static const size_t fronts[DISGUISES] = {
        [DISGUISE_QUOTED] = 12, [DISGUISE_JSON] = 9, [DISGUISE_CRLF] = 11, [DISGUISE_HTML] = 3
    };
    static const size_t growths[DISGUISES] = {
        [DISGUISE_QUOTED] = 2, [DISGUISE_JSON] = 1, [DISGUISE_CRLF] = 1, [DISGUISE_HTML] = 4
    };
    size_t ends = 0;
    for (size_t i = 0; i < key.left; i++) {
        const bool json = disguise == DISGUISE_JSON && (key.at[i] == '"' || key.at[i] == '\\');
        ends += key.at[i] == '\n' || json ? 1 : 0;
    }
    if (armour && disguise == DISGUISE_UTF16) { /* seen in both; the case folds them */
        snprintf(line, room, "proven@2+%zu\nproven!reading @0 utf-16le@0+%zu\n", 2 * key.left,
                 key.left);
    } else if (decodings[disguise] != NULL) {
        snprintf(line, room, "proven!reading %s@0+%zu\n", decodings[disguise], key.left);
    } else {
        snprintf(line, room, "proven@%zu+%zu\n", fronts[disguise],
                 key.left + ends * growths[disguise]);
    }
}

START_TEST(row_is_found_proven_once)
{
    char name[KEY_IDENTITY_TEXT] = "", line[256];
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
        run_scan(buffer_bytes(&made), &list);
        expected_line(disguise, key, rows[_i].armour, line, sizeof(line));
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

/* In the middle of bytes, twice. */
START_TEST(blob_in_the_middle_of_bytes)
{
    struct buffer blob = read_fixture("dropbear", "rsa1024-rfc9500.key"), bytes = { 0 };
    struct record_list list = { 0 };
    char lines[128];
    for (int i = 0; i < 2; i++) {
        ck_assert(buffer_append(&bytes, bytes_over("\177ELF\2\1\1\0", 8)));
        ck_assert(buffer_append(&bytes, buffer_bytes(&blob)));
    }
    ck_assert(buffer_append(&bytes, bytes_over("\0\0\0\7ssh-rsa\0\0\0\3", 15)));
    snprintf(lines, sizeof(lines), "proven@8+%zu\nproven@%zu+%zu\n", blob.used, 16 + blob.used,
             blob.used);
    run_scan(buffer_bytes(&bytes), &list);
    ck_assert_str_eq(record_list_text(&list), lines);
    record_list_clear(&list);
    buffer_clear(&bytes);
    buffer_clear(&blob);
}
END_TEST

/* Public halves with what follows them on the wire: a string, a large number, a signature. */
static const struct {
    const char *file;
    size_t public, length; /* of the public half; of what stands behind it */
    bool odd;
} on_wire[] = {
    { "rsa1024-rfc9500.key", 11 + 7 + 4 + 129, 32, true },
    { "rsa1024-rfc9500.key", 11 + 7 + 4 + 129, 128, true },
    { "rsa2048-rfc9500.key", 11 + 7 + 4 + 257, 256, true },
    { "ecdsap256-rfc9500.key", 23 + 12 + 4 + 65, 32, true },
    { "ecdsap256-rfc9500.key", 23 + 12 + 4 + 65, 65, true },
    { "ecdsap384-rfc9500.key", 23 + 12 + 4 + 97, 48, true },
    { "ecdsap521-rfc9500.key", 23 + 12 + 4 + 133, 66, true },
    { "ed25519-rfc8410.key", 15, 64, false },
    { "dss-own.key", 0, 20, true },
};

START_TEST(public_halves_on_the_wire_are_no_keys)
{
    struct buffer blob = read_fixture("dropbear", on_wire[_i].file), bytes = { 0 };
    const size_t public = on_wire[_i].public > 0 ? on_wire[_i].public : blob.used - 4 - 20;
    struct record_list list = { 0 };
    uint64_t seed = 7;
    for (int i = 0; i < 40; i++) {
        ck_assert(buffer_append(&bytes, bytes_over("\24\0\0\1\63", 5)));
        ck_assert(buffer_append(&bytes, bytes_over(blob.at, public)));
        ck_assert(buffer_append_number(&bytes, 4, on_wire[_i].length));
        for (size_t k = 0; k < on_wire[_i].length; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const uint8_t octet = (uint8_t)(seed >> 40);
            const bool last = k + 1 == on_wire[_i].length;
            ck_assert(buffer_append_byte(&bytes, k == 0 && on_wire[_i].odd ? octet & 0x7f
                                                 : last                    ? octet | 1
                                                                           : octet));
        }
    }
    run_scan(buffer_bytes(&bytes), &list);
    ck_assert_msg(list.keys == 0, "%s: %s", on_wire[_i].file, record_list_text(&list));
    ck_assert_uint_eq(list.done.examined, bytes.used);
    record_list_clear(&list);
    buffer_clear(&bytes);
    buffer_clear(&blob);
}
END_TEST

/* Lines of known_hosts, of authorized_keys, and a text that speaks of the formats. */
START_TEST(public_text_is_none)
{
    static const char text[] =
        "example.org ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQCw0YNSqI9T1VFvRsIOejZ9feiKz1SgGfbe9Xq5"
        "tEzt2yJCsbyg+xtcuCswNhdqY5A1ZN7G60HbL4/Hh/TlLhFJ4zNHVylz9mDDx3yp4IIcK2lb566dfTD0B5EQ9Iqu"
        "b4twLUdLKQCBfyhmJJvsEqKxm4J4QWgI+Brh/Pm3d4piPw==\n"
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBm/RAlphM3+hUG6wWfcO5bIUIaqMLa2ywxcOK1wMWbh me\n"
        "A file begins with PuTTY-User-Key-File-2: ssh-rsa and goes on with\n"
        "---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"me\"\n"
        "AAAAC3NzaC1lZDI1NTE5AAAAIBm/RAlphM3+hUG6wWfcO5bIUIaqMLa2ywxcOK1wMWbh\n"
        "---- END SSH2 PUBLIC KEY ----\n";
    struct record_list list = { 0 };
    run_scan(bytes_over(text, sizeof(text) - 1), &list);
    ck_assert_msg(list.keys == 0, "%s", record_list_text(&list));
    record_list_clear(&list);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("ssh_client_keys");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, row_is_found_proven_once, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, blob_in_the_middle_of_bytes);
    tcase_add_loop_test(tests, public_halves_on_the_wire_are_no_keys, 0,
                        (int)(sizeof(on_wire) / sizeof(on_wire[0])));
    tcase_add_test(tests, public_text_is_none);
    tcase_set_timeout(tests, 60);
    return run_suite("ssh_client_keys", tests);
}
