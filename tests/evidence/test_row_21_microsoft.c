/* Row 21 of the catalogue of forms: key blobs of Windows, PVK files open and closed. */
#include <dirent.h>

#include "evidence/row_check.h"

#define FOLDER FIXTURES "/keys/microsoft"

static void prepare(void)
{
    run_prepare("wrong\ncorrect horse\n");
}

static void prepare_without(void)
{
    run_prepare("wrong\n");
}

static const char *files[64];
static size_t file_count;

static void list_files(void)
{
    DIR *folder = opendir(FOLDER);
    if (folder == NULL) {
        return;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.' && strstr(entry->d_name, ".spki") == NULL &&
            file_count < sizeof(files) / sizeof(files[0])) {
            files[file_count++] = strdup(entry->d_name);
        }
    }
    closedir(folder);
}

/* `strong-KEY.pvk`, `cng-KEY.blob`, `KEY.blob`; the public half of a key of our own lies
 * beside it. */
static struct buffer key_file(const char *file, char name[KEY_IDENTITY_TEXT])
{
    static const char *const keys[] = { "rsa", "ecdsa", "dsa", "own" };
    char path[256], key[64];
    const char *from = file, *mark = strchr(file, '-') + 1;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        from = strncmp(mark, keys[i], strlen(keys[i])) == 0 ? mark : from;
    }
    snprintf(key, sizeof(key), "%.*s", (int)(strrchr(from, '.') - from), from);
    const bool own = strncmp(key, "own", 3) == 0;
    snprintf(path, sizeof(path), own ? "keys/microsoft/%s.spki" : "keys/spki/%s.key", key);
    row_name_of_spki(path, name);
    snprintf(path, sizeof(path), "keys/microsoft/%s", file);
    return fixture_read(path);
}

/* With bytes of a program before and behind it. */
static struct buffer within_program(const struct buffer *key)
{
    struct buffer content = { 0 };
    put(&content, "MZ\x90");
    for (unsigned i = 0; i < 300; i++) {
        put_byte(&content, (uint8_t)(i * 7 + i / 11));
    }
    must(buffer_append(&content, buffer_bytes(key)));
    for (unsigned i = 0; i < 300; i++) {
        put_byte(&content, (uint8_t)(i * 5 + i / 13));
    }
    return content;
}

START_TEST(every_blob_is_proven_where_it_stands)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = key_file(files[_i], name), content = within_program(&key);
    row_check_found(files[_i], "as a file", buffer_bytes(&key), name, 0, key.used);
    row_check_found(files[_i], "in a program", buffer_bytes(&content), name, 303, key.used);
    buffer_clear(&content);
    buffer_clear(&key);
}
END_TEST

static void base64_in_json(struct bytes from, struct buffer *into)
{
    put(into, "{\"key\": \"");
    struct buffer line = { 0 };
    base64_line(from, &line);
    while (line.used > 0 && line.at[line.used - 1] == '\n') {
        line.used--;
    }
    must(buffer_append(into, buffer_bytes(&line)));
    put(into, "\"}\n");
    buffer_clear(&line);
}

static void base64_of_quoted(struct bytes from, struct buffer *into)
{
    struct buffer text = { 0 };
    base64_wrapped(from, &text);
    quote(buffer_bytes(&text), into);
    buffer_clear(&text);
}

static void hex_in_registry(struct bytes from, struct buffer *into)
{
    put(into, "\"Key\"=hex:");
    hex(from, "", ",", SIZE_MAX & 0xffff, into);
}

static const struct damage damages[] = {
    ROW_DAMAGE(base64_line),      ROW_DAMAGE(base64_wrapped), ROW_DAMAGE(base64_in_json),
    ROW_DAMAGE(base64_of_quoted), ROW_DAMAGE(hex_plain),      ROW_DAMAGE(hex_colons),
    ROW_DAMAGE(hex_array),        ROW_DAMAGE(hex_quoted),     ROW_DAMAGE(hex_escaped),
    ROW_DAMAGE(hex_in_registry),
};

