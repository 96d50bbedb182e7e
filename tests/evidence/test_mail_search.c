#include "bounds.h"
#include "containers/archives/archive_walk.h"
#include "containers/compound_writer.h"
#include "evidence/mail_search.h"
#include "evidence/mail_thread.h"
#include "record_list.h"

/* Mails of a thread in one file: which of them are told, by the numbers of their messages. */

#define MAIL(head)  "From a@b Tue Feb 27 10:00:00 2018\nFrom: a@b\n" head "\nGood morning\n\n"
#define ONE_MAIL    "From: a@b\nMessage-ID: <1@b>\nSubject: one\n\nGood morning\n"
#define THREE_MAILS MAIL("Message-ID: <1@b>\n") MAIL("In-Reply-To: <1@b>\n") MAIL("Subject: x\n")

static void prepare(void)
{
    ck_assert(archive_walk_prepare());
}

struct told {
    char numbers[128];
    size_t count, bounds;
};

static void take_record(void *context, const struct record *record)
{
    struct told *told = context;
    struct bytes rest = record->mail.provenance;
    struct place place;
    if (record->kind == RECORD_JOURNAL) {
        ck_assert_int_eq(record->journal.weight, JOURNAL_NOTE);
        ck_assert_int_eq(record->journal.outcome, OUTCOME_BOUND);
        told->bounds++;
        return;
    }
    if (record->kind != RECORD_MAIL) {
        ck_assert_int_eq(record->kind, RECORD_PROGRESS);
        return;
    }
    ck_assert_uint_eq(record->file, 7);
    ck_assert(provenance_take(&rest, &place));
    if (told->count++ < 20) {
        (void)snprintf(told->numbers + strlen(told->numbers), 8, "%d ",
                       place.kind == PLACE_MESSAGE ? (int)place.number : 0);
    }
    while (provenance_take(&rest, &place)) {
    }
    ck_assert_int_eq(place.kind, PLACE_SPOT);
    ck_assert_uint_eq(place.length, 0);
}

static bool put_ids(struct buffer *order, const char *id)
{
    const struct mail_facts facts = { .message_id = bytes_over(id, strlen(id)) };
    struct buffer thread = { 0 };
    bool put = mail_thread_put(&facts, &thread);
    struct bytes ids = buffer_bytes(&thread);
    put = put && mail_thread_begin(&ids) && buffer_append(order, ids);
    buffer_clear(&thread);
    return put;
}

static struct told search_bytes(struct bytes held, const char *id, uint64_t number)
{
    struct told told = { "", 0, 0 };
    const struct record_sink sink = { &told, take_record };
    const struct provenance message = { .place = { .kind = PLACE_MESSAGE, .number = number } };
    const struct provenance spot = { .outer = &message, .place = { .kind = PLACE_SPOT } };
    struct buffer order = { 0 }, place = { 0 };
    struct job job = { .kind = JOB_THREAD, .count = 1, .table = -1 };
    ck_assert(mail_order_begin(&order, number > 0 ? 1 : 0));
    if (number > 0) {
        ck_assert(provenance_encode(&spot, &place) && mail_order_put(&order, buffer_bytes(&place)));
    }
    ck_assert(put_ids(&order, id));
    job.files[0] = (struct job_file){
        .number = 7, .fd = memory_file(held), .size = held.left, .mode = SCAN_WHOLE
    };
    job.extra = buffer_bytes(&order);
    mail_search_run(&job, &sink);
    for (size_t cut = 0; cut < order.used && number > 0; cut++) { /* damaged: of nobody's */
        struct told ignored = { "", 0, 0 };
        const struct record_sink deaf = { &ignored, take_record };
        job.extra = bytes_over(order.at, cut);
        mail_search_run(&job, &deaf);
    }
    (void)close(job.files[0].fd);
    buffer_clear(&order);
    buffer_clear(&place);
    return told;
}

static struct told search(const char *content, const char *id, uint64_t number)
{
    return search_bytes(bytes_over(content, strlen(content)), id, number);
}

