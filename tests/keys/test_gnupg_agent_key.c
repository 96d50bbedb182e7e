#include "openpgp_oracle.h"

/* Keys as gpg-agent kept them, made by scripts/fixtures/make-openpgp-keys: in octets, and in text.
 * The numbers are those that gpg lists of the same keys. */

static struct key_examiner *examiner;

static void prepare(void)
{
    ck_assert(key_examine_prepare());
}

/* One for each test: it remembers what it was shown. */
static void renew(void)
{
    examiner = examiner_with("wrong\ncorrect horse\n");
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
    { "closed-rsa", VERDICT_PROVEN },    { "closed-ed25519", VERDICT_PROVEN },
    { "text-rsa", VERDICT_PROVEN },      { "text-ed25519", VERDICT_PROVEN },
    { "text-nistp256", VERDICT_PROVEN }, { "text-closed", VERDICT_PROVEN },
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
        const bool closed = strstr(rows[_i].name, "closed") != NULL;
        ck_assert_pstr_eq(delivered.findings[0].remark,
                          closed ? "opened with a listed passphrase" : NULL);
        ck_assert_str_eq(delivered.findings[0].encoding,
                         closed ? "gnupg-agent-encrypted" : "gnupg-agent");
        delivered_clear(&delivered);
        buffer_clear(&file);
    }
}
END_TEST

/* By AES in CBC and in OCB; what is sealed opens only as a whole. */
START_TEST(without_the_passphrase_it_is_a_lead)
{
    static const char *const names[] = { "closed-ed25519", "text-closed" };
    struct key_examiner *none = examiner_with("wrong\n");
    const struct oracle oracle = oracle_read(names[_i]);
    char path[128], found[KEY_IDENTITY_TEXT];
    snprintf(path, sizeof(path), "keys/gnupg-agent/%s-1.key", names[_i]);
    struct buffer file = fixture_read(path);
    const struct candidate candidate = { .form = CANDIDATE_AGENT,
                                         .origin = ORIGIN_WHOLE,
                                         .content = from_parenthesis(buffer_bytes(&file)) };
    struct delivered delivered = examine_as(none, &candidate, true);
    ck_assert_uint_eq(delivered.count, 1);
    key_finding_name(&delivered.findings[0], found);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_ENCRYPTED);
    ck_assert_str_eq(found, oracle.names[0]);
    ck_assert_str_eq(delivered.findings[0].failure, "no passphrase opens it");
    delivered_clear(&delivered);
    buffer_clear(&file);
    key_examiner_free(none);
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
    { "octets of quoted-printable, counted as they stand there",
      "(11:private-key(3:ecc(5:curve9:secp256r1)(1:q5:=04=A)(1:d32:=11&=B7O=B2S=E0=F4=8C=FC=B3=86="
      "A)"
      "))",
      0, VERDICT_NONE, false },
    { "a curve by another name, as libgcrypt tests itself",
      "(private-key (ecc (curve secp256r1)"
      "(d #C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721#)"
      "(q #0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
      "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299#)))",
      1, VERDICT_PROVEN, true },
    { "no secret number", "(private-key (elg (p #8F#)(g #05#)(y #07#)))", 1, VERDICT_MALFORMED,
      false },
    { "an unknown way of closing",
      "(protected-private-key (ecc (curve Ed25519)(q "
      "#40D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A#)"
      "(protected openpgp-native (openpgp-private-key (version 4)))))",
      1, VERDICT_ENCRYPTED, true },
    { "closed, with nothing to open",
      "(protected-private-key (ecc (curve Ed25519)(q "
      "#40D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A#)))",
      1, VERDICT_ENCRYPTED, true },
    { "closed, with octets that are none",
      "(protected-private-key (ecc (curve Ed25519)(q "
      "#40D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A#)(protected "
      "openpgp-s2k3-ocb-aes ((sha1 #0102030405060708# \"1024\")#00#)#0#)))",
      1, VERDICT_ENCRYPTED, true },
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
    static const char *const names[] = { "text-nistp256", "ed25519", "text-closed" };
    const struct oracle oracle = oracle_read(names[_i]);
    char path[128];
    snprintf(path, sizeof(path), "keys/gnupg-agent/%s-1.key", names[_i]);
    struct buffer file = fixture_read(path);
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
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_add_checked_fixture(tests, renew, release);
    tcase_add_loop_test(tests, keys_are_those_that_gnupg_lists, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(tests, without_the_passphrase_it_is_a_lead, 0, 2);
    tcase_add_loop_test(tests, other_lists, 0, (int)(sizeof(lists) / sizeof(lists[0])));
    tcase_add_loop_test(tests, every_shorter_list, 0, 3);
    return suite_run("gnupg_agent_key", tests);
}
