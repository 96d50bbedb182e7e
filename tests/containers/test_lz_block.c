#include "containers/databases/lz_block.h"

#include "suite.h"

#define TEXT                                                                                       \
    "one two three, one two three, one two three: "                                                \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa end"
#define SIZE (sizeof(TEXT) - 1)

/* As DUMP of Redis 7.0, lz4 1.9.4 and Snappy 1.1.9 pack it; by the description of pglz. */
static const struct {
    enum lz_code code;
    const char *packed;
    size_t length;
} blocks[] = {
#define B(code, text)                                                                              \
    {                                                                                              \
        code, text, sizeof(text) - 1                                                               \
    }
    B(LZ_LZF, "\x0fone two three, o\xe0\x12\x0e\x02: a\xe0\x28\x00\x03 end"),
    B(LZ_LZ4, "\xff\x00one two three, \x0f\x00\x09\x3f: a\x01\x00\x1dPa end"),
    B(LZ_SNAPPY, "\x38one two three, n\x0f\x00\x08: a\xc2\x01\x00\x0c end"),
    B(LZ_PGLZ, "\x00one two \x80three, \x0f\x0f\x0a\x08: a\x0f\x01\x1f end"),
};

START_TEST(block_is_read)
{
    uint8_t *copy = exact_copy(blocks[_i].packed, blocks[_i].length);
    struct buffer text = { 0 };
    ck_assert(lz_block_append(blocks[_i].code, bytes_over(copy, blocks[_i].length), SIZE, &text));
    ck_assert(bytes_equal(buffer_bytes(&text), bytes_over(TEXT, SIZE)));
    buffer_clear(&text);
    free(copy);
}
END_TEST

/* Of each length, in memory of that length. */
START_TEST(block_is_read_as_far_as_there_is_room)
{
    for (size_t size = 1; size <= SIZE + 1; size++) {
        struct bytes packed = bytes_over(blocks[_i].packed, blocks[_i].length);
        uint8_t *into = malloc(size);
        size_t made;
        const bool whole = lz_block_read(blocks[_i].code, &packed, into, size, &made);
        must(made == (size < SIZE ? size : SIZE) && memcmp(into, TEXT, made) == 0);
        must(size <= SIZE || !whole);
        must(packed.left == 0 || size < SIZE);
        free(into);
    }
}
END_TEST

START_TEST(every_shorter_block_is_refused)
{
    for (size_t length = 0; length < blocks[_i].length; length++) {
        uint8_t *copy = exact_copy(blocks[_i].packed, length);
        struct bytes packed = bytes_over(copy, length);
        struct buffer text = { 0 };
        uint8_t into[SIZE];
        size_t made;
        must(!lz_block_append(blocks[_i].code, packed, SIZE, &text) && text.used == 0);
        must(!lz_block_read(blocks[_i].code, &packed, into, SIZE, &made));
        must(made < SIZE && memcmp(into, TEXT, made) == 0);
        buffer_clear(&text);
        free(copy);
    }
}
END_TEST

static const struct {
    const char *what;
    enum lz_code code;
    const char *packed;
    size_t length, size;
} refusals[] = {
#define R(what, code, text, size)                                                                  \
    {                                                                                              \
        what, code, text, sizeof(text) - 1, size                                                   \
    }
    R("nothing", LZ_LZF, "", 1),
    R("more than is said", LZ_LZF, "\x02xyz", 2),
    R("less than is said", LZ_LZF, "\x02xyz", 4),
    R("octets behind it", LZ_LZF, "\x02xyz\x00", 3),
    R("before the front", LZ_LZF, "\x00x\x20\x01", 4),
    R("before the front", LZ_PGLZ, "\x02x\x01\x02", 5),
    R("from no distance", LZ_PGLZ, "\x02x\x00\x00", 4),
    R("a reference of one octet", LZ_PGLZ, "\x02x\x01", 4),
    R("a length that is not there", LZ_PGLZ, "\x02x\x0f\x01", 20),
    R("from no distance", LZ_LZ4, "\x10x\x00\x00", 5),
    R("before the front", LZ_LZ4, "\x10x\x02\x00", 5),
    R("a length that does not end", LZ_LZ4, "\xf0\xff\xff", 600),
    R("from no distance", LZ_SNAPPY, "\x00x\x02\x00\x00", 2),
    R("before the front", LZ_SNAPPY, "\x00x\x03\x02\x00\x00\x00", 2),
    R("more than one octet can make", LZ_LZ4, "\x10x", 100000),
};

