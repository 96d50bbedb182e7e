#include "certificates/judged_response.h"

#include <check.h>
#include <stdlib.h>

#define JUDGE_FOLDER "status"
#include "certificates/judge_log.h"
#include "suite.h"

#define LEAVES "good.der revoked.der superseded.der held.der unheard.der no_reason.der"
#define JUNE_1 INT64_C(1780315200) /* 2026-06-01T12:00:00Z */
#define DAY    INT64_C(86400)

/* What every whole answer of the fixtures says. */
static const struct {
    const char *certificate;
    enum revocation_state state;
    int reason;
    int64_t when;
} said[] = {
    { "good.der", REVOCATION_GOOD, -1, 0 },
    { "revoked.der", REVOCATION_REVOKED, 1, JUNE_1 },
    { "superseded.der", REVOCATION_REVOKED, 4, JUNE_1 + DAY },
    { "held.der", REVOCATION_REVOKED, 6, JUNE_1 + 2 * DAY },
    { "unheard.der", REVOCATION_UNKNOWN, -1, 0 },
    { "no_reason.der", REVOCATION_REVOKED, -1, JUNE_1 + 3 * DAY },
};
#define SAID (sizeof(said) / sizeof(said[0]))

static const struct revocation *find(const struct seen *seen, const char *certificate)
{
    for (size_t i = 0; i < seen->revocation_count; i++) {
        if (is_of(seen->revocation[i].certificate_sha256, certificate)) {
            return &seen->revocation[i];
        }
    }
    return NULL;
}

static void expect_all(const struct seen *seen, const char *file)
{
    ck_assert_uint_eq(seen->revocation_count, SAID);
    for (size_t i = 0; i < SAID; i++) {
        const struct revocation *found = find(seen, said[i].certificate);
        ck_assert_msg(found != NULL, "%s: %s", file, said[i].certificate);
        ck_assert_int_eq(found->state, said[i].state);
        ck_assert_int_eq(found->reason, said[i].reason);
        ck_assert_int_eq(found->revoked_at, said[i].when);
        ck_assert(found->ocsp);
        ck_assert(is_of(found->crl_sha256, file));
    }
}

static const char *const genuine[] = {
    "by_issuer.ocsp",      "by_issuer_key.ocsp", "by_delegate.ocsp", "by_delegate_key.ocsp",
    "sha256.ocsp",         "sha512.ocsp",        "no_end.ocsp",      "stale.ocsp",
    "critical_nonce.ocsp", "by_issuer.pem",      "by_issuer.base64",
};
#define GENUINE ((int)(sizeof(genuine) / sizeof(genuine[0])))

START_TEST(issuer_and_its_delegate_are_believed)
{
    struct seen seen = judge("stranger.der lister.der ca.der", LEAVES, genuine[_i]);
    ck_assert_uint_eq(seen.journal_count, 0);
    ck_assert_uint_eq(seen.list_count, 1);
    ck_assert_int_eq(seen.list[0].form, CRL_FORM_OCSP);
    ck_assert_str_eq(seen.failure[0], "");
    ck_assert_str_eq(seen.issuer_dn[0], "CN=Status CA,O=Status");
    ck_assert(seen.list[0].verified);
    ck_assert(is_of(seen.list[0].issuer_sha256, "ca.der"));
    ck_assert(is_of(seen.list[0].sha256, genuine[_i]));
    ck_assert_uint_eq(seen.list[0].entries, SAID);
    expect_all(&seen, genuine[_i]);
}
END_TEST

#define NO_SIGNER                                                                                  \
    "its signature holds under no key of its responder's name that was given or is in it"
#define FORGED_SIGNER                                                                              \
    "the signature of its signer's certificate does not hold under any issuer of its name"

static const struct {
    const char *issuers, *file, *failure;
} refused[] = {
    { "ca.der", "forged.ocsp", NO_SIGNER },
    { "ca.der", "no_certificate.ocsp", NO_SIGNER },
    { "ca.der", "stranger.ocsp", "its signer's certificate is not for OCSP signing" },
    { "stranger.der", "by_issuer_key.ocsp", "its signer's certificate is not for OCSP signing" },
    { "ca.der", "no_purpose.ocsp", "its signer's certificate is not for OCSP signing" },
    { "ca.der", "no_signing.ocsp", "its signer's certificate does not allow signatures" },
    { "ca.der", "strange.ocsp", "its signer's certificate has an unknown critical extension" },
    { "ca.der", "made_before_its_signer.ocsp",
      "its signer's certificate was not valid when it was made" },
    { "ca.der", "foreign.ocsp", FORGED_SIGNER },
    { "stranger.der", "by_delegate.ocsp", FORGED_SIGNER },
    { "lister.der", "by_delegate.ocsp", "no certificate of its signer's issuer was given" },
};

