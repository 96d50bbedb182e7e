/* Functions under test: tar_residue_*, tar_pax_size */
#include "containers/archives/archive_walk.h"
#include "containers/archives/tar_header.h"
#include "containers/archives/tar_residue.h"
#include "containers/part_recorder.h"
#include "containers/tar_writer.h"
#include "suite.h"

/* The front of a gzip as carving takes it for one. */
static const char mark[] = "\x1f\x8b\x08\0\0\0\0\0\2\3aaaaaaaaaaaa";
#define MARK bytes_over(mark, sizeof(mark) - 1)

static const struct {
    const char *records;
    bool holds;
    uint64_t size;
} paxes[] = {
    { "12 size=600\n", true, 600 },
    { "11 path=ab\n12 size=600\n", true, 600 },
    { "12 size=600\n12 size=700\n", true, 700 },
    { "12 size=600\n12 SIZE=700\n", true, 600 },
    { "32 size=99999999999999999999999\n", true, UINT64_MAX },
    { "", false, 0 },
    { "12 size=6x0\n", false, 0 },
    { "9 size=\n\n", false, 0 },
    { "13 size=600\n", false, 0 },
    { "3 size=600\n", false, 0 },
    { "0 size=600\n", false, 0 },
    { "x2 size=600\n", false, 0 },
    { "12 sizes=60\n", false, 0 },
};

START_TEST(size_of_pax_is_read_or_none)
{
    uint64_t size = 5;
    const struct bytes records = bytes_over(paxes[_i].records, strlen(paxes[_i].records));
    ck_assert(tar_pax_size(records, &size) == paxes[_i].holds);
    ck_assert_uint_eq(size, paxes[_i].holds ? paxes[_i].size : 5);
}
END_TEST

/* The sum is over unsigned octets, or, by some old writers, over signed ones. */
START_TEST(header_is_known_by_either_sum)
{
    uint8_t block[TAR_BLOCK];
    int sum = 8 * ' ';
    for (size_t i = 0; i < sizeof(block); i++) {
        block[i] = (uint8_t)(i % 10 == 0 ? 0xff - i / 10 : 1 + i % 120);
        const int octet = _i == 1 && block[i] >= 0x80 ? block[i] - 0x100 : block[i];
        sum += i < 148 || i >= 156 ? octet : 0;
    }
    (void)snprintf((char *)block + 148, 8, "%07o", (unsigned)sum);
    ck_assert(tar_header_holds(bytes_over(block, sizeof(block))));
    for (size_t i = 0; i < sizeof(block); i++) {
        block[i] ^= 4;
        ck_assert(!tar_header_holds(bytes_over(block, sizeof(block))));
        block[i] ^= 4;
    }
}
END_TEST

/* Into what stands behind the data of the member that was put last. */
static void put_mark(struct buffer *tar, size_t back)
{
    memcpy(tar->at + tar->used - back, mark, sizeof(mark) - 1);
}

static void put_links(struct buffer *tar)
{
    for (char type = '1'; type <= '6'; type++) { /* they have a size, and no data */
        const size_t at = tar->used;
        tar_put(tar, "link", bytes_over(NULL, 0));
        memcpy(tar->at + at + 124, "00000001000", 11);
        tar_retype(tar, at, type);
    }
    tar_put(tar, "file", bytes_over("text\n", 5));
    put_mark(tar, 400);
}

static void put_sparse(struct buffer *tar)
{
    static uint8_t octets[1024 + 100];
    octets[504] = 1; /* another one follows */
    tar_put(tar, "sparse", bytes_over(octets, sizeof(octets)));
    memcpy(tar->at + 124, "00000000144", 11);
    tar->at[482] = 1;
    tar_retype(tar, 0, 'S');
    put_mark(tar, 400);
}

static void put_name(struct buffer *tar)
{
    char name[300] = { 0 };
    memset(name, 'n', 200);
    memcpy(name + 210, mark, sizeof(mark) - 1);
    tar_put(tar, "././@LongLink", bytes_over(name, sizeof(name)));
    tar_retype(tar, 0, 'L');
    tar_put(tar, "short", bytes_over("text\n", 5));
}

static void put_header(struct buffer *tar)
{
    tar_put(tar, "file", bytes_over("text\n", 5));
    memcpy(tar->at + 345, mark, sizeof(mark) - 1);
    tar_retype(tar, 0, '0');
}

static void put_large(struct buffer *tar)
{
    static uint8_t octets[(2 << 20) + 7];
    tar_put(tar, "pax", bytes_over(octets, sizeof(octets)));
    tar_retype(tar, 0, 'g');
}

static const struct {
    void (*put)(struct buffer *tar);
    uint64_t from, to;
} places[] = {
    { put_links, 7 * 512 + 5, 8 * 512 },
    { put_sparse, 3 * 512 + 100, 4 * 512 },
    { put_name, 512, 512 + 300 },
    { put_header, 0, 512 },
    { put_large, 512, 512 + (2 << 20) + 7 },
};

static void expect_span(const struct tar_residue *residue, size_t place)
{
    ck_assert_uint_eq(carve_spans_count(&residue->passed.spans), 1);
    const struct carve_span span = carve_spans_at(&residue->passed.spans, 0);
    ck_assert_uint_eq(span.from, places[place].from);
    ck_assert_uint_eq(span.to, places[place].to);
}

