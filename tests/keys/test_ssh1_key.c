#include "key_fixture.h"

/* Key files of SSH version 1: scripts/fixtures/make-ssh-client-keys. */

static struct delivered examine(struct key_examiner *examiner, struct bytes content)
{
    const struct candidate candidate = { .form = CANDIDATE_SSH1,
                                         .origin = ORIGIN_WHOLE,
                                         .content = content };
    return examine_as(examiner, &candidate, true);
}

START_TEST(open_one_is_proven)
{
    struct buffer key = fixture_read("keys/ssh1/own.key");
    struct key_examiner *examiner = examiner_with("");
    struct delivered delivered = examine(examiner, buffer_bytes(&key));
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_str_eq(delivered.findings[0].encoding, "ssh1");
    ck_assert_ptr_null(delivered.findings[0].remark); /* nothing of it had to be mended */
    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&key);
}
END_TEST

START_TEST(closed_one_is_a_lead_with_its_public_half)
{
    struct buffer open = fixture_read("keys/ssh1/own.key");
    struct buffer closed = fixture_read("keys/ssh1/closed-own.key");
    struct key_examiner *examiner = examiner_with("wrong\nCorrect horse");
    struct delivered proven = examine(examiner, buffer_bytes(&open));
    struct delivered lead = examine(examiner, buffer_bytes(&closed));
    ck_assert_uint_eq(lead.count, 1);
    ck_assert_int_eq(lead.findings[0].verdict, VERDICT_ENCRYPTED);
    ck_assert(lead.findings[0].has_identity);
    ck_assert_mem_eq(lead.findings[0].identity.spki_sha256, proven.findings[0].identity.spki_sha256,
                     SHA256_LENGTH);
    ck_assert_str_eq(lead.findings[0].failure, "no passphrase opens it");
    delivered_clear(&proven);
    delivered_clear(&lead);
    key_examiner_free(examiner);
    buffer_clear(&open);
    buffer_clear(&closed);
}
END_TEST

START_TEST(passphrase_opens_it)
{
    struct buffer open = fixture_read("keys/ssh1/own.key");
    struct buffer closed = fixture_read("keys/ssh1/closed-own.key");
    struct key_examiner *examiner = examiner_with("wrong\ncorrect horse");
    struct delivered proven = examine(examiner, buffer_bytes(&open));
    struct delivered opened = examine(examiner, buffer_bytes(&closed));
    ck_assert_uint_eq(opened.count, 1);
    ck_assert_int_eq(opened.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_str_eq(opened.findings[0].encoding, "ssh1-encrypted");
    ck_assert_str_eq(opened.findings[0].remark, "opened with a listed passphrase");
    ck_assert_mem_eq(opened.findings[0].identity.spki_sha256,
                     proven.findings[0].identity.spki_sha256, SHA256_LENGTH);
    delivered_clear(&proven);
    delivered_clear(&opened);
    key_examiner_free(examiner);
    buffer_clear(&open);
    buffer_clear(&closed);
}
END_TEST

/* SSH 1.2 knew others: IDEA, DES, RC4, Blowfish. */
START_TEST(other_cipher_is_a_lead)
{
    struct buffer closed = fixture_read("keys/ssh1/closed-own.key");
    struct key_examiner *examiner = examiner_with("correct horse");
    closed.at[33] = 1;
    struct delivered lead = examine(examiner, buffer_bytes(&closed));
    ck_assert_uint_eq(lead.count, 1);
    ck_assert_int_eq(lead.findings[0].verdict, VERDICT_ENCRYPTED);
    ck_assert_str_eq(lead.findings[0].failure, "it is closed by a cipher that is not known");
    delivered_clear(&lead);
    key_examiner_free(examiner);
    buffer_clear(&closed);
}
END_TEST

/* A lead with its public half as soon as that is there; the key as soon as d is. */
START_TEST(every_shorter_closed_one)
{
    struct buffer key = fixture_read("keys/ssh1/closed-own.key");
    struct key_examiner *examiner = examiner_with("correct horse");
    const size_t public = 187, behind_d = public + (4 + 2 + 128 + 7) / 8 * 8;
    for (size_t length = 0; length <= key.used; length++) {
        uint8_t *copy = exact_copy(key.at, length);
        struct delivered delivered = examine(examiner, bytes_over(copy, length));
        ck_assert_uint_eq(delivered.count, length < public ? 0 : 1);
        ck_assert_msg(length < public ||
                          (delivered.findings[0].verdict == VERDICT_PROVEN) == (length >= behind_d),
                      "%zu octets", length);
        delivered_clear(&delivered);
        free(copy);
    }
    key_examiner_free(examiner);
    buffer_clear(&key);
}
END_TEST

/* The same key as soon as d is there; before that no key is proven. */
START_TEST(every_shorter_one)
{
    struct buffer key = fixture_read("keys/ssh1/own.key");
    struct key_examiner *examiner = examiner_with("");
    struct delivered whole = examine(examiner, buffer_bytes(&key));
    const size_t public = 187, behind_d = public + 4 + 2 + 128;
    for (size_t length = 0; length < key.used; length++) {
        uint8_t *copy = exact_copy(key.at, length);
        struct delivered delivered = examine(examiner, bytes_over(copy, length));
        bool proven = false;
        for (size_t i = 0; i < delivered.count; i++) {
            proven = proven || delivered.findings[i].verdict == VERDICT_PROVEN;
            must(delivered.findings[i].verdict != VERDICT_PROVEN ||
                 memcmp(delivered.findings[i].identity.spki_sha256,
                        whole.findings[0].identity.spki_sha256, SHA256_LENGTH) == 0);
        }
        ck_assert_msg(proven == (length >= behind_d), "%zu octets", length);
        ck_assert_uint_eq(delivered.count, length < public ? 0 : 1);
        delivered_clear(&delivered);
        free(copy);
    }
    delivered_clear(&whole);
    key_examiner_free(examiner);
    buffer_clear(&key);
}
END_TEST

static const struct {
    const char *what;
    size_t at;
    uint8_t octet;
} changes[] = {
    { "another magic", 29, '2' },
    { "no zero behind the magic", 32, '\n' },
    { "a modulus longer than all of it", 42, 0xff },
    { "a comment longer than all of it", 177, 0xff },
};

START_TEST(what_is_no_key_is_refused)
{
    struct buffer key = fixture_read("keys/ssh1/own.key");
    struct key_examiner *examiner = examiner_with("");
    key.at[changes[_i].at] = changes[_i].octet;
    struct delivered delivered = examine(examiner, buffer_bytes(&key));
    ck_assert_msg(delivered.count == 0 && delivered.offer == OFFER_REFUSED, "%s", changes[_i].what);
    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&key);
}
END_TEST

int main(void)
{
    if (!key_examine_prepare()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("ssh1_key");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, open_one_is_proven);
    tcase_add_test(tests, closed_one_is_a_lead_with_its_public_half);
    tcase_add_test(tests, passphrase_opens_it);
    tcase_add_test(tests, other_cipher_is_a_lead);
    tcase_add_test(tests, every_shorter_one);
    tcase_add_test(tests, every_shorter_closed_one);
    tcase_add_loop_test(tests, what_is_no_key_is_refused, 0,
                        (int)(sizeof(changes) / sizeof(changes[0])));
    return suite_run("ssh1_key", tests);
}
