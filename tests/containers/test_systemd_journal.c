#include "containers/databases/systemd_journal.h"

#include "container_fixture.h"

/* Writes a journal, compact or not: objects one behind the other, none in a list. */
struct writer {
    struct buffer file;
    bool compact;
};

static void put_little(struct buffer *file, size_t width, uint64_t number)
{
    for (size_t i = 0; i < width; i++) {
        must(buffer_append_byte(file, (uint8_t)(number >> 8 * i)));
    }
}

static void put_zeros(struct buffer *file, size_t to)
{
    while (file->used < to) {
        must(buffer_append_byte(file, 0));
    }
}

static void begin(struct writer *writer, bool compact)
{
    *writer = (struct writer){ .compact = compact };
    must(buffer_append_text(&writer->file, "LPKSHHRH"));
    put_little(&writer->file, 4, 0);
    put_little(&writer->file, 4, compact ? 16 : 0);
    put_zeros(&writer->file, 88);
    put_little(&writer->file, 8, 264);
    put_zeros(&writer->file, 264);
}

static uint64_t put_object(struct writer *writer, unsigned type, unsigned flags, size_t size)
{
    put_zeros(&writer->file, (writer->file.used + 7) / 8 * 8);
    const uint64_t at = writer->file.used;
    put_little(&writer->file, 1, type);
    put_little(&writer->file, 7, flags);
    put_little(&writer->file, 8, size);
    return at;
}

static uint64_t put_data(struct writer *writer, unsigned flags, struct bytes payload)
{
    const size_t front = writer->compact ? 72 : 64;
    const uint64_t at = put_object(writer, 1, flags, front + payload.left);
    put_zeros(&writer->file, at + front);
    must(buffer_append(&writer->file, payload));
    return at;
}

static uint64_t put_field(struct writer *writer, const char *text)
{
    return put_data(writer, 0, bytes_over(text, strlen(text)));
}

static void put_entry(struct writer *writer, const uint64_t *items, size_t count)
{
    const size_t width = writer->compact ? 4 : 16;
    const uint64_t at = put_object(writer, 3, 0, 64 + count * width);
    put_zeros(&writer->file, at + 64);
    for (size_t i = 0; i < count; i++) {
        put_little(&writer->file, writer->compact ? 4 : 8, items[i]);
        put_zeros(&writer->file, at + 64 + (i + 1) * width);
    }
}

/* Two processes and one that is not named; a line that was said before, and one that is alone. */
static void make(struct writer *writer, bool compact)
{
    begin(writer, compact);
    const uint64_t one = put_field(writer, "_PID=1"), two = put_field(writer, "_PID=2");
    const uint64_t stream = put_field(writer, "_STREAM_ID=ab");
    const uint64_t first = put_field(writer, "MESSAGE=first");
    put_entry(writer, (uint64_t[]){ first, one }, 2);
    const uint64_t other = put_field(writer, "MESSAGE=other");
    put_entry(writer, (uint64_t[]){ one, other, stream }, 3);
    const uint64_t second = put_field(writer, "MESSAGE=second");
    put_entry(writer, (uint64_t[]){ second, one }, 2);
    put_entry(writer, (uint64_t[]){ first, two }, 2);
    put_entry(writer, (uint64_t[]){ second, stream }, 2);
    put_entry(writer, (uint64_t[]){ first, one }, 2);
    put_entry(writer, (uint64_t[]){ first }, 1);
    put_entry(writer, (uint64_t[]){ other }, 1);
    put_entry(writer, (uint64_t[]){ one }, 1);
    put_zeros(&writer->file, writer->file.used + 4096);
}

static const char *walk(struct part_recorder *recorder, struct bytes all)
{
    struct memory_stream memory;
    memory_stream_init(&memory, all);
    return part_recorder_walk(recorder, &systemd_journal_container, &memory.stream);
}

/* Without where they stand, which hangs on the kind of journal. */
static void expect(struct bytes all, const char *const *texts, size_t count, const char *told)
{
    struct part_recorder recorder = { 0 };
    uint8_t *copy = exact_copy(all.at, all.left);
    const char *at = walk(&recorder, bytes_over(copy, all.left));
    ck_assert_uint_eq(recorder.parts, count);
    ck_assert(told == NULL ? strstr(at, "unread") == NULL : strstr(at, told) != NULL);
    for (size_t i = 0; i < count; i++) {
        at = strstr(at, texts[i]);
        ck_assert_msg(at != NULL, "%s", texts[i]);
    }
    part_recorder_clear(&recorder);
    free(copy);
}

static const char *const said[] = {
    "+0 unknown \"first\\nother\\n\"",
    "+0 <_PID=1> unknown \"first\\nsecond\\nfirst\\n\"",
    "+0 <_STREAM_ID=ab> unknown \"other\\nsecond\\n\"",
};

