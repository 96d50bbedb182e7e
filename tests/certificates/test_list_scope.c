#include "certificates/list_scope.h"

#include <check.h>
#include <string.h>

#define JUDGE_FOLDER "scopes"
#include "certificates/certificate_extension.h"
#include "certificates/certificate_frame.h"
#include "certificates/distinguished_name.h"
#include "certificates/judge_log.h"
#include "suite.h"

static const struct {
    const char *value;
    size_t length;
    bool user, authority; /* covered */
    bool indirect;
} scopes[] = {
    { "\x30\x00", 2, true, true, false },
    { "\x30\x03\x81\x01\xff", 5, true, false, false },
    { "\x30\x03\x81\x01\x00", 5, true, true, false },
    { "\x30\x03\x82\x01\xff", 5, false, true, false },
    { "\x30\x03\x84\x01\xff", 5, true, true, true },
    { "\x30\x03\x85\x01\xff", 5, false, false, false },
    /* section 5.2.5 forbids both: nothing is left */
    { "\x30\x06\x81\x01\xff\x82\x01\xff", 8, false, false, false },
    { "\x30\x0b\xa0\x02\xa0\x00\x83\x02\x01\x7e\x84\x01\xff", 13, true, true, true },
};

START_TEST(scope_says_what_a_list_is_about)
{
    struct list_scope scope;
    ck_assert(list_scope_read(bytes_over(scopes[_i].value, scopes[_i].length), &scope));
    ck_assert(list_scope_covers(&scope, false) == scopes[_i].user);
    ck_assert(list_scope_covers(&scope, true) == scopes[_i].authority);
    ck_assert(scope.indirect == scopes[_i].indirect);
}
END_TEST

START_TEST(every_shorter_scope_is_refused)
{
    const struct list_scope before = { .indirect = true, .authorities = true };
    for (size_t kept = 0; kept < scopes[_i].length; kept++) {
        struct list_scope scope = before;
        uint8_t *copy = exact_copy(scopes[_i].value, kept);
        ck_assert(!list_scope_read(bytes_over(copy, kept), &scope));
        ck_assert(memcmp(&scope, &before, sizeof(scope)) == 0);
        free(copy);
    }
}
END_TEST

static const struct {
    const char *what, *value;
    size_t length;
} refused[] = {
    { "no SEQUENCE", "\x31\x00", 2 },
    { "bytes after it", "\x30\x00\x00", 3 },
    { "a flag of two octets", "\x30\x04\x81\x02\xff\xff", 6 },
    { "flags in another order", "\x30\x06\x82\x01\xff\x81\x01\xff", 8 },
    { "an unknown field", "\x30\x03\x86\x01\xff", 5 },
};

START_TEST(scope_that_cannot_be_read_is_refused)
{
    struct list_scope scope;
    ck_assert_msg(!list_scope_read(bytes_over(refused[_i].value, refused[_i].length), &scope), "%s",
                  refused[_i].what);
}
END_TEST

static struct bytes points_of(struct bytes der)
{
    struct certificate_frame frame;
    struct certificate_extension extension;
    ck_assert_ptr_null(certificate_frame_read(der, &frame));
    while (certificate_extension_take(&frame.extensions, &extension)) {
        if (extension.name == EXTENSION_LIST_POINTS) {
            return extension.value;
        }
    }
    return (struct bytes){ 0 };
}

static void fold_subject(const char *name, struct buffer *folded)
{
    struct certificate_frame frame;
    struct bytes der = whole(name);
    ck_assert_ptr_null(certificate_frame_read(der, &frame));
    ck_assert_ptr_null(distinguished_name_fold(frame.subject, folded));
    fixture_free(der);
}

START_TEST(points_name_the_issuer_of_a_list)
{
    struct bytes der = whole("named.der"), points = points_of(der);
    struct buffer lister = { 0 }, ca = { 0 };
    fold_subject("lister.der", &lister);
    fold_subject("ca.der", &ca);
    ck_assert(list_points_name(points, buffer_bytes(&lister)));
    ck_assert(!list_points_name(points, buffer_bytes(&ca)));
    for (size_t kept = 0; kept < points.left; kept++) {
        uint8_t *copy = exact_copy(points.at, kept);
        ck_assert(!list_points_name(bytes_over(copy, kept), buffer_bytes(&lister)));
        free(copy);
    }
    buffer_clear(&lister);
    buffer_clear(&ca);
    fixture_free(der);
}
END_TEST

#define GIVEN "root.der ca.der lister.der stranger_root.der stranger.der"
#define ASKED "named.der plain.der below.der at_root.der"

static const struct {
    const char *issuers, *list, *revoked;
} lists[] = {
    /* what a list is not about it does not revoke, whatever it holds */
    { GIVEN, "users.crl", "named.der plain.der" },
    { GIVEN, "authorities.crl", "below.der" },
    { GIVEN, "attributes.crl", "" },
    { GIVEN, "reasons.crl", "named.der plain.der below.der" },
    /* of another issuer: those that name it */
    { GIVEN, "indirect.crl", "named.der below.der" },
    { GIVEN, "indirect_users.crl", "named.der" },
    { GIVEN, "not_indirect.crl", "" },
    /* under another root */
    { GIVEN, "by_stranger.crl", "" },
    /* nobody says whose the lister is, or who stands above the certificates' issuer */
    { "ca.der lister.der", "indirect.crl", "" },
    /* the serial is one of the list's own issuer too, which no entry names */
    { GIVEN, "by_root.crl", "" },
    { GIVEN, "back_to_root.crl", "at_root.der" },
};

