#include <stdio.h>
#include <string.h>

#include "evidence/mail_thread.h"
#include "suite.h"

static struct bytes over(const char *text)
{
    return bytes_over(text, strlen(text));
}

static void put(const char *subject, const char *id, const char *answered, const char *references,
                struct buffer *thread)
{
    const struct mail_facts facts = { .subject = over(subject),
                                      .message_id = over(id),
                                      .in_reply_to = over(answered),
                                      .references = over(references) };
    buffer_reset(thread);
    ck_assert(mail_thread_put(&facts, thread));
    ck_assert_uint_ge(thread->used, THREAD_ID_OCTETS);
    ck_assert_uint_le(thread->used, THREAD_OCTETS_MAX);
    ck_assert_uint_eq(thread->used % THREAD_ID_OCTETS, 0);
}

static const struct {
    const char *one, *other;
    bool same;
} subjects[] = {
    { "the key", "Re: the key", true },
    { "the key", "AW: Fwd: RE[2]: The  Key", true },
    { "the key, part 1/2", "the key, part 12/2", true },
    { "the key", "the keys", false },
    { "Re:", "Re:", false },
    { "", "", false },
    { "key: one", "one", true },
    { "subject: one", "one", false },
};

START_TEST(subjects_compared)
{
    struct buffer one = { 0 }, other = { 0 };
    put(subjects[_i].one, "<1@a>", "", "", &one);
    put(subjects[_i].other, "<2@a>", "", "", &other);
    ck_assert_msg(mail_thread_same_subject(buffer_bytes(&one), buffer_bytes(&other)) ==
                      subjects[_i].same,
                  "'%s' and '%s'", subjects[_i].one, subjects[_i].other);
    ck_assert(!mail_thread_meets(buffer_bytes(&one), buffer_bytes(&other)));
    buffer_clear(&one);
    buffer_clear(&other);
}
END_TEST

static const struct {
    const char *id, *answered, *references;
    bool meets; /* a mail <1@a> that answers <0@a> */
} mails[] = {
    { "<2@a>", "<1@a>", "", true },
    { "<2@a>", "", "<0@a> <1@a>", true },
    { "<2@a>", "your mail <1@a> of Monday", "", true },
    { "<2@a>", "", "<0@a>\t<9@a>", true },
    { "<2@a>", "<3@a>", "<4@a> <5@a>", false },
    { "<2@a>", "1@a", "1@a>", false },
    { "<2@a>", "<1@a", "<>", false },
    { "", "", "", false },
};

START_TEST(ids_met)
{
    struct buffer one = { 0 }, other = { 0 };
    put("x", "<1@a>", "<0@a>", "", &one);
    put("x", mails[_i].id, mails[_i].answered, mails[_i].references, &other);
    ck_assert_int_eq(mail_thread_meets(buffer_bytes(&one), buffer_bytes(&other)), mails[_i].meets);
    ck_assert_int_eq(mail_thread_meets(buffer_bytes(&other), buffer_bytes(&one)), mails[_i].meets);
    buffer_clear(&one);
    buffer_clear(&other);
}
END_TEST

/* A thousand references: the first of all is kept, and the last. */
START_TEST(long_thread)
{
    struct buffer references = { 0 }, thread = { 0 }, other = { 0 };
    for (unsigned i = 0; i < 1000; i++) {
        char id[32];
        (void)snprintf(id, sizeof(id), "<%u@long> ", i);
        ck_assert(buffer_append_text(&references, id));
    }
    ck_assert(buffer_append_byte(&references, 0));
    put("x", "<x@a>", "", (const char *)references.at, &thread);
    ck_assert_uint_eq(thread.used, (size_t)THREAD_ID_OCTETS * (1 + 1 + 1 + THREAD_IDS_MAX - 6));
    put("y", "<0@long>", "", "", &other);
    ck_assert(mail_thread_meets(buffer_bytes(&thread), buffer_bytes(&other)));
    put("y", "<999@long>", "", "", &other);
    ck_assert(mail_thread_meets(buffer_bytes(&thread), buffer_bytes(&other)));
    put("y", "<500@long>", "", "", &other);
    ck_assert(!mail_thread_meets(buffer_bytes(&thread), buffer_bytes(&other)));
    buffer_clear(&references);
    buffer_clear(&thread);
    buffer_clear(&other);
}
END_TEST

START_TEST(every_shorter_list)
{
    static const char text[] = "<1@a> <2@a>";
    for (size_t length = 0; length < sizeof(text); length++) {
        uint8_t *copy = exact_copy(text, length);
        struct bytes list = bytes_over(copy, length), before = list, id = { 0 };
        unsigned count = 0;
        while (message_id_take(&list, &id)) {
            ck_assert_uint_eq(id.left, 5);
            before = list;
            count++;
        }
        ck_assert(list.at == before.at && list.left == before.left);
        ck_assert_uint_eq(count, length >= 11 ? 2 : length >= 5 ? 1 : 0);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("mail thread");
    tcase_add_loop_test(tests, subjects_compared, 0, (int)(sizeof(subjects) / sizeof(subjects[0])));
    tcase_add_loop_test(tests, ids_met, 0, (int)(sizeof(mails) / sizeof(mails[0])));
    tcase_add_test(tests, long_thread);
    tcase_add_test(tests, every_shorter_list);
    return suite_run("mail_thread", tests);
}
