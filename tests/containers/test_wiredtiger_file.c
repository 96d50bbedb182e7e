#include "containers/databases/wiredtiger_file.h"

#include "container_fixture.h"

#define PAGE 4096

/* A file by the format as WiredTiger's sources have it: a first block, and pages. */
struct writer {
    struct buffer file;
};

static void put_little(uint8_t *at, size_t width, uint64_t number)
{
    for (size_t i = 0; i < width; i++) {
        at[i] = (uint8_t)(number >> 8 * i);
    }
}

static uint8_t *put_page(struct writer *writer)
{
    must(buffer_reserve(&writer->file, PAGE));
    uint8_t *page = writer->file.at + writer->file.used;
    memset(page, 0, PAGE);
    writer->file.used += PAGE;
    return page;
}

static void begin(struct writer *writer)
{
    *writer = (struct writer){ 0 };
    memcpy(put_page(writer), "\x41\xd8\x01\x00\x01\x00\x00\x00", 8);
}

#define TEXT                                                                                       \
    "one two three, one two three, one two three: "                                                \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa end"
#define SNAPPY "c8one two three, n\x0f\x00\x08: a\xc2\x01\x00\x0c end"
#define LZ4    "\xff\x00one two three, \x0f\x00\x09\x3f: a\x01\x00\x1dPa end"
#define SIZE   (sizeof(TEXT) - 1)

static uint8_t *put_header(struct writer *writer, unsigned flags)
{
    uint8_t *page = put_page(writer);
    put_little(page + 16, 4, 64 + SIZE);
    page[24] = 7;
    page[25] = (uint8_t)flags;
    put_little(page + 28, 4, PAGE);
    memset(page + 40, 'r', 24);
    return page;
}

static uint8_t *put_snappy(struct writer *writer)
{
    uint8_t *page = put_header(writer, 1);
    put_little(page + 64, 8, sizeof(SNAPPY) - 1);
    memcpy(page + 72, SNAPPY, sizeof(SNAPPY) - 1);
    return page;
}

static uint8_t *put_lz4(struct writer *writer)
{
    uint8_t *page = put_header(writer, 1);
    put_little(page + 64, 4, sizeof(LZ4) - 1);
    put_little(page + 68, 4, SIZE);
    put_little(page + 72, 4, SIZE);
    memcpy(page + 80, LZ4, sizeof(LZ4) - 1);
    return page;
}

static void expect(struct writer *writer, const char *what, const char *expected)
{
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    uint8_t *copy = exact_copy(writer->file.at, writer->file.used);
    memory_stream_init(&memory, bytes_over(copy, writer->file.used));
    ck_assert_msg(strcmp(part_recorder_walk(&recorder, &wiredtiger_file_container, &memory.stream),
                         expected) == 0,
                  "%s: %s", what, (const char *)recorder.text.at);
    part_recorder_clear(&recorder);
    buffer_clear(&writer->file);
    free(copy);
}

START_TEST(packed_pages_are_given)
{
    struct writer writer;
    begin(&writer);
    (void)put_header(&writer, 0); /* in clear */
    (void)put_snappy(&writer);
    (void)put_lz4(&writer);
    expect(&writer, "all",
           "reading 0 8256+4032 <wiredtiger-snappy> unknown \"" TEXT "\"\n"
           "reading 0 12352+4032 <wiredtiger-lz4> unknown \"" TEXT "\"\n");
}
END_TEST

#define BAD "unread: a packed page of WiredTiger that cannot be unpacked\n"
static const struct {
    const char *what;
    size_t at;
    uint8_t octet;
    const char *walk;
} damages[] = {
    { "another size than Snappy says", 72, 0x62, BAD },
    { "longer than there is", 66, 1, BAD },
    { "a size that does not hold", 16, 64 + 98, BAD },
    { "a tag that leads before its front", 89, 0xfe, BAD },
    { "an encrypted page", 25, 9, "unread: encrypted pages of WiredTiger cannot be read\n" },
    { "a page in clear", 25, 0, "" },
    { "no type of a page", 24, 1, "" },
    { "no type of a page", 24, 8, "" },
    { "an unused octet", 26, 1, "" },
    { "another version", 27, 2, "" },
    { "a page of no size", 29, 0, "" },
    { "a page that is not even", 28, 1, "" },
    { "less than its header", 16, 40, "" },
};

START_TEST(what_does_not_hold_is_told)
{
    struct writer writer;
    begin(&writer);
    uint8_t *page = put_snappy(&writer);
    page[damages[_i].at] = damages[_i].octet;
    expect(&writer, damages[_i].what, damages[_i].walk);
}
END_TEST

START_TEST(zstd_and_zlib_are_left_to_be_carved)
{
    struct writer writer;
    begin(&writer);
    memcpy(put_header(&writer, 1) + 72, "\x28\xb5\x2f\xfd", 4);
    memcpy(put_header(&writer, 1) + 64, "\x78\x9c\xed", 3);
    expect(&writer, "zstd and zlib", "");
}
END_TEST

/* Some of the end of what LZ4 packed is none of the page. */
START_TEST(more_of_lz4_is_given_than_is_useful)
{
    struct writer writer;
    begin(&writer);
    uint8_t *page = put_lz4(&writer);
    put_little(page + 16, 4, 64 + SIZE - 4);
    put_little(page + 72, 4, SIZE - 4);
    expect(&writer, "more", "reading 0 4160+4032 <wiredtiger-lz4> unknown \"" TEXT "\"\n");
}
END_TEST

START_TEST(every_shorter_file_is_read_within_itself)
{
    struct writer writer;
    begin(&writer);
    (void)put_snappy(&writer);
    (void)put_lz4(&writer);
    expect_prefixes_within(&wiredtiger_file_container, buffer_bytes(&writer.file), 17, 2);
    ck_assert(!wiredtiger_file_container.recognise(bytes_over(writer.file.at, 5)));
    writer.file.at[4] = 2;
    ck_assert(!wiredtiger_file_container.recognise(buffer_bytes(&writer.file)));
    buffer_clear(&writer.file);
}
END_TEST

/* Each was taken together up to there. */
START_TEST(claims_of_all_that_follows_cost_little)
{
    struct writer writer;
    struct part_recorder recorder = { .blind = true };
    struct memory_stream memory;
    begin(&writer);
    for (unsigned i = 0; i < 2048; i++) {
        for (unsigned sector = 0; sector < PAGE; sector += 512) {
            if (sector == 0) {
                (void)put_page(&writer);
            }
            uint8_t *page = writer.file.at + writer.file.used - PAGE + sector;
            put_little(page + 16, 4, 0x800000);
            page[24] = 7;
            page[25] = 1;
            put_little(page + 28, 4, 0x7ffffe00);
        }
    }
    memory_stream_init(&memory, buffer_bytes(&writer.file));
    ck_assert_ptr_nonnull(
        strstr(part_recorder_walk(&recorder, &wiredtiger_file_container, &memory.stream),
               "cannot be unpacked"));
    part_recorder_clear(&recorder);
    buffer_clear(&writer.file);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("wiredtiger_file");
    tcase_add_test(tests, packed_pages_are_given);
    tcase_add_loop_test(tests, what_does_not_hold_is_told, 0, ROWS(damages));
    tcase_add_test(tests, zstd_and_zlib_are_left_to_be_carved);
    tcase_add_test(tests, more_of_lz4_is_given_than_is_useful);
    tcase_add_test(tests, every_shorter_file_is_read_within_itself);
    tcase_add_test(tests, claims_of_all_that_follows_cost_little);
    return suite_run("wiredtiger_file", tests);
}
