#include "containers/disks/hex_records.h"

#include <pthread.h>
#include <stdio.h>

#include "containers/part_recorder.h"
#include "suite.h"

/* As objcopy writes "keys of mine, and of others", 16 octets a line. */
#define INTEL_FIRST  ":100000006B657973206F66206D696E652C20616E5B\r\n"
#define INTEL_SECOND ":0B00100064206F66206F7468657273D7\r\n"
#define INTEL_END    ":00000001FF\r\n"
#define S_FIRST      "S11300006B657973206F66206D696E652C20616E57\r\n"
#define S_SECOND     "S10E001064206F66206F7468657273D3\r\n"
#define S_END        "S9030000FC\r\n"

#define WHOLE "keys of mine, and of others"
#define ODD   "note: lines that are no records, or whose length or check sum does not hold\n"
#define FF_15 "\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff"

static const struct {
    const char *what, *text;
    const struct container *container;
    const char *data; /* NULL: not taken for one */
    const char *notes;
} texts[] = {
    { "Intel HEX", INTEL_FIRST INTEL_SECOND INTEL_END, &intel_hex_container, WHOLE, "" },
    { "small letters, line feeds alone",
      ":100000006b657973206f66206d696e652c20616e5b\n:0b00100064206f66206f7468657273d7\n:"
      "00000001ff\n",
      &intel_hex_container, WHOLE, "" },
    { "blanks around records",
      ":100000006B657973206F66206D696E652C20616E5B \t\r\n  "
      ":0B00100064206F66206F7468657273D7\r\n\r\n" INTEL_END,
      &intel_hex_container, WHOLE, "" },
    { "a check sum that does not hold",
      INTEL_FIRST ":0B00100064206F66206F7468657273D0\r\n" INTEL_END, &intel_hex_container, WHOLE,
      ODD },
    { "a length that does not hold", INTEL_FIRST ":0C00100064206F66206F7468657273D7\r\n" INTEL_END,
      &intel_hex_container, WHOLE, ODD },
    { "a comment between", INTEL_FIRST "; a comment\r\n" INTEL_SECOND INTEL_END,
      &intel_hex_container, WHOLE, ODD },
    { "no end", INTEL_FIRST INTEL_SECOND, &intel_hex_container, WHOLE,
      "note: the file has no end of file record\n" },
    { "an extended linear address that goes on",
      ":020000040001F9\r\n:01FFFF0061A0\r\n:020000040002F8\r\n:01000000629D\r\n" INTEL_END,
      &intel_hex_container, "ab", "" },
    { "segments that go on",
      ":020000021000EC\r\n:01000F00618F\r\n:020000021001EB\r\n:01000000629D\r\n" INTEL_END,
      &intel_hex_container, "ab", "" },
    { "where a program begins",
      ":0400000300000000F9\r\n:01000000619E\r\n:0400000500000000F7\r\n" INTEL_END,
      &intel_hex_container, "a", "" },
    { "a gap", ":01000000619E\r\n:01000300629A\r\n" INTEL_END, &intel_hex_container, "a\\xff\\xffb",
      "" },
    { "a gap that is long", ":01000000619E\r\n:01012C006270\r\n" INTEL_END, &intel_hex_container,
      "a\\xff" FF_15 "b", "" },
    { "an address that goes back", ":01001000618E\r\n:01000000629D\r\n" INTEL_END,
      &intel_hex_container, "a\\xff" FF_15 "b", "" },
    { "S-records", "S00600004844521B\r\n" S_FIRST S_SECOND S_END, &s_record_container, WHOLE, "" },
    { "S-records without a header", S_FIRST S_SECOND S_END, &s_record_container, WHOLE, "" },
    { "S-records of 24 and 32 bits of address",
      "S2050000006199\r\nS306000000016296\r\nS804000000FB\r\nS70500000000FA\r\n",
      &s_record_container, "ab", "" },
    { "S-records that are counted", S_FIRST S_SECOND "S5030002FA\r\n" S_END, &s_record_container,
      WHOLE, "" },
    { "S-records without an end", S_FIRST S_SECOND, &s_record_container, WHOLE,
      "note: the file has no termination record\n" },
    { "an S-record that is too short for its address", S_FIRST S_SECOND "S303000000\r\n" S_END,
      &s_record_container, WHOLE, ODD },
    { "a first record that does not hold",
      ":100000006B657973206F66206D696E652C20616E50\r\n" INTEL_END, &intel_hex_container, NULL,
      NULL },
    { "a kind of record that nobody defined", ":00000006FA\r\n", &intel_hex_container, NULL, NULL },
    { "an S-record that nobody defined", "S4030000FC\r\n", &s_record_container, NULL, NULL },
    { "a colon in front of text", ":0) that is no record\r\n", &intel_hex_container, NULL, NULL },
    { "digits that are none", ":0000000GFF\r\n", &intel_hex_container, NULL, NULL },
    { "half an octet", ":00000001FF0\r\n", &intel_hex_container, NULL, NULL },
    { "nothing", "", &intel_hex_container, NULL, NULL },
};

START_TEST(records_are_recognised_and_read)
{
    const size_t length = strlen(texts[_i].text);
    const struct container *container = texts[_i].container;
    uint8_t *copy = exact_copy(texts[_i].text, length);
    const struct bytes text = bytes_over(copy, length);
    const bool taken = container->recognise(text);
    ck_assert_msg(taken == (texts[_i].data != NULL), "%s", texts[_i].what);
    if (taken) {
        char expected[512];
        struct part_recorder recorder = { 0 };
        struct memory_stream memory;
        memory_stream_init(&memory, text);
        (void)snprintf(expected, sizeof(expected), "reading 0 0+%zu <%s> unknown \"%s\"\n%s",
                       length, container->name, texts[_i].data, texts[_i].notes);
        ck_assert_str_eq(part_recorder_walk(&recorder, container, &memory.stream), expected);
        part_recorder_clear(&recorder);
    }
    free(copy);
}
END_TEST

