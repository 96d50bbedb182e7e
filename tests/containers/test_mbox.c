#include "containers/mail/mbox.h"

#include "containers/mail_fixture.h"

static void walk_is_as_read(const char *path, struct bytes mail)
{
    ck_assert_msg(mbox_container.recognise(mail), "%s", path);
    check_walk(&mbox_container, path, mail);
}

START_TEST(every_dialect_is_walked)
{
    each_fixture("mail/*.mbox", 10, walk_is_as_read);
}
END_TEST

static void prefixes_end(const char *path, struct bytes mail)
{
    (void)path;
    check_prefixes(&mbox_container, mail);
}

START_TEST(every_shorter_mbox_walks_to_its_end)
{
    each_fixture("mail/*.mbox", 10, prefixes_end);
}
END_TEST

#define DATE  "Mon Feb  5 10:00:00 2018\n"
#define BEGIN "From a@example.org " DATE "Subject: x\n\n"

static const struct {
    const char *what, *line; /* behind a message, before "Subject: y\n\n" or text */
    bool header_follows, empty_before, separates;
} lines[] = {
    { "full shape", "From b@example.org " DATE, true, true, true },
    { "full shape, no empty line before it", "From b@example.org " DATE, false, false, true },
    { "no sender", "From " DATE, false, false, true },
    { "date of RFC 5322", "From b Mon, 5 Feb 2018 10:00:00 +0100\n", false, true, true },
    { "no seconds", "From b Mon Feb 5 10:00 2018\n", false, true, true },
    { "no date, header behind it", "From b@example.org\n", true, true, true },
    { "no date, text behind it", "From b@example.org\n", false, true, false },
    { "no date, no empty line", "From b@example.org\n", true, false, false },
    { "quoted", ">From b@example.org " DATE, true, true, false },
    { "lower case", "from b@example.org " DATE, true, true, false },
    { "no blank", "Fromb@example.org " DATE, true, true, false },
    { "no weekday", "From b Feb  5 10:00:00 2018\n", false, true, false },
    { "weekday in a sentence", "From Mon to Fri it is open\n", false, true, false },
    { "no year", "From b Mon Feb  5 10:00:00\n", false, true, false },
};

START_TEST(a_from_line_is_told_from_a_sentence)
{
    char mail[512];
    struct part_recorder recorder = { .blind = true, .no_notes = true };
    struct memory_stream memory;
    (void)snprintf(mail, sizeof(mail), BEGIN "text\n%s%s%s", lines[_i].empty_before ? "\n" : "",
                   lines[_i].line, lines[_i].header_follows ? "Subject: y\n\nz\n" : "more text\n");
    memory_stream_init(&memory, bytes_over(mail, strlen(mail)));
    (void)part_recorder_walk(&recorder, &mbox_container, &memory.stream);
    ck_assert_msg(recorder.parts == (lines[_i].separates ? 2 : 1), "%s", lines[_i].what);
    part_recorder_clear(&recorder);
}
END_TEST

static const struct {
    const char *what, *head;
    bool is_mbox;
} heads[] = {
    { "full shape", BEGIN, true },
    { "behind empty lines", "\r\n\n" BEGIN, true },
    { "MMDF", "\1\1\1\1\nSubject: x\n", true },
    { "no date, header", "From a@example.org\nSubject: x\n", true },
    { "a letter", "From me to you\nwith love\n", false },
    { "a message", "From: a@example.org\nSubject: x\n", false },
    { "nothing", "", false },
    { "empty lines", "\n\n", false },
    { "three marks", "\1\1\1\nSubject: x\n", false },
};

START_TEST(an_mbox_is_told_from_other_text)
{
    struct bytes head = bytes_over(heads[_i].head, strlen(heads[_i].head));
    ck_assert_msg(mbox_container.recognise(head) == heads[_i].is_mbox, "%s", heads[_i].what);
}
END_TEST

