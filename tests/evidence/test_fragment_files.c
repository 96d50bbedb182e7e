#include "evidence/evidence_replay.h"
#include "evidence/fragment_files.h"
#include "evidence/fragment_names.h"
#include "evidence_run.h"

#include <string.h>

/* A key in a message that was sent in several mails, each in a file of its own. */

#define MAILS 3
#define PATHS "../new/2//3"

static const char around[] = "From: a@b\nSubject: x\nContent-Type: message/partial;\n"
                             " id=\"one@b\"; number=%u; total=3\n\n";
static const char head[] = "Content-Type: application/x-pem; name=a.key\nSubject: inside\n\n";

static void prepare(void)
{
    run_prepare("");
}

/* The mails, in an order of their numbers, and each with how many octets it has of the key. */
struct set {
    struct buffer mails[MAILS];
    struct job_file file;
    struct job_volume volumes[MAILS - 1];
};

static void put_mail(struct buffer *mail, unsigned number, struct bytes part)
{
    char text[256];
    (void)snprintf(text, sizeof(text), around, number);
    ck_assert(buffer_append_text(mail, text));
    ck_assert(number > 1 || buffer_append_text(mail, head));
    ck_assert(buffer_append(mail, part));
}

static void open_set(struct set *set, const unsigned numbers[MAILS], size_t count)
{
    struct buffer key = fixture_read("keys/rfc9500-p256.key");
    struct bytes parts[MAILS], rest = buffer_bytes(&key);
    ck_assert(bytes_take(&rest, 60, &parts[0]) && bytes_take(&rest, 90, &parts[1]));
    parts[2] = rest;
    *set = (struct set){ .file = { .number = 7, .mode = SCAN_WHOLE } };
    for (size_t i = 0; i < count; i++) {
        put_mail(&set->mails[i], numbers[i], parts[numbers[i] - 1]);
        const int fd = memory_file(buffer_bytes(&set->mails[i]));
        if (i == 0) {
            set->file.fd = fd;
            set->file.size = set->mails[i].used;
        } else {
            set->volumes[i - 1] = (struct job_volume){ fd, set->mails[i].used };
        }
    }
    set->file.volumes = set->volumes;
    set->file.volume_count = (uint32_t)count - 1;
    buffer_clear(&key);
}

static void close_set(struct set *set)
{
    (void)close(set->file.fd);
    for (size_t i = 0; i < set->file.volume_count; i++) {
        (void)close(set->volumes[i].fd);
    }
    for (size_t i = 0; i < MAILS; i++) {
        buffer_clear(&set->mails[i]);
    }
}

static void scan_set(const struct set *set, struct record_list *list)
{
    const struct record_sink sink = { list, record_list_add };
    fragment_files_scan(run_examiner, &set->file, bytes_over(PATHS, strlen(PATHS)), &sink);
}

static void expect(struct record_list *list, const char *line, bool there)
{
    ck_assert_msg((strstr(record_list_text(list), line) != NULL) == there, "%s: %s", line,
                  record_list_text(list));
}

static const unsigned orders[][MAILS] = { { 1, 2, 3 }, { 3, 1, 2 }, { 2, 3, 1 } };

START_TEST(a_key_is_found_and_walked_to_again)
{
    struct record_list list = { 0 }, again = { 0 };
    const struct record_sink sink = { &again, record_list_add };
    char line[128];
    struct set set;
    open_set(&set, orders[_i], MAILS);
    scan_set(&set, &list);
    size_t first = 0, offset = 0;
    while (orders[_i][first] != 1) {
        offset += set.mails[first++].used;
    }
    (void)snprintf(line, sizeof(line),
                   "proven!volumes 3 " PATHS "!reading %zu @%zu message/partial!part 1 a.key@0+240",
                   first + 1, offset);
    expect(&list, line, true);
    ck_assert_uint_eq(list.unread, 0);
    evidence_replay(run_examiner, &set.file, buffer_bytes(&list.provenance), 1, &sink);
    ck_assert_uint_eq(again.replays, 1);
    ck_assert_str_eq(again.replayed.identity, list.name);
    record_list_clear(&list);
    record_list_clear(&again);
    close_set(&set);
}
END_TEST

