#include "containers/databases/sqlite_walk.h"

#include <string.h>

#include "containers/databases/sqlite_page.h"
#include "containers/part_recorder.h"
#include "sqlite_given.h"
#include "sqlite_writer.h"

static const char insert[] = "INSERT INTO t VALUES(?,?,?,?)";

static uint64_t state = 88172645463325252u;

static uint64_t chance(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct given *given = context;
    char line[64];
    ck_assert_int_eq(place->kind, PLACE_ROW);
    ck_assert_int_eq(nature, PART_UNKNOWN);
    (void)snprintf(line, sizeof(line), "row %llu %.*s: ", (unsigned long long)place->number,
                   (int)place->name.left, (const char *)place->name.at);
    ck_assert(buffer_append_text(&given->text, line));
    ck_assert(stream_hold(content, UINT64_MAX, &given->text));
    ck_assert(buffer_append_text(&given->text, "\n"));
    given->parts++;
    return true;
}

static void walk(struct bytes all, struct given *given)
{
    const struct container_sink sink = { .context = given,
                                         .part = take_part,
                                         .journal = take_journal };
    struct memory_stream memory;
    memory_stream_init(&memory, all);
    ck_assert(sqlite_container.recognise(all));
    ck_assert_ptr_null(sqlite_container.walk(&memory.stream, &sink));
}

static bool was_given(const struct given *given, int64_t id, int column, struct bytes value)
{
    struct buffer line = { 0 };
    char front[64];
    (void)snprintf(front, sizeof(front), "row %lld column %d: ", (long long)id, column);
    ck_assert(buffer_append_text(&line, front) && buffer_append(&line, value) &&
              buffer_append_text(&line, "\n"));
    bool found = memmem(given->text.at, given->text.used, line.at, line.used) != NULL;
    buffer_clear(&line);
    return found;
}

static const struct {
    unsigned page_size;
    const char *more;
} kinds[] = {
    { 512, "PRAGMA encoding='UTF-8'" },   { 512, "PRAGMA auto_vacuum=FULL" },
    { 1024, "PRAGMA encoding='UTF-8'" },  { 4096, "PRAGMA encoding='UTF-8'" },
    { 65536, "PRAGMA encoding='UTF-8'" },
};

/* SQLite is asked for every value: those longer than a page were given, whole. */
START_TEST(values_that_overflow_are_given_whole)
{
    static uint8_t value[300000];
    const unsigned size = kinds[_i].page_size;
    sqlite3 *database = sqlite_begin(size, kinds[_i].more);
    for (size_t i = 0; i < sizeof(value); i++) {
        value[i] = (uint8_t)("abcdefghijklmnopqrstuvwxyz012345"[chance() >> 59]);
    }
    for (int64_t id = 1; id <= 40; id++) {
        sqlite_put(
            database, insert, id, "a name",
            bytes_over(value + chance() % 1000, chance() % (size / 2 * (uint64_t)id % 90000)),
            bytes_over(value + chance() % 1000, chance() % (4 * size)));
    }
    struct buffer bytes = sqlite_bytes(database);
    struct given given = { 0 };
    walk(buffer_bytes(&bytes), &given);
    sqlite3_stmt *statement = NULL;
    unsigned long_ones = 0;
    ck_assert_int_eq(
        sqlite3_prepare_v2(database, "SELECT id,body,data FROM t", -1, &statement, NULL),
        SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int column = 1; column <= 2; column++) {
            const struct bytes found = bytes_over(sqlite3_column_blob(statement, column),
                                                  (size_t)sqlite3_column_bytes(statement, column));
            if (found.left > size) {
                long_ones++;
                ck_assert(was_given(&given, sqlite3_column_int64(statement, 0), column + 2, found));
            }
        }
    }
    ck_assert_uint_gt(long_ones, 5);
    ck_assert_uint_ge(given.parts, long_ones);
    ck_assert_uint_le(given.parts, 81);
    ck_assert_uint_eq(given.notes + given.unread, 0);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    buffer_clear(&given.text);
    buffer_clear(&bytes);
}
END_TEST

