#include "containers/outlook/pst_walk.h"

#include <stdlib.h>

#include "containers/outlook_writer.h"
#include "containers/part_recorder.h"
#include "suite.h"

#define INBOX  0x8022u
#define FIRST  0x200024u
#define SECOND 0x200044u
#define THIRD  0x200064u

static struct outlook_writer store;
static uint8_t attached[20000];

static const struct {
    unsigned version;
    uint8_t encoding;
} layouts[] = { { 14, 0 }, { 14, 1 }, { 14, 2 }, { 15, 1 }, { 23, 0 },
                { 23, 1 }, { 23, 2 }, { 36, 0 }, { 36, 1 }, { 36, 2 } };
#define LAYOUTS (int)(sizeof(layouts) / sizeof(layouts[0]))
/* One of each version, for what depends on no encoding. */
static const int versions[] = { 1, 5, 8 };

/* What takes three blocks, and grows small where it is compressed. */
static void fill_attached(void)
{
    for (size_t i = 0; i < sizeof(attached); i++) {
        attached[i] = (uint8_t)(i % 64 == 63 ? '\n' : 'a' + i / 64 % 26);
    }
}

static void begin(int layout, const uint32_t *listed, size_t count)
{
    fill_attached();
    outlook_begin(&store, layouts[layout].version, layouts[layout].encoding);
    outlook_folder(&store, OUTLOOK_ROOT, OUTLOOK_ROOT, "Top", NULL, 0);
    outlook_folder(&store, INBOX, OUTLOOK_ROOT, "Inbox", listed, count);
    outlook_message(&store, FIRST, INBOX, "Keys", "the body", "server.pem",
                    bytes_over(attached, sizeof(attached)));
    outlook_message(&store, SECOND, INBOX, "More", "the second body", "", bytes_over(NULL, 0));
}

static const char *walk(struct part_recorder *recorder)
{
    struct memory_stream memory;
    outlook_end(&store);
    const struct bytes file = buffer_bytes(&store.file);
    ck_assert(pst_container.recognise(file));
    memory_stream_init(&memory, file);
    const char *log = part_recorder_walk(recorder, &pst_container, &memory.stream);
    outlook_clear(&store);
    return log;
}

static void expect(const char *log, const char *text)
{
    ck_assert_msg(strstr(log, text) != NULL, "%s: not in\n%s", text, log);
}

/* Row 5 of the forms of evidence: ANSI, Unicode and 4k pages, with each encoding. */
START_TEST(row_05_messages_of_each_version_are_read_and_counted)
{
    static const uint32_t listed[] = { FIRST, SECOND };
    struct part_recorder recorder = { 0 };
    begin(_i, listed, 2);
    const char *log = walk(&recorder);
    expect(log, "<alice@example.org> <Keys> <<1@example.org>>");
    expect(log, "\"the body\"");
    expect(log, "\"the second body\"");
    expect(log, "<server.pem> unknown \"aaaa");
    expect(log, "tttttttttttttt\\n"); /* of its last block */
    expect(log, "note: messages: 2 expected, 2 read, 0 recovered, 0 failed");
    ck_assert_msg(strstr(log, "unread: ") == NULL, "%s", log);
    part_recorder_clear(&recorder);
}
END_TEST

static bool take_message(void *context, const struct place *place, enum part_nature nature,
                         struct stream *content)
{
    struct buffer *messages = context;
    (void)place;
    return nature != PART_MESSAGE || stream_hold(content, UINT64_MAX, messages);
}

/* What passphrases of a thread are searched by. */
START_TEST(a_message_tells_its_thread)
{
    static const uint32_t listed[] = { FIRST, SECOND };
    static const char thread[] = "\nMessage-ID: <1@example.org>\nIn-Reply-To: <9@example.org>\n"
                                 "References: <8@example.org> <9@example.org>\n";
    struct buffer messages = { 0 };
    struct part_recorder ignored = { 0 };
    struct memory_stream memory;
    struct container_sink sink = part_recorder_sink(&ignored);
    begin(versions[_i], listed, 2);
    outlook_end(&store);
    memory_stream_init(&memory, buffer_bytes(&store.file));
    sink.part = take_message;
    sink.journal = container_ignore_journal;
    sink.context = &messages;
    ck_assert_ptr_null(pst_container.walk(&memory.stream, &sink));
    const uint8_t *first = memmem(messages.at, messages.used, thread, sizeof(thread) - 1);
    ck_assert_ptr_nonnull(first);
    const size_t left = messages.used - (size_t)(first - messages.at) - 1;
    ck_assert_ptr_nonnull(memmem(first + 1, left, thread, sizeof(thread) - 1));
    buffer_clear(&messages);
    outlook_clear(&store);
}
END_TEST

START_TEST(a_message_that_no_node_leads_to_counts_as_recovered)
{
    static const uint32_t listed[] = { FIRST, SECOND };
    struct part_recorder recorder = { 0 };
    begin(versions[_i], listed, 2);
    outlook_message(&store, THIRD, INBOX, "Gone", "a deleted text", "", bytes_over(NULL, 0));
    outlook_delete_node(&store);
    const char *log = walk(&recorder);
    expect(log, "note: messages: 2 expected, 2 read, 1 recovered, 0 failed");
    part_recorder_clear(&recorder);
}
END_TEST

