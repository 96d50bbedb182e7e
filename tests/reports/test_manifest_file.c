#include "reports/manifest_file.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

#define DIGEST "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define LINE(kind, path, size, digest)                                                             \
    "{\"kind\":\"" kind "\",\"path\":\"" path "\",\"size\":" size ",\"sha256\":" digest "}\n"
#define GOOD_LINE   LINE("evidence", "a", "1", "\"" DIGEST "\"")
#define AROUND(all) MANIFEST_HEAD "{}\n" MANIFEST_FILES "\n" all MANIFEST_TAIL

static enum manifest_reading read_text(const char *text, struct manifest_file *manifest)
{
    return manifest_file_read(bytes_over(text, strlen(text)), manifest);
}

START_TEST(lines_are_read_and_sorted)
{
    struct manifest_file manifest;
    size_t first;
    ck_assert_int_eq(read_text(AROUND(LINE("crl", "z", "3", "null") "," LINE(
                                   "evidence", "b \\\"\\\\%25%21%0a%FF", "null",
                                   "\"" DIGEST "\"") "," GOOD_LINE "," GOOD_LINE),
                               &manifest),
                     MANIFEST_READ);
    ck_assert_uint_eq(manifest.count, 4);
    ck_assert_uint_eq(manifest_file_find(&manifest, MANIFEST_EVIDENCE, bytes_over("a", 1), &first),
                      2);
    ck_assert_uint_eq(first, 0);
    ck_assert_uint_eq(manifest.entries[1].sha256[31], 0xff);
    ck_assert_uint_eq(
        manifest_file_find(&manifest, MANIFEST_EVIDENCE, bytes_over("b \"\\%!\n\xff", 8), &first),
        1);
    ck_assert_uint_eq(manifest.entries[first].size, UINT64_MAX);
    ck_assert_uint_eq(manifest_file_find(&manifest, MANIFEST_CRL, bytes_over("z", 1), &first), 1);
    ck_assert(!manifest.entries[first].has_digest);
    ck_assert_uint_eq(manifest_file_find(&manifest, MANIFEST_OUTPUT, bytes_over("a", 1), &first),
                      0);
    manifest_file_clear(&manifest);
    ck_assert_int_eq(read_text(AROUND(""), &manifest), MANIFEST_READ);
    ck_assert_uint_eq(manifest.count, 0);
    manifest_file_clear(&manifest);
}
END_TEST

START_TEST(refusals)
{
    static const char *const refused[] = {
        "",
        MANIFEST_HEAD "{}\n" MANIFEST_FILES "\n",
        AROUND(GOOD_LINE) " ",
        AROUND(GOOD_LINE GOOD_LINE),
        AROUND("," GOOD_LINE),
        AROUND(LINE("evidences", "a", "1", "null")),
        AROUND(LINE("", "a", "1", "null")),
        AROUND(LINE("output", "%0", "1", "null")),
        AROUND(LINE("output", "%00", "1", "null")),
        AROUND(LINE("output", "\\n", "1", "null")),
        AROUND(LINE("output", "\t", "1", "null")),
        AROUND(LINE("output", "a", "", "null")),
        AROUND(LINE("output", "a", "-1", "null")),
        AROUND(LINE("output", "a", "12345678901234567890", "null")),
        AROUND(LINE("output", "a", "1", "\"00\"")),
        AROUND(LINE("output", "a", "1", "\"" DIGEST "00\"")),
        AROUND(LINE("output", "a", "1",
                    "\"x0112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"")),
        AROUND("{\"kind\":\"output\",\"path\":\"a\",\"size\":1,\"sha256\":null} \n"),
    };
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct manifest_file manifest;
        ck_assert_msg(read_text(refused[i], &manifest) == MANIFEST_REFUSED, "%zu", i);
        ck_assert(manifest.entries == NULL && manifest.paths.at == NULL);
    }
}
END_TEST

START_TEST(every_prefix_is_refused)
{
    static const char text[] = AROUND(GOOD_LINE "," LINE("crl", "%41", "null", "null"));
    for (size_t length = 0; length < sizeof(text) - 1; length++) {
        struct manifest_file manifest;
        uint8_t *copy = exact_copy(text, length);
        ck_assert_int_eq(manifest_file_read(bytes_over(copy, length), &manifest), MANIFEST_REFUSED);
        free(copy);
    }
}
END_TEST

/* Any name that a file can have comes back as it is. */
START_TEST(what_is_written_is_read)
{
    uint8_t name[255];
    char path[] = "/tmp/test_manifest_file.XXXXXX";
    struct manifest_file manifest;
    struct buffer text = { 0 };
    size_t first;
    for (size_t i = 0; i < sizeof(name); i++) {
        name[i] = (uint8_t)(i + 1);
    }
    struct manifest_entry entry = {
        MANIFEST_CERTIFICATES, bytes_over(name, sizeof(name)), 7, true, { 1, 2, 3 }
    };
    struct output_file output = { .descriptor = mkstemp(path) };
    ck_assert_int_ge(output.descriptor, 0);
    ck_assert_int_eq(remove(path), 0);
    output_put_text(&output, MANIFEST_HEAD "{}\n" MANIFEST_FILES "\n");
    ck_assert(manifest_file_put(&output, &entry, true));
    entry.path.left = 1;
    ck_assert(manifest_file_put(&output, &entry, false));
    output_put_text(&output, MANIFEST_TAIL);
    ck_assert(buffer_append(&text, buffer_bytes(&output.held)));
    ck_assert(output_file_end(&output));
    ck_assert_int_eq(manifest_file_read(buffer_bytes(&text), &manifest), MANIFEST_READ);
    ck_assert_uint_eq(manifest_file_find(&manifest, MANIFEST_CERTIFICATES,
                                         bytes_over(name, sizeof(name)), &first),
                      1);
    ck_assert_mem_eq(manifest.entries[first].sha256, entry.sha256, SHA256_LENGTH);
    manifest_file_clear(&manifest);
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("manifest_file");
    tcase_add_test(tests, lines_are_read_and_sorted);
    tcase_add_test(tests, refusals);
    tcase_add_test(tests, every_prefix_is_refused);
    tcase_add_test(tests, what_is_written_is_read);
    return suite_run("manifest_file", tests);
}