START_TEST(what_is_missing_is_told)
{
    static const unsigned numbers[MAILS] = { 1, 3 };
    struct record_list list = { 0 };
    struct set set;
    open_set(&set, numbers, 2);
    scan_set(&set, &list);
    expect(&list, "a message of which not all fragments lie here", true);
    expect(&list, "proven", false);
    record_list_clear(&list);
    close_set(&set);
}
END_TEST

/* A file that became shorter since it was listed: every length that its last mail can have. */
START_TEST(every_shorter_set_gives_what_it_has)
{
    struct set set;
    open_set(&set, orders[0], MAILS);
    for (size_t length = set.mails[2].used; length-- > 0;) {
        struct record_list list = { 0 };
        ck_assert_int_eq(ftruncate(set.volumes[1].fd, (off_t)length), 0);
        scan_set(&set, &list);
        ck_assert_uint_ge(list.unread, 1);
        expect(&list, "a volume of the set became shorter while it was read", true);
        record_list_clear(&list);
    }
    close_set(&set);
}
END_TEST

/* Both mailboxes have a mail before, and one behind; the second has two of the fragments. */
static void put_mailbox(struct buffer *mailbox, const struct buffer *mails, size_t count,
                        struct buffer *names)
{
    static const char other[] = "From a@b Mon Feb  5 10:00:00 2018\nSubject: y\n\nwords\n\n";
    ck_assert(buffer_append_text(mailbox, other));
    for (size_t i = 0; i < count; i++) {
        const size_t from = mailbox->used;
        ck_assert(buffer_append_text(mailbox, "From a@b Mon Feb  5 10:00:00 2018\n"));
        ck_assert(buffer_append(mailbox, buffer_bytes(&mails[i])));
        const struct fragment_span span = { from, mailbox->used - from };
        ck_assert(fragment_names_put(names, &span));
        ck_assert(buffer_append_byte(mailbox, '\n'));
    }
    ck_assert(buffer_append_text(mailbox, other));
}

static struct job_file mailboxes(const struct set *set, struct job_volume *second,
                                 struct buffer *names)
{
    struct buffer texts[2] = { { 0 } };
    put_mailbox(&texts[0], set->mails, 1, names);
    ck_assert(buffer_append_text(names, "//box"));
    put_mailbox(&texts[1], set->mails + 1, 2, names);
    struct job_file file = { .number = 7,
                             .mode = SCAN_WHOLE,
                             .fd = memory_file(buffer_bytes(&texts[0])),
                             .size = texts[0].used,
                             .volumes = second,
                             .volume_count = 1 };
    *second = (struct job_volume){ memory_file(buffer_bytes(&texts[1])), texts[1].used };
    buffer_clear(&texts[0]);
    buffer_clear(&texts[1]);
    return file;
}

START_TEST(a_key_is_found_in_the_mails_of_mailboxes)
{
    struct record_list list = { 0 }, again = { 0 };
    const struct record_sink sink = { &list, record_list_add };
    const struct record_sink into_again = { &again, record_list_add };
    struct buffer names = { 0 };
    struct job_volume second;
    struct set set;
    open_set(&set, orders[_i], MAILS);
    const struct job_file file = mailboxes(&set, &second, &names);
    fragment_files_scan(run_examiner, &file, buffer_bytes(&names), &sink);
    expect(&list, "proven!volumes 2 /", true);
    expect(&list, " message/partial!part 1 a.key@0+240", true);
    ck_assert_uint_eq(list.unread, 0);
    evidence_replay(run_examiner, &file, buffer_bytes(&list.provenance), 1, &into_again);
    ck_assert_uint_eq(again.replays, 1);
    ck_assert_str_eq(again.replayed.identity, list.name);
    (void)close(file.fd);
    (void)close(second.fd);
    record_list_clear(&list);
    record_list_clear(&again);
    buffer_clear(&names);
    close_set(&set);
}
END_TEST

