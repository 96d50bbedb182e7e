#include <ctype.h>

#include "inventory/form_text.h"
#include "inventory/scan_log.h"

/* A source read in ranges gives what it gives as a whole, wherever it is cut. */

static const char *const two_keys[] = { "leaf_rsa.der", "leaf_explicit.der" };

static struct seen scan_part(int fd, uint64_t size, enum scan_mode mode, uint64_t from, uint64_t to,
                             const struct key_index *index)
{
    struct seen seen = { 0 };
    const struct record_sink sink = { .context = &seen, .record = note };
    const struct job_file file = {
        .number = 7, .fd = fd, .size = size, .mode = mode, .from = from, .to = to
    };
    inventory_scan(&file, &(const struct inventory_setting){ .index = index }, &sink);
    ck_assert_int_eq(seen.begun, 1);
    ck_assert_int_eq(seen.ended, 1);
    ck_assert_uint_eq(seen.done.size, size);
    ck_assert_uint_eq(seen.journalled, 0);
    return seen;
}

static FILE *file_of(struct bytes content)
{
    FILE *file = tmpfile();
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(content.at, 1, content.left, file), content.left);
    ck_assert_int_eq(fflush(file), 0);
    return file;
}

static const struct {
    const char *name;
    uint64_t rows;
    size_t matched;
} sources[] = { { "all.pem", 26, 3 }, { "trusted_crlf.pem", 2, 1 }, { "concatenated.der", 3, 1 } };

START_TEST(two_ranges_give_what_the_whole_gives)
{
    struct buffer table = { 0 };
    struct key_index index;
    index_of(two_keys, 2, &table, &index);
    struct bytes content = whole(sources[_i].name);
    FILE *file = file_of(content);
    for (uint64_t cut = 1; cut < content.left; cut += cut < 160 ? 1 : 211) {
        struct seen one = scan_part(fileno(file), content.left, SCAN_RANGE, 0, cut, &index);
        struct seen two =
            scan_part(fileno(file), content.left, SCAN_RANGE, cut, content.left, &index);
        must(one.done.rows + two.done.rows == sources[_i].rows);
        must(one.done.parsed + two.done.parsed == sources[_i].rows);
        must(one.matched + two.matched == sources[_i].matched);
        must(one.done.examined + two.done.examined == content.left);
        must(one.progress + two.progress == content.left);
        must(!one.done.has_digest && !two.done.has_digest);
    }
    (void)fclose(file);
    fixture_free(content);
    buffer_clear(&table);
}
END_TEST

/* The checksums of the ranges are those of the digest's pass over the same bytes. */
START_TEST(digest_and_ranges_agree_on_their_bytes)
{
    const struct key_index none = { 0 };
    struct bytes block = whole("all.pem");
    struct buffer content = { 0 };
    while (content.used < 3 * BLOCK_SUM_SPAN + 1000) {
        ck_assert(buffer_append(&content, block));
    }
    const uint64_t size = content.used, cut = 2 * BLOCK_SUM_SPAN;
    FILE *file = file_of(buffer_bytes(&content));
    struct seen digest = { 0 };
    const struct record_sink sink = { .context = &digest, .record = note };
    const struct job_file job = {
        .number = 7, .fd = fileno(file), .size = size, .mode = SCAN_DIGEST, .to = size
    };
    inventory_scan(&job, &(const struct inventory_setting){ .index = &none }, &sink);
    uint8_t expected[SHA256_LENGTH];
    sha256_of(buffer_bytes(&content), expected);
    ck_assert(digest.done.has_digest);
    ck_assert_mem_eq(digest.done.sha256, expected, SHA256_LENGTH);
    ck_assert_uint_eq(digest.certificates, 0);
    ck_assert_uint_eq(digest.progress, 0);
    for (int part = 0; part < 2; part++) {
        struct seen seen = { 0 };
        const struct record_sink into = { .context = &seen, .record = count_only };
        const struct job_file range = { .number = 7,
                                        .fd = fileno(file),
                                        .size = size,
                                        .mode = SCAN_RANGE,
                                        .from = part == 0 ? 0 : cut,
                                        .to = part == 0 ? cut : size };
        inventory_scan(&range, &(const struct inventory_setting){ .index = &none }, &into);
        ck_assert_mem_eq(seen.sums, digest.sums + (part == 0 ? 0 : 16), 16);
    }
    (void)fclose(file);
    fixture_free(block);
    buffer_clear(&content);
}
END_TEST