START_TEST(what_does_not_come_out_even_is_refused)
{
    struct buffer text = { 0 };
    uint8_t *copy = exact_copy(refusals[_i].packed, refusals[_i].length);
    must(buffer_append_text(&text, "before"));
    ck_assert_msg(!lz_block_append(refusals[_i].code, bytes_over(copy, refusals[_i].length),
                                   refusals[_i].size, &text),
                  "%s", refusals[_i].what);
    ck_assert_uint_eq(text.used, 6);
    buffer_clear(&text);
    free(copy);
}
END_TEST

/* Blocks of no octets stand in streams of Snappy; the buffer has no memory yet. */
START_TEST(nothing_comes_of_nothing)
{
    struct buffer text = { 0 };
    ck_assert(lz_block_append(LZ_SNAPPY, bytes_over(NULL, 0), 0, &text));
    ck_assert(!lz_block_append(LZ_SNAPPY, bytes_over("\x00x", 2), 0, &text));
    ck_assert_uint_eq(text.used, 0);
    buffer_clear(&text);
}
END_TEST

/* Literals and copies of Snappy with each width of their numbers. */
START_TEST(wide_numbers_of_snappy_are_read)
{
    static const char *const packed[] = { "\xf0\x02xyz\x01\x03", "\xf4\x02\x00xyz\x0e\x03\x00",
                                          "\xf8\x02\x00\x00xyz\x0f\x03\x00\x00\x00",
                                          "\xfc\x02\x00\x00\x00xyz\x01\x03" };
    static const size_t lengths[] = { 7, 9, 12, 10 };
    struct buffer text = { 0 };
    ck_assert(lz_block_append(LZ_SNAPPY, bytes_over(packed[_i], lengths[_i]), 7, &text));
    ck_assert(bytes_equal(buffer_bytes(&text), bytes_over("xyzxyzx", 7)));
    buffer_clear(&text);
}
END_TEST

START_TEST(length_of_snappy_is_taken)
{
    static const struct {
        const char *text;
        size_t length, left;
        uint64_t size;
    } sizes[] = {
        { "\x63x", 2, 1, 99 },
        { "\x80\x01", 2, 0, 128 },
        { "\xff\xff\xff\xff\x0f", 5, 0, UINT32_MAX },
        { "\xff\xff\xff\xff\x1f", 5, 5, 7 },
        { "\x80\x80\x80\x80\x80\x01", 6, 6, 7 },
        { "\x80", 1, 1, 7 },
        { "", 0, 0, 7 },
    };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct bytes packed = bytes_over(sizes[i].text, sizes[i].length);
        uint64_t size = 7;
        ck_assert(lz_block_take_size(&packed, &size) == (sizes[i].size != 7));
        ck_assert_uint_eq(size, sizes[i].size);
        ck_assert_uint_eq(packed.left, sizes[i].left);
    }
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("lz_block");
    tcase_add_loop_test(tests, block_is_read, 0, ROWS(blocks));
    tcase_add_loop_test(tests, block_is_read_as_far_as_there_is_room, 0, ROWS(blocks));
    tcase_add_loop_test(tests, every_shorter_block_is_refused, 0, ROWS(blocks));
    tcase_add_loop_test(tests, what_does_not_come_out_even_is_refused, 0, ROWS(refusals));
    tcase_add_test(tests, nothing_comes_of_nothing);
    tcase_add_loop_test(tests, wide_numbers_of_snappy_are_read, 0, 4);
    tcase_add_test(tests, length_of_snappy_is_taken);
    return suite_run("lz_block", tests);
}
