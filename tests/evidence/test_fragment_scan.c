#include "containers/mail/mbox.h"
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

START_TEST(key_in_fragments_is_found_and_shown_again)
{
    struct buffer content = fixture_read("mail/fragments.mbox");
    check_scan(buffer_bytes(&content),
               "a fragment of a message, not joined with the others\nno closing boundary\n"
               "proven!reading 3 @1991 message/partial!part 1 keys.zip!member 1 "
               "server.key@0+1703\n");
    buffer_clear(&content);
}
END_TEST

/* What comes by once only. */
static void walk_once(struct bytes content, struct record_list *list)
{
    const struct record_sink sink = { list, record_list_add };
    struct ingest ingest = { .examiner = run_examiner,
                             .sink = &sink,
                             .size = STREAM_SIZE_UNKNOWN,
                             .work = CANDIDATE_WORK_FLOOR,
                             .expansion_left = MIB };
    struct ingest_frame frame = { .ingest = &ingest };
    struct memory_stream memory;
    memory_stream_init(&memory, content);
    ingest_walk(&frame, &mbox_container, &memory.stream);
    ingest_frame_clear(&frame);
    leaf_scan_free(ingest.spare);
}

static const struct {
    const char *name, *expected, *told;
} files[] = {
    { "fragments_without_the_first.mbox",
      "a message of which not all fragments lie here: what there is was read\n"
      "proven!reading 2 @1903 message/partial!part 1!reading @0 base64!member 1 "
      "server.key@0+1703\n",
      "2 of 3 @1903+667\n3 of 3 @0+1902\n" },
    { "fragments_without_the_last.mbox",
      "a message of which not all fragments lie here: what there is was read\n"
      "malformed!reading 1 @0 message/partial!part 1 keys.zip!member 1 server.key@0+253\n"
      "the archive is cut off\nthe archive is cut off\nno closing boundary\n",
      "1 of 3 @0+738\n2 of 3 @827+667\n" },
};

START_TEST(what_there_is_of_a_message_is_read_where_no_other_file_can_have_the_rest)
{
    char path[64];
    struct record_list list = { 0 };
    (void)snprintf(path, sizeof(path), "mail/%s", files[_i].name);
    struct buffer content = fixture_read(path);
    walk_once(buffer_bytes(&content), &list);
    ck_assert_str_eq(record_list_text(&list), files[_i].expected);
    record_list_clear(&list);
    buffer_clear(&content);
}
END_TEST

static void add_told(void *context, const struct record *record)
{
    struct buffer *told = context;
    struct bytes encoded = record->fragment.provenance;
    struct place spot;
    char text[96];
    if (record->kind == RECORD_FRAGMENT && record->fragment.facts.kind == FRAGMENT_MESSAGE) {
        ck_assert(provenance_take(&encoded, &spot));
        (void)snprintf(
            text, sizeof(text), "%u of %u @%u+%u\n", (unsigned)record->fragment.facts.wanted,
            (unsigned)record->fragment.facts.cuts[0], (unsigned)spot.offset, (unsigned)spot.length);
        ck_assert(buffer_append_text(told, text));
    }
}

START_TEST(of_a_message_whose_rest_may_lie_in_another_file_is_told)
{
    char path[64];
    struct buffer told = { 0 };
    const struct record_sink sink = { &told, add_told };
    (void)snprintf(path, sizeof(path), "mail/%s", files[_i].name);
    struct buffer content = fixture_read(path);
    run_scan_into(buffer_bytes(&content), &sink);
    ck_assert(buffer_append_byte(&told, 0));
    ck_assert_str_eq((const char *)told.at, files[_i].told);
    buffer_clear(&told);
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
    check_scan(buffer_bytes(&mailbox), "proven!reading 3 @377 message/partial!part 1@0+240\n"
                                       "proven!reading 3 @377 message/partial@26+240\n");
    buffer_clear(&key);
    buffer_clear(&mailbox);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fragment_scan");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_test(tests, key_in_fragments_is_found_and_shown_again);
    tcase_add_loop_test(tests,
                        what_there_is_of_a_message_is_read_where_no_other_file_can_have_the_rest, 0,
                        (int)(sizeof(files) / sizeof(files[0])));
    tcase_add_loop_test(tests, of_a_message_whose_rest_may_lie_in_another_file_is_told, 0,
                        (int)(sizeof(files) / sizeof(files[0])));
    tcase_add_test(tests, more_fragments_than_are_held_are_told);
    tcase_add_test(tests, mailboxes_within_each_other_count_together);
    tcase_add_test(tests, lines_of_two_fragments_follow_each_other);
    return run_suite("fragment_scan", tests);
}
