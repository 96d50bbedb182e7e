#include "key_fixture.h"

/* JSON Web Keys closed by a passphrase: scripts/fixtures/make-jwe-keys. */

#define PURGED "Thus from my lips, by yours, my sin is purged."

static struct delivered examine(struct bytes text, const char *passphrases)
{
    struct key_examiner *examiner = examiner_with(passphrases);
    while (text.left > 0 && text.at[text.left - 1] == '\n') {
        text.left--;
    }
    const struct candidate candidate = { .form = CANDIDATE_JWE,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = text };
    struct delivered delivered = examine_as(examiner, &candidate, true);
    key_examiner_free(examiner);
    return delivered;
}

static const struct {
    const char *file;
    size_t keys;
} files[] = {
    { "keys/jwe/rfc7517.jwe", 1 },
    { "keys/jwe/ecdsap256-rfc9500.jwe", 1 },
    { "keys/jwe/ecdsap384-rfc9500.jwe", 1 },
    { "keys/jwe/ecdsap521-rfc9500.jwe", 1 },
    { "keys/jwe/rsa1024-rfc9500.jwe", 1 },
    { "keys/jwe/rsa2048-rfc9500.jwe", 1 },
    { "keys/jwe/ed25519-rfc8410.jwe", 1 },
    { "keys/jwe/set-of-two.jwe", 2 },
    { "keys/jwe/flattened-ecdsap256-rfc9500.json", 1 },
    { "keys/jwe/general-rsa1024-rfc9500.json", 1 },
};

START_TEST(passphrase_opens_it)
{
    struct buffer text = fixture_read(files[_i].file);
    struct delivered delivered = examine(buffer_bytes(&text), "wrong\n" PURGED "\ncorrect horse");
    ck_assert_msg(delivered.count == files[_i].keys, "%s: %zu", files[_i].file, delivered.count);
    for (size_t i = 0; i < delivered.count; i++) {
        ck_assert_int_eq(delivered.findings[i].verdict, VERDICT_PROVEN);
        ck_assert_str_eq(delivered.findings[i].encoding, "jwe");
        ck_assert_str_eq(delivered.findings[i].remark, "opened with a listed passphrase");
    }
    delivered_clear(&delivered);
    buffer_clear(&text);
}
END_TEST

/* Why nothing opens it. */
static void expect_lead(struct bytes text, const char *passphrases, const char *failure)
{
    struct delivered delivered = examine(text, passphrases);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_ENCRYPTED);
    ck_assert_str_eq(delivered.findings[0].encoding, "jwe");
    ck_assert_str_eq(delivered.findings[0].failure, failure);
    ck_assert(!delivered.findings[0].has_identity);
    delivered_clear(&delivered);
}

START_TEST(what_stays_shut_is_a_lead)
{
    struct buffer text = fixture_read("keys/jwe/rfc7517.jwe");
    struct buffer other = fixture_read("keys/jwe/by-a-key.jwe");
    expect_lead(buffer_bytes(&text), "wrong\ncorrect horse", "no passphrase opens it");
    expect_lead(bytes_over(text.at, text.used - 2), PURGED,
                "it is cut off: the end of the encrypted bytes is missing");
    expect_lead(buffer_bytes(&other), "correct horse",
                "it is closed by a key and not by a passphrase");
    buffer_clear(&text);
    buffer_clear(&other);
}
END_TEST

/* The same lead, however its lines were broken. */
START_TEST(wrapped_one_is_the_same_lead)
{
    struct buffer text = fixture_read("keys/jwe/rfc7517.jwe"), wrapped = { 0 };
    for (size_t at = 0; at < text.used; at++) {
        ck_assert(buffer_append_byte(&wrapped, text.at[at]));
        ck_assert(at % 64 != 63 || buffer_append_byte(&wrapped, '\n'));
    }
    struct delivered one = examine(buffer_bytes(&text), "");
    struct delivered other = examine(buffer_bytes(&wrapped), "");
    ck_assert(one.count == 1 && other.count == 1);
    ck_assert_mem_eq(one.findings[0].blob_sha256, other.findings[0].blob_sha256, SHA256_LENGTH);
    delivered_clear(&other);
    other = examine(buffer_bytes(&wrapped), PURGED);
    ck_assert(other.count == 1 && other.findings[0].verdict == VERDICT_PROVEN);
    delivered_clear(&one);
    delivered_clear(&other);
    buffer_clear(&text);
    buffer_clear(&wrapped);
}
END_TEST

/* What does not say that it holds a key is none when nothing opens it. */
START_TEST(other_content_is_no_lead)
{
    struct buffer text = fixture_read("keys/jwe/ed25519-rfc8410.jwe");
    struct delivered delivered = examine(buffer_bytes(&text), "wrong");
    ck_assert_uint_eq(delivered.count, 0);
    delivered_clear(&delivered);
    buffer_clear(&text);
}
END_TEST

/* Each with the header that is named, of which the tag knows nothing. */
static const struct {
    const char *header, *failure;
} headers[] = {
    { "{\"p2s\":\"AAAAAAAAAAA\"}", "its encryption parameters cannot be read" },
    { "{\"p2c\":1000}", "its encryption parameters cannot be read" },
    { "{\"p2c\":-1,\"p2s\":\"AAAAAAAAAAA\"}", "its encryption parameters cannot be read" },
    { "{\"p2c\":99999999999,\"p2s\":\"AAAAAAAAAAA\"}", "its encryption parameters cannot be read" },
    { "{\"p2c\":4000000000,\"p2s\":\"AAAAAAAAAAA\"}",
      "its key derivation takes more steps than the bound allows" },
    { "{\"p2c\":1000,\"p2s\":\"AAAAAAAAAAA\"}", "no passphrase opens it" },
};