START_TEST(lines_of_each_stand_together)
{
    struct writer writer;
    make(&writer, _i == 1);
    ck_assert(systemd_journal_container.recognise(buffer_bytes(&writer.file)));
    expect(buffer_bytes(&writer.file), said, 3, NULL);
    buffer_clear(&writer.file);
}
END_TEST

/* The file goes on where an object stands again. */
START_TEST(damage_is_told_and_passed_over)
{
    struct writer writer;
    make(&writer, false);
    struct buffer file = { 0 };
    must(buffer_append(&file, bytes_over(writer.file.at, 264)));
    for (size_t i = 0; i < 64; i++) {
        must(buffer_append_byte(&file, 0xee));
    }
    /* entries name objects by where they stood: none of them is found */
    must(buffer_append(&file, bytes_over(writer.file.at + 264, writer.file.used - 264)));
    expect(buffer_bytes(&file), said, 0,
           "unread: an object of a systemd journal does not stand where it should\n");
    buffer_clear(&file);
    put_object(&writer, 3, 0, 1000000); /* longer than there is */
    expect(buffer_bytes(&writer.file), said, 3,
           "unread: an object of a systemd journal does not stand where it should\n");
    buffer_clear(&writer.file);
}
END_TEST

#define PACKED "\xff\x00one two three, \x0f\x00\x09\x3f: a\x01\x00\x1dPa end"

static const struct {
    const char *what, *packed;
    size_t length;
    const char *walk;
} lz4[] = {
#define L(what, text, walk)                                                                        \
    {                                                                                              \
        what, text, sizeof(text) - 1, walk                                                         \
    }
    L("as it is", "\x63\0\0\0\0\0\0\0" PACKED,
      "reading 0 328+41 <systemd-journal-lz4> unknown \"one two three, one two three, "
      "one two three: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa end\"\n"),
    L("of no length", "\x63\0\0\0",
      "unread: an object of a systemd journal does not stand where it should\n"),
    L("of another length", "\x62\0\0\0\0\0\0\0" PACKED,
      "unread: an object of a systemd journal does not stand where it should\n"),
};

START_TEST(field_that_lz4_packed_is_given)
{
    struct writer writer;
    struct part_recorder recorder = { 0 };
    begin(&writer, false);
    put_data(&writer, 2, bytes_over(lz4[_i].packed, lz4[_i].length));
    ck_assert_str_eq(walk(&recorder, buffer_bytes(&writer.file)), lz4[_i].walk);
    part_recorder_clear(&recorder);
    buffer_clear(&writer.file);
}
END_TEST

/* One line of a megabyte that entries name again and again. */
START_TEST(text_is_bounded_by_the_file)
{
    static char message[(1 << 20) + 9] = "MESSAGE=";
    struct writer writer;
    struct part_recorder recorder = { .blind = true };
    memset(message + 8, 'x', 1 << 20);
    begin(&writer, true);
    const uint64_t line = put_field(&writer, message);
    for (size_t i = 0; i < 100; i++) {
        put_entry(&writer, &line, 1);
    }
    const char *text = walk(&recorder, buffer_bytes(&writer.file));
    ck_assert_ptr_nonnull(
        strstr(text, "unread: more text in the lines of a systemd journal than is read\n"));
    ck_assert_uint_eq(recorder.parts, 1);
    part_recorder_clear(&recorder);
    buffer_clear(&writer.file);
}
END_TEST

START_TEST(every_shorter_journal_is_read_within_itself)
{
    struct writer writer;
    make(&writer, _i == 1);
    expect_prefixes_within(&systemd_journal_container, buffer_bytes(&writer.file), 3, 3);
    buffer_clear(&writer.file);
}
END_TEST

START_TEST(what_is_none_is_not_taken)
{
    struct writer writer;
    begin(&writer, false);
    ck_assert(systemd_journal_container.recognise(bytes_over(writer.file.at, 96)));
    ck_assert(!systemd_journal_container.recognise(bytes_over(writer.file.at, 95)));
    writer.file.at[89] = 0;
    ck_assert(!systemd_journal_container.recognise(buffer_bytes(&writer.file)));
    writer.file.at[89] = 1;
    writer.file.at[7] = 'h';
    ck_assert(!systemd_journal_container.recognise(buffer_bytes(&writer.file)));
    buffer_clear(&writer.file);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("systemd_journal");
    tcase_add_loop_test(tests, lines_of_each_stand_together, 0, 2);
    tcase_add_test(tests, damage_is_told_and_passed_over);
    tcase_add_loop_test(tests, field_that_lz4_packed_is_given, 0, ROWS(lz4));
    tcase_add_test(tests, text_is_bounded_by_the_file);
    tcase_add_loop_test(tests, every_shorter_journal_is_read_within_itself, 0, 2);
    tcase_add_test(tests, what_is_none_is_not_taken);
    return suite_run("systemd_journal", tests);
}
