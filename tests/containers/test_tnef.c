#include "containers/outlook/tnef.h"

#include "bounds.h"
#include "containers/part_recorder.h"
#include "containers/tnef_writer.h"
#include "suite.h"

#define LONG_TEXT "a text that is as long as a key: 32 bytes"

static struct bytes over(const char *text)
{
    return bytes_over(text, strlen(text));
}

/* The whole record of a walk; a copy with no byte to spare is walked. */
static const char *walk(struct part_recorder *recorder, struct bytes content)
{
    uint8_t *copy = exact_copy(content.at, content.left);
    struct memory_stream memory;
    memory_stream_init(&memory, bytes_over(copy, content.left));
    ck_assert(tnef_container.recognise(bytes_over(copy, content.left)));
    const char *record = part_recorder_walk(recorder, &tnef_container, &memory.stream);
    free(copy);
    return record;
}

static void check_walk(struct buffer *content, const char *expected)
{
    struct part_recorder recorder = { 0 };
    ck_assert_str_eq(walk(&recorder, buffer_bytes(content)), expected);
    part_recorder_clear(&recorder);
    buffer_clear(content);
}

START_TEST(only_its_magic_number_is_taken)
{
    static const char good[] = "\x78\x9f\x3e\x22\x01\x00\x02",
                      odd[] = "\x78\x9f\x3e\x22\x01\x00\x03";
    ck_assert(tnef_container.recognise(bytes_over(good, 7)));
    ck_assert(tnef_container.recognise(bytes_over(good, 6)));
    ck_assert(!tnef_container.recognise(bytes_over(good, 5)));
    ck_assert(!tnef_container.recognise(bytes_over(odd, 7)));
    ck_assert(!tnef_container.recognise(bytes_over("\x78\x9f\x3e\x23\x01\x00\x01", 7)));
    ck_assert(tnef_container.seeks);
}
END_TEST

START_TEST(attachments_are_given_by_their_numbers_and_titles)
{
    struct buffer content = { 0 };
    tnef_begin(&content);
    tnef_attachment(&content, "a.txt", over("first"));
    tnef_attachment(&content, "b.txt", over("second"));
    check_walk(&content, "part 1 40+5 <a.txt> unknown \"first\"\n"
                         "part 2 98+6 <b.txt> unknown \"second\"\n");
}
END_TEST

/* The long name wins; it is UTF-16 where it is not plain. */
START_TEST(long_names_are_read_from_the_properties)
{
    struct buffer content = { 0 }, list = { 0 };
    tnef_begin(&content);
    tnef_attachment(&content, "LONGNA~1.KEY", over("bytes"));
    tnef_number(&list, 4, 2);
    tnef_number(&list, 8, 0x000100000e200003); /* a number before it */
    tnef_value_utf16(&list, 0x3707, "long n\xe4me.key");
    tnef_attribute(&content, 2, 0x00069005, buffer_bytes(&list));
    buffer_clear(&list);
    check_walk(&content, "part 1 40+5 <long n\\xc3\\xa4me.key> unknown \"bytes\"\n");
}
END_TEST

START_TEST(an_object_is_given_without_its_interface)
{
    struct buffer content = { 0 }, list = { 0 };
    tnef_begin(&content);
    tnef_attachment(&content, "mail", over(""));
    tnef_number(&list, 4, 2);
    tnef_value(&list, 0x0d, 0x3701, over("0123456789abcdef"), over("embedded"));
    tnef_value_text(&list, 0x3707, "Re: keys");
    tnef_attribute(&content, 2, 0x00069005, buffer_bytes(&list));
    buffer_clear(&list);
    check_walk(&content, "part 1 99+8 <Re: keys> unknown \"embedded\"\n");
}
END_TEST