/* JSON lines: three certificates in three spellings, the middle one in a long row. */
#define LINES_LONG ((size_t)4000)
static void put_lines(struct buffer *out)
{
    struct bytes rsa = whole("leaf_rsa.der"), explicit = whole("leaf_explicit.der");
    put(out, "{\"id\": 1, \"note\": \"a \\\"{\\\" and \\\\\", \"der\": \"");
    put_base64(out, rsa, true);
    put(out, "\"}\n{\"id\": 2, \"filler\": \"");
    for (size_t i = 0; i < LINES_LONG; i++) {
        put(out, "-");
    }
    put(out, "\", \"pem\": \"");
    put_pem(out, explicit, "\\n");
    put(out, "\"}\r\n\n{\"id\": 3, \"der\": \"");
    put_hex(out, rsa);
    put(out, "\"}\n{\"id\": 4, \"der\": null}\n");
    fixture_free(rsa);
    fixture_free(explicit);
}

/* A file that was written for a test, and what becomes of it. */
struct range_file {
    struct buffer content, table;
    struct key_index index;
    FILE *file;
};

static void range_file_open(struct range_file *opened)
{
    index_of(two_keys, 2, &opened->table, &opened->index);
    opened->file = file_of(buffer_bytes(&opened->content));
}

static void range_file_close(struct range_file *opened)
{
    (void)fclose(opened->file);
    buffer_clear(&opened->content);
    buffer_clear(&opened->table);
}

static struct seen scan_span(const struct range_file *opened, uint64_t from, uint64_t to)
{
    return scan_part(fileno(opened->file), opened->content.used, SCAN_RANGE, from, to,
                     &opened->index);
}

/* What a row has in thousands of places of one kind: its filler, and digits of hex. */
static enum { RUN_OTHER, RUN_FILLER, RUN_HEX } run_kind(uint8_t octet)
{
    return octet == '-' ? RUN_FILLER : isxdigit(octet) ? RUN_HEX : RUN_OTHER;
}

/* In the middle of such a run one place is like another: of those, every 37th, which is odd, will
 * do for a run that is not patient. */
static uint64_t next_cut(const struct buffer *lines, uint64_t cut)
{
    const uint64_t around = 200;
    if (getenv("KEYTRAWL_PATIENT") != NULL || cut < around || lines->used - cut < around ||
        run_kind(lines->at[cut]) == RUN_OTHER) {
        return cut + 1;
    }
    for (uint64_t at = cut - around; at < cut + around; at++) {
        if (run_kind(lines->at[at]) != run_kind(lines->at[cut])) {
            return cut + 1;
        }
    }
    return cut + 37;
}

START_TEST(json_lines_may_be_cut_anywhere)
{
    struct range_file lines = { 0 };
    put_lines(&lines.content);
    range_file_open(&lines);
    const uint64_t size = lines.content.used;
    for (uint64_t cut = 1; cut < size; cut = next_cut(&lines.content, cut)) {
        struct seen one = scan_span(&lines, 0, cut), two = scan_span(&lines, cut, size);
        must(one.done.rows + two.done.rows == 3 && one.done.parsed + two.done.parsed == 3);
        must(one.matched + two.matched == 3);
        must(one.done.examined + two.done.examined == size);
        must(one.progress + two.progress == size);
    }
    range_file_close(&lines);
}
END_TEST

/* The second row covers several of these whole. */
START_TEST(json_row_may_be_longer_than_a_range)
{
    struct range_file lines = { 0 };
    put_lines(&lines.content);
    range_file_open(&lines);
    const uint64_t size = lines.content.used, span = (uint64_t)LINES_LONG / 4 - (uint64_t)_i;
    uint64_t matched = 0, examined = 0, empty = 0;
    for (uint64_t from = 0; from < size; from += span) {
        struct seen seen = scan_span(&lines, from, size - from < span ? size : from + span);
        must(seen.done.rows == seen.matched && seen.done.parsed == seen.matched);
        matched += seen.matched;
        examined += seen.done.examined;
        empty += seen.matched == 0 ? 1 : 0;
    }
    ck_assert_uint_eq(matched, 3);
    ck_assert_uint_eq(examined, size);
    ck_assert_uint_ge(empty, 3);
    range_file_close(&lines);
}
END_TEST