/* Rows of tables without numbers stand in pages of an index. */
START_TEST(rows_of_an_index_are_given)
{
    static uint8_t value[3000];
    memset(value, 'x', sizeof(value));
    sqlite3 *database = sqlite_begin(1024, "PRAGMA encoding='UTF-8'");
    ck_assert_int_eq(sqlite3_exec(database,
                                  "CREATE TABLE w(id INTEGER, name TEXT, body TEXT, data BLOB, "
                                  "PRIMARY KEY(name, id)) WITHOUT ROWID",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    for (int64_t id = 1; id <= 30; id++) {
        sqlite_put(database, "INSERT INTO w VALUES(?,?,?,?)", id, "some name",
                   bytes_over(value, sizeof(value)), bytes_over(value, 7));
    }
    struct buffer bytes = sqlite_bytes(database);
    struct given given = { 0 };
    walk(buffer_bytes(&bytes), &given);
    ck_assert_uint_eq(given.parts, 30);
    ck_assert(was_given(&given, 0, 3, bytes_over(value, sizeof(value))));
    sqlite3_close(database);
    buffer_clear(&given.text);
    buffer_clear(&bytes);
}
END_TEST

/* One row with an overflow chain of three pages, in pages of 512. */
static struct buffer one_row(void)
{
    static uint8_t value[1700];
    sqlite3 *database = sqlite_begin(512, "PRAGMA encoding='UTF-8'");
    memset(value, 'v', sizeof(value));
    sqlite_put(database, insert, 7, "n", bytes_over(value, sizeof(value)), bytes_over("", 0));
    struct buffer bytes = sqlite_bytes(database);
    sqlite3_close(database);
    return bytes;
}

/* Pages of overflow: pages 3 and on, each of which names the next. */
static const struct {
    const char *what;
    size_t at;
    uint8_t octets[4];
    unsigned parts, notes;
} traps[] = {
    { "a chain that goes round in a circle", 2 * 512, { 0, 0, 0, 3 }, 1, 0 },
    { "a chain that leads out of the file", 2 * 512, { 0x7f, 0, 0, 3 }, 1, 1 },
    { "a chain that ends too early", 2 * 512, { 0, 0, 0, 0 }, 1, 1 },
    { "a chain that leads to the first page", 2 * 512, { 0, 0, 0, 1 }, 1, 1 },
    { "more cells than fit the page", 512 + 3, { 0xff, 0xff, 0, 0 }, 0, 0 },
};

START_TEST(traps_end_within_their_bounds)
{
    struct buffer bytes = one_row();
    struct given given = { 0 };
    ck_assert_uint_eq(bytes.used, 512 * 5);
    memcpy(bytes.at + traps[_i].at, traps[_i].octets, 4);
    walk(buffer_bytes(&bytes), &given);
    ck_assert_msg(given.parts == traps[_i].parts && given.notes == traps[_i].notes, "%s: %u %u",
                  traps[_i].what, given.parts, given.notes);
    ck_assert_uint_eq(given.unread, 0);
    ck_assert_uint_lt(given.text.used, 4096);
    buffer_clear(&given.text);
    buffer_clear(&bytes);
}
END_TEST

/* All cells of a page claim the same chain: what is read of it is bounded, and told. */
START_TEST(a_chain_that_many_claim_is_bounded)
{
    struct buffer bytes = one_row();
    struct given given = { 0 };
    uint8_t *page = bytes.at + 512;
    const uint8_t high = page[8], low = page[9];
    page[4] = 60; /* cells */
    for (size_t i = 0; i < 60; i++) {
        page[8 + 2 * i] = high;
        page[9 + 2 * i] = low;
    }
    walk(buffer_bytes(&bytes), &given);
    ck_assert_uint_le(given.parts, 8);
    ck_assert_uint_eq(given.unread, 1);
    buffer_clear(&given.text);
    buffer_clear(&bytes);
}
END_TEST

START_TEST(other_headers_are_refused)
{
    struct buffer bytes = one_row();
    const struct {
        size_t at;
        uint8_t octet;
    } wrong[] = { { 0, 's' }, { 15, 1 }, { 16, 3 }, { 20, 60 }, { 21, 65 }, { 22, 0 }, { 23, 0 } };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        const uint8_t was = bytes.at[wrong[i].at];
        bytes.at[wrong[i].at] = wrong[i].octet;
        ck_assert_msg(!sqlite_container.recognise(buffer_bytes(&bytes)), "%zu", wrong[i].at);
        bytes.at[wrong[i].at] = was;
    }
    ck_assert(sqlite_container.recognise(buffer_bytes(&bytes)));
    ck_assert(!sqlite_container.recognise(bytes_over(bytes.at, 99)));
    buffer_clear(&bytes);
}
END_TEST

START_TEST(every_shorter_front_and_flip_is_read)
{
    struct buffer bytes = one_row();
    for (size_t at = 100; at < bytes.used; at += 3) {
        uint8_t *copy = exact_copy(bytes.at, at), *flipped = exact_copy(bytes.at, bytes.used);
        struct given given = { 0 };
        flipped[at] ^= (uint8_t)(1u << at % 8);
        walk(bytes_over(copy, at), &given);
        walk(bytes_over(flipped, bytes.used), &given);
        buffer_clear(&given.text);
        free(copy);
        free(flipped);
    }
    buffer_clear(&bytes);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sqlite_walk");
    tcase_add_loop_test(tests, values_that_overflow_are_given_whole, 0,
                        (int)(sizeof(kinds) / sizeof(kinds[0])));
    tcase_add_test(tests, rows_of_an_index_are_given);
    tcase_add_loop_test(tests, traps_end_within_their_bounds, 0,
                        (int)(sizeof(traps) / sizeof(traps[0])));
    tcase_add_test(tests, a_chain_that_many_claim_is_bounded);
    tcase_add_test(tests, other_headers_are_refused);
    tcase_add_test(tests, every_shorter_front_and_flip_is_read);
    return suite_run("sqlite_walk", tests);
}
