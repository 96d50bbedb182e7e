#include "containers/databases/postgres_table.h"

#include "container_fixture.h"
#include "containers/databases/postgres_page.h"

static const char *walk(struct part_recorder *recorder, struct bytes all)
{
    struct memory_stream memory;
    memory_stream_init(&memory, all);
    return part_recorder_walk(recorder, &postgres_table_container, &memory.stream);
}

#define KEY "-----BEGIN PRIVATE KEY-----\\nMIGHAgEA"

/* What scripts/fixtures/make-postgres-fixtures had PostgreSQL write, deleted rows included. */
START_TEST(packed_values_are_given)
{
    static const struct {
        const char *place, *front;
    } values[] = {
        { "reading 0 7828+", "\"this is said again and again, 1\\n" },
        { "reading 0 7468+", "\"this is said again and again, 1\\n" },
        { "reading 0 7068+", "\"this is said again and again, 1\\n" },
    };
    struct buffer file = { 0 };
    struct part_recorder recorder = { 0 };
    container_fixture("postgres/packed.heap", &file);
    ck_assert(postgres_table_container.recognise(buffer_bytes(&file)));
    const char *text = walk(&recorder, buffer_bytes(&file));
    ck_assert_uint_eq(recorder.parts, 3);
    ck_assert_ptr_null(strstr(text, "unread"));
    for (size_t i = 0; i < 3; i++) {
        const char *at = strstr(text, values[i].place);
        ck_assert_ptr_nonnull(at);
        at = strstr(at, values[i].front);
        ck_assert_ptr_nonnull(at);
        ck_assert_ptr_nonnull(strstr(at, KEY));
    }
    ck_assert_ptr_nonnull(strstr(text, "<postgres-lz4>"));
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

static void expect_chunked(struct bytes all, const char *const *expected, size_t count)
{
    struct part_recorder recorder = { 0 };
    const char *text = walk(&recorder, all);
    for (size_t i = 0; i < count; i++) {
        const char *at = strstr(text, expected[i]);
        ck_assert_msg(at != NULL, "%s", expected[i]);
        const char *key = strstr(at, KEY), *end = strstr(at, "\"\n");
        ck_assert_msg(key != NULL && key < end, "%s", expected[i]);
    }
    ck_assert_uint_eq(recorder.parts, count);
    part_recorder_clear(&recorder);
}

START_TEST(chunks_are_put_together)
{
    static const char *const expected[] = { "member 1 ", "member 2 ", "member 3 " };
    struct buffer file = { 0 };
    container_fixture("postgres/chunked.heap", &file);
    expect_chunked(buffer_bytes(&file), expected, 3);
    buffer_clear(&file);
}
END_TEST

static void swap_pages(uint8_t *one, uint8_t *other)
{
    uint8_t kept[POSTGRES_PAGE];
    memcpy(kept, one, sizeof(kept));
    memcpy(one, other, sizeof(kept));
    memcpy(other, kept, sizeof(kept));
}

START_TEST(chunks_stand_in_any_order_and_twice)
{
    static const char *const expected[] = { "member 1 ", "member 2 ", "member 3 ",
                                            "member 4 ", "member 5 ", "member 6 " };
    struct buffer file = { 0 }, twice = { 0 };
    container_fixture("postgres/chunked.heap", &file);
    const size_t pages = file.used / POSTGRES_PAGE;
    for (size_t i = 0; i < pages / 2; i++) {
        swap_pages(file.at + i * POSTGRES_PAGE, file.at + (pages - 1 - i) * POSTGRES_PAGE);
    }
    expect_chunked(buffer_bytes(&file), expected, 3);
    must(buffer_append(&twice, buffer_bytes(&file)) && buffer_append(&twice, buffer_bytes(&file)));
    expect_chunked(buffer_bytes(&twice), expected, 6);
    buffer_clear(&twice);
    buffer_clear(&file);
}
END_TEST

/* The last chunk of a packed value, and one in the middle of another: their rows are wiped. */
START_TEST(what_is_left_of_lost_chunks_is_given)
{
    struct buffer file = { 0 };
    struct part_recorder recorder = { 0 };
    container_fixture("postgres/chunked.heap", &file);
    memset(file.at + 1496, 0, 24);
    memset(file.at + POSTGRES_PAGE + 4128, 0, 24);
    const char *text = walk(&recorder, buffer_bytes(&file));
    const char *at =
        strstr(text, "unread: chunks of a packed value of PostgreSQL are not there\nmember 1 ");
    ck_assert_ptr_nonnull(at);
    ck_assert_ptr_nonnull(strstr(at, "unknown \"this is said again and again, 1\\n"));
    at = strstr(at, "member 2 10324+0 <toast 16395> unknown \"");
    ck_assert_ptr_nonnull(at);
    ck_assert(strcspn(strchr(at, '"') + 1, "\"") > 1996);
    ck_assert_uint_eq(recorder.parts, 3);
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

START_TEST(every_shorter_table_is_read_within_itself)
{
    struct buffer file = { 0 };
    container_fixture("postgres/packed.heap", &file);
    expect_prefixes_within(&postgres_table_container, buffer_bytes(&file), 61, 3);
    buffer_clear(&file);
}
END_TEST

static const struct {
    const char *what;
    size_t at;
    uint8_t octet;
} others[] = {
    { "flags", 10, 8 },
    { "flags", 11, 1 },
    { "no pointer", 12, 24 },
    { "half a pointer", 12, 26 },
    { "free room before its front", 13, 0x7f },
    { "rows that do not stand even", 14, 3 },
    { "an index", 16, 0xf0 },
    { "pages of another size", 19, 0x40 },
    { "another layout", 18, 3 },
};

START_TEST(other_pages_are_none)
{
    struct buffer file = { 0 };
    container_fixture("postgres/packed.heap", &file);
    ck_assert(postgres_page_holds(buffer_bytes(&file)));
    file.at[others[_i].at] = others[_i].octet;
    file.at[13] = others[_i].at == 12 ? 0 : file.at[13];
    ck_assert_msg(!postgres_page_holds(buffer_bytes(&file)), "%s", others[_i].what);
    buffer_clear(&file);
}
END_TEST

static const struct {
    const char *what;
    size_t at;
    uint8_t octet;
    bool holds;
} chunks[] = {
    { "a short chunk", 0, 0, true },
    { "two columns", 18, 2, false },
    { "a column that is NULL", 20, 3, false },
    { "values elsewhere", 20, 6, false },
    { "no value of any length", 20, 0, false },
    { "a longer header", 22, 32, false },
    { "the value of number 0", 24, 0, false },
    { "no octet", 32, 3, false },
    { "a packed one", 32, 2, false },
    { "more than there is", 32, 0x31, false },
};

START_TEST(chunk_is_read)
{
    uint8_t row[48] = { [18] = 3, [20] = 2, [22] = 24, [24] = 7, [28] = 1, [32] = 0x1f };
    struct postgres_chunk chunk = { .value = 99 };
    row[chunks[_i].at] = chunks[_i].octet;
    uint8_t *copy = exact_copy(row, sizeof(row));
    ck_assert_msg(postgres_chunk_read(bytes_over(copy, sizeof(row)), &chunk) == chunks[_i].holds,
                  "%s", chunks[_i].what);
    ck_assert_uint_eq(chunk.value, chunks[_i].holds ? 7 : 99);
    ck_assert(!chunks[_i].holds || (chunk.number == 1 && chunk.data.left == 14));
    free(copy);
}
END_TEST

/* Pages on which a packed value seems to begin again and again, each of which expands far, and does
 * not come out even. */
START_TEST(flood_of_what_is_no_value_is_bounded)
{
    static const char unit[] = "\x02\x04\x00\x00\x00\xf0\x00\x40\x1fx\x01\x00";
    struct part_recorder recorder = { .blind = true };
    struct buffer all = { 0 };
    container_fixture("postgres/packed.heap", &all);
    must(buffer_reserve(&all, (size_t)64 * POSTGRES_PAGE));
    for (size_t units = 64 * POSTGRES_PAGE / 64; units > 0; units--) {
        memset(all.at + all.used, 0xff, 64);
        memcpy(all.at + all.used, unit, sizeof(unit) - 1);
        all.used += 64;
    }
    const char *text = walk(&recorder, buffer_bytes(&all));
    ck_assert_ptr_nonnull(
        strstr(text, "unread: more that only looks like packed values than is tried\n"));
    part_recorder_clear(&recorder);
    buffer_clear(&all);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("postgres_table");
    tcase_add_test(tests, packed_values_are_given);
    tcase_add_test(tests, chunks_are_put_together);
    tcase_add_test(tests, chunks_stand_in_any_order_and_twice);
    tcase_add_test(tests, what_is_left_of_lost_chunks_is_given);
    tcase_add_test(tests, every_shorter_table_is_read_within_itself);
    tcase_add_loop_test(tests, other_pages_are_none, 0, ROWS(others));
    tcase_add_loop_test(tests, chunk_is_read, 0, ROWS(chunks));
    tcase_add_test(tests, flood_of_what_is_no_value_is_bounded);
    return suite_run("postgres_table", tests);
}