/* A key may stand in what is longer than any record: the line is passed over, and what is behind it
 * is read. */
START_TEST(a_line_without_end_is_passed_over)
{
    static const char behind[] = "\r\n" INTEL_SECOND INTEL_END;
    struct buffer text = { 0 };
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    ck_assert(buffer_append_text(&text, INTEL_FIRST));
    for (size_t i = 0; i < 5000; i++) {
        ck_assert(buffer_append_byte(&text, '0'));
    }
    ck_assert(buffer_append_text(&text, behind));
    memory_stream_init(&memory, buffer_bytes(&text));
    const char *said = part_recorder_walk(&recorder, &intel_hex_container, &memory.stream);
    ck_assert_ptr_nonnull(strstr(said, "\"" WHOLE "\"\n" ODD));
    part_recorder_clear(&recorder);
    buffer_clear(&text);
}
END_TEST

/* A gzip of "k". */
#define GZIP "\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb\x06\0\x5d\x57\x62\x08\x01\0\0\0"

/* In the order of the file: between records, and behind them. Who stops at the records wants no
 * more. */
START_TEST(streams_among_records_are_carved)
{
    static const uint8_t text[] = INTEL_FIRST GZIP "\r\n" INTEL_SECOND "; text\r\n" INTEL_END GZIP;
    static const char records[] = "reading 0 0+0 <intel-hex> unknown \"" WHOLE "\"\n" ODD;
    static const char streams[] = "reading 0 45+0 <carved-gzip> unknown \"k\"\n"
                                  "reading 0 124+0 <carved-gzip> unknown \"k\"\n";
    for (size_t grain = 1; grain < 2000; grain += 333) {
        struct part_recorder recorder = { 0 }, stopped = { .stop_after = 1 };
        struct dribble_stream dribble;
        char expected[256];
        dribble_stream_init(&dribble, bytes_over(text, sizeof(text) - 1), grain);
        (void)snprintf(expected, sizeof(expected), "%s%s", records, streams);
        ck_assert_str_eq(part_recorder_walk(&recorder, &intel_hex_container, &dribble.stream),
                         expected);
        dribble_stream_init(&dribble, bytes_over(text, sizeof(text) - 1), grain);
        ck_assert_str_eq(part_recorder_walk(&stopped, &intel_hex_container, &dribble.stream),
                         records);
        part_recorder_clear(&recorder);
        part_recorder_clear(&stopped);
    }
}
END_TEST

START_TEST(every_shorter_text_is_read)
{
    static const char whole[] = INTEL_FIRST INTEL_SECOND INTEL_END S_FIRST S_SECOND S_END;
    const struct container *const containers[] = { &intel_hex_container, &s_record_container };
    for (size_t kept = 0; kept < sizeof(whole); kept++) {
        uint8_t *copy = exact_copy(whole, kept);
        for (size_t i = 0; i < 2; i++) {
            struct part_recorder recorder = { 0 };
            struct memory_stream memory;
            memory_stream_init(&memory, bytes_over(copy, kept));
            (void)containers[i]->recognise(bytes_over(copy, kept));
            (void)part_recorder_walk(&recorder, containers[i], &memory.stream);
            ck_assert_uint_eq(memory.stream.offset, kept);
            part_recorder_clear(&recorder);
        }
        free(copy);
    }
}
END_TEST

#define STACK_ROOM ((size_t)256 * 1024)

static void *recognise_it(void *text)
{
    const struct bytes *head = text;
    return intel_hex_container.recognise(*head) || s_record_container.recognise(*head) ? text
                                                                                       : NULL;
}

/* Whether a file begins with records is asked of every file, those with keys among them: what the
 * first one holds may not stay on the stack, which is our own here to be searched. */
START_TEST(nothing_of_the_first_record_stays_on_the_stack)
{
    static const char *const firsts[] = { INTEL_FIRST, S_FIRST };
    const char *first = firsts[_i];
    struct bytes head = bytes_over((const uint8_t *)first, strlen(first));
    uint8_t *stack = aligned_alloc(4096, STACK_ROOM);
    pthread_attr_t attributes;
    pthread_t thread;
    void *taken = NULL;
    ck_assert_ptr_nonnull(stack);
    memset(stack, 0, STACK_ROOM);
    ck_assert_int_eq(pthread_attr_init(&attributes), 0);
    ck_assert_int_eq(pthread_attr_setstack(&attributes, stack, STACK_ROOM), 0);
    ck_assert_int_eq(pthread_create(&thread, &attributes, recognise_it, &head), 0);
    ck_assert_int_eq(pthread_join(thread, &taken), 0);
    ck_assert_ptr_nonnull(taken);
    ck_assert_ptr_null(memmem(stack, STACK_ROOM, "of mine,", 8));
    ck_assert_int_eq(pthread_attr_destroy(&attributes), 0);
    free(stack);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("hex_records");
    tcase_add_rows(tests, records_are_recognised_and_read, texts);
    tcase_add_test(tests, a_line_without_end_is_passed_over);
    tcase_add_test(tests, streams_among_records_are_carved);
    tcase_add_test(tests, every_shorter_text_is_read);
    tcase_add_loop_test(tests, nothing_of_the_first_record_stays_on_the_stack, 0, 2);
    return suite_run("hex_records", tests);
}