/* No range knows how many lines stand before it, so all of them tell the offset alone. */
START_TEST(json_place_in_a_range_is_an_offset)
{
    struct range_file lines = { 0 };
    put_lines(&lines.content);
    range_file_open(&lines);
    struct seen whole_file = scan_descriptor(fileno(lines.file), lines.content.used, &lines.index);
    struct seen one = scan_span(&lines, 0, 10), two = scan_span(&lines, 10, lines.content.used);
    ck_assert_uint_eq(whole_file.certificates, 3);
    ck_assert_uint_eq(whole_file.row[1], 2);
    ck_assert_uint_eq(one.certificates, 1);
    ck_assert_uint_eq(two.certificates, 2);
    ck_assert_uint_eq(one.row[0] + two.row[0] + two.row[1], 0);
    ck_assert_uint_eq(one.spot[0].offset, whole_file.spot[0].offset);
    ck_assert_uint_eq(two.spot[0].offset, whole_file.spot[1].offset);
    ck_assert_uint_eq(two.spot[1].offset, whole_file.spot[2].offset);
    range_file_close(&lines);
}
END_TEST

/* The front tells in which column certificates stand: a cell of a later range that is none is
 * told though no other cell of that range says so. */
START_TEST(json_range_knows_the_columns_of_the_front)
{
    struct range_file lines = { 0 };
    put_lines(&lines.content);
    const uint64_t cut = lines.content.used;
    put(&lines.content, "\n{\"id\": 5, \"der\": \"damaged\", \"note\": \"plain\"}\n");
    range_file_open(&lines);
    const uint64_t size = lines.content.used;
    struct seen seen = { 0 };
    const struct record_sink sink = { .context = &seen, .record = note };
    const struct job_file range = { .number = 7,
                                    .fd = fileno(lines.file),
                                    .size = size,
                                    .mode = SCAN_RANGE,
                                    .from = cut,
                                    .to = size };
    inventory_scan(&range, &(const struct inventory_setting){ .index = &lines.index }, &sink);
    ck_assert_uint_eq(seen.done.failed, 1);
    ck_assert_uint_eq(seen.journalled, 1);
    ck_assert_uint_eq(seen.journal[0].row, 0);
    ck_assert_mem_eq(lines.content.at + seen.journal[0].spot.offset, "damaged", 7);
    range_file_close(&lines);
}
END_TEST

/* One quote too many ends with its line, for the whole as for all ranges. */
START_TEST(json_line_that_ends_in_a_string_costs_one_line)
{
    struct range_file lines = { 0 };
    put_lines(&lines.content);
    put(&lines.content, "{\"id\": 5, \"note\": \"a \" quote\"}\n");
    put_lines(&lines.content);
    range_file_open(&lines);
    const uint64_t size = lines.content.used;
    struct seen seen = scan_descriptor(fileno(lines.file), size, &lines.index);
    ck_assert_uint_eq(seen.matched, 6);
    ck_assert_uint_eq(seen.journalled, 1);
    ck_assert_uint_eq(seen.journal[0].row, 6);
    ck_assert_int_eq(seen.journal[0].outcome, OUTCOME_MALFORMED);
    for (uint64_t cut = 1; cut < size; cut += 37) {
        struct seen both = { 0 };
        const struct record_sink sink = { .context = &both, .record = note };
        struct job_file range = {
            .number = 7, .fd = fileno(lines.file), .size = size, .mode = SCAN_RANGE, .to = cut
        };
        const struct inventory_setting setting = { .index = &lines.index };
        inventory_scan(&range, &setting, &sink);
        range.from = cut;
        range.to = size;
        inventory_scan(&range, &setting, &sink);
        must(both.matched == 6 && both.journalled == 1);
        must(both.journal[0].spot.offset == seen.journal[0].spot.offset);
        must(both.journal[0].unread == seen.journal[0].unread);
    }
    range_file_close(&lines);
}
END_TEST

