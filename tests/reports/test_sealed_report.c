#include "reports/sealed_report.h"

#include <dirent.h>
#include <stdio.h>

#include "casefile/sample_case.h"
#include "reports/summary_sealed.h"

#define KEYS 4

static const uint8_t given[SHA256_LENGTH] = { 1 }, other[SHA256_LENGTH] = { 2 };

/* Proven keys, whose names are put into `names`. */
static void add_keys(struct case_file *file, char names[KEYS][KEY_IDENTITY_TEXT])
{
    uint32_t evidence = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/leak.mbox", SAMPLE_RECEIVED);
    ck_assert(case_begin(file));
    for (uint32_t i = 0; i < KEYS; i++) {
        struct key_sighting sighting = sample_key(VERDICT_PROVEN, 0);
        memcpy(sighting.finding.identity.digest, &i, sizeof(i));
        key_finding_name(&sighting.finding, names[i]);
        sample_add_key(file, evidence, &sighting, 2000 * i);
        buffer_clear(&sighting.finding.proof);
    }
    sample_finish(file, evidence);
    ck_assert(case_commit(file));
}

static void seal(struct case_file *file, const uint8_t to[SHA256_LENGTH], const char *name,
                 const char *content, const char *note)
{
    struct sealing sealing = { .recipient = bytes_over("CN=\"One\"\x1b[2J, two", 17),
                               .content = bytes_over(content, strlen(content)),
                               .note = bytes_over(note, strlen(note)) };
    (void)snprintf(sealing.identity, sizeof(sealing.identity), "%s", name);
    memcpy(sealing.recipient_sha256, to, SHA256_LENGTH);
    ck_assert(case_put_sealed(file, to, &sealing));
}

static void write_sealed(struct case_file *file, const char *folder, size_t files_max, char *said,
                         size_t room)
{
    struct sealed_summary summary = { 0 };
    char why[512] = "";
    ck_assert(sealed_report_count(file, &summary));
    ck_assert_msg(sealed_report_write(file, folder, files_max, &summary, why, sizeof(why)), "%s",
                  why);
    said[0] = '\0';
    sealed_report_say(&summary, said, room);
    buffer_clear(&summary.recipient);
}

static struct buffer read_file(const char *folder, const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/sealed/%s", folder, name);
    struct buffer content = sample_file(path);
    ck_assert(buffer_append_byte(&content, 0));
    return content;
}

static unsigned count_entries(const char *folder)
{
    char path[512];
    unsigned count = 0;
    (void)snprintf(path, sizeof(path), "%s/sealed", folder);
    DIR *listing = opendir(path);
    while (listing != NULL && readdir(listing) != NULL) {
        count++;
    }
    if (listing != NULL) {
        (void)closedir(listing);
    }
    return count;
}

START_TEST(nothing_is_written_where_nothing_is_sealed)
{
    const struct sample_folder folder = sample_folder_make();
    struct case_file *file = sample_open(&folder);
    char names[KEYS][KEY_IDENTITY_TEXT], said[600];
    add_keys(file, names);
    write_sealed(file, folder.path, 0, said, sizeof(said));
    ck_assert_str_eq(said, "");
    ck_assert_uint_eq(count_entries(folder.path), 0);
    case_close(file);
    sample_folder_remove(&folder);
}
END_TEST

START_TEST(index_names_every_key_and_where_it_is)
{
    const struct sample_folder folder = sample_folder_make();
    struct case_file *file = sample_open(&folder);
    char names[KEYS][KEY_IDENTITY_TEXT], said[600];
    add_keys(file, names);
    seal(file, given, names[0], "first", "");
    seal(file, given, names[1], "second", "");
    seal(file, given, names[2], "", "no reason, \"really\"");
    seal(file, given, "../../elsewhere", "of no proven key", "");
    write_sealed(file, folder.path, 2, said, sizeof(said));
    ck_assert_ptr_nonnull(strstr(said, "Sealed keys: 2 of 4, for CN=\"One\"%1B[2J, two"));
    ck_assert_ptr_nonnull(strstr(said, "); why 2 are not: sealed/index.csv.\n"));
    ck_assert_uint_eq(count_entries(folder.path), 2 + 3);
    struct buffer index = read_file(folder.path, "index.csv");
    const char *text = (const char *)index.at;
    ck_assert_ptr_null(strstr(text, "elsewhere"));
    ck_assert_ptr_nonnull(strstr(text, "\"no reason, \"\"really\"\"\""));
    ck_assert_ptr_null(memchr(text, 0x1b, index.used));
    for (size_t i = 0; i < KEYS; i++) {
        ck_assert_ptr_nonnull(strstr(text, names[i]));
    }
    buffer_clear(&index);

    /* More than there may be: one behind the other, and nothing is left of the other form. */
    write_sealed(file, folder.path, 1, said, sizeof(said));
    ck_assert_uint_eq(count_entries(folder.path), 2 + 2);
    struct buffer all = read_file(folder.path, "sealed.cms");
    index = read_file(folder.path, "index.csv");
    for (size_t i = 0; i < 2; i++) {
        unsigned long offset, length;
        const char *row = strstr((const char *)index.at, names[i]);
        ck_assert_int_eq(sscanf(row + strlen(names[i]), ",sealed.cms,%lu,%lu,", &offset, &length),
                         2);
        ck_assert_uint_le(offset + length, all.used - 1);
        ck_assert_mem_eq(all.at + offset, "-----BEGIN CMS-----\n", 20);
        ck_assert_mem_eq(all.at + offset + length - 18, "-----END CMS-----\n", 18);
    }
    buffer_clear(&index);
    buffer_clear(&all);
    case_close(file);
    sample_folder_remove(&folder);
}
END_TEST

