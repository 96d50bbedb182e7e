#include <fcntl.h>

#include "casefile/sample_case.h"
#include "reports/coverage_text.h"

static uint32_t add(struct case_file *file, const char *root, const char *path, uint64_t size,
                    uint64_t unread, uint64_t decoded_unread)
{
    const uint32_t number = sample_source(file, SOURCE_EVIDENCE, root, path, SAMPLE_RECEIVED);
    const struct file_done done = { .size = size,
                                    .examined = size - unread,
                                    .decoded = size,
                                    .decoded_examined = size - decoded_unread };
    ck_assert_msg(case_finish_source(file, number, &done), "%s", case_error(file));
    return number;
}

static void tell(struct case_file *file, uint32_t number, enum journal_weight weight,
                 const char *sentence)
{
    struct buffer place = { 0 };
    sample_place(&place, PLACE_MEMBER, 1, 0, 0, "a\033[2J!b");
    const struct journal_entry entry = { .weight = weight,
                                         .outcome = OUTCOME_ENCRYPTED,
                                         .provenance = buffer_bytes(&place),
                                         .sentence = sample_text(sentence),
                                         .unread = 2048 };
    ck_assert(case_add_journal(file, number, &entry));
    buffer_clear(&place);
}

/* Names that sort before and after `/`, one folder twice by its length of slashes, and two roots
 * of which one lies in the other. */
static void fill(struct case_file *file)
{
    ck_assert(case_begin(file));
    (void)add(file, "ev", "ev/a-b", 10, 0, 0);
    (void)add(file, "ev", "ev/a/x", 20, 0, 0);
    tell(file, add(file, "ev", "ev/a/deep/er/y.zip", 40, 0, 7), JOURNAL_UNREAD, "no passphrase");
    tell(file, add(file, "ev", "ev/a.txt", 80, 0, 0), JOURNAL_NOTE, "odd");
    (void)add(file, "ev", "ev/whole/sub/z", 160, 0, 0);
    (void)add(file, "ev/a", "ev/a/x", 20, 0, 0);
    (void)add(file, "sl/", "sl/d", 1, 0, 0);
    (void)add(file, "single\033.key", "single\033.key", 320, 5, 0);
    ck_assert(case_commit(file));
}

static void read_filled(struct sample_folder *folder, struct coverage_tree *tree, bool filled)
{
    *folder = sample_folder_make();
    struct case_file *file = sample_open(folder);
    if (filled) {
        fill(file);
    }
    ck_assert(coverage_tree_read(file, tree));
    case_close(file);
}

static void print_tree(struct coverage_tree *tree, bool json, bool all, char *text, size_t room)
{
    struct output_file output = { .descriptor = open("/dev/null", O_WRONLY) };
    ck_assert(coverage_print(tree, json, all, &output));
    ck_assert_uint_lt(output.held.used, room);
    (void)snprintf(text, room, "%.*s", (int)output.held.used, (const char *)output.held.at);
    buffer_clear(&output.held);
    (void)close(output.descriptor);
    coverage_tree_clear(tree);
}

static void print(bool json, bool all, bool filled, char *text, size_t room)
{
    struct sample_folder folder;
    struct coverage_tree tree;
    read_filled(&folder, &tree, filled);
    print_tree(&tree, json, all, text, room);
    sample_folder_remove(&folder);
}

START_TEST(what_is_not_read_stands_first)
{
    char text[4096];
    print(false, false, true, text, sizeof(text));
    ck_assert_str_eq(
        text, "       size      unread     decoded      unread\n"
              "      310 B         0 B       310 B         7 B  ev/  5 files, 1 not wholly "
              "read\n"
              "       60 B         0 B        60 B         7 B    a/  2 files, 1 not wholly "
              "read\n"
              "       40 B         0 B        40 B         7 B      deep/  1 file, 1 not "
              "wholly read\n"
              "       40 B         0 B        40 B         7 B        er/  1 file, 1 not "
              "wholly read\n"
              "       40 B         0 B        40 B         7 B          y.zip\n"
              "                2.0 KiB                                    !member 1 "
              "a%1B[2J%21b: encrypted: no passphrase\n"
              "      160 B         0 B       160 B         0 B    whole/  1 file\n"
              "      320 B         5 B       320 B         0 B  single%1B.key\n"
              "       20 B         0 B        20 B         0 B  ev/a/  1 file\n"
              "        1 B         0 B         1 B         0 B  sl/  1 file\n"
              "      651 B         5 B       651 B         7 B  all evidence  8 files, 2 not "
              "wholly read\n");
}
END_TEST

