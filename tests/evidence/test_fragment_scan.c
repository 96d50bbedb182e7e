#include "containers/mbox.h"
#include "evidence/evidence_replay.h"
#include "evidence_run.h"

/* A key in a zip that was sent in several mails (message/partial) of one mailbox. */

static void prepare(void)
{
    run_prepare_scanning("");
}

static void check_scan(struct bytes content, const char *expected)
{
    struct record_list list = { 0 };
    run_scan(content, &list);
    ck_assert_str_eq(record_list_text(&list), expected);
    if (strstr(expected, "proven") != NULL) {
        run_replay(content, &list);
    }
    record_list_clear(&list);
}

static const struct {
    const char *name, *expected;
} files[] = {
    { "fragments.mbox",
      "a fragment of a message, not joined with the others\nno closing boundary\n"
      "proven!reading 3 @1991 message/partial!part 1 keys.zip!member 1 server.key@0+1703\n" },
    { "fragments_without_the_first.mbox",
      "a message of which not all fragments lie here: what there is was read\n"
      "proven!reading 2 @1903 message/partial!part 1!reading @0 base64!member 1 "
      "server.key@0+1703\n" },
    { "fragments_without_the_last.mbox",
      "a message of which not all fragments lie here: what there is was read\n"
      "malformed!reading 1 @0 message/partial!part 1 keys.zip!member 1 server.key@0+253\n"
      "the archive is cut off\nthe archive is cut off\nno closing boundary\n" },
};

START_TEST(key_in_fragments_is_found_and_shown_again)
{
    char path[64];
    (void)snprintf(path, sizeof(path), "mail/%s", files[_i].name);
    struct buffer content = fixture_read(path);
    check_scan(buffer_bytes(&content), files[_i].expected);
    buffer_clear(&content);
}
END_TEST

static void put_mail(struct buffer *mailbox, unsigned message, unsigned number, unsigned total,
                     const char *body)
{
    char text[512];
    (void)snprintf(text, sizeof(text),
                   "From a@b Mon Feb  5 10:00:00 2018\nSubject: x\n"
                   "Content-Type: Message/Partial; id=m%u; number=%u; total=%u\n\n%s\n",
                   message, number, total, body);
    ck_assert(buffer_append_text(mailbox, text));
}

/* A key of two fragments behind more beginnings of others than are held. */
START_TEST(more_fragments_than_are_held_are_told)
{
    struct buffer mailbox = { 0 };
    for (unsigned i = 0; i < MESSAGE_FRAGMENTS_MAX + 2; i++) {
        put_mail(&mailbox, i, 2, 9, "text\n");
    }
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&mailbox), &list);
    const char *text = record_list_text(&list);
    ck_assert_ptr_nonnull(strstr(text, "more fragments of messages than are held"));
    ck_assert_int_eq(list.done.outcome, OUTCOME_BOUND);
    record_list_clear(&list);
    buffer_clear(&mailbox);
}
END_TEST

/* As in a mailbox within another, which holds as many octets as may be. */
START_TEST(mailboxes_within_each_other_count_together)
{
    struct buffer mailbox = { 0 };
    struct record_list list = { 0 };
    const struct record_sink sink = { &list, record_list_add };
    struct ingest ingest = { .examiner = run_examiner,
                             .sink = &sink,
                             .expansion_left = MIB,
                             .fragment_octets = MESSAGE_FRAGMENT_OCTETS_MAX };
    struct ingest_frame frame = { .ingest = &ingest };
    struct memory_stream memory;
    put_mail(&mailbox, 1, 1, 2, "text\n");
    put_mail(&mailbox, 1, 2, 2, "text\n");
    memory_stream_init(&memory, buffer_bytes(&mailbox));
    ingest_walk(&frame, &mbox_container, &memory.stream);
    ck_assert_ptr_nonnull(
        strstr(record_list_text(&list), "more fragments of messages than are held"));
    ck_assert_uint_eq(ingest.fragment_octets, MESSAGE_FRAGMENT_OCTETS_MAX);
    ingest_frame_clear(&frame);
    leaf_scan_free(ingest.spare);
    record_list_clear(&list);
    buffer_clear(&mailbox);
}
END_TEST

/* The empty line that a mailbox puts behind a mail does not come between them, and another
 * message's fragments do not. The marks of the mail that is around them go. */
START_TEST(lines_of_two_fragments_follow_each_other)
{
    static const char header[] = "Content-Type: text/plain\n\n";
    struct buffer mailbox = { 0 };
    struct buffer key = fixture_read("keys/rfc9500-p256.key");
    ck_assert(buffer_append_byte(&key, 0));
    char body[512];
    const int cut = 93; /* behind its second line */
    put_mail(&mailbox, 1, 2, 2, (const char *)key.at + cut);
    put_mail(&mailbox, 11, 1, 2, "Subject: other\n\nother\n");
    (void)snprintf(body, sizeof(body), "%s%.*s", header, cut, (const char *)key.at);
    put_mail(&mailbox, 1, 1, 2, body);
    check_scan(buffer_bytes(&mailbox),
               "proven!reading 3 @377 message/partial!part 1@0+240\n"
               "proven!reading 3 @377 message/partial@26+240\n"
               "a message of which not all fragments lie here: what there is was read\n");
    buffer_clear(&key);
    buffer_clear(&mailbox);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fragment_scan");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, key_in_fragments_is_found_and_shown_again, 0,
                        (int)(sizeof(files) / sizeof(files[0])));
    tcase_add_test(tests, more_fragments_than_are_held_are_told);
    tcase_add_test(tests, mailboxes_within_each_other_count_together);
    tcase_add_test(tests, lines_of_two_fragments_follow_each_other);
    return suite_run("fragment_scan", tests);
}