static const struct {
    const char *what, *content, *id;
    uint64_t around;
    const char *told;
} rows[] = {
    { "named and naming", THREE_MAILS, "<1@b>", 0, "1 2 " },
    { "another thread", THREE_MAILS, "<2@b>", 0, "" },
    { "no ids", THREE_MAILS, "", 0, "" },
    { "a file that is one mail", ONE_MAIL, "<1@b>", 0, "0 " },
    { "a text that names the id", "Message <1@b> is here\n", "<1@b>", 0, "" },
    { "in the body", MAIL("Subject: x\n") "In-Reply-To: <1@b>\n", "<1@b>", 0, "" },
    { "References", MAIL("References: <9@b>\n <1@b> <3@b>\n"), "<1@b>", 0, "1 " },
};

START_TEST(mails_of_the_thread)
{
    const struct told told = search(rows[_i].content, rows[_i].id, rows[_i].around);
    ck_assert_msg(strcmp(told.numbers, rows[_i].told) == 0, "%s: %s", rows[_i].what, told.numbers);
}
END_TEST

/* As Outlook saves it. */
START_TEST(a_message_in_a_compound_file)
{
    static const uint8_t none[32] = { 0 };
    const struct writer_entry entries[] = {
        { 0, "__properties_version1.0", bytes_over(none, sizeof(none)) },
        { 0, "__substg1.0_1042001E", bytes_over("<1@b>", 5) },
        { 0, "__substg1.0_1000001E", bytes_over("Good morning", 12) },
    };
    const struct bytes file = compound_write(entries, 3);
    ck_assert_str_eq(search_bytes(file, "<1@b>", 0).numbers, "0 ");
    ck_assert_str_eq(search_bytes(file, "<2@b>", 0).numbers, "");
    free((void *)(uintptr_t)file.at);
}
END_TEST

/* Offsets of places are those of the evidence: the first message begins at 0. */
START_TEST(around_a_place)
{
    ck_assert_str_eq(search(THREE_MAILS, "", 1).numbers, "1 ");
    ck_assert_str_eq(search(THREE_MAILS, "<7@b>", 1).numbers, "1 ");
    ck_assert_str_eq(search(THREE_MAILS, "", 9).numbers, "");
}
END_TEST

START_TEST(more_than_are_told)
{
    struct buffer box = { 0 };
    for (unsigned i = 0; i < THREAD_FILE_MAILS_MAX + (unsigned)_i; i++) {
        ck_assert(buffer_append_text(&box, MAIL("In-Reply-To: <1@b>\n")));
    }
    ck_assert(buffer_append_byte(&box, 0));
    const struct told told = search((const char *)box.at, "<1@b>", 0);
    ck_assert_uint_eq(told.count, THREAD_FILE_MAILS_MAX);
    ck_assert_uint_eq(told.bounds, _i > 0 ? 1 : 0);
    buffer_clear(&box);
}
END_TEST

/* What is cut off its references is told. */
START_TEST(more_ids_than_are_kept)
{
    struct buffer box = { 0 };
    ck_assert(buffer_append_text(&box, "From a@b Thu Feb  1 00:00:00 2018\nMessage-ID: <x@b>\n"
                                       "From: a@b\nSubject: s\nReferences: <1@b>"));
    for (unsigned i = 0; i < THREAD_IDS_MAX - 6u + (unsigned)_i; i++) {
        ck_assert(buffer_append_text(&box, "\n <2@b>"));
    }
    ck_assert(buffer_append_text(&box, "\n\nbody\n\n"));
    ck_assert(buffer_append_byte(&box, 0));
    const struct told told = search((const char *)box.at, "<1@b>", 0);
    ck_assert_uint_eq(told.count, 1);
    ck_assert_uint_eq(told.bounds, _i > 0 ? 1 : 0);
    buffer_clear(&box);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("mail_search");
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_add_loop_test(tests, mails_of_the_thread, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(tests, a_message_in_a_compound_file);
    tcase_add_test(tests, around_a_place);
    tcase_add_loop_test(tests, more_than_are_told, 0, 3);
    tcase_add_loop_test(tests, more_ids_than_are_kept, 0, 2);
    return suite_run("mail_search", tests);
}
