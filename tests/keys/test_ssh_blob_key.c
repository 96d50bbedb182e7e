#include "crypto/sha256.h"
#include "key_fixture.h"
#include "keys/openssh_key.h"

/* Row 10 of the catalogue of forms: keys that dropbearconvert and dropbearkey wrote, and
 * those of openssh as an agent is given them (scripts/fixtures/make-ssh-client-keys). */

static struct key_examiner *examiner;

static void prepare(void)
{
    ck_assert(key_examine_prepare());
}

/* One for each test: it remembers what it was shown. */
static void renew(void)
{
    examiner = examiner_with("");
}

static void release(void)
{
    key_examiner_free(examiner);
}

static struct delivered examine_blob(struct bytes blob, enum candidate_origin origin)
{
    const struct candidate candidate = { .form = CANDIDATE_DROPBEAR,
                                         .origin = origin,
                                         .content = blob };
    return examine_as(examiner, &candidate, true);
}

static void check_identity(const char *key, const struct key_finding *finding)
{
    char name[256];
    uint8_t expected[SHA256_LENGTH];
    ck_assert_msg(finding->verdict == VERDICT_PROVEN, "%s: %s", key, finding->failure);
    if (strstr(key, "own") != NULL) {
        ck_assert_int_eq(finding->identity.algorithm, KEY_DSA);
        return;
    }
    snprintf(name, sizeof(name), "keys/spki/%s.key", key);
    struct pem_block public = pem_fixture(name);
    sha256_of(buffer_bytes(&public.content), expected);
    ck_assert_mem_eq(finding->identity.spki_sha256, expected, SHA256_LENGTH);
    buffer_clear(&public.content);
}

static const char *const keys[] = {
    "rsa1024-rfc9500",   "rsa2048-rfc9500", "ecdsap256-rfc9500", "ecdsap384-rfc9500",
    "ecdsap521-rfc9500", "ed25519-rfc8410", "dss-own",
};

static struct buffer dropbear_blob(const char *key)
{
    char name[256];
    snprintf(name, sizeof(name), "keys/dropbear/%s.key", key);
    return fixture_read(name);
}

START_TEST(row_10_dropbear)
{
    struct buffer blob = dropbear_blob(keys[_i]);
    for (enum candidate_origin origin = ORIGIN_BINARY; origin <= ORIGIN_WHOLE; origin++) {
        struct delivered delivered = examine_blob(buffer_bytes(&blob), origin);
        ck_assert_uint_eq(delivered.count, 1);
        check_identity(keys[_i], &delivered.findings[0]);
        ck_assert_str_eq(delivered.findings[0].encoding, "dropbear");
        delivered_clear(&delivered);
    }
    buffer_clear(&blob);
}
END_TEST

/* Each of openssh's is the same key, in an agent's order of fields. */
START_TEST(row_10_agent)
{
    char name[256];
    if (strstr(keys[_i], "own") != NULL) {
        return;
    }
    snprintf(name, sizeof(name), "keys/openssh/%s.key", keys[_i]);
    struct pem_block block = pem_fixture(name);
    struct openssh_blob read;
    ck_assert_int_eq(openssh_blob_read(buffer_bytes(&block.content), &read), OUTCOME_OK);
    struct bytes list = read.closed.closed;
    ck_assert(openssh_list_begin(&list));
    struct delivered delivered = examine_blob(list, ORIGIN_BINARY);
    ck_assert_uint_eq(delivered.count, 1);
    check_identity(keys[_i], &delivered.findings[0]);
    ck_assert_str_eq(delivered.findings[0].encoding, keys[_i][1] == 'c' ? "dropbear" : "ssh-agent");
    delivered_clear(&delivered);
    buffer_clear(&block.content);
}
END_TEST

