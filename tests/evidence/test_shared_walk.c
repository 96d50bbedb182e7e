#include <archive.h>
#include <archive_entry.h>

#include "candidates/damage.h"
#include "evidence_run.h"

/* The walk of one container in shares gives what one walk gives. */

#define MEMBERS 7

static void put_member(struct archive *archive, unsigned number)
{
    struct buffer key =
        fixture_read(number % 2 != 0 ? "keys/attacker-p256.key" : "case/evidence/howto.txt");
    struct archive_entry *entry = archive_entry_new();
    char name[16];
    (void)snprintf(name, sizeof(name), "%u", number);
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)key.used);
    ck_assert_int_eq(archive_write_header(archive, entry), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_data(archive, key.at, key.used), (int)key.used);
    archive_entry_free(entry);
    buffer_clear(&key);
}

static void make_zip(struct buffer *made)
{
    static uint8_t room[1 << 16];
    size_t used = 0;
    struct archive *archive = archive_write_new();
    ck_assert_int_eq(archive_write_set_format_zip(archive), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_set_options(archive, "zip:compression=deflate"), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_open_memory(archive, room, sizeof(room), &used), ARCHIVE_OK);
    for (unsigned i = 1; i <= MEMBERS; i++) {
        put_member(archive, i);
    }
    ck_assert_int_eq(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    ck_assert(buffer_append(made, bytes_over(room, used)));
}

static void make_mail(struct bytes zip, struct buffer *made)
{
    ck_assert(buffer_append_text(
        made, "From: a@b\nTo: c@d\nSubject: keys\nDate: Tue, 27 Feb 2018 10:00:00 +0000\n"
              "MIME-Version: 1.0\nContent-Type: application/zip; name=keys.zip\n"
              "Content-Transfer-Encoding: base64\n\n"));
    base64_wrapped(zip, made);
    ck_assert(buffer_append_text(made, "\n"));
}

/* What leads to the container: all places of a sighting but its member and its spot. */
static struct bytes container_of(struct bytes provenance)
{
    struct bytes rest = provenance, before = provenance, two_before = provenance;
    struct place place;
    while (rest.left > 0) {
        two_before = before;
        before = rest;
        ck_assert(provenance_take(&rest, &place));
    }
    return bytes_over(provenance.at, provenance.left - two_before.left);
}

static void scan_share_of(struct bytes content, struct bytes chain, const struct walk_share *share,
                          struct record_list *list)
{
    const struct record_sink sink = { list, record_list_add };
    const int descriptor = memory_file(content);
    struct job_file file = { .number = 7,
                             .fd = descriptor,
                             .size = content.left,
                             .mode = SCAN_SHARE,
                             .container = chain,
                             .share = *share };
    file.share.bytes = content.left;
    file.share.expansion = UINT64_MAX;
    evidence_scan(run_examiner, &file, &sink);
    (void)close(descriptor);
}

static void scan_share(struct bytes content, struct bytes chain, uint64_t first, uint64_t end,
                       struct record_list *list)
{
    scan_share_of(content, chain, &(struct walk_share){ .first = first, .end = end }, list);
}

static uint64_t decoded_of(struct bytes content)
{
    struct record_list list = { 0 };
    run_scan(content, &list);
    const uint64_t decoded = list.done.decoded;
    record_list_clear(&list);
    return decoded;
}

/* `inside`: what is decoded of the container's members. */
static void expect_same(struct bytes content, uint64_t inside)
{
    struct record_list whole = { 0 };
    run_scan(content, &whole);
    const struct bytes chain = container_of(buffer_bytes(&whole.provenance));
    for (uint64_t first = 1; first <= MEMBERS; first++) {
        for (uint64_t second = first + 1; second <= MEMBERS; second++) {
            const uint64_t borders[] = { 0, first, second, UINT64_MAX };
            struct record_list shares = { 0 };
            uint64_t decoded = 0;
            for (size_t i = 0; i + 1 < sizeof(borders) / sizeof(borders[0]); i++) {
                scan_share(content, chain, borders[i], borders[i + 1], &shares);
                ck_assert_uint_eq(shares.done.decoded, shares.done.decoded_examined);
                ck_assert_uint_eq(shares.done.examined, 0);
                decoded += shares.done.decoded;
            }
            ck_assert_str_eq(record_list_text(&shares), record_list_text(&whole));
            ck_assert_uint_eq(decoded, inside);
            record_list_clear(&shares);
        }
    }
    record_list_clear(&whole);
}

START_TEST(shares_of_a_zip_give_the_whole)
{
    struct buffer zip = { 0 };
    make_zip(&zip);
    expect_same(buffer_bytes(&zip), decoded_of(buffer_bytes(&zip)));
    buffer_clear(&zip);
}
END_TEST

START_TEST(shares_of_a_zip_in_a_mail_give_the_whole)
{
    struct buffer zip = { 0 }, mail = { 0 };
    make_zip(&zip);
    make_mail(buffer_bytes(&zip), &mail);
    expect_same(buffer_bytes(&mail), decoded_of(buffer_bytes(&zip)));
    buffer_clear(&mail);
    buffer_clear(&zip);
}
END_TEST

/* A share of an mbox begins at a place, and counts from there. */
START_TEST(shares_of_an_mbox_give_the_whole)
{
    static const char from[] = "From a@b Tue Feb 27 10:00:00 2018\n";
    struct buffer key = fixture_read("keys/attacker-p256.key"), mbox = { 0 };
    struct record_list whole = { 0 };
    uint64_t begins[MEMBERS + 1];
    for (size_t i = 0; i < MEMBERS; i++) {
        begins[i] = mbox.used;
        ck_assert(buffer_append_text(&mbox, from));
        ck_assert(
            buffer_append_text(&mbox, "Subject: a key\nContent-Transfer-Encoding: base64\n\n"));
        base64_wrapped(buffer_bytes(&key), &mbox);
        ck_assert(buffer_append_text(&mbox, "\n"));
    }
    run_scan(buffer_bytes(&mbox), &whole);
    ck_assert_uint_eq(whole.keys, MEMBERS);
    for (uint64_t border = 1; border < MEMBERS; border++) {
        struct record_list shares = { 0 };
        const struct walk_share halves[] = {
            { .end = border + 1 },
            { .first = border + 1, .end = UINT64_MAX, .offset = begins[border] }
        };
        uint64_t decoded = 0;
        for (size_t i = 0; i < 2; i++) {
            scan_share_of(buffer_bytes(&mbox), bytes_over(NULL, 0), &halves[i], &shares);
            decoded += shares.done.decoded;
        }
        ck_assert_str_eq(record_list_text(&shares), record_list_text(&whole));
        ck_assert_uint_eq(decoded, whole.done.decoded);
        record_list_clear(&shares);
    }
    record_list_clear(&whole);
    buffer_clear(&mbox);
    buffer_clear(&key);
}
END_TEST

START_TEST(what_is_gone_is_journalled)
{
    static const char text[] = "no zip in here";
    struct buffer zip = { 0 }, mail = { 0 };
    struct record_list list = { 0 };
    make_zip(&zip);
    make_mail(buffer_bytes(&zip), &mail);
    run_scan(buffer_bytes(&mail), &list);
    const struct bytes chain = container_of(buffer_bytes(&list.provenance));
    buffer_reset(&list.lines);
    scan_share(bytes_over(text, sizeof(text) - 1), chain, 2, 4, &list);
    ck_assert_str_eq(record_list_text(&list),
                     "a container in the file, whose walk was shared, was not found again\n");
    ck_assert_int_eq(list.done.outcome, OUTCOME_CHANGED);
    record_list_clear(&list);
    buffer_clear(&mail);
    buffer_clear(&zip);
}
END_TEST

static void prepare(void)
{
    run_prepare("");
}

int main(void)
{
    TCase *tests = tcase_create("shared_walk");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_test(tests, shares_of_a_zip_give_the_whole);
    tcase_add_test(tests, shares_of_a_zip_in_a_mail_give_the_whole);
    tcase_add_test(tests, shares_of_an_mbox_give_the_whole);
    tcase_add_test(tests, what_is_gone_is_journalled);
    return run_suite("shared_walk", tests);
}
