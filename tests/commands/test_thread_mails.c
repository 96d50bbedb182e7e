#include <stdio.h>
#include <string.h>

#include "commands/phases/thread_files.h"
#include "commands/phases/thread_mails.h"
#include "evidence/mail_thread.h"
#include "suite.h"

/* Which mails belong to the thread of a key, by what workers tell of them; and in which folder
 * a file lies. */

static struct thread_mails mails;
static struct buffer wanted, texts[64];
static size_t text_count;

static void release(void)
{
    thread_mails_clear(&mails);
    buffer_clear(&wanted);
    for (size_t i = 0; i < text_count; i++) {
        buffer_clear(&texts[i]);
    }
    text_count = 0;
}

/* Of one mail in a mailbox; number 0: of a file that is a mail. */
static struct bytes chain_of(uint64_t number, uint64_t length, enum place_kind within)
{
    const struct provenance message = {
        .place = { .kind = PLACE_MESSAGE, .number = number, .offset = number, .length = length }
    };
    const struct provenance *outer = number > 0 ? &message : NULL;
    const struct provenance text = { .outer = outer, .place = { .kind = within, .number = 1 } };
    const struct provenance spot = { .outer = within != PLACE_SPOT ? &text : outer,
                                     .place = { .kind = PLACE_SPOT } };
    struct buffer *encoded = &texts[text_count++];
    ck_assert(provenance_encode(&spot, encoded));
    return buffer_bytes(encoded);
}

static struct bytes text_over(const char *text)
{
    return bytes_over(text, strlen(text));
}

static void tell(size_t file, uint64_t number, const char *id, const char *answered)
{
    const struct mail_facts facts = { .message_id = text_over(id),
                                      .in_reply_to = text_over(answered) };
    struct buffer thread = { 0 };
    ck_assert(mail_thread_put(&facts, &thread));
    const struct mail_sighting told = { chain_of(number, 0, PLACE_SPOT), buffer_bytes(&thread) };
    ck_assert(thread_mails_take(&mails, file, &told));
    buffer_clear(&thread);
}

static void add_key(size_t key, size_t file, uint64_t number)
{
    ck_assert(thread_mails_add_key(&mails, key, (uint32_t)(100 + file),
                                   chain_of(number, 77, PLACE_TEXT)));
    mails.keys[mails.key_count - 1].file = file;
}

static bool end_turn(void)
{
    bool grown;
    ck_assert(thread_mails_end_turn(&mails, &wanted, &grown));
    return grown;
}

/* The mails of a key, as file and number of each. */
static void expect_mails(size_t key, const char *expected)
{
    const struct thread_key *found = thread_mails_key(&mails, key);
    char text[256] = "";
    ck_assert_ptr_nonnull(found);
    for (size_t i = 0; i < found->mail_count; i++) {
        const struct thread_mail *mail = &mails.items[found->mails[i]];
        struct bytes rest = thread_mail_provenance(mail);
        struct place place;
        ck_assert(provenance_take(&rest, &place));
        (void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "%zu:%d ", mail->file,
                       place.kind == PLACE_MESSAGE ? (int)place.number : 0);
    }
    ck_assert_str_eq(text, expected);
}

START_TEST(answers_of_answers)
{
    add_key(5, 2, 3);
    add_key(9, 0, 0);
    ck_assert(thread_mails_sort_keys(&mails));
    thread_mails_begin_turn(&mails);
    tell(2, 3, "<key@a>", "");
    tell(0, 0, "<other@a>", "");
    ck_assert(end_turn());
    ck_assert_uint_eq(wanted.used, 2 * THREAD_ID_OCTETS);
    expect_mails(5, "");
    thread_mails_begin_turn(&mails);
    tell(2, 23, "<three@a>", "<two@a>");
    tell(2, 3, "<key@a>", "");
    tell(0, 0, "<other@a>", "");
    tell(1, 0, "<two@a>", "<key@a>");
    tell(3, 0, "<far@a>", "<nobody@a>");
    ck_assert(end_turn());
    expect_mails(5, "1:0 2:23 ");
    expect_mails(9, "");
    ck_assert(!end_turn());
    ck_assert_ptr_null(thread_mails_key(&mails, 6));
}
END_TEST

/* All that there is, and one more. */
START_TEST(bound_is_told_where_it_is_passed)
{
    add_key(1, 0, 1);
    ck_assert(thread_mails_sort_keys(&mails));
    tell(0, 1, "<key@a>", "");
    for (uint64_t i = 0; i < (uint64_t)THREAD_MAILS_MAX + (uint64_t)_i; i++) {
        tell(1, i + 1, "<x@a>", "<key@a>");
    }
    (void)end_turn();
    ck_assert_uint_eq(thread_mails_key(&mails, 1)->mail_count, THREAD_MAILS_MAX);
    ck_assert(thread_mails_key(&mails, 1)->bounded == (_i > 0));
    release();
}
END_TEST

START_TEST(order_of_records_is_nothing)
{
    for (int turn = 0; turn < 2; turn++) {
        add_key(1, 0, 1);
        ck_assert(thread_mails_sort_keys(&mails));
        tell(0, 1, "<key@a>", "");
        for (uint64_t i = 0; i < 2 * (uint64_t)THREAD_MAILS_MAX - 20; i++) {
            tell(1, turn == 0 ? i + 1 : 2 * (uint64_t)THREAD_MAILS_MAX - 20 - i, "<x@a>",
                 "<key@a>");
        }
        (void)end_turn();
        const struct thread_key *key = thread_mails_key(&mails, 1);
        ck_assert_uint_eq(key->mail_count, THREAD_MAILS_MAX);
        ck_assert(key->bounded);
        for (size_t i = 0; i < key->mail_count; i++) {
            ck_assert_uint_eq(key->mails[i], i + 1); /* behind the key's own */
        }
        release();
    }
}
END_TEST

static const struct {
    const char *path, *folder;
} folders[] = {
    { "a/b/mail.eml", "a/b/" },
    { "mail.eml", "" },
    { "a/Maildir/cur/1", "a/Maildir/" },
    { "a/Maildir/new/1", "a/Maildir/" },
    { "a/Maildir/.Sent/cur/1", "a/Maildir/" },
    { "a/Maildir/tmp/1", "a/Maildir/tmp/" },
    { "cur/1", "" },
    { "a/../cur/1", "a/../" },
    { "/cur/1", "/" },
    { "a/.hidden/1", "a/.hidden/" },
};

START_TEST(folder_of_a_file)
{
    const struct bytes folder = thread_folder_of(text_over(folders[_i].path));
    ck_assert_msg(bytes_equal(folder, text_over(folders[_i].folder)), "%s: %.*s", folders[_i].path,
                  (int)folder.left, (const char *)folder.at);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("thread_mails");
    tcase_add_checked_fixture(tests, NULL, release);
    tcase_add_test(tests, answers_of_answers);
    tcase_add_test(tests, order_of_records_is_nothing);
    tcase_add_loop_test(tests, bound_is_told_where_it_is_passed, 0, 2);
    tcase_add_loop_test(tests, folder_of_a_file, 0, sizeof(folders) / sizeof(folders[0]));
    return suite_run("thread_mails", tests);
}