START_TEST(all_names_every_file_once)
{
    char text[16384];
    print(true, true, true, text, sizeof(text));
    static const char *const lines[] = {
        "{\"kind\":\"file\",\"path\":\"ev/a-b\",",
        "{\"kind\":\"file\",\"path\":\"ev/a.txt\",",
        "{\"kind\":\"note\",\"path\":\"ev/a.txt\","
        "\"provenance\":\"ev/a.txt!member 1 a%1B[2J%21b\",\"outcome\":\"encrypted\","
        "\"clause\":null,\"sentence\":\"odd\",\"unread\":2048}",
        "{\"kind\":\"folder\",\"path\":\"ev/whole/sub\",",
        "{\"kind\":\"file\",\"path\":\"ev/whole/sub/z\",",
        "{\"kind\":\"folder\",\"path\":\"ev/a/deep/er\",",
        "{\"kind\":\"total\",\"path\":null,\"outcome\":null,\"files\":8,"
        "\"files_not_wholly_read\":2,\"size\":651,\"examined_bytes\":646,\"unread_bytes\":5,"
        "\"decoded_bytes\":651,\"decoded_examined_bytes\":644,\"decoded_unread_bytes\":7,"
        "\"unread_places\":1,\"notes\":1}\n",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        const char *found = strstr(text, lines[i]);
        ck_assert_msg(found != NULL, "%s", lines[i]);
        ck_assert_ptr_null(strstr(found + 1, lines[i]));
    }
}
END_TEST

START_TEST(a_case_without_evidence_has_totals_alone)
{
    char text[512];
    print(false, true, false, text, sizeof(text));
    ck_assert_str_eq(text, "       size      unread     decoded      unread\n"
                           "        0 B         0 B         0 B         0 B  all evidence  0 "
                           "files\n");
}
END_TEST

START_TEST(an_outcome_is_named_once)
{
    struct sample_folder folder = sample_folder_make();
    struct case_file *file = sample_open(&folder);
    struct coverage_tree tree;
    char text[1024];
    ck_assert(case_begin(file));
    const uint32_t number = add(file, "ev", "ev/z.zip", 40, 0, 7);
    tell(file, number, JOURNAL_UNREAD, "encrypted: --passphrases FILE may open it");
    tell(file, number, JOURNAL_UNREAD, "encrypt");
    ck_assert(case_commit(file) && coverage_tree_read(file, &tree));
    case_close(file);
    print_tree(&tree, false, false, text, sizeof(text));
    ck_assert_ptr_nonnull(strstr(text, "%21b: encrypted: --passphrases FILE may open it\n"));
    ck_assert_ptr_nonnull(strstr(text, "%21b: encrypted: encrypt\n"));
    sample_folder_remove(&folder);
}
END_TEST

START_TEST(sizes_are_rounded_down)
{
    static const struct {
        uint64_t size;
        const char *text;
    } sizes[] = { { 0, "0 B" },
                  { 1023, "1023 B" },
                  { 1024, "1.0 KiB" },
                  { 1536, "1.5 KiB" },
                  { 1024 * 1024 - 1, "1023.9 KiB" },
                  { 1024 * 1024, "1.0 MiB" },
                  { UINT64_C(5) << 30, "5.0 GiB" },
                  { UINT64_MAX, "15.9 EiB" } };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        char text[16];
        coverage_size_text(sizes[i].size, text);
        ck_assert_str_eq(text, sizes[i].text);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("coverage");
    tcase_add_test(tests, what_is_not_read_stands_first);
    tcase_add_test(tests, an_outcome_is_named_once);
    tcase_add_test(tests, all_names_every_file_once);
    tcase_add_test(tests, a_case_without_evidence_has_totals_alone);
    tcase_add_test(tests, sizes_are_rounded_down);
    return suite_run("coverage", tests);
}
