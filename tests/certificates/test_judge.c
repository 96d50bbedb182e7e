#include "certificates/judge.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define JUDGE_FOLDER "certificates"
#include "certificates/judge_log.h"
#include "certificates/pem_block.h"
#include "suite.h"

static const struct {
    const char *issuers, *certificate;
    const char *issuer; /* under which it verifies; NULL: under none */
} signatures[] = {
    { "sub.der", "leaf_rsa.der", "sub.der" },
    { "sub.der", "precertificate.der", "sub.der" },
    { "root.der sub.der other.der", "leaf_ed25519.der", "sub.der" },
    { "root.der", "sub.der", "root.der" },
    { "other.der", "cross_signed.der", "other.der" },
    { "other.der", "leaf_p384.der", "other.der" },
    { "pss_root.der", "leaf_pss.der", "pss_root.der" },
    { "ed_root.der", "leaf_by_ed.der", "ed_root.der" },
    { "root.der", "root.der", "root.der" },
    { "other.der", "leaf_negative.der", "other.der" },
    /* the cross-signed CA has the same name and key */
    { "cross_signed.der", "leaf_rsa.der", "cross_signed.der" },
    /* the name fits, the key does not */
    { "same_name.der", "leaf_rsa.der", NULL },
    { "sub.der", "leaf_same_name.der", NULL },
    { "same_name.der sub.der", "leaf_rsa.der", "sub.der" },
    { "sub.der same_name.der", "leaf_same_name.der", "same_name.der" },
    /* nobody's, or not a CA's */
    { "", "leaf_rsa.der", NULL },
    { "root.der", "leaf_rsa.der", NULL },
    { "self_signed.der", "self_signed.der", NULL },
};

/* Whose a certificate is hangs on the whole chain above it. */
START_TEST(issuers_are_told_of_their_own_issuers)
{
    struct seen seen = judge_all("sub.der root.der other.der", "", "");
    bool found = false;
    for (size_t i = 0; i < seen.verified_count; i++) {
        found = found || (is_of(seen.verified[i].certificate_sha256, "sub.der") &&
                          is_of(seen.verified[i].issuer_sha256, "root.der"));
    }
    ck_assert(found);
    ck_assert_uint_eq(seen.verified_count, 3); /* the roots verify under themselves */
}
END_TEST

START_TEST(signature_needs_name_and_key)
{
    struct seen seen = judge(signatures[_i].issuers, signatures[_i].certificate, "");
    ck_assert_uint_eq(seen.journal_count, 0);
    ck_assert_msg(seen.verified_count == (signatures[_i].issuer != NULL), "%s under %s",
                  signatures[_i].certificate, signatures[_i].issuers);
    if (signatures[_i].issuer != NULL) {
        ck_assert(is_of(seen.verified[0].certificate_sha256, signatures[_i].certificate));
        ck_assert(is_of(seen.verified[0].issuer_sha256, signatures[_i].issuer));
    }
}
END_TEST

/* The attacker's own key, the issuer's name and key identifier, the victim's serial number. */
START_TEST(attack_with_the_serial_of_a_victim_fails)
{
    struct bytes text = fixture_read("hostile/certificate-with-serial-of-a-victim.pem");
    struct bytes issuer = whole("sub.der"), victim = whole("leaf_rsa.der"),
                 list = whole("good.crl");
    struct buffer room = { 0 }, table = { 0 };
    struct pem_block block;
    enum pem_end end;
    struct seen seen = { 0 };
    const struct record_sink sink = { .context = &seen, .record = note };
    ck_assert(pem_block_next(text, true, &room, &block, &end));
    ck_assert_int_eq(end, PEM_BLOCK);
    ck_assert(judge_case_add(&table, JUDGE_ISSUER, 7, issuer));
    ck_assert(judge_case_add(&table, JUDGE_CERTIFICATE, 7, block.content));
    ck_assert(judge_case_add(&table, JUDGE_CRL, 7, list));
    judge_case_run(buffer_bytes(&table), &sink);
    ck_assert_uint_eq(seen.verified_count, 0);
    ck_assert_uint_eq(seen.list_count, 1);
    ck_assert(seen.list[0].verified);
    ck_assert_uint_eq(seen.revocation_count, 0);

    ck_assert(judge_case_add(&table, JUDGE_CERTIFICATE, 7, victim));
    seen = (struct seen){ 0 };
    judge_case_run(buffer_bytes(&table), &sink);
    ck_assert_uint_eq(seen.verified_count, 1);
    ck_assert(is_of(seen.verified[0].certificate_sha256, "leaf_rsa.der"));
    ck_assert_uint_eq(seen.revocation_count, 1);
    ck_assert(is_of(seen.revocation[0].certificate_sha256, "leaf_rsa.der"));
    buffer_clear(&room);
    buffer_clear(&table);
    fixture_free(text);
    fixture_free(issuer);
    fixture_free(victim);
    fixture_free(list);
}
END_TEST

