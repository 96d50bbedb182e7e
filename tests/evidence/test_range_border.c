/* Keys that lie across the border of two ranges of a large file: found once, where they stand. */
#include "evidence/row_check.h"

#include "bounds.h"

static void prepare(void)
{
    run_prepare_scanning("correct horse\nbattery staple\n");
}

static void add_noise(size_t count, struct buffer *into)
{
    uint32_t state = 12345;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        must(buffer_append_byte(into, (uint8_t)(state >> 24)));
    }
}

/* As workers read it: two ranges, one after the other. */
static void scan_ranges(struct bytes content, uint64_t border, struct record_list *list)
{
    const int descriptor = memory_file(content);
    const struct record_sink sink = { list, record_list_add };
    const uint64_t cuts[] = { 0, border, content.left };
    for (size_t i = 0; i < 2; i++) {
        const struct job_file file = { .number = 1,
                                       .fd = descriptor,
                                       .size = content.left,
                                       .mode = SCAN_RANGE,
                                       .from = cuts[i],
                                       .to = cuts[i + 1] };
        evidence_scan(run_examiner, &file, &sink);
    }
    (void)close(descriptor);
}

static void as_cast_array(struct bytes der, struct buffer *into)
{
    put(into, "byte[] key = {\n");
    for (size_t i = 0; i < der.left; i++) {
        char number[32];
        snprintf(number, sizeof(number), "%s(byte) 0x%02x,%s", i % 8 == 0 ? "        " : "",
                 der.at[i], i % 8 == 7 ? "\n" : "   ");
        put(into, number);
    }
    put(into, "};\n");
}

static void file_itself(const char *name, struct buffer *into)
{
    struct buffer file = fixture_read(name);
    must(buffer_append(into, buffer_bytes(&file)));
    buffer_clear(&file);
}

static void array_of(const char *name, struct buffer *into)
{
    struct pem_block block = pem_fixture(name);
    as_cast_array(buffer_bytes(&block.content), into);
    buffer_clear(&block.content);
}

/* Octets in place of characters of its last line: of the shape of a key, and refused as it stands,
 * since any scalar could have come of that. Its base64 up to there begins behind the label. */
static void torn_armour(const char *name, struct buffer *into)
{
    static const char octets[] = "01\x02\x01\x01\x04 \xe6\xcb";
    struct buffer file = fixture_read(name);
    must(buffer_append(into, bytes_over(file.at, file.used - 36)));
    must(buffer_append(into, bytes_over(octets, sizeof(octets) - 1)));
    must(buffer_append(into, bytes_over(file.at + 100, 60)));
    buffer_clear(&file);
}

static const struct {
    const char *name;
    void (*make)(const char *name, struct buffer *into);
    unsigned certificates;
} rows[] = {
    { "keys/rfc9500-p256.key", file_itself, 0 },
    { "keys/pkcs8/ecdsap384-rfc9500.key", file_itself, 0 },
    { "keys/dialects/rsa-16384.pem", file_itself, 0 },
    { "keys/stores/openssl-modern.p12", file_itself, 1 },
    { "keys/stores/keytool.jks", file_itself, 1 },
    { "keys/jwe/ecdsap256-rfc9500.jwe", file_itself, 0 },
    { "keys/pkcs8/ecdsap256-rfc9500.key", torn_armour, 0 },
    { "keys/rfc9500-p256.key", array_of, 0 },
    { "keys/dialects/rsa-16384.pem", array_of, 0 },
};
#define ROWS   ((int)(sizeof(rows) / sizeof(rows[0])))
#define BEFORE ((size_t)256 << 10)

/* What it comes to in one piece, behind BEFORE octets of noise. */
static void make(int row, struct buffer *content, size_t *length)
{
    add_noise(BEFORE, content);
    put(content, "\n\n");
    rows[row].make(rows[row].name, content);
    *length = content->used - BEFORE;
    put(content, "\n\n");
    add_noise(BEFORE, content);
}

START_TEST(key_across_a_border_is_found_once)
{
    struct buffer content = { 0 };
    struct record_list whole = { 0 };
    size_t length;
    make(_i, &content, &length);
    run_scan(buffer_bytes(&content), &whole);
    ck_assert_msg(whole.keys == 1 && strncmp(record_list_text(&whole), "proven", 6) == 0, "%s: %s",
                  rows[_i].name, record_list_text(&whole));
    ck_assert_uint_eq(whole.certificates, rows[_i].certificates);
    const size_t cuts[] = { 0, 1, 2, 3, 7, 31, length / 3, length / 2, length - 3, length };
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        struct record_list list = { 0 };
        scan_ranges(buffer_bytes(&content), BEFORE + cuts[i], &list);
        ck_assert_msg(strcmp(record_list_text(&list), record_list_text(&whole)) == 0,
                      "%s cut at %zu: %s instead of %s", rows[_i].name, cuts[i],
                      record_list_text(&list), record_list_text(&whole));
        ck_assert_msg(list.certificates == rows[_i].certificates, "%s cut at %zu", rows[_i].name,
                      cuts[i]);
        record_list_clear(&list);
    }
    record_list_clear(&whole);
    buffer_clear(&content);
}
END_TEST

/* What is longer is told, and not passed over in silence. */
START_TEST(array_past_the_bound_is_told)
{
    struct buffer content = { 0 }, octets = { 0 };
    struct record_list list = { 0 };
    add_noise(SPELLED_SPAN_MAX / 8, &octets);
    as_cast_array(buffer_bytes(&octets), &content);
    ck_assert_uint_gt(content.used, SPELLED_SPAN_MAX);
    run_scan(buffer_bytes(&content), &list);
    ck_assert_uint_ge(list.unread, 1);
    ck_assert_ptr_nonnull(
        strstr(record_list_text(&list), "an array of bytes is longer than is read at once"));
    record_list_clear(&list);
    buffer_clear(&octets);
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("range_border");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 240);
    tcase_add_loop_test(tests, key_across_a_border_is_found_once, 0, ROWS);
    tcase_add_test(tests, array_past_the_bound_is_told);
    return run_suite("range_border", tests);
}