START_TEST(header_is_bounded)
{
    struct buffer text = { 0 };
    /* {"alg":"PBES2-HS256+A128KW","enc":"A128GCM","cty":"jwk+json"} */
    ck_assert(buffer_append_text(&text,
                                 "{\"protected\":\"eyJhbGciOiJQQkVTMi1IUzI1NitBMTI4S1ciLCJlbm"
                                 "MiOiJBMTI4R0NNIiwiY3R5IjoiandrK2pzb24ifQ\",\"header\":"));
    ck_assert(buffer_append_text(&text, headers[_i].header));
    ck_assert(buffer_append_text(&text, ",\"encrypted_key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
                                        "\"iv\":\"AAAAAAAAAAAAAAAA\",\"ciphertext\":\"AAAA\","
                                        "\"tag\":\"AAAAAAAAAAAAAAAAAAAAAA\"}"));
    expect_lead(buffer_bytes(&text), "correct horse", headers[_i].failure);
    buffer_clear(&text);
}
END_TEST

/* Content that was changed is not read, whatever opens its key. */
START_TEST(changed_content_is_a_lead)
{
    struct buffer text =
        fixture_read(_i == 0 ? "keys/jwe/ecdsap256-rfc9500.jwe" : "keys/jwe/rsa1024-rfc9500.jwe");
    text.at[text.used - 60] = text.at[text.used - 60] == 'A' ? 'B' : 'A';
    expect_lead(buffer_bytes(&text), "correct horse",
                "a passphrase opens its key, but its content is damaged");
    buffer_clear(&text);
}
END_TEST

#define PBES2 "{\"header\":{\"alg\":\"PBES2-HS256+A128KW\","
/* Recipients that somebody puts in front so that the others are not looked at. */
static const char *const decoys[] = {
    PBES2 "\"p2c\":1,\"p2s\":\"AAAAAAAAAAA\"},\"encrypted_key\":"
          "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"},",
    PBES2 "\"p2c\":4000000000,\"p2s\":\"AAAAAAAAAAA\"},\"encrypted_key\":"
          "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"},",
    PBES2 "\"p2c\":1},\"encrypted_key\":\"AA\"},",
    /* "correct horse" opens it, to a key that is not the content's */
    PBES2 "\"p2c\":1,\"p2s\":\"AAAAAAAAAAA\"},\"encrypted_key\":"
          "\"Lk-L0oi9rL2HlkhN7qS_qGUyvD-dgWFV\"},",
};

START_TEST(recipient_in_front_hides_no_other)
{
    static const char first[] = "\"recipients\": [";
    struct buffer text = fixture_read("keys/jwe/general-rsa1024-rfc9500.json"), more = { 0 };
    const uint8_t *found = memmem(text.at, text.used, first, strlen(first));
    ck_assert_ptr_nonnull(found);
    const size_t front = (size_t)(found - text.at) + strlen(first);
    ck_assert(buffer_append(&more, bytes_over(text.at, front)) &&
              buffer_append_text(&more, decoys[_i]) &&
              buffer_append(&more, bytes_over(text.at + front, text.used - front)));
    struct delivered delivered = examine(buffer_bytes(&more), "correct horse");
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    delivered_clear(&delivered);
    buffer_clear(&more);
    buffer_clear(&text);
}
END_TEST

START_TEST(every_shorter_one_is_no_key)
{
    static const char *const names[] = { "keys/jwe/ecdsap256-rfc9500.jwe",
                                         "keys/jwe/flattened-ecdsap256-rfc9500.json" };
    struct buffer text = fixture_read(names[_i]);
    for (size_t kept = 0; kept < text.used - 1; kept += 3) {
        uint8_t *copy = exact_copy(text.at, kept);
        struct delivered delivered = examine(bytes_over(copy, kept), "correct horse");
        ck_assert_msg(delivered.count == 0 || delivered.findings[0].verdict == VERDICT_ENCRYPTED,
                      "%zu", kept);
        delivered_clear(&delivered);
        free(copy);
    }
    buffer_clear(&text);
}
END_TEST

static void prepare(void)
{
    ck_assert(key_examine_prepare());
}

int main(void)
{
    TCase *tests = tcase_create("jwe_key");
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, passphrase_opens_it, 0, (int)(sizeof(files) / sizeof(files[0])));
    tcase_add_test(tests, what_stays_shut_is_a_lead);
    tcase_add_test(tests, wrapped_one_is_the_same_lead);
    tcase_add_test(tests, other_content_is_no_lead);
    tcase_add_loop_test(tests, header_is_bounded, 0, (int)(sizeof(headers) / sizeof(headers[0])));
    tcase_add_loop_test(tests, changed_content_is_a_lead, 0, 2);
    tcase_add_loop_test(tests, recipient_in_front_hides_no_other, 0,
                        (int)(sizeof(decoys) / sizeof(decoys[0])));
    tcase_add_loop_test(tests, every_shorter_one_is_no_key, 0, 2);
    return suite_run("jwe_key", tests);
}