START_TEST(json_string_that_is_too_long_costs_one_line)
{
    struct range_file lines = { 0 };
    put_lines(&lines.content);
    put(&lines.content, "{\"id\": 5, \"der\": \"");
    const size_t length = (size_t)ROW_HELD_MAX + MIB;
    ck_assert(buffer_reserve(&lines.content, length));
    memset(lines.content.at + lines.content.used, '-', length);
    lines.content.used += length;
    put(&lines.content, "\"}\n");
    put_lines(&lines.content);
    range_file_open(&lines);
    struct seen seen = scan_descriptor(fileno(lines.file), lines.content.used, &lines.index);
    ck_assert_uint_eq(seen.matched, 6);
    ck_assert_uint_eq(seen.journalled, 1);
    ck_assert_int_eq(seen.journal[0].outcome, OUTCOME_BOUND);
    ck_assert_uint_ge(seen.journal[0].unread, length);
    range_file_close(&lines);
}
END_TEST

/* Lines that show no certificate, and JSON that is not in lines, are read by the first range. */
START_TEST(other_json_is_not_cut)
{
    static const char *const fronts[] = { "{\"id\": 0}\n{\"id\": 1}\n", "[\n {\"der\": \"" };
    struct range_file text = { 0 };
    struct bytes der = whole("leaf_rsa.der");
    put(&text.content, fronts[_i]);
    if (_i > 0) {
        put_base64(&text.content, der, true);
        put(&text.content, "\"},\n {\"der\": null}\n]");
    }
    range_file_open(&text);
    const uint64_t size = text.content.used, cut = size / 2;
    struct seen one = { 0 }, two = scan_span(&text, cut, size);
    const struct record_sink sink = { .context = &one, .record = note };
    const struct job_file range = {
        .number = 7, .fd = fileno(text.file), .size = size, .mode = SCAN_RANGE, .to = cut
    };
    inventory_scan(&range, &(const struct inventory_setting){ .index = &text.index }, &sink);
    ck_assert_uint_eq(one.matched, _i > 0 ? 1 : 0);
    ck_assert_uint_eq(one.journalled, _i > 0 ? 0 : 1);
    ck_assert_uint_eq(one.progress, size);
    ck_assert_uint_eq(two.progress + two.done.rows + two.done.examined, 0);
    fixture_free(der);
    range_file_close(&text);
}
END_TEST

/* A table whose rows go over several lines: PEM and other text in quotes. */
static void put_rows(struct buffer *out, size_t rows)
{
    struct bytes rsa = whole("leaf_rsa.der"), explicit = whole("leaf_explicit.der");
    put(out, "id,note,pem,mail\r\n");
    for (size_t i = 0; i < rows; i++) {
        put_number(out, i + 1);
        put(out, ",\"say \"\"hi\"\",\n then go\",\"");
        put_pem(out, i % 2 == 0 ? rsa : explicit, "\n");
        put(out, "\",a@example\r\n");
        put(out, "0,plain,,b@example\n0,\"\",,\n");
    }
    put(out, "9,broken,damaged,\n");
    fixture_free(rsa);
    fixture_free(explicit);
}

static void expect_row(uint64_t row, const struct place *spot, const struct seen *first,
                       uint64_t expected_row, const struct place *expected)
{
    const bool later = (row & ROW_OF_RANGE) != 0;
    must((row & ~ROW_OF_RANGE) + (later ? first->done.own_rows.lines : 0) == expected_row);
    must(spot->offset == expected->offset && spot->length == expected->length);
}

static void expect_same(const struct seen *both, const struct seen *first,
                        const struct seen *whole_file)
{
    must(both->certificates == whole_file->certificates);
    must(both->journalled == whole_file->journalled);
    for (size_t i = 0; i < both->certificates; i++) {
        must(memcmp(both->sha256[i], whole_file->sha256[i], SHA256_LENGTH) == 0);
        expect_row(both->row[i], &both->spot[i], first, whole_file->row[i], &whole_file->spot[i]);
    }
    for (size_t i = 0; i < both->journalled; i++) {
        expect_row(both->journal[i].row, &both->journal[i].spot, first, whole_file->journal[i].row,
                   &whole_file->journal[i].spot);
    }
}