/* Facts come first; named properties and those with many values are stepped over or given. */
START_TEST(the_message_is_read)
{
    static const char from[] = "\4\0\x1c\0\3\0\x0b\0Al\0SMTP:a@b.c\0";
    static const char sent[] = "\xda\x07\x04\x00\x1c\x00\x0c\x00\x28\x00\x38\x00\x03\x00";
    struct buffer content = { 0 }, list = { 0 };
    tnef_begin(&content);
    tnef_attribute(&content, 1, 0x00008000, bytes_over(from, sizeof(from) - 1));
    tnef_attribute_text(&content, 1, 0x00018004, "keys");
    tnef_attribute(&content, 1, 0x00038005, bytes_over(sent, sizeof(sent) - 1));
    tnef_attribute_text(&content, 1, 0x0002800c, LONG_TEXT " 0");
    tnef_number(&list, 4, 5);
    tnef_number(&list, 4, 0x1003u | 0x8001u << 16); /* named by a text, three numbers */
    for (int i = 0; i < 4; i++) {
        tnef_number(&list, 4, 0x11111111);
    }
    tnef_number(&list, 4, 1);
    tnef_number(&list, 4, 6);
    ck_assert(buffer_append(&list, bytes_over("a\0b\0\0\0\0", 8)));
    tnef_number(&list, 4, 3);
    tnef_number(&list, 8, 1);
    tnef_number(&list, 4, 3);
    tnef_value_text(&list, 0x1035, "<1@b.c>");
    tnef_number(&list, 4, 0x101eu | 0x3a58u << 16); /* two strings */
    tnef_number(&list, 4, 2);
    for (int i = 0; i < 2; i++) {
        tnef_number(&list, 4, strlen(LONG_TEXT));
        ck_assert(buffer_append_text(&list, LONG_TEXT));
        tnef_number(&list, (4 - strlen(LONG_TEXT) % 4) % 4, 0);
    }
    tnef_value(&list, 0x102, 0x1009, over(""), over("{\\rtf1 " LONG_TEXT));
    tnef_number(&list, 2, 0x000b); /* a boolean, filled up */
    tnef_number(&list, 6, 0x00010e1b);
    tnef_attribute(&content, 1, 0x00069003, buffer_bytes(&list));
    buffer_clear(&list);
    check_walk(&content,
               "mail 1272458456 -1 <a@b.c> <keys> <<1@b.c>>\n"
               "text 1 89+44 <attBody> unknown \"" LONG_TEXT " 0\\x00\"\n"
               "text 2 232+41 <property 3a58> unknown \"" LONG_TEXT "\"\n"
               "text 3 280+41 <property 3a58> unknown \"" LONG_TEXT "\"\n"
               "text 4 336+48 <PidTagRtfCompressed> unknown \"{\\x5crtf1 " LONG_TEXT "\"\n");
}
END_TEST

START_TEST(a_wrong_sum_is_a_note)
{
    struct buffer content = { 0 };
    tnef_begin(&content);
    tnef_attachment(&content, "a.txt", over("first"));
    content.at[40] = 'F';
    check_walk(&content, "note: the checksum of an attribute does not hold\n"
                         "part 1 40+5 <a.txt> unknown \"First\"\n");
}
END_TEST

/* A length of nearly 4 GiB: what is there is read. */
START_TEST(a_length_that_lies_is_read_to_the_end)
{
    struct buffer content = { 0 };
    tnef_begin(&content);
    tnef_attachment(&content, "", over("first"));
    memset(content.at + 36, 0xff, 4);
    check_walk(&content, "unread: cut off within an attribute: read as far as it goes\n"
                         "part 1 40+19 unknown \"first(\\x02\\x02\\x10\\x80\\x01\\x00\\x01\\x00"
                         "\\x00\\x00\\x00\\x00\\x00\"\n");
}
END_TEST

START_TEST(what_is_no_attribute_ends_the_walk)
{
    struct buffer content = { 0 };
    tnef_begin(&content);
    tnef_attachment(&content, "a.txt", over("first"));
    ck_assert(buffer_append_text(&content, "\7rubbish behind it"));
    check_walk(&content, "unread: no attribute stands where one should: nothing is read from "
                         "there on\npart 1 40+5 <a.txt> unknown \"first\"\n");
}
END_TEST

static void put_list(struct buffer *content, uint32_t count, size_t kept, uint32_t length)
{
    struct buffer list = { 0 };
    tnef_begin(content);
    tnef_number(&list, 4, count);
    tnef_value(&list, 0x102, 0x1013, over(""), over(LONG_TEXT));
    if (length > 0) {
        list.used = 12;
        tnef_number(&list, 4, length);
        ck_assert(buffer_append_text(&list, LONG_TEXT "xyz"));
    }
    list.used = kept < list.used ? kept : list.used;
    tnef_attribute(content, 1, 0x00069003, buffer_bytes(&list));
    buffer_clear(&list);
}

START_TEST(counts_and_lengths_of_properties_that_lie)
{
    struct buffer content = { 0 };
    put_list(&content, 0, SIZE_MAX, 0);
    check_walk(&content, "text 1 31+41 <PidTagHtml> unknown \"" LONG_TEXT "\"\n"
                         "note: not as many properties as their list claims\n");
    put_list(&content, UINT32_MAX, SIZE_MAX, 0);
    check_walk(&content, "text 1 31+41 <PidTagHtml> unknown \"" LONG_TEXT "\"\n"
                         "note: not as many properties as their list claims\n");
    put_list(&content, 1, SIZE_MAX, UINT32_MAX);
    check_walk(&content, "text 1 31+44 <PidTagHtml> unknown \"" LONG_TEXT "xyz\"\n"
                         "note: a property is cut off or of no known type: those behind it are not "
                         "read\n");
    put_list(&content, 1, 8, 0);
    check_walk(&content, "unread: a property is cut off or of no known type: those behind it are "
                         "not read\n");
    put_list(&content, 1, 3, 0);
    check_walk(&content, "note: a property is cut off or of no known type: those behind it are "
                         "not read\n");
}
END_TEST