START_TEST(every_shorter_one)
{
    struct buffer blob = dropbear_blob(keys[_i]);
    for (size_t length = 0; length < blob.used; length++) {
        uint8_t *copy = exact_copy(blob.at, length);
        struct delivered delivered = examine_blob(bytes_over(copy, length), ORIGIN_BINARY);
        for (size_t i = 0; i < delivered.count; i++) {
            check_identity(keys[_i], &delivered.findings[i]);
        }
        ck_assert(delivered.count == 0 || keys[_i][0] == 'r');
        delivered_clear(&delivered);
        free(copy);
    }
    buffer_clear(&blob);
}
END_TEST

/* What stands behind a host key, and what only has the form of one: never a finding in the
 * middle of bytes. Of a whole file RSA and ECDSA are said to be forged. */
static const struct {
    const char *key;
    size_t from_end; /* the octet that is changed */
    bool whole;      /* is there a finding of a whole file? */
} damages[] = {
    { "rsa1024-rfc9500", 2 * 69 + 60, false }, /* d: the primes prove it all the same */
    { "rsa2048-rfc9500", 2 * 133 + 60, false },
    { "ecdsap256-rfc9500", 10, true },
    { "ecdsap521-rfc9500", 10, true },
    { "ed25519-rfc8410", 40, false },
    { "dss-own", 3, true },
};

START_TEST(numbers_that_do_not_hold)
{
    struct buffer blob = dropbear_blob(damages[_i].key);
    blob.at[blob.used - damages[_i].from_end] ^= 0x10;
    const bool rsa = damages[_i].key[0] == 'r';
    struct delivered delivered = examine_blob(buffer_bytes(&blob), ORIGIN_BINARY);
    ck_assert_uint_eq(delivered.count, rsa ? 1 : 0);
    if (rsa) {
        check_identity(damages[_i].key, &delivered.findings[0]);
        delivered_clear(&delivered);
        /* without the primes nothing is left */
        blob.used -= damages[_i].from_end - 60;
        delivered = examine_blob(buffer_bytes(&blob), ORIGIN_BINARY);
        ck_assert_uint_eq(delivered.count, 0);
    }
    delivered_clear(&delivered);
    delivered = examine_blob(buffer_bytes(&blob), ORIGIN_WHOLE);
    ck_assert_msg((delivered.count > 0) == (damages[_i].whole || rsa), "%s", damages[_i].key);
    delivered_clear(&delivered);
    buffer_clear(&blob);
}
END_TEST

static const struct {
    const char *what, *blob;
    size_t length;
} nothing[] = {
    { "nothing", "", 0 },
    { "a type alone", "\0\0\0\7ssh-rsa", 11 },
    { "a type that is not known", "\0\0\0\7ssh-xyz\0\0\0\1\1\0\0\0\1\1", 21 },
    { "a length past the end", "\0\0\0\7ssh-rsa\xff\xff\xff\xff", 15 },
    { "a key in a token",
      "\0\0\0\x1ask-ssh-ed25519@openssh.com\0\0\0\1x\0\0\0\4ssh:\1\0\0\0\1x\0\0\0\0",
      30 + 5 + 8 + 1 + 5 + 4 },
};

START_TEST(nothing_of_a_key)
{
    uint8_t *copy = exact_copy(nothing[_i].blob, nothing[_i].length);
    struct delivered delivered = examine_blob(bytes_over(copy, nothing[_i].length), ORIGIN_WHOLE);
    ck_assert_msg(delivered.count == 0, "%s", nothing[_i].what);
    free(copy);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("ssh_blob_key");
    const int all = (int)(sizeof(keys) / sizeof(keys[0]));
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_add_checked_fixture(tests, renew, release);
    tcase_add_loop_test(tests, row_10_dropbear, 0, all);
    tcase_add_loop_test(tests, row_10_agent, 0, all);
    tcase_add_loop_test(tests, every_shorter_one, 0, all);
    tcase_add_loop_test(tests, numbers_that_do_not_hold, 0,
                        (int)(sizeof(damages) / sizeof(damages[0])));
    tcase_add_loop_test(tests, nothing_of_a_key, 0, (int)(sizeof(nothing) / sizeof(nothing[0])));
    tcase_set_timeout(tests, 120);
    return suite_run("ssh_blob_key", tests);
}