/* Wherever it is cut, the ranges say whether they join; where they do, they give what the whole
 * gives, and each row can be counted from the front. */
START_TEST(table_may_be_cut_anywhere)
{
    struct range_file rows = { 0 };
    put_rows(&rows.content, 1);
    const uint64_t first_rows = rows.content.used;
    rows.content.used = 0;
    put_rows(&rows.content, 4);
    range_file_open(&rows);
    const uint64_t size = rows.content.used;
    struct seen whole_file = scan_descriptor(fileno(rows.file), size, &rows.index);
    ck_assert_uint_eq(whole_file.matched, 4);
    ck_assert_uint_eq(whole_file.done.own_rows.to, 0);
    uint64_t apart = 0, cuts = 0;
    for (uint64_t cut = first_rows; cut < size; cut += 11, cuts++) {
        struct seen both = { 0 };
        const struct record_sink sink = { .context = &both, .record = note };
        const struct inventory_setting setting = { .index = &rows.index };
        struct job_file range = {
            .number = 7, .fd = fileno(rows.file), .size = size, .mode = SCAN_RANGE, .to = cut
        };
        inventory_scan(&range, &setting, &sink);
        const struct seen first = both;
        range.from = cut;
        range.to = size;
        inventory_scan(&range, &setting, &sink);
        must(first.done.own_rows.from == 0 && both.done.own_rows.to == size);
        if (both.done.own_rows.from != first.done.own_rows.to) {
            apart++;
            continue;
        }
        must(first.done.rows + both.done.rows == whole_file.done.rows);
        expect_same(&both, &first, &whole_file);
    }
    ck_assert_uint_gt(cuts, 200);
    ck_assert_uint_eq(apart, 0);
    range_file_close(&rows);
}
END_TEST

/* PEM between lines of a table goes to the reader of PEM, which needs the whole. */
START_TEST(table_that_turns_to_pem_is_not_joined)
{
    struct range_file rows = { 0 };
    struct bytes rsa = whole("leaf_rsa.der");
    put_rows(&rows.content, 2);
    while (rows.content.used < READ_WINDOW) { /* more than the front */
        put(&rows.content, "0,plain,,b@example\n");
    }
    const uint64_t cut = rows.content.used;
    put(&rows.content, "text, text, text, text\n");
    put_pem(&rows.content, rsa, "\n");
    fixture_free(rsa);
    range_file_open(&rows);
    struct seen seen = { 0 };
    const struct record_sink sink = { .context = &seen, .record = note };
    const struct job_file range = { .number = 7,
                                    .fd = fileno(rows.file),
                                    .size = rows.content.used,
                                    .mode = SCAN_RANGE,
                                    .from = cut - 1,
                                    .to = rows.content.used };
    inventory_scan(&range, &(const struct inventory_setting){ .index = &rows.index }, &sink);
    ck_assert_uint_eq(seen.done.own_rows.from, ROWS_UNKNOWN);
    ck_assert_uint_eq(seen.done.own_rows.to, ROWS_UNKNOWN);
    range_file_close(&rows);
}
END_TEST

int main(void)
{
    ck_assert(inventory_scan_prepare());
    TCase *tests = tcase_create("range");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, two_ranges_give_what_the_whole_gives, 0,
                        (int)(sizeof(sources) / sizeof(sources[0])));
    tcase_add_test(tests, digest_and_ranges_agree_on_their_bytes);
    tcase_add_test(tests, json_lines_may_be_cut_anywhere);
    tcase_add_loop_test(tests, json_row_may_be_longer_than_a_range, 0, 8);
    tcase_add_test(tests, json_place_in_a_range_is_an_offset);
    tcase_add_test(tests, json_range_knows_the_columns_of_the_front);
    tcase_add_test(tests, json_line_that_ends_in_a_string_costs_one_line);
    tcase_add_test(tests, json_string_that_is_too_long_costs_one_line);
    tcase_add_loop_test(tests, other_json_is_not_cut, 0, 2);
    tcase_add_test(tests, table_may_be_cut_anywhere);
    tcase_add_test(tests, table_that_turns_to_pem_is_not_joined);
    return suite_run("inventory_range", tests);
}