START_TEST(encoding_does_not_hide_it)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = key_file(files[_i], name);
    row_check_damaged(files[_i], buffer_bytes(&key), name, damages,
                      sizeof(damages) / sizeof(damages[0]));
    buffer_clear(&key);
}
END_TEST

/* Without the passphrase closed ones are leads, at the same place. */
START_TEST(closed_file_is_a_lead)
{
    char name[KEY_IDENTITY_TEXT], expected[64];
    struct buffer key = key_file(files[_i], name), content = within_program(&key);
    if (strncmp(files[_i], "strong", 6) == 0 || strncmp(files[_i], "weak", 4) == 0) {
        struct record_list list = { 0 };
        run_scan(buffer_bytes(&content), &list);
        snprintf(expected, sizeof(expected), "encrypted@303+%zu\n", key.used);
        ck_assert_str_eq(record_list_text(&list), expected);
        record_list_clear(&list);
    }
    buffer_clear(&content);
    buffer_clear(&key);
}
END_TEST

static const struct {
    const char *what;
    size_t length;
    const char *bytes;
} nothings[] = {
    { "a public blob", 24, "\x06\x02\0\0\0\xa4\0\0RSA1\0\x04\0\0\x01\0\x01\0\x3f\x62\x8a\x77" },
    { "letters", 31, "RSA2 RSA3 ECS2 ECK2 DSS2 ECS6 !" },
    { "letters of CNG", 26, "DSPV DPV2 DHPV ECDV ECKV !" },
    { "public keys of CNG", 40,
      "DSPB\x80\0\0\0"
      "DPB2\0\1\0\0"
      "DHPB\0\1\0\0"
      "ECDP\x20\0\0\0"
      "ECKP\x20\0\0\0" },
    { "parameters of DH", 16,
      "\x10\0\0\0"
      "DHPM\x80\0\0\0"
      "\3\5\7\1" },
    { "a curve of no points", 40,
      "ECDV\x20\0\0\0"
      "\1\2\3\4\5\6\7\1\2\3\4\5\6\7\1\2\3\4\5\6\7\1\2\3\4\5\6\7\1\2\3\4" },
    { "a header without a body", 16, "\x07\x02\0\0\0\xa4\0\0RSA2\0\x04\0\0" },
    { "a PVK header", 24, "\x1e\xf1\xb5\xb0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x54\x02\0\0" },
};

START_TEST(what_is_no_key_gives_none)
{
    row_check_nothing(nothings[_i].what, bytes_over(nothings[_i].bytes, nothings[_i].length));
}
END_TEST

/* RSA that ends behind its first prime. */
START_TEST(cut_blob_is_proven)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = key_file("rsa1024-rfc9500.blob", name);
    row_check_found("rsa1024-rfc9500.blob", "cut off", bytes_over(key.at, 20 + 128 + 64 + 30), name,
                    0, 20 + 128 + 64 + 30);
    buffer_clear(&key);
}
END_TEST

int main(void)
{
    list_files();
    TCase *tests = tcase_create("row_21_microsoft"), *without = tcase_create("without");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, every_blob_is_proven_where_it_stands, 0, (int)file_count);
    tcase_add_loop_test(tests, encoding_does_not_hide_it, 0, (int)file_count);
    tcase_add_loop_test(tests, what_is_no_key_gives_none, 0,
                        (int)(sizeof(nothings) / sizeof(nothings[0])));
    tcase_add_test(tests, cut_blob_is_proven);
    tcase_add_unchecked_fixture(without, prepare_without, run_release);
    tcase_add_loop_test(without, closed_file_is_a_lead, 0, (int)file_count);
    const int first = run_suite("row_21_microsoft", tests);
    return first == EXIT_SUCCESS ? run_suite("row_21_microsoft", without) : first;
}