#define SUBS   "leaf_rsa.der leaf_ec.der leaf_compressed.der leaf_explicit.der leaf_ed25519.der"
#define JUNE_1 INT64_C(1780315200) /* 2026-06-01T12:00:00Z */
#define DAY    INT64_C(86400)

static const struct {
    const char *issuers, *certificates, *list;
    const char *failure; /* NULL: verified */
    uint64_t entries;
    struct {
        const char *certificate;
        int reason;
        int64_t when;
    } revoked[5];
} lists[] = {
    { "root.der sub.der",
      SUBS " precertificate.der",
      "good.crl",
      NULL,
      4,
      { { "leaf_rsa.der", 1, JUNE_1 },
        { "precertificate.der", 1, JUNE_1 },
        { "leaf_ec.der", -1, JUNE_1 + DAY },
        { "leaf_compressed.der", 4, JUNE_1 + 2 * DAY },
        { "leaf_explicit.der", 6, JUNE_1 + 3 * DAY } } },
    { "sub.der", SUBS, "stale.crl", NULL, 1, { { "leaf_rsa.der", 1, 1577836800 } } },
    { "sub.der",
      SUBS,
      "delta.crl",
      NULL,
      2,
      { { "leaf_explicit.der", 8, JUNE_1 + 4 * DAY },
        { "leaf_ed25519.der", 1, JUNE_1 + 4 * DAY } } },
    { "sub.der", SUBS, "hold.crl", NULL, 1, { { "leaf_rsa.der", 6, JUNE_1 } } },
    { "sub.der", SUBS, "spare_zero.crl", NULL, 1, { { "leaf_ec.der", -1, JUNE_1 } } },
    /* the second and third entry are of another issuer */
    { "sub.der other.der",
      SUBS,
      "indirect.crl",
      NULL,
      4,
      { { "leaf_rsa.der", 4, JUNE_1 }, { "leaf_explicit.der", 1, JUNE_1 } } },
    { "other.der",
      "leaf_p384.der leaf_negative.der leaf_long_serial.der",
      "other.crl",
      NULL,
      3,
      { { "leaf_p384.der", 5, JUNE_1 },
        { "leaf_negative.der", 1, JUNE_1 },
        { "leaf_long_serial.der", 1, JUNE_1 } } },
    /* signed by the key of the cross-signed CA: the same key */
    { "cross_signed.der",
      "leaf_rsa.der",
      "stale.crl",
      NULL,
      1,
      { { "leaf_rsa.der", 1, 1577836800 } } },
    { "sub.der",
      SUBS,
      "forged.crl",
      "its signature does not hold under any issuer of its name",
      1,
      { { NULL, 0, 0 } } },
    { "root.der",
      SUBS,
      "good.crl",
      "no certificate of its issuer was given",
      4,
      { { NULL, 0, 0 } } },
    /* the name alone does not make it the issuer's list */
    { "sub.der same_name.der",
      SUBS " leaf_same_name.der",
      "same_name.crl",
      NULL,
      1,
      { { NULL, 0, 0 } } },
    { "same_name.der",
      SUBS,
      "good.crl",
      "its signature does not hold under any issuer of its name",
      4,
      { { NULL, 0, 0 } } },
    { "no_crl.der",
      SUBS,
      "no_crl.crl",
      "its issuer's certificate does not allow to sign revocation lists",
      0,
      { { NULL, 0, 0 } } },
};

static bool has_revocation(const struct seen *seen, const char *certificate, int reason,
                           int64_t when, const char *list)
{
    for (size_t i = 0; i < seen->revocation_count; i++) {
        if (is_of(seen->revocation[i].certificate_sha256, certificate)) {
            return seen->revocation[i].reason == reason && seen->revocation[i].revoked_at == when &&
                   is_of(seen->revocation[i].crl_sha256, list);
        }
    }
    return false;
}