START_TEST(entry_counts_within_the_scope_of_its_list)
{
    struct seen seen = judge(lists[_i].issuers, ASKED, lists[_i].list);
    size_t expected = 0;
    char name[64];
    int used;
    for (const char *at = lists[_i].revoked; sscanf(at, " %63s%n", name, &used) == 1; at += used) {
        expected++;
    }
    ck_assert_uint_eq(seen.journal_count, 0);
    ck_assert_uint_eq(seen.list_count, 1);
    ck_assert(seen.list[0].verified);
    ck_assert_uint_eq(seen.revocation_count, expected);
    for (size_t i = 0; i < expected; i++) {
        ck_assert_int_eq(seen.revocation[i].state, REVOCATION_REVOKED);
        ck_assert_msg(is_one_of(seen.revocation[i].certificate_sha256, lists[_i].revoked), "%s",
                      lists[_i].list);
    }
}
END_TEST

/* A key that signs lists alone signs no certificate. */
START_TEST(signer_of_lists_is_no_authority)
{
    struct seen seen = judge_all("lister.der stranger.der", "", "");
    ck_assert_uint_eq(seen.verified_count, 0);
    ck_assert_uint_eq(seen.journal_count, 0);
    seen = judge("lister.der", ASKED, "indirect.crl by_stranger.crl");
    ck_assert_uint_eq(seen.verified_count, 0);
    ck_assert(seen.list[0].verified && !seen.list[1].verified);
    ck_assert_uint_eq(seen.revocation_count, 0);
}
END_TEST

static void add_settled(struct buffer *table, enum judge_item item, const char *name,
                        const struct seen *seen)
{
    struct bytes der = whole(name);
    struct buffer content = { 0 };
    uint8_t issuer[SHA256_LENGTH] = { 0 };
    for (size_t i = 0; i < seen->verified_count; i++) {
        if (is_of(seen->verified[i].certificate_sha256, name)) {
            memcpy(issuer, seen->verified[i].issuer_sha256, SHA256_LENGTH);
        }
    }
    ck_assert(buffer_append(&content, bytes_over(issuer, SHA256_LENGTH)));
    ck_assert(buffer_append(&content, der));
    ck_assert(judge_case_add(table, item, 7, buffer_bytes(&content)));
    buffer_clear(&content);
    fixture_free(der);
}

static void add_all_settled(struct buffer *table, enum judge_item item, const char *names,
                            const struct seen *seen)
{
    char name[64];
    int used;
    for (; sscanf(names, " %63s%n", name, &used) == 1; names += used) {
        add_settled(table, item, name, seen);
    }
}

/* What a table of CRLs says beside what an earlier one has settled is what one of all says. */
START_TEST(settled_signatures_say_the_same)
{
    const struct seen one = judge_all(lists[_i].issuers, ASKED, lists[_i].list);
    struct buffer table = { 0 };
    struct seen seen = { 0 };
    const struct record_sink sink = { .context = &seen, .record = note };
    add_all_settled(&table, JUDGE_SETTLED_ISSUER, lists[_i].issuers, &one);
    add_all_settled(&table, JUDGE_SETTLED_CERTIFICATE, ASKED, &one);
    add_all(&table, JUDGE_CRL, lists[_i].list);
    judge_case_run(buffer_bytes(&table), &sink);
    ck_assert_uint_eq(seen.verified_count, 0);
    ck_assert_uint_eq(seen.journal_count, 0);
    ck_assert_uint_eq(seen.list_count, 1);
    ck_assert(memcmp(seen.list[0].scope, one.list[0].scope, SHA256_LENGTH) == 0);
    ck_assert(seen.list[0].verified == one.list[0].verified);
    ck_assert_uint_eq(seen.revocation_count, one.revocation_count);
    for (size_t i = 0; i < one.revocation_count; i++) {
        ck_assert(memcmp(seen.revocation[i].certificate_sha256,
                         one.revocation[i].certificate_sha256, SHA256_LENGTH) == 0);
        ck_assert_int_eq(seen.revocation[i].reason, one.revocation[i].reason);
    }
    buffer_clear(&table);
}
END_TEST

/* Too short for the digest in front: told once, and no reason to stop. */
START_TEST(damaged_settled_item_is_told)
{
    struct buffer table = { 0 };
    struct seen seen = { 0 };
    const struct record_sink sink = { .context = &seen, .record = note };
    ck_assert(judge_case_add(&table, JUDGE_SETTLED_CERTIFICATE, 7, bytes_over("short", 5)));
    add_all(&table, JUDGE_CRL, "users.crl");
    judge_case_run(buffer_bytes(&table), &sink);
    ck_assert_uint_eq(seen.journal_count, 1);
    ck_assert_uint_eq(seen.list_count, 1);
    ck_assert(!seen.list[0].verified);
    buffer_clear(&table);
}
END_TEST

int main(void)
{
    const int count = (int)(sizeof(scopes) / sizeof(scopes[0]));
    TCase *tests = tcase_create("scopes");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, scope_says_what_a_list_is_about, 0, count);
    tcase_add_loop_test(tests, every_shorter_scope_is_refused, 0, count);
    tcase_add_loop_test(tests, scope_that_cannot_be_read_is_refused, 0,
                        (int)(sizeof(refused) / sizeof(refused[0])));
    tcase_add_test(tests, points_name_the_issuer_of_a_list);
    tcase_add_loop_test(tests, entry_counts_within_the_scope_of_its_list, 0,
                        (int)(sizeof(lists) / sizeof(lists[0])));
    tcase_add_test(tests, signer_of_lists_is_no_authority);
    tcase_add_loop_test(tests, settled_signatures_say_the_same, 0,
                        (int)(sizeof(lists) / sizeof(lists[0])));
    tcase_add_test(tests, damaged_settled_item_is_told);
    return suite_run("list_scope", tests);
}
