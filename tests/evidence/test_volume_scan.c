#include "evidence/replay_target.h"
#include "evidence_run.h"

/* Volumes of one content: what begins in one and ends in another. */

#define KEY         "keys/rfc9500-p256.key"
#define VOLUMES_MAX 4

static void prepare(void)
{
    run_prepare("");
}

struct set {
    struct job_file file;
    struct job_volume volumes[VOLUMES_MAX];
    struct buffer content;
};

/* Cut at these offsets; the last is that of the end. */
static void cut(struct set *set, const size_t *ends, size_t count)
{
    struct bytes rest = buffer_bytes(&set->content), piece;
    size_t from = 0;
    for (size_t i = 0; i < count; i++) {
        ck_assert(bytes_take(&rest, ends[i] - from, &piece));
        from = ends[i];
        const int fd = memory_file(piece);
        if (i == 0) {
            set->file =
                (struct job_file){ .number = 7, .fd = fd, .size = piece.left, .mode = SCAN_WHOLE };
        } else {
            set->volumes[i - 1] = (struct job_volume){ fd, piece.left };
        }
    }
    set->file.volumes = set->volumes;
    set->file.volume_count = (uint32_t)count - 1;
}

static void close_set(struct set *set)
{
    (void)close(set->file.fd);
    for (size_t i = 0; i < set->file.volume_count; i++) {
        (void)close(set->volumes[i].fd);
    }
    buffer_clear(&set->content);
}

static unsigned count_of(const struct record_list *list, const char *line)
{
    struct buffer text = { 0 };
    unsigned count = 0;
    ck_assert(buffer_append(&text, buffer_bytes(&list->lines)) && buffer_append_byte(&text, 0));
    for (const char *at = (const char *)text.at; (at = strstr(at, line)) != NULL; at++) {
        count++;
    }
    buffer_clear(&text);
    return count;
}

static struct set set_of(const char *front, const char *behind)
{
    struct set set = { .content = { 0 } };
    struct buffer key = fixture_read(KEY);
    ck_assert(buffer_append_text(&set.content, front));
    ck_assert(buffer_append(&set.content, buffer_bytes(&key)));
    ck_assert(buffer_append_text(&set.content, behind));
    buffer_clear(&key);
    return set;
}

static void replay(const struct set *set, const struct record_list *list)
{
    struct record_list again = { 0 };
    const struct record_sink sink = { &again, record_list_add };
    evidence_replay(run_examiner, &set->file, buffer_bytes(&list->provenance), 1, &sink);
    ck_assert_uint_eq(again.replays, 1);
    ck_assert_str_eq(again.replayed.identity, list->name);
    record_list_clear(&again);
}

START_TEST(a_key_is_put_together_wherever_it_is_cut)
{
    static const char front[] = "some words before it\n";
    struct buffer key = fixture_read(KEY);
    const size_t begin = sizeof(front) - 1, end = begin + key.used - 1;
    for (size_t at = begin + 1; at < end; at += 11) {
        struct set set = set_of(front, "and behind it\n");
        const size_t ends[] = { at, at + 3, set.content.used };
        struct record_list list = { 0 };
        const struct record_sink sink = { &list, record_list_add };
        cut(&set, ends, 3);
        evidence_scan(run_examiner, &set.file, &sink);
        ck_assert_msg(count_of(&list, "proven!volumes 3@21+240\n") == 1, "cut at %zu: %.*s", at,
                      (int)list.lines.used, (const char *)list.lines.at);
        ck_assert_uint_eq(list.unread, 0);
        replay(&set, &list);
        record_list_clear(&list);
        close_set(&set);
    }
    buffer_clear(&key);
}
END_TEST

/* It is told by whoever reads that volume. */
START_TEST(a_key_within_a_later_volume_is_not_told_of)
{
    struct set set = set_of("some words\n", "and behind it\n");
    const size_t ends[] = { 5, set.content.used };
    struct record_list list = { 0 };
    const struct record_sink sink = { &list, record_list_add };
    cut(&set, ends, 2);
    evidence_scan(run_examiner, &set.file, &sink);
    ck_assert_uint_eq(list.keys, 0);
    ck_assert_uint_eq(list.done.size, 5);
    ck_assert_uint_eq(list.done.examined, 5);
    record_list_clear(&list);
    close_set(&set);
}
END_TEST