/* Two of what may stand once: the beginning of the second attachment is lost. */
START_TEST(nothing_is_dropped_where_a_beginning_is_lost)
{
    struct buffer content = { 0 };
    tnef_begin(&content);
    tnef_attribute(&content, 2, 0x0006800f, over("first"));
    tnef_attribute(&content, 2, 0x0006800f, over("second"));
    tnef_attribute_text(&content, 1, 0x0002800c, LONG_TEXT "1");
    tnef_attribute_text(&content, 1, 0x0002800c, LONG_TEXT "2");
    check_walk(&content, "part 1 15+5 unknown \"first\"\n"
                         "text 1 48+43 <attBody> unknown \"" LONG_TEXT "1\\x00\"\n"
                         "text 2 102+43 <attBody> unknown \"" LONG_TEXT "2\\x00\"\n"
                         "part 2 31+6 unknown \"second\"\n");
}
END_TEST

START_TEST(more_attachments_than_are_read_are_told)
{
    struct part_recorder recorder = { .blind = true };
    struct buffer content = { 0 };
    tnef_begin(&content);
    for (unsigned i = 0; i <= TNEF_PARTS_MAX; i++) {
        tnef_attribute(&content, 2, 0x0006800f, over("x"));
    }
    const char *record = walk(&recorder, buffer_bytes(&content));
    ck_assert_uint_eq(recorder.parts, TNEF_PARTS_MAX);
    ck_assert_ptr_nonnull(strstr(record, "unread: more attachments or properties than are read"));
    buffer_clear(&content);
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(a_sink_that_has_enough_ends_the_walk)
{
    struct part_recorder recorder = { .stop_after = 1 };
    struct buffer content = { 0 };
    tnef_begin(&content);
    tnef_attachment(&content, "a.txt", over("first"));
    tnef_attachment(&content, "b.txt", over("second"));
    (void)walk(&recorder, buffer_bytes(&content));
    ck_assert_uint_eq(recorder.parts, 1);
    buffer_clear(&content);
    part_recorder_clear(&recorder);
}
END_TEST

static void put_all(struct buffer *content)
{
    struct buffer list = { 0 };
    put_list(content, 1, SIZE_MAX, 0);
    tnef_attachment(content, "a.txt", over("first"));
    tnef_number(&list, 4, 2);
    tnef_value(&list, 0x0d, 0x3701, over("0123456789abcdef"), over("embedded"));
    tnef_value_utf16(&list, 0x3707, "name");
    tnef_attribute(content, 2, 0x00069005, buffer_bytes(&list));
    buffer_clear(&list);
}

/* Where one attribute ends and the next begins, nothing is missing. */
START_TEST(every_shorter_one_is_read)
{
    struct buffer content = { 0 };
    put_all(&content);
    size_t whole = 6;
    for (size_t kept = 6; kept < content.used; kept++) {
        struct part_recorder recorder = { 0 };
        const char *record = walk(&recorder, bytes_over(content.at, kept));
        const bool cut = strstr(record, "unread: cut off within an attribute") != NULL;
        ck_assert_msg(cut == (kept != whole), "%zu: %s", kept, record);
        whole += kept == whole ? 11u + content.at[whole + 5] : 0;
        part_recorder_clear(&recorder);
    }
    buffer_clear(&content);
}
END_TEST

START_TEST(every_flipped_byte_is_read)
{
    struct buffer content = { 0 };
    put_all(&content);
    for (size_t at = 7; at < content.used; at++) {
        for (unsigned bit = at % 2; bit < 8; bit += 2) {
            struct part_recorder recorder = { 0 };
            content.at[at] ^= (uint8_t)(1u << bit);
            (void)walk(&recorder, buffer_bytes(&content));
            content.at[at] ^= (uint8_t)(1u << bit);
            part_recorder_clear(&recorder);
        }
    }
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("tnef");
    tcase_add_test(tests, only_its_magic_number_is_taken);
    tcase_add_test(tests, attachments_are_given_by_their_numbers_and_titles);
    tcase_add_test(tests, long_names_are_read_from_the_properties);
    tcase_add_test(tests, an_object_is_given_without_its_interface);
    tcase_add_test(tests, the_message_is_read);
    tcase_add_test(tests, a_wrong_sum_is_a_note);
    tcase_add_test(tests, a_length_that_lies_is_read_to_the_end);
    tcase_add_test(tests, what_is_no_attribute_ends_the_walk);
    tcase_add_test(tests, counts_and_lengths_of_properties_that_lie);
    tcase_add_test(tests, nothing_is_dropped_where_a_beginning_is_lost);
    tcase_add_test(tests, more_attachments_than_are_read_are_told);
    tcase_add_test(tests, a_sink_that_has_enough_ends_the_walk);
    tcase_add_test(tests, every_shorter_one_is_read);
    tcase_add_test(tests, every_flipped_byte_is_read);
    return suite_run("tnef", tests);
}