/* Extents follow each other without a gap, and end where the file does; a
 * message longer than the look-ahead window has none. */
START_TEST(messages_lie_end_to_end)
{
    struct buffer mail = { 0 };
    struct part_recorder recorder = { .blind = true };
    struct memory_stream memory;
    char expected[128];
    ck_assert(buffer_append_text(&mail, BEGIN "one\n\n" BEGIN));
    size_t second = strlen(BEGIN "one\n\n");
    while (mail.used < 3 * STREAM_AHEAD_MAX) {
        record_require(buffer_append_text(&mail, "a line of a long message\n"));
    }
    size_t third = mail.used;
    ck_assert(buffer_append_text(&mail, BEGIN "three\n"));
    memory_stream_init(&memory, buffer_bytes(&mail));
    const char *got = part_recorder_walk(&recorder, &mbox_container, &memory.stream);
    (void)snprintf(expected, sizeof(expected),
                   "message 1 0+%zu message\nmessage 2 %zu+0 message\n"
                   "message 3 %zu+%zu message\n",
                   second, second, third, mail.used - third);
    ck_assert_str_eq(got, expected);
    part_recorder_clear(&recorder);
    buffer_clear(&mail);
}
END_TEST

/* What stands in front is the same however much of it is shown at once. */
START_TEST(empty_lines_and_text_in_front_are_text)
{
    static const char text[] = "\n\n\n\nnot a mailbox yet\n\n" BEGIN "one\n";
    struct part_recorder recorder = { .blind = true };
    struct dribble_stream dribble;
    dribble_stream_init(&dribble, bytes_over(text, sizeof(text) - 1), 1);
    const char *got = part_recorder_walk(&recorder, &mbox_container, &dribble.stream);
    ck_assert_ptr_nonnull(strstr(got, "<preamble>"));
    part_recorder_clear(&recorder);
}
END_TEST

/* Those that mailboxes around this one hold. */
START_TEST(fragments_within_each_other_count_together)
{
    static const uint64_t around[] = { 0, MESSAGE_FRAGMENT_OCTETS_MAX - 100,
                                       MESSAGE_FRAGMENT_OCTETS_MAX,
                                       MESSAGE_FRAGMENT_OCTETS_MAX + 100 };
    struct bytes mail = fixture_file(FIXTURES "/mail/fragments.mbox");
    for (size_t i = 0; i < sizeof(around) / sizeof(around[0]); i++) {
        struct part_recorder recorder = { .blind = true };
        struct container_sink sink = part_recorder_sink(&recorder);
        struct memory_stream memory;
        uint64_t octets = around[i];
        sink.fragment_octets = &octets;
        memory_stream_init(&memory, mail);
        ck_assert_ptr_null(mbox_container.walk(&memory.stream, &sink));
        ck_assert(buffer_append_byte(&recorder.text, 0));
        const bool told =
            strstr((const char *)recorder.text.at, "more fragments of messages") != NULL;
        ck_assert_msg(told == (i > 0), "%zu: %s", i, (const char *)recorder.text.at);
        ck_assert_uint_eq(octets, around[i]);
        part_recorder_clear(&recorder);
    }
    fixture_free(mail);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("mbox");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, every_dialect_is_walked);
    tcase_add_test(tests, every_shorter_mbox_walks_to_its_end);
    tcase_add_loop_test(tests, a_from_line_is_told_from_a_sentence, 0,
                        (int)(sizeof(lines) / sizeof(lines[0])));
    tcase_add_loop_test(tests, an_mbox_is_told_from_other_text, 0,
                        (int)(sizeof(heads) / sizeof(heads[0])));
    tcase_add_test(tests, messages_lie_end_to_end);
    tcase_add_test(tests, empty_lines_and_text_in_front_are_text);
    tcase_add_test(tests, fragments_within_each_other_count_together);
    return suite_run("mbox", tests);
}
