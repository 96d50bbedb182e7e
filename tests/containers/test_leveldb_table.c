#include "containers/databases/leveldb_table.h"

#include "container_fixture.h"

#define KEY "-----BEGIN PRIVATE KEY-----\\x5cnMIGHAgEA"

static const char *walk(struct part_recorder *recorder, struct bytes all)
{
    struct memory_stream memory;
    memory_stream_init(&memory, all);
    return part_recorder_walk(recorder, &leveldb_table_container, &memory.stream);
}

/* Of LevelDB 1.23 and RocksDB 7.8: two keys in one block, of which the second is a copy. */
static const struct {
    const char *file, *name;
} tables[] = {
    { "leveldb/snappy.ldb", "reading 0 0+686 <leveldb-snappy> unknown" },
    { "leveldb/lz4.sst", "reading 0 0+546 <leveldb-lz4> unknown" },
};

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    for (; (text = strstr(text, word)) != NULL; text++) {
        count++;
    }
    return count;
}

START_TEST(packed_blocks_are_given)
{
    struct buffer file = { 0 };
    struct part_recorder recorder = { 0 };
    container_fixture(tables[_i].file, &file);
    ck_assert(leveldb_table_container.recognise(buffer_bytes(&file)));
    const char *text = walk(&recorder, buffer_bytes(&file));
    ck_assert_ptr_nonnull(strstr(text, tables[_i].name));
    ck_assert_uint_eq(count_of(text, KEY), 2);
    ck_assert_ptr_null(strstr(text, "unread"));
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

START_TEST(every_shorter_table_is_read_within_itself)
{
    struct buffer file = { 0 };
    container_fixture(tables[_i].file, &file);
    expect_prefixes_within(&leveldb_table_container, buffer_bytes(&file), 3, 4);
    buffer_clear(&file);
}
END_TEST

/* A block of sixteen octets and more: a row, a restart point, their number. */
#define ROW_KEY "a\1\0\0\0\0\0\0\0"
#define ROW     "\0\x09\4" ROW_KEY "text"
#define END     "\0\0\0\0\1\0\0\0"
#define CLEAR   ROW END "\0sum."
#define SNAPPY  "\x18\x5c" ROW END "\1sum."
#define LZ4     "\x18\xf0\x09" ROW END "\4sum."

static const struct {
    const char *what, *text;
    size_t length;
    bool taken;
} fronts[] = {
#define F(what, text, taken)                                                                       \
    {                                                                                              \
        what, text, sizeof(text) - 1, taken                                                        \
    }
    F("packed by Snappy", SNAPPY, true),
    F("packed by LZ4", LZ4, true),
    F("packed by LZ4 longer", "\x18\xf0\x09" ROW END "\5sum.", true),
    F("in clear", CLEAR, true),
    F("two rows in clear", ROW "\1\1\1bc\0\0\0\0\1\0\0\0\0sum.", true),
    F("packed otherwise than it says", "\x18\x5c" ROW END "\4sum.", false),
    F("packed otherwise than it says", "\x18\xf0\x09" ROW END "\1sum.", false),
    F("in clear, and said to be packed", ROW END "\1sum.", false),
    F("without its sum", "\x18\x5c" ROW END "\1sum", false),
    F("longer than it says", "\x17\x5c" ROW END "\1sum.", false),
    F("a first row that shares something", "\1\x09\4" ROW_KEY "text" END "\0sum.", false),
    F("a key without its number", "\0\7\4a123456text" END "\0sum.", false),
    F("no restart point", ROW "\1\0\0\0\0sum.", false),
    F("a restart point behind the rows", ROW "\0\0\0\0\x50\0\0\0\2\0\0\0\0sum.", false),
    F("restart points that do not grow", ROW "\0\0\0\0\0\0\0\0\3\0\0\0\0sum.", false),
    F("zeros", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", false),
    F("text", "This is no table, and a table is none of this.", false),
    F("nothing", "", false),
};

START_TEST(table_is_told_by_its_first_block)
{
    uint8_t *copy = exact_copy(fronts[_i].text, fronts[_i].length);
    ck_assert_msg(leveldb_table_container.recognise(bytes_over(copy, fronts[_i].length)) ==
                      fronts[_i].taken,
                  "%s", fronts[_i].what);
    free(copy);
}
END_TEST

#define GIVEN                                                                                      \
    "\\x00\\x09\\x04a\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00text\\x00\\x00\\x00\\x00\\x01\\x00\\" \
    "x00\\x00"

/* Behind damage it goes on. */
START_TEST(blocks_stand_anywhere)
{
    static const char all[] = CLEAR "damage" SNAPPY LZ4 "more\x18\x5c" ROW;
    struct part_recorder recorder = { 0 };
    uint8_t *copy = exact_copy(all, sizeof(all) - 1);
    ck_assert_str_eq(walk(&recorder, bytes_over(copy, sizeof(all) - 1)),
                     "reading 0 35+31 <leveldb-snappy> unknown \"" GIVEN "\"\n"
                     "reading 0 66+32 <leveldb-lz4> unknown \"" GIVEN "\"\n");
    part_recorder_clear(&recorder);
    free(copy);
}
END_TEST

/* As values that cannot be packed are: each octet may begin a block of all that follows. */
START_TEST(claims_of_all_that_follows_cost_little)
{
    static const char claim[] = "\x80\x80\x80\x04\x00\x00\xfd\xff\xff and more"; /* 8 MiB */
    struct buffer file = { 0 };
    struct part_recorder recorder = { .blind = true };
    must(buffer_append(&file, bytes_over(SNAPPY, sizeof(SNAPPY) - 1)));
    while (file.used < (size_t)8 << 20) {
        must(buffer_append(&file, bytes_over(claim, sizeof(claim) - 1)));
    }
    ck_assert_str_eq(walk(&recorder, buffer_bytes(&file)),
                     "reading 0 0+31 <leveldb-snappy> unknown\n");
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

/* What comes of one is made anew for each. */
START_TEST(blocks_without_their_trailer_are_bounded)
{
    static const char claim[] =
        "\x80\x80\x40\xfc\xff\xff\x0f\x00\x00 and more"; /* a literal of 1 MiB */
    struct buffer file = { 0 };
    struct part_recorder recorder = { .blind = true };
    must(buffer_append(&file, bytes_over(SNAPPY, sizeof(SNAPPY) - 1)));
    while (file.used < (size_t)4 << 20) {
        must(buffer_append(&file, bytes_over(claim, sizeof(claim) - 1)));
    }
    struct memory_stream memory;
    const struct container_sink sink = part_recorder_sink(&recorder);
    memory_stream_init(&memory, buffer_bytes(&file));
    const struct fault *fault = leveldb_table_container.walk(&memory.stream, &sink);
    ck_assert_ptr_nonnull(fault);
    ck_assert_int_eq(fault->outcome, OUTCOME_BOUND);
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("leveldb_table");
    tcase_add_loop_test(tests, packed_blocks_are_given, 0, ROWS(tables));
    tcase_add_loop_test(tests, every_shorter_table_is_read_within_itself, 0, ROWS(tables));
    tcase_add_loop_test(tests, table_is_told_by_its_first_block, 0, ROWS(fronts));
    tcase_add_test(tests, blocks_stand_anywhere);
    tcase_add_test(tests, claims_of_all_that_follows_cost_little);
    tcase_add_test(tests, blocks_without_their_trailer_are_bounded);
    return suite_run("leveldb_table", tests);
}
