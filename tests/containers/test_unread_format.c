#include "containers/archives/unread_format.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

/* The front of what `lzop three` of lzop 1.04 writes. */
static const uint8_t lzop_file[] = { 0x89, 0x4c, 0x5a, 0x4f, 0x00, 0x0d, 0x0a, 0x1a, 0x0a,
                                     0x10, 0x40, 0x20, 0xa0, 0x09, 0x40, 0x01, 0x05, 0x03,
                                     0x00, 0x00, 0x01, 0x00, 0x00, 0x81, 0xa4, 0x6b, 0x08,
                                     0x2b, 0xb1, 0x00, 0x00, 0x00, 0x00, 0x05, 0x74, 0x68,
                                     0x72, 0x65, 0x65, 0x65, 0x4d, 0xbc, 0x05 };

struct told {
    char text[256];
    unsigned entries;
};

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    struct told *told = context;
    must(weight == JOURNAL_UNREAD && fault->outcome == OUTCOME_UNSUPPORTED && unread == 0);
    (void)snprintf(told->text, sizeof(told->text), "%.*s: %s",
                   where != NULL ? (int)where->name.left : 0,
                   where != NULL ? (const char *)where->name.at : "", fault->sentence);
    told->entries++;
}

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    (void)context;
    (void)place;
    (void)nature;
    (void)content;
    must(false);
    return true;
}

static void walk(struct bytes all, struct told *told)
{
    const struct container_sink sink = { .context = told,
                                         .part = take_part,
                                         .journal = take_journal };
    struct memory_stream memory;
    *told = (struct told){ .entries = 0 };
    memory_stream_init(&memory, all);
    ck_assert_ptr_null(unread_format_container.walk(&memory.stream, &sink));
}

static const struct {
    const char *mark, *told;
    size_t at, length;
} formats[] = {
    { "LRZI\0\6", ": lrzip's compression is not read: its bytes were carved as they stand", 0, 6 },
    { "**ACE**", ": an archive of ACE is not read: its bytes were carved as they stand", 7, 7 },
    { "EVF2\r\n\x81\0", ": a disk in EWF 2 is not read: its bytes were carved as they stand", 0,
      8 },
    { "LVF\x09\r\n\xff\0", ": logical EWF is not read: its bytes were carved as they stand", 0, 8 },
    { "hsqs", ": a file system of squashfs is not read: its bytes were carved as they stand", 0,
      4 },
    { "NSR03", ": a file system of UDF is not read: its bytes were carved as they stand", 34817,
      5 },
};

START_TEST(format_that_is_not_read_is_told)
{
    static uint8_t content[36 << 10];
    struct told told;
    memset(content, 0, sizeof(content));
    memcpy(content + formats[_i].at, formats[_i].mark, formats[_i].length);
    const struct bytes all = bytes_over(content, sizeof(content));
    ck_assert(unread_format_container.recognise(all));
    walk(all, &told);
    ck_assert_uint_eq(told.entries, 1);
    ck_assert_str_eq(told.text, formats[_i].told);
    content[formats[_i].at] ^= 1;
    ck_assert(!unread_format_container.recognise(all));
}
END_TEST

/* Every shorter front has no name, or none of its end. */
START_TEST(file_in_lzop_is_named)
{
    struct told told;
    for (size_t length = 9; length <= sizeof(lzop_file); length++) {
        uint8_t *copy = exact_copy(lzop_file, length);
        ck_assert(unread_format_container.recognise(bytes_over(copy, length)));
        walk(bytes_over(copy, length), &told);
        ck_assert_uint_eq(told.entries, 1);
        ck_assert_str_eq(told.text, length >= 39
                                        ? "three: lzop's compression is not read: its bytes were "
                                          "carved as they stand"
                                        : ": lzop's compression is not read: its bytes were carved "
                                          "as they stand");
        free(copy);
    }
    ck_assert(!unread_format_container.recognise(bytes_over(lzop_file, 8)));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("unread_format");
    tcase_add_loop_test(tests, format_that_is_not_read_is_told, 0,
                        (int)(sizeof(formats) / sizeof(formats[0])));
    tcase_add_test(tests, file_in_lzop_is_named);
    return suite_run("unread_format", tests);
}