START_TEST(list_is_believed_under_its_own_key_alone)
{
    struct seen seen = judge(lists[_i].issuers, lists[_i].certificates, lists[_i].list);
    const char *failure = lists[_i].failure;
    size_t revoked = 0;
    ck_assert_uint_eq(seen.journal_count, 0);
    ck_assert_uint_eq(seen.list_count, 1);
    ck_assert_str_eq(seen.failure[0], failure == NULL ? "" : failure);
    ck_assert_msg(seen.list[0].verified == (failure == NULL), "%s", lists[_i].list);
    ck_assert_uint_eq(seen.list[0].entries, lists[_i].entries);
    ck_assert(is_of(seen.list[0].sha256, lists[_i].list));
    while (revoked < 5 && lists[_i].revoked[revoked].certificate != NULL) {
        ck_assert_msg(has_revocation(&seen, lists[_i].revoked[revoked].certificate,
                                     lists[_i].revoked[revoked].reason,
                                     lists[_i].revoked[revoked].when, lists[_i].list),
                      "%s: %s", lists[_i].list, lists[_i].revoked[revoked].certificate);
        revoked++;
    }
    ck_assert_uint_eq(seen.revocation_count, revoked);
}
END_TEST

START_TEST(dates_of_a_list_are_told)
{
    struct seen seen = judge("sub.der", "", "stale.crl spare_zero.crl");
    ck_assert_uint_eq(seen.list_count, 2);
    ck_assert_int_eq(seen.list[0].this_update, 1577836800);
    ck_assert_int_eq(seen.list[0].next_update, 1580515200);
    ck_assert_int_eq(seen.list[1].next_update, INT64_MAX);
    ck_assert_str_eq(seen.issuer_dn[0], "CN=Brand One Sub,O=Brand One,C=DE");
    ck_assert(is_of(seen.list[0].issuer_sha256, "sub.der"));
}
END_TEST

START_TEST(lists_in_one_file_go_by_their_own_digests)
{
    struct seen seen = judge("sub.der other.der", "leaf_rsa.der leaf_p384.der", "two_crls.pem");
    ck_assert_uint_eq(seen.list_count, 2);
    ck_assert(is_of(seen.list[0].sha256, "good.crl"));
    ck_assert(is_of(seen.list[1].sha256, "other.crl"));
    ck_assert_uint_eq(seen.revocation_count, 2);
}
END_TEST

START_TEST(what_cannot_be_read_is_journalled)
{
    struct seen seen = judge("sub.der", "good.crl", "strange.crl leaf_rsa.der expected.txt");
    ck_assert_uint_eq(seen.journal_count, 4);
    ck_assert_uint_eq(seen.list_count, 0);
    ck_assert_str_eq(seen.sentence[1], "revocation list with an unknown critical extension");
    ck_assert_str_eq(seen.sentence[2], "revocation list cannot be read");
    ck_assert_str_eq(seen.sentence[3], "no revocation list and no OCSP response in it");
}
END_TEST

START_TEST(damaged_table_is_refused_whole)
{
    struct buffer table = { 0 };
    add(&table, JUDGE_ISSUER, "root.der");
    add(&table, JUDGE_CERTIFICATE, "root.der");
    for (size_t kept = 1; kept < table.used; kept += 13) {
        struct seen seen = { 0 };
        const struct record_sink sink = { .context = &seen, .record = note };
        uint8_t *copy = exact_copy(table.at, kept);
        judge_case_run(bytes_over(copy, kept), &sink);
        ck_assert_uint_eq(seen.verified_count, 0);
        ck_assert_uint_le(seen.journal_count, 1);
        free(copy);
    }
    buffer_clear(&table);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("judging");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, issuers_are_told_of_their_own_issuers);
    tcase_add_loop_test(tests, signature_needs_name_and_key, 0,
                        (int)(sizeof(signatures) / sizeof(signatures[0])));
    tcase_add_test(tests, attack_with_the_serial_of_a_victim_fails);
    tcase_add_loop_test(tests, list_is_believed_under_its_own_key_alone, 0,
                        (int)(sizeof(lists) / sizeof(lists[0])));
    tcase_add_test(tests, dates_of_a_list_are_told);
    tcase_add_test(tests, lists_in_one_file_go_by_their_own_digests);
    tcase_add_test(tests, what_cannot_be_read_is_journalled);
    tcase_add_test(tests, damaged_table_is_refused_whole);
    return suite_run("judge", tests);
}