static void expect_summary(struct case_file *file, const char *expected)
{
    struct sealed_summary summary = { 0 };
    struct output_file held = { .descriptor = -1 };
    ck_assert(sealed_report_count(file, &summary));
    report_put_json_row(&held, &summary_sealed_table, &summary);
    ck_assert(buffer_append_byte(&held.held, 0));
    ck_assert_str_eq((const char *)held.held.at, expected);
    buffer_clear(&held.held);
    buffer_clear(&summary.recipient);
}

START_TEST(summary_counts_both_and_names_one_recipient_alone)
{
    const struct sample_folder folder = sample_folder_make();
    struct case_file *file = sample_open(&folder);
    char names[KEYS][KEY_IDENTITY_TEXT];
    add_keys(file, names);
    seal(file, given, names[1], "", "not yet");
    expect_summary(file, "{\"sealed\":0,\"not_sealed\":4,\"recipient\":null,"
                         "\"recipient_sha256\":null}\n");
    seal(file, given, names[0], "first", "");
    expect_summary(file, "{\"sealed\":1,\"not_sealed\":3,"
                         "\"recipient\":\"CN=\\\"One\\\"%1B[2J, two\",\"recipient_sha256\":"
                         "\"01000000000000000000000000000000000000000000000000000000000000"
                         "00\"}\n");
    seal(file, other, names[1], "second", "");
    expect_summary(file, "{\"sealed\":2,\"not_sealed\":2,\"recipient\":null,"
                         "\"recipient_sha256\":null}\n");
    case_close(file);
    sample_folder_remove(&folder);
}
END_TEST

START_TEST(what_is_sealed_stays_for_the_same_recipient)
{
    const struct sample_folder folder = sample_folder_make();
    struct case_file *file = sample_open(&folder);
    char names[KEYS][KEY_IDENTITY_TEXT], said[600];
    struct buffer content = { 0 };
    bool sealed;
    add_keys(file, names);
    seal(file, given, names[0], "", "not yet");
    ck_assert(case_is_sealed(file, given, names[0], &sealed) && !sealed);
    seal(file, given, names[0], "first", "");
    seal(file, given, names[0], "second", "");
    ck_assert(case_is_sealed(file, given, names[0], &sealed) && sealed);
    ck_assert(case_is_sealed(file, other, names[0], &sealed) && !sealed);
    ck_assert(case_read_sealed(file, names[0], &content));
    ck_assert(bytes_equal(buffer_bytes(&content), bytes_over("first", 5)));
    seal(file, other, names[0], "third", "");
    seal(file, given, names[1], "fourth", "");
    buffer_reset(&content);
    ck_assert(case_read_sealed(file, names[0], &content));
    ck_assert(bytes_equal(buffer_bytes(&content), bytes_over("third", 5)));
    buffer_reset(&content);
    ck_assert(case_read_sealed(file, "nobody", &content));
    ck_assert_uint_eq(content.used, 0);
    write_sealed(file, folder.path, 0, said, sizeof(said));
    ck_assert_str_eq(said, "Sealed keys: 2 of 4, for several recipients (sealed/index.csv)"
                           "; why 2 are not: sealed/index.csv.\n");
    buffer_clear(&content);
    case_close(file);
    sample_folder_remove(&folder);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sealed");
    tcase_add_test(tests, nothing_is_written_where_nothing_is_sealed);
    tcase_add_test(tests, index_names_every_key_and_where_it_is);
    tcase_add_test(tests, summary_counts_both_and_names_one_recipient_alone);
    tcase_add_test(tests, what_is_sealed_stays_for_the_same_recipient);
    return suite_run("sealed_report", tests);
}
