/* Row 13 of the catalogue of forms: private key files of BIND (`Private-key-format:`). */
#include <dirent.h>

#include "evidence/dnssec_public.h"

#define FOLDER FIXTURES "/keys/dnssec"

static void prepare(void)
{
    run_prepare("");
}

static const char *files[32];
static size_t file_count;

static void list_files(void)
{
    DIR *folder = opendir(FOLDER);
    if (folder == NULL) {
        return;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char *dot = strstr(entry->d_name, ".private");
        if (dot != NULL && file_count < sizeof(files) / sizeof(files[0])) {
            *dot = 0;
            files[file_count++] = strdup(entry->d_name);
        }
    }
    closedir(folder);
}

static struct buffer key_file(const char *stem, char name[KEY_IDENTITY_TEXT])
{
    char path[256];
    snprintf(path, sizeof(path), "keys/dnssec/%s.key", stem);
    dnssec_public_name(path, name);
    snprintf(path, sizeof(path), "keys/dnssec/%s.private", stem);
    return fixture_read(path);
}

START_TEST(every_algorithm_is_proven_where_it_stands)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = key_file(files[_i], name), content = { 0 };
    put(&content, "Here it is:\n");
    must(buffer_append(&content, buffer_bytes(&key)));
    put(&content, "\nbye\n");
    row_check_found(files[_i], "in text", buffer_bytes(&content), name, 12, key.used - 1);
    row_check_found(files[_i], "as a file", buffer_bytes(&key), name, 0, key.used - 1);
    buffer_clear(&content);
    buffer_clear(&key);
}
END_TEST

START_TEST(damage_does_not_hide_it)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = key_file(files[_i], name);
    row_check_damaged(files[_i], buffer_bytes(&key), name, row_text_damages, ROW_TEXT_DAMAGES);
    buffer_clear(&key);
}
END_TEST

START_TEST(utf16_does_not_hide_it)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = key_file(files[_i], name);
    static const struct damage wide[] = { ROW_DAMAGE(utf16_le), ROW_DAMAGE(utf16_be) };
    for (size_t i = 0; i < 2; i++) {
        struct buffer content = { 0 };
        wide[i].apply(buffer_bytes(&key), &content);
        row_check_found(files[_i], wide[i].name, buffer_bytes(&content), name, 0, 0);
        buffer_clear(&content);
    }
    buffer_clear(&key);
}
END_TEST

int main(void)
{
    list_files();
    TCase *tests = tcase_create("row_13_dnssec");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, every_algorithm_is_proven_where_it_stands, 0, (int)file_count);
    tcase_add_loop_test(tests, damage_does_not_hide_it, 0, (int)file_count);
    tcase_add_loop_test(tests, utf16_does_not_hide_it, 0, (int)file_count);
    return run_suite("row_13_dnssec", tests);
}