START_TEST(wrong_signer_is_not_believed)
{
    struct seen seen = judge(refused[_i].issuers, LEAVES, refused[_i].file);
    ck_assert_uint_eq(seen.journal_count, 0);
    ck_assert_uint_eq(seen.list_count, 1);
    ck_assert(!seen.list[0].verified);
    ck_assert_msg(strcmp(seen.failure[0], refused[_i].failure) == 0, "%s: %s", refused[_i].file,
                  seen.failure[0]);
    ck_assert_uint_eq(seen.revocation_count, 0);
}
END_TEST

/* Its signer is of another CA, or of another key of the same name: nothing that it says of the
 * certificates of this one counts. */
START_TEST(another_issuers_word_does_not_count)
{
    struct seen seen = judge("ca.der lister.der", LEAVES, "orphan.ocsp");
    ck_assert(seen.list[0].verified);
    ck_assert_uint_eq(seen.revocation_count, 0);
    seen = judge("ca.der stranger.der", LEAVES, "foreign.ocsp");
    ck_assert(seen.list[0].verified);
    ck_assert_uint_eq(seen.revocation_count, 0);
    /* The serial number of the revoked one, the same issuer's name, another issuer's key. */
    seen = judge("ca.der stranger.der", "twelve.der", "by_issuer.ocsp");
    ck_assert(is_of(seen.verified[seen.verified_count - 1].certificate_sha256, "twelve.der"));
    ck_assert(seen.list[0].verified);
    ck_assert_uint_eq(seen.revocation_count, 0);
    /* The key's hash fits, the hash of the name does not. */
    seen = judge("ca.der", LEAVES, "other_name.ocsp");
    ck_assert(seen.list[0].verified);
    ck_assert_uint_eq(seen.revocation_count, 0);
}
END_TEST

START_TEST(word_of_a_delegate_ends_with_it)
{
    struct seen seen = judge("ca.der", LEAVES, "short.ocsp stale.ocsp no_end.ocsp by_issuer.ocsp");
    ck_assert_uint_eq(seen.list_count, 4);
    ck_assert(seen.list[0].verified);
    ck_assert_int_le(seen.list[0].next_update, seen.list[0].this_update + DAY);
    ck_assert_int_eq(seen.revocation[0].next_update, seen.list[0].next_update);
    ck_assert_int_eq(seen.list[1].this_update, 1577836800); /* 2020-01-01 */
    ck_assert_int_eq(seen.list[1].next_update, 1580515200); /* 2020-02-01 */
    ck_assert_int_gt(seen.list[2].next_update, seen.list[2].this_update + 3000 * DAY);
    ck_assert_int_eq(seen.list[3].next_update, seen.list[3].this_update + 8000 * DAY);
}
END_TEST

START_TEST(several_in_one_file_go_by_their_own_digests)
{
    struct seen seen = judge("ca.der", "revoked.der", "two.ocsp");
    ck_assert_uint_eq(seen.journal_count, 0);
    ck_assert_uint_eq(seen.list_count, 2);
    ck_assert(is_of(seen.list[0].sha256, "by_issuer.ocsp"));
    ck_assert(is_of(seen.list[1].sha256, "sha256.ocsp"));
    ck_assert_uint_eq(seen.revocation_count, 2);
}
END_TEST

static const struct {
    const char *file, *sentence;
} unread[] = {
    { "ber.ocsp", "OCSP response cannot be read" },
    { "trailing.ocsp", "bytes after the end of the OCSP response" },
    { "try_later.ocsp", "OCSP response that is an error of the responder's, and no answer" },
    { "strange_extension.ocsp", "OCSP response with an unknown critical extension" },
};

START_TEST(what_cannot_be_read_is_journalled)
{
    struct seen seen = judge("ca.der", LEAVES, unread[_i].file);
    ck_assert_uint_eq(seen.list_count, 0);
    ck_assert_uint_eq(seen.journal_count, 1);
    ck_assert_str_eq(seen.sentence[0], unread[_i].sentence);
    ck_assert_uint_eq(seen.revocation_count, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("responses");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, issuer_and_its_delegate_are_believed, 0, GENUINE);
    tcase_add_loop_test(tests, wrong_signer_is_not_believed, 0,
                        (int)(sizeof(refused) / sizeof(refused[0])));
    tcase_add_test(tests, another_issuers_word_does_not_count);
    tcase_add_test(tests, word_of_a_delegate_ends_with_it);
    tcase_add_test(tests, several_in_one_file_go_by_their_own_digests);
    tcase_add_loop_test(tests, what_cannot_be_read_is_journalled, 0,
                        (int)(sizeof(unread) / sizeof(unread[0])));
    return suite_run("judged_response", tests);
}