/* Wherever it is cut, and where it stands before or behind the end of a volume. */
START_TEST(a_certificate_is_told_of_once)
{
    static const char front[] = "some words before it\n";
    struct buffer certificate = fixture_read("candidates/certificate.pem");
    const size_t begin = sizeof(front) - 1, end = begin + certificate.used;
    const size_t cuts[] = { 5, begin + 100, end - 100, end + 5 };
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        struct set set = { .content = { 0 } };
        struct record_list list = { 0 };
        const struct record_sink sink = { &list, record_list_add };
        ck_assert(buffer_append_text(&set.content, front));
        ck_assert(buffer_append(&set.content, buffer_bytes(&certificate)));
        ck_assert(buffer_append_text(&set.content, "and behind it\n"));
        cut(&set, (const size_t[]){ cuts[i], set.content.used }, 2);
        evidence_scan(run_examiner, &set.file, &sink);
        /* one behind the end is told by whoever reads that volume */
        ck_assert_msg(list.certificates == (cuts[i] > begin ? 1 : 0), "cut at %zu: %u", cuts[i],
                      list.certificates);
        record_list_clear(&list);
        close_set(&set);
    }
    buffer_clear(&certificate);
}
END_TEST

#define MAIL                                                                                       \
    "From: a@example.org\nTo: b@example.org\nSubject: it\nDate: Mon, 1 Jan 2018 10:00:00 "         \
    "+0000\n\n"

START_TEST(a_mail_that_is_cut_is_walked_as_one)
{
    struct set set = set_of(MAIL, "bye\n");
    const size_t ends[] = { sizeof(MAIL) + 100, set.content.used };
    struct record_list list = { 0 };
    const struct record_sink sink = { &list, record_list_add };
    cut(&set, ends, 2);
    evidence_scan(run_examiner, &set.file, &sink);
    ck_assert_uint_eq(count_of(&list, "proven!volumes 2!part"), 1);
    record_list_clear(&list);
    close_set(&set);
}
END_TEST

/* Under names that count up, as those of a maildir may. */
START_TEST(two_mails_are_two)
{
    struct set set = set_of(MAIL, MAIL "bye\n");
    const size_t ends[] = { set.content.used - sizeof(MAIL "bye\n") + 1, set.content.used };
    struct record_list list = { 0 };
    const struct record_sink sink = { &list, record_list_add };
    cut(&set, ends, 2);
    evidence_scan(run_examiner, &set.file, &sink);
    ck_assert_uint_eq(count_of(&list, "proven!part"), 1);
    ck_assert_uint_eq(count_of(&list, "volumes"), 0);
    record_list_clear(&list);
    close_set(&set);
}
END_TEST

START_TEST(a_volume_that_shrinks_is_told_of)
{
    struct set set = set_of(MAIL, "bye\n");
    const size_t ends[] = { sizeof(MAIL) + 100, set.content.used };
    struct record_list list = { 0 };
    const struct record_sink sink = { &list, record_list_add };
    cut(&set, ends, 2);
    set.volumes[0].size += 10;
    evidence_scan(run_examiner, &set.file, &sink);
    ck_assert_uint_eq(count_of(&list, "a volume of the set became shorter while it was read"), 1);
    ck_assert_uint_eq(list.done.outcome, OUTCOME_CHANGED);
    record_list_clear(&list);
    close_set(&set);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("volume_scan");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_test(tests, a_key_is_put_together_wherever_it_is_cut);
    tcase_add_test(tests, a_key_within_a_later_volume_is_not_told_of);
    tcase_add_test(tests, a_certificate_is_told_of_once);
    tcase_add_test(tests, a_mail_that_is_cut_is_walked_as_one);
    tcase_add_test(tests, two_mails_are_two);
    tcase_add_test(tests, a_volume_that_shrinks_is_told_of);
    return run_suite("volume_scan", tests);
}
