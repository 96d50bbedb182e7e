#include "openpgp_oracle.h"

/* Keys as gpg-agent kept them, made by scripts/make-openpgp-keys: in octets, and in text.
 * The numbers are those that gpg lists of the same keys. */

static struct key_examiner *examiner;

static void prepare(void)
{
    ck_assert(key_examine_prepare());
    examiner = examiner_with("wrong\n");
}

static void release(void)
{
    key_examiner_free(examiner);
}

static struct bytes from_parenthesis(struct bytes file)
{
    struct bytes before, rest = file;
    ck_assert(bytes_take_until(&rest, '(', &before));
    return bytes_over(file.at + before.left, file.left - before.left);
}

static struct delivered examine_list(struct bytes list)
{
    const struct candidate candidate = {
        .form = CANDIDATE_AGENT, .origin = ORIGIN_WHOLE, .content = list, .taken = list
    };
    return examine_as(examiner, &candidate, true);
}

static const struct {
    const char *name;
    enum verdict verdict;
} rows[] = {
    { "rsa", VERDICT_PROVEN },           { "dsa", VERDICT_PROVEN },
    { "ed25519", VERDICT_PROVEN },       { "nistp256", VERDICT_PROVEN },
    { "secp256k1", VERDICT_PROVEN },     { "brainpoolP384r1", VERDICT_PROVEN },
    { "closed-rsa", VERDICT_ENCRYPTED }, { "closed-ed25519", VERDICT_ENCRYPTED },
    { "text-rsa", VERDICT_PROVEN },      { "text-ed25519", VERDICT_PROVEN },
    { "text-nistp256", VERDICT_PROVEN }, { "text-closed", VERDICT_ENCRYPTED },
};

START_TEST(keys_are_those_that_gnupg_lists)
{
    const struct oracle oracle = oracle_read(rows[_i].name);
    ck_assert_uint_eq(oracle.count, 2);
    for (size_t i = 0; i < oracle.count; i++) {
        char path[128], found[KEY_IDENTITY_TEXT];
        snprintf(path, sizeof(path), "keys/gnupg-agent/%s-%zu.key", rows[_i].name, i + 1);
        struct buffer file = fixture_read(path);
        struct delivered delivered = examine_list(from_parenthesis(buffer_bytes(&file)));
        ck_assert_msg(delivered.count == 1, "%s", path);
        key_finding_name(&delivered.findings[0], found);
        ck_assert_msg(delivered.findings[0].verdict == rows[_i].verdict, "%s", path);
        ck_assert_str_eq(found, oracle.names[i]);
        delivered_clear(&delivered);
        buffer_clear(&file);
    }
}
END_TEST

/* What is left where something is damaged or missing, or kept elsewhere. */
static const struct {
    const char *what, *text;
    size_t count;
    enum verdict verdict;
    bool named;
} lists[] = {
    { "no list", "private-key", 0, VERDICT_NONE, false },
    { "an empty one", "(private-key)", 0, VERDICT_NONE, false },
    { "a text about keys", "(private-key (rsa (n N) (e E) (d D)))", 0, VERDICT_NONE, false },
    { "an algorithm without a number", "(private-key (ecc (curve Ed25519)))", 0, VERDICT_NONE,
      false },
    { "an escaped name", "(private-key (ecc (curve \\\"X\\\")(q #40AA#)(d #01#)))", 0, VERDICT_NONE,
      false },
    { "an unknown algorithm", "(private-key (kyber (p #01#)(s #02#)))", 1, VERDICT_UNSUPPORTED,
      false },
    { "an unknown curve", "(private-key (ecc (curve GOST2001-CryptoPro-A)(q #0401#)(d #01#)))", 1,
      VERDICT_UNSUPPORTED, false },
    { "no secret number", "(private-key (elg (p #8F#)(g #05#)(y #07#)))", 1, VERDICT_MALFORMED,
      false },
    { "a card's",
      "(shadowed-private-key (ecc (curve Ed25519)(flags eddsa)(q "
      "#40D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A#)"
      "(shadowed t1-v1 (#D276# OPENPGP.1))))",
      1, VERDICT_UNSUPPORTED, true },
};

START_TEST(other_lists)
{
    const size_t length = strlen(lists[_i].text);
    uint8_t *copy = exact_copy(lists[_i].text, length);
    struct delivered delivered = examine_list(bytes_over(copy, length));
    ck_assert_msg(delivered.count == lists[_i].count, "%s", lists[_i].what);
    if (delivered.count > 0) {
        ck_assert_msg(delivered.findings[0].verdict == lists[_i].verdict, "%s", lists[_i].what);
        ck_assert_int_eq(delivered.findings[0].has_identity, lists[_i].named);
    }
    delivered_clear(&delivered);
    free(copy);
}
END_TEST

/* Cut anywhere, a list is read no further than it goes, and nothing false comes out. */
START_TEST(every_shorter_list)
{
    const struct oracle oracle = oracle_read("text-nistp256");
    struct buffer file = fixture_read("keys/gnupg-agent/text-nistp256-1.key");
    const struct bytes list = from_parenthesis(buffer_bytes(&file));
    for (size_t length = 0; length < list.left; length++) {
        uint8_t *copy = exact_copy(list.at, length);
        struct delivered delivered = examine_list(bytes_over(copy, length));
        for (size_t i = 0; i < delivered.count; i++) {
            char found[KEY_IDENTITY_TEXT];
            key_finding_name(&delivered.findings[i], found);
            ck_assert_msg(delivered.findings[i].verdict == VERDICT_MALFORMED ||
                              strcmp(found, oracle.names[0]) == 0,
                          "%zu octets: %s", length, found);
        }
        delivered_clear(&delivered);
        free(copy);
    }
    buffer_clear(&file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("gnupg_agent_key");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, prepare, release);
    tcase_add_loop_test(tests, keys_are_those_that_gnupg_lists, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(tests, other_lists, 0, (int)(sizeof(lists) / sizeof(lists[0])));
    tcase_add_test(tests, every_shorter_list);
    return suite_run("gnupg_agent_key", tests);
}