/* However the octets come: as they are, in drops, or gone over to the end at once. */
START_TEST(what_may_hold_something_is_noted)
{
    struct buffer tar = { 0 };
    struct tar_residue residue;
    struct memory_stream memory;
    struct dribble_stream dribble;
    places[_i].put(&tar);
    tar_end(&tar);
    for (size_t grain = 1; grain < 2000; grain = 3 * grain + 1) {
        dribble_stream_init(&dribble, buffer_bytes(&tar), grain);
        tar_residue_init(&residue, &dribble.stream);
        tar_residue_finish(&residue, tar.used);
        expect_span(&residue, (size_t)_i);
        const struct bytes held = buffer_bytes(&residue.passed.held);
        ck_assert(bytes_equal(held, bytes_over(tar.at + places[_i].from, held.left)));
        ck_assert_uint_eq(held.left, places[_i].to - places[_i].from);
        tar_residue_clear(&residue);
    }
    for (size_t i = 0; i < 2; i++) {
        memory_stream_init(&memory, buffer_bytes(&tar));
        tar_residue_init(&residue, &memory.stream);
        ck_assert(i == 0 || stream_seek(&residue.stream, tar.used));
        tar_residue_finish(&residue, tar.used);
        expect_span(&residue, (size_t)_i);
        ck_assert_uint_eq(residue.passed.held.used, 0);
        tar_residue_clear(&residue);
    }
    buffer_clear(&tar);
}
END_TEST

/* A size is a claim: all that there is of it is looked through. */
START_TEST(header_of_pax_without_an_end_is_noted)
{
    struct buffer tar = { 0 };
    struct tar_residue residue;
    struct dribble_stream dribble;
    put_large(&tar);
    memset(tar.at + 124, 0xff, 12);
    tar.at[124] = 0x80;
    tar_retype(&tar, 0, 'g');
    dribble_stream_init(&dribble, buffer_bytes(&tar), 4096);
    tar_residue_init(&residue, &dribble.stream);
    tar_residue_finish(&residue, tar.used);
    ck_assert_uint_eq(carve_spans_count(&residue.passed.spans), 1);
    ck_assert_uint_eq(carve_spans_at(&residue.passed.spans, 0).from, TAR_BLOCK);
    ck_assert_uint_eq(residue.passed.held.used, tar.used - TAR_BLOCK);
    tar_residue_clear(&residue);
    buffer_clear(&tar);
}
END_TEST

/* Blocks where a header should stand are one stretch, whatever is in them. */
START_TEST(blocks_between_are_one_stretch)
{
    static uint8_t noise[3 * 512];
    struct buffer tar = { 0 };
    struct tar_residue residue;
    struct dribble_stream dribble;
    memset(noise, 'n', sizeof(noise));
    tar_put(&tar, "first", bytes_over("text\n", 5));
    ck_assert(buffer_append(&tar, bytes_over(noise, sizeof(noise))));
    tar_put(&tar, "later", bytes_over("text\n", 5));
    ck_assert(buffer_append(&tar, bytes_over(noise, 512)));
    tar_end(&tar);
    dribble_stream_init(&dribble, buffer_bytes(&tar), 7);
    tar_residue_init(&residue, &dribble.stream);
    tar_residue_finish(&residue, tar.used);
    ck_assert_uint_eq(carve_spans_count(&residue.passed.spans), 2);
    ck_assert_uint_eq(carve_spans_at(&residue.passed.spans, 0).from, 1024);
    ck_assert_uint_eq(carve_spans_at(&residue.passed.spans, 0).to, 1024 + sizeof(noise));
    ck_assert_uint_eq(residue.passed.held.used, sizeof(noise) + 512);
    tar_residue_clear(&residue);
    buffer_clear(&tar);
}
END_TEST

START_TEST(every_shorter_tar_ends)
{
    struct buffer tar = { 0 };
    put_sparse(&tar);
    tar_put(&tar, "later", bytes_over("text\n", 5));
    tar_end(&tar);
    for (size_t length = 0; length < tar.used; length++) {
        struct tar_residue residue;
        struct memory_stream memory;
        uint8_t *cut = malloc(length > 0 ? length : 1);
        ck_assert_ptr_nonnull(cut);
        memcpy(cut, tar.at, length);
        memory_stream_init(&memory, bytes_over(cut, length));
        tar_residue_init(&residue, &memory.stream);
        tar_residue_finish(&residue, tar.used);
        ck_assert_uint_eq(residue.stream.offset, length);
        for (size_t i = 0; i < carve_spans_count(&residue.passed.spans); i++) {
            ck_assert_uint_le(carve_spans_at(&residue.passed.spans, i).to, length);
        }
        tar_residue_clear(&residue);
        free(cut);
    }
    buffer_clear(&tar);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("tar_residue");
    tcase_add_loop_test(tests, size_of_pax_is_read_or_none, 0, sizeof(paxes) / sizeof(paxes[0]));
    tcase_add_loop_test(tests, header_is_known_by_either_sum, 0, 2);
    tcase_add_loop_test(tests, what_may_hold_something_is_noted, 0,
                        sizeof(places) / sizeof(places[0]));
    tcase_add_test(tests, header_of_pax_without_an_end_is_noted);
    tcase_add_test(tests, blocks_between_are_one_stretch);
    tcase_add_test(tests, every_shorter_tar_ends);
    return suite_run("tar_residue", tests);
}