/* An old page of nodes leads to it: it comes back as a message, with what was attached. */
START_TEST(a_deleted_message_comes_back_whole)
{
    static const uint32_t listed[] = { FIRST, SECOND };
    struct part_recorder recorder = { 0 };
    begin(versions[_i], listed, 2);
    const size_t blocks = store.block_count;
    outlook_message(&store, THIRD, INBOX, "Gone", "a deleted text", "gone.key",
                    bytes_over(attached, sizeof(attached)));
    outlook_old_pages(&store);
    outlook_delete_node(&store);
    store.block_count = blocks;
    const char *log = walk(&recorder);
    const char *message = strstr(log, "message 3 0+0 <<1@example.org>> message\n");
    ck_assert_msg(message != NULL, "%s", log);
    expect(message, "<alice@example.org> <Gone> <<1@example.org>>");
    expect(message, "\"a deleted text\"");
    expect(message, "<gone.key> unknown \"aaaa");
    expect(message, "tttttttttttttt\\n");
    expect(message, "note: messages: 2 expected, 2 read, 1 recovered, 0 failed");
    ck_assert_msg(strstr(log, "unread: ") == NULL, "%s", log);
    part_recorder_clear(&recorder);
}
END_TEST

/* What was attached to it was written over. */
START_TEST(the_rest_of_a_deleted_message_comes_back)
{
    static const uint32_t listed[] = { FIRST, SECOND };
    struct part_recorder recorder = { 0 };
    begin(versions[_i], listed, 2);
    const size_t blocks = store.block_count;
    outlook_message(&store, THIRD, INBOX, "Gone", "a deleted text", "gone.key",
                    bytes_over(attached, sizeof(attached)));
    outlook_old_pages(&store);
    outlook_delete_node(&store);
    const size_t gone = (size_t)store.blocks[blocks].first;
    memset(store.file.at + gone, 0xff, store.step);
    store.block_count = blocks;
    const char *log = walk(&recorder);
    expect(log, "\"a deleted text\"");
    expect(log, "note: a message that was deleted or changed: not all of it is left");
    expect(log, "note: messages: 2 expected, 2 read, 1 recovered, 0 failed");
    part_recorder_clear(&recorder);
}
END_TEST

/* The tree of blocks does not name it any more, either. */
START_TEST(a_message_that_the_sweep_finds_counts_as_recovered)
{
    static const uint32_t listed[] = { FIRST, SECOND };
    struct part_recorder recorder = { 0 };
    begin(versions[_i], listed, 2);
    outlook_message(&store, THIRD, INBOX, "Gone", "a deleted text", "", bytes_over(NULL, 0));
    outlook_delete_node(&store);
    store.block_count--;
    const char *log = walk(&recorder);
    expect(log, "note: messages: 2 expected, 2 read, 1 recovered, 0 failed");
    expect(log, layouts[versions[_i]].version < 23 ? "a deleted text"
                                                   : "a\\x00 \\x00d\\x00e\\x00l\\x00");
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(a_message_that_no_folder_lists_counts_as_recovered)
{
    static const uint32_t listed[] = { FIRST };
    struct part_recorder recorder = { 0 };
    begin(versions[_i], listed, 1);
    expect(walk(&recorder), "note: messages: 1 expected, 1 read, 1 recovered, 0 failed");
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(a_message_that_a_folder_lists_and_is_not_there_counts_as_failed)
{
    static const uint32_t listed[] = { FIRST, SECOND, THIRD };
    struct part_recorder recorder = { 0 };
    begin(versions[_i], listed, 3);
    expect(walk(&recorder), "unread: messages: 3 expected, 2 read, 0 recovered, 1 failed");
    part_recorder_clear(&recorder);
}
END_TEST

/* Its first block, in which its properties stand, lies past the end of the file. */
START_TEST(a_message_that_cannot_be_read_counts_as_failed)
{
    static const uint32_t listed[] = { FIRST, SECOND };
    struct part_recorder recorder = { 0 };
    begin(versions[_i], listed, 2);
    store.blocks[store.block_count - 1].first = UINT32_MAX - 63;
    expect(walk(&recorder), "unread: messages: 2 expected, 1 read, ");
    part_recorder_clear(&recorder);
}
END_TEST

/* The tables of the folder are gone; the folder itself says how many there are. */
START_TEST(folders_without_a_table_are_counted_by_their_own_word)
{
    static const uint32_t listed[] = { FIRST, SECOND, THIRD };
    struct part_recorder recorder = { 0 };
    begin(versions[_i], listed, 3);
    for (size_t i = 0; i < store.node_count; i++) {
        if (store.nodes[i].number == ((INBOX & ~31u) | 0xe)) {
            store.nodes[i].first = store.nodes[0].first; /* no table */
        }
    }
    expect(walk(&recorder), "unread: messages: 3 expected, 2 read, 0 recovered, 1 failed");
    part_recorder_clear(&recorder);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("outlook_store");
    tcase_add_loop_test(tests, row_05_messages_of_each_version_are_read_and_counted, 0, LAYOUTS);
    tcase_add_loop_test(tests, a_deleted_message_comes_back_whole, 0, 3);
    tcase_add_loop_test(tests, the_rest_of_a_deleted_message_comes_back, 0, 3);
    tcase_add_loop_test(tests, a_message_tells_its_thread, 0, 3);
    tcase_add_loop_test(tests, a_message_that_no_node_leads_to_counts_as_recovered, 0, 3);
    tcase_add_loop_test(tests, a_message_that_the_sweep_finds_counts_as_recovered, 0, 3);
    tcase_add_loop_test(tests, a_message_that_no_folder_lists_counts_as_recovered, 0, 3);
    tcase_add_loop_test(tests, a_message_that_a_folder_lists_and_is_not_there_counts_as_failed, 0,
                        3);
    tcase_add_loop_test(tests, a_message_that_cannot_be_read_counts_as_failed, 0, 3);
    tcase_add_loop_test(tests, folders_without_a_table_are_counted_by_their_own_word, 0, 3);
    return suite_run("outlook_store", tests);
}