/* Whatever a place says, nothing outside of the files is read. */
static const char *const strange[] = {
    "/0+18446744073709551615", "/18446744073709551615+2", "/5+0", "/9999+1", "//", "///0+9",
    "/0+10///0+10//x///0+10",
};

START_TEST(names_that_lead_out_of_a_file_lead_to_nothing)
{
    struct record_list list = { 0 };
    const struct record_sink sink = { &list, record_list_add };
    struct set set;
    open_set(&set, orders[0], 1);
    fragment_files_scan(run_examiner, &set.file, bytes_over(strange[_i], strlen(strange[_i])),
                        &sink);
    expect(&list, "proven", false);
    ck_assert_uint_eq(list.unread, 0);
    record_list_clear(&list);
    close_set(&set);
}
END_TEST

static unsigned told;

static void take_told(void *context, const struct record *record)
{
    (void)context;
    if (record->kind == RECORD_FRAGMENT) {
        ck_assert_int_eq(record->fragment.facts.kind, FRAGMENT_MESSAGE);
        ck_assert_uint_eq(record->fragment.facts.wanted, 2);
        ck_assert_uint_eq(record->fragment.facts.cuts[0], 3);
        ck_assert(bytes_equal(record->fragment.thread, bytes_over("one@b", 5)));
        told++;
    }
    ck_assert_int_ne(record->kind, RECORD_JOURNAL);
}

START_TEST(a_mail_by_itself_is_told_of)
{
    const struct record_sink sink = { NULL, take_told };
    struct buffer mail = { 0 };
    put_mail(&mail, 2, bytes_over("words\n", 6));
    told = 0;
    run_scan_into(buffer_bytes(&mail), &sink);
    ck_assert_uint_eq(told, 1);
    buffer_clear(&mail);
}
END_TEST

static const struct {
    const char *what, *type;
} untold[] = {
    { "of no number", "message/partial; id=a; total=2" },
    { "of number 0", "message/partial; id=a; number=0" },
    { "past the last", "message/partial; id=a; number=3; total=2" },
    { "past what is counted", "message/partial; id=a; number=4294967296" },
    { "of no id", "message/partial; number=1; total=2" },
    { "of another type", "text/plain; id=a; number=1; total=2" },
};

START_TEST(one_that_does_not_say_which_it_is_is_not)
{
    struct buffer mail = { 0 };
    struct record_list list = { 0 };
    ck_assert(buffer_append_text(&mail, "From: a@b\nSubject: x\nContent-Type: "));
    ck_assert(buffer_append_text(&mail, untold[_i].type));
    ck_assert(buffer_append_text(&mail, "\n\nwords\n"));
    run_scan(buffer_bytes(&mail), &list);
    ck_assert_uint_eq(list.unread, 0);
    expect(&list, "a fragment of a message, not joined with the others",
           strncmp(untold[_i].type, "message", 7) == 0);
    record_list_clear(&list);
    buffer_clear(&mail);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fragment_files");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, a_key_is_found_and_walked_to_again, 0,
                        (int)(sizeof(orders) / sizeof(orders[0])));
    tcase_add_loop_test(tests, a_key_is_found_in_the_mails_of_mailboxes, 0,
                        (int)(sizeof(orders) / sizeof(orders[0])));
    tcase_add_loop_test(tests, names_that_lead_out_of_a_file_lead_to_nothing, 0,
                        (int)(sizeof(strange) / sizeof(strange[0])));
    tcase_add_test(tests, what_is_missing_is_told);
    tcase_add_test(tests, every_shorter_set_gives_what_it_has);
    tcase_add_test(tests, a_mail_by_itself_is_told_of);
    tcase_add_loop_test(tests, one_that_does_not_say_which_it_is_is_not, 0,
                        (int)(sizeof(untold) / sizeof(untold[0])));
    return run_suite("fragment_files", tests);
}
