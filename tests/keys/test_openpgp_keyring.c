#include "bounds.h"
#include "openpgp_oracle.h"

/* Keys that scripts/fixtures/make-openpgp-keys made with GnuPG, each beside the public numbers that
 * GnuPG lists: catalogue row 22. */

#define LISTED "wrong\ncorrect horse\nlater\n"

static struct key_examiner *examiner;

static void prepare(void)
{
    ck_assert(key_examine_prepare());
}

/* One for each test: it remembers what it was shown. */
static void renew(void)
{
    examiner = examiner_with(LISTED);
}

static void release(void)
{
    key_examiner_free(examiner);
}

/* What stands in the armour, up to its check sum. */
static struct buffer armour_content(const char *name)
{
    char path[128];
    struct buffer content = { 0 };
    struct base64_reader reader = { 0 };
    snprintf(path, sizeof(path), "keys/openpgp/%s.asc", name);
    struct buffer file = fixture_read(path);
    struct bytes text = buffer_bytes(&file), line;
    while (bytes_take_until(&text, '\n', &line)) {
        if (line.left > 0 && line.at[0] != '-' && line.at[0] != '=' &&
            memchr(line.at, ':', line.left) == NULL) {
            ck_assert(base64_read(&reader, line, &content));
        }
    }
    ck_assert(base64_close(&reader, &content));
    buffer_clear(&file);
    return content;
}

static struct delivered examine_bytes(struct bytes content, enum candidate_origin origin)
{
    const struct candidate candidate = {
        .form = CANDIDATE_PGP, .origin = origin, .content = content, .taken = content
    };
    return examine_as(examiner, &candidate, true);
}

static const struct {
    const char *name;
    size_t keys;
    enum verdict verdict;
    const char *failure;
} rows[] = {
    { "rsa", 2, VERDICT_PROVEN, NULL },
    { "dsa", 2, VERDICT_PROVEN, NULL },
    { "ed25519", 2, VERDICT_PROVEN, NULL },
    { "nistp256", 2, VERDICT_PROVEN, NULL },
    { "nistp384", 2, VERDICT_PROVEN, NULL },
    { "nistp521", 2, VERDICT_PROVEN, NULL },
    { "secp256k1", 2, VERDICT_PROVEN, NULL },
    { "brainpoolP256r1", 2, VERDICT_PROVEN, NULL },
    { "brainpoolP384r1", 2, VERDICT_PROVEN, NULL },
    { "brainpoolP512r1", 2, VERDICT_PROVEN, NULL },
    { "version-3", 1, VERDICT_PROVEN, NULL },
    { "version-3-closed", 1, VERDICT_PROVEN, NULL },
    { "rfc-v5", 2, VERDICT_PROVEN, NULL },
    { "rfc-v6", 2, VERDICT_PROVEN, NULL },
    { "rfc-v6-aead", 2, VERDICT_ENCRYPTED,
      "its key derivation takes more steps than the bound allows" },
    { "sealed-ocb-v6", 2, VERDICT_PROVEN, NULL },
    { "sealed-gcm-v6", 2, VERDICT_PROVEN, NULL },
    { "sealed-eax-v6", 2, VERDICT_PROVEN, NULL },
    { "sealed-ocb-v4", 2, VERDICT_PROVEN, NULL },
    { "sealed-gcm-v4", 2, VERDICT_PROVEN, NULL },
    { "sealed-eax-v5", 2, VERDICT_PROVEN, NULL },
    { "closed-rsa", 2, VERDICT_PROVEN, NULL },
    { "closed-ed25519", 2, VERDICT_PROVEN, NULL },
    { "dummy", 1, VERDICT_PROVEN, NULL }, /* the subkey of the one before */
    { "s2k-dsa", 2, VERDICT_PROVEN, NULL },
    { "s2k-3des", 1, VERDICT_PROVEN, NULL },
    { "s2k-cast5", 1, VERDICT_PROVEN, NULL },
    { "s2k-blowfish", 1, VERDICT_PROVEN, NULL },
    { "s2k-aes", 1, VERDICT_PROVEN, NULL },
    { "s2k-aes192", 1, VERDICT_PROVEN, NULL },
    { "s2k-aes256", 1, VERDICT_PROVEN, NULL },
    { "s2k-camellia128", 1, VERDICT_PROVEN, NULL },
    { "s2k-camellia192", 1, VERDICT_PROVEN, NULL },
    { "s2k-camellia256", 1, VERDICT_PROVEN, NULL },
    { "s2k-twofish", 1, VERDICT_ENCRYPTED, "it is closed by a cipher that is not known" },
    { "s2k-md5", 1, VERDICT_PROVEN, NULL },
    { "s2k-sha1", 1, VERDICT_PROVEN, NULL },
    { "s2k-ripemd160", 1, VERDICT_PROVEN, NULL },
    { "s2k-sha224", 1, VERDICT_PROVEN, NULL },
    { "s2k-sha256", 1, VERDICT_PROVEN, NULL },
    { "s2k-sha384", 1, VERDICT_PROVEN, NULL },
    { "s2k-sha512", 1, VERDICT_PROVEN, NULL },
    { "s2k-mode-0", 1, VERDICT_PROVEN, NULL },
    { "s2k-mode-1", 1, VERDICT_PROVEN, NULL },
    { "s2k-mode-3", 1, VERDICT_PROVEN, NULL },
    { "s2k-longest", 1, VERDICT_PROVEN, NULL },
};

static void check_finding(const char *name, const struct key_finding *finding, const char *identity,
                          int row)
{
    char found[KEY_IDENTITY_TEXT];
    key_finding_name(finding, found);
    ck_assert_msg(finding->verdict == rows[row].verdict, "%s: %s", name, finding->failure);
    ck_assert_msg(strcmp(found, identity) == 0, "%s: %s, not %s", name, found, identity);
    if (rows[row].failure != NULL) {
        ck_assert_str_eq(finding->failure, rows[row].failure);
        return;
    }
    const bool closed = strncmp(name, "s2k", 3) == 0 || strncmp(name, "sealed", 6) == 0 ||
                        strstr(name, "closed") != NULL || strcmp(name, "dummy") == 0;
    ck_assert_str_eq(finding->encoding, closed ? "openpgp-encrypted" : "openpgp");
    ck_assert_pstr_eq(finding->remark, closed ? "opened with a listed passphrase" : NULL);
}

START_TEST(keys_are_those_that_gnupg_lists)
{
    const char *name = rows[_i].name;
    const struct oracle oracle = oracle_read(name);
    struct buffer content = armour_content(name);
    struct delivered delivered = examine_bytes(buffer_bytes(&content), ORIGIN_ARMOUR);
    ck_assert_msg(delivered.count == rows[_i].keys && delivered.count == oracle.count,
                  "%s: %zu keys", name, delivered.count);
    for (size_t i = 0; i < delivered.count; i++) {
        check_finding(name, &delivered.findings[i], oracle.names[i], _i);
    }
    delivered_clear(&delivered);
    buffer_clear(&content);
}
END_TEST

/* OpenSSL may be built without it. */
START_TEST(idea_is_opened_or_a_lead)
{
    const struct oracle oracle = oracle_read("s2k-idea");
    char found[KEY_IDENTITY_TEXT];
    struct buffer content = armour_content("s2k-idea");
    struct delivered delivered = examine_bytes(buffer_bytes(&content), ORIGIN_ARMOUR);
    ck_assert_uint_eq(delivered.count, 1);
    const struct key_finding *finding = &delivered.findings[0];
    key_finding_name(finding, found);
    ck_assert_str_eq(found, oracle.names[0]);
    ck_assert(finding->verdict == VERDICT_PROVEN ||
              (finding->verdict == VERDICT_ENCRYPTED &&
               strcmp(finding->failure,
                      "it is closed by a cipher that the library here does not have") == 0));
    delivered_clear(&delivered);
    buffer_clear(&content);
}
END_TEST

START_TEST(without_the_passphrase_it_is_a_lead)
{
    struct key_examiner *none = examiner_with("wrong\n");
    const struct oracle oracle = oracle_read("closed-rsa");
    struct buffer content = armour_content("closed-rsa");
    const struct candidate candidate = { .form = CANDIDATE_PGP,
                                         .origin = ORIGIN_BINARY,
                                         .content = buffer_bytes(&content) };
    struct delivered delivered = examine_as(none, &candidate, true);
    ck_assert_int_eq(delivered.offer, OFFER_TAKEN);
    ck_assert_uint_eq(delivered.count, 2);
    for (size_t i = 0; i < 2; i++) {
        char found[KEY_IDENTITY_TEXT];
        key_finding_name(&delivered.findings[i], found);
        ck_assert_int_eq(delivered.findings[i].verdict, VERDICT_ENCRYPTED);
        ck_assert_str_eq(found, oracle.names[i]);
        ck_assert_str_eq(delivered.findings[i].failure, "no passphrase opens it");
    }
    delivered_clear(&delivered);
    buffer_clear(&content);
    key_examiner_free(none);
}
END_TEST

/* The public fields are sealed with the secret ones: with another time, key or tag no passphrase
 * opens them. */
START_TEST(a_seal_holds_the_public_fields)
{
    static const size_t changed[] = { 0, 4, 14, 60 };
    for (size_t i = 0; i < sizeof(changed) / sizeof(changed[0]); i++) {
        struct buffer content = armour_content("sealed-ocb-v6");
        const size_t packet = 2u + content.at[1];
        ck_assert_uint_eq(content.at[0], 0xc5);
        content.at[changed[i]] ^= changed[i] == 0 ? 2 : 1; /* a subkey */
        struct delivered delivered = examine_bytes(bytes_over(content.at, packet), ORIGIN_ARMOUR);
        ck_assert_uint_eq(delivered.count, 1);
        ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_ENCRYPTED);
        delivered_clear(&delivered);
        buffer_clear(&content);
    }
}
END_TEST

START_TEST(a_keyring_gives_all_its_keys)
{
    const struct oracle oracle = oracle_read("keyring");
    struct buffer content = fixture_read("keys/openpgp/keyring.gpg");
    struct delivered delivered = examine_bytes(buffer_bytes(&content), ORIGIN_WHOLE);
    ck_assert_uint_eq(delivered.count, 6);
    for (size_t i = 0; i < delivered.count; i++) {
        char found[KEY_IDENTITY_TEXT];
        key_finding_name(&delivered.findings[i], found);
        ck_assert_int_eq(delivered.findings[i].verdict, VERDICT_PROVEN);
        ck_assert_str_eq(found, oracle.names[i]);
    }
    delivered_clear(&delivered);
    buffer_clear(&content);
}
END_TEST

START_TEST(public_keys_are_no_finding)
{
    struct buffer content = fixture_read("keys/openpgp/public.gpg");
    struct delivered delivered = examine_bytes(buffer_bytes(&content), ORIGIN_ARMOUR);
    ck_assert_int_eq(delivered.offer, OFFER_REFUSED);
    buffer_clear(&content);
}
END_TEST

/* The first packet of the fixture "ed25519", one octet changed: tag and length take two. */
static struct delivered examine_changed(size_t at_end, uint8_t flip, enum candidate_origin origin)
{
    struct buffer content = armour_content("ed25519");
    const size_t packet = 2u + content.at[1];
    ck_assert_uint_eq(content.at[0], 0x94);
    content.at[packet - at_end] ^= flip;
    struct delivered delivered = examine_bytes(bytes_over(content.at, packet), origin);
    buffer_clear(&content);
    return delivered;
}

START_TEST(a_wrong_sum_does_not_hide_a_key)
{
    struct delivered delivered = examine_changed(1, 1, ORIGIN_ARMOUR);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    delivered_clear(&delivered);
}
END_TEST

START_TEST(damaged_numbers_are_malformed)
{
    const struct oracle oracle = oracle_read("ed25519");
    struct delivered delivered = examine_changed(10, 1, ORIGIN_ARMOUR);
    ck_assert_uint_eq(delivered.count, 1);
    const struct key_finding *finding = &delivered.findings[0];
    struct key_finding claimed = { .identity = finding->claimed, .has_identity = true };
    char name[KEY_IDENTITY_TEXT];
    key_finding_name(&claimed, name);
    ck_assert_int_eq(finding->verdict, VERDICT_MALFORMED);
    ck_assert(finding->has_claim);
    ck_assert_str_eq(name, oracle.names[0]);
    delivered_clear(&delivered);
    delivered = examine_changed(10, 1, ORIGIN_BINARY);
    ck_assert_uint_eq(delivered.count, 0);
    delivered_clear(&delivered);
}
END_TEST

/* A public half that the seed does not make: the sum is right, so it is no damage. */
START_TEST(a_foreign_public_half_is_forged)
{
    struct buffer content = armour_content("ed25519");
    const size_t packet = 2u + content.at[1];
    content.at[2 + 6 + 10 + 2 + 5] ^= 1; /* front, OID, bits, into the point */
    struct delivered delivered = examine_bytes(bytes_over(content.at, packet), ORIGIN_ARMOUR);
    ck_assert_uint_eq(delivered.count, 2);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_int_eq(delivered.findings[1].verdict, VERDICT_FORGED);
    delivered_clear(&delivered);
    buffer_clear(&content);
}
END_TEST

/* A card's stub: the dummy of the fixture with another mode and a serial number. */
START_TEST(a_card_is_a_lead_with_its_public_half)
{
    const struct oracle oracle = oracle_read("closed-ed25519");
    struct buffer content = armour_content("dummy"), card = { 0 };
    const size_t length = content.at[1];
    static const uint8_t serial[17] = { 16, 0xd2, 0x76 };
    ck_assert_uint_eq(content.at[length + 1], 1);
    ck_assert(buffer_append_byte(&card, 0x94) &&
              buffer_append_byte(&card, (uint8_t)(length + sizeof(serial))) &&
              buffer_append(&card, bytes_over(content.at + 2, length - 1)) &&
              buffer_append_byte(&card, 2) &&
              buffer_append(&card, bytes_over(serial, sizeof(serial))));
    struct delivered delivered = examine_bytes(buffer_bytes(&card), ORIGIN_ARMOUR);
    char name[KEY_IDENTITY_TEXT];
    ck_assert_uint_eq(delivered.count, 1);
    key_finding_name(&delivered.findings[0], name);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_UNSUPPORTED);
    ck_assert_str_eq(name, oracle.names[0]);
    ck_assert_str_eq(delivered.findings[0].failure, "the private half is in a smart card");
    delivered_clear(&delivered);
    buffer_clear(&card);
    buffer_clear(&content);
}
END_TEST

/* Keys in bytes that are refuted are no finding there, and are not asked for again from the
 * middle: that would prove each as often as there are others before it. */
START_TEST(what_is_no_finding_is_taken_all_the_same)
{
    struct delivered delivered = examine_changed(10, 1, ORIGIN_BINARY);
    ck_assert_uint_eq(delivered.count, 0);
    ck_assert_int_eq(delivered.offer, OFFER_TAKEN);
    struct buffer content = armour_content("dummy");
    delivered = examine_bytes(bytes_over(content.at, 2u + content.at[1]), ORIGIN_ARMOUR);
    ck_assert_uint_eq(delivered.count, 0);
    ck_assert_int_eq(delivered.offer, OFFER_TAKEN);
    buffer_clear(&content);
}
END_TEST

/* Many closed keys share one bound, so that they do not stall the worker once each. */
static void count_leads(void *context, const struct key_finding *finding)
{
    size_t *leads = context;
    ck_assert_int_eq(finding->verdict, VERDICT_ENCRYPTED);
    leads[strcmp(finding->failure, "no passphrase opens it") == 0 ? 0 : 1]++;
}

START_TEST(a_keyring_of_closed_keys_is_bounded)
{
    struct buffer one = armour_content("s2k-longest"), all = { 0 };
    const size_t packet = 3u + ((size_t)one.at[1] << 8 | one.at[2]), copies = 90;
    struct key_examiner *none = examiner_with("wrong\n");
    size_t leads[2] = { 0 };
    const struct key_finding_sink sink = { .context = leads, .found = count_leads };
    ck_assert_uint_eq(one.at[0], 0x95);
    for (size_t i = 0; i < copies; i++) {
        ck_assert(buffer_append(&all, bytes_over(one.at, packet)));
    }
    const struct candidate candidate = { .form = CANDIDATE_PGP,
                                         .origin = ORIGIN_WHOLE,
                                         .content = buffer_bytes(&all) };
    ck_assert_int_eq(key_examine(none, &candidate, true, &sink), OFFER_TAKEN);
    const uint64_t steps = 65011712 / OPENPGP_STEP_OCTETS + 1; /* AES-128: one digest */
    ck_assert_uint_eq(leads[0], DERIVATION_SLICE_MAX / steps / 2);
    ck_assert_uint_eq(leads[0] + leads[1], copies);
    key_examiner_free(none);
    buffer_clear(&all);
    buffer_clear(&one);
}
END_TEST

int main(void)
{
    const int all = (int)(sizeof(rows) / sizeof(rows[0]));
    TCase *tests = tcase_create("openpgp_keyring");
    tcase_set_timeout(tests, 240);
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_add_checked_fixture(tests, renew, release);
    tcase_add_loop_test(tests, keys_are_those_that_gnupg_lists, 0, all);
    tcase_add_test(tests, idea_is_opened_or_a_lead);
    tcase_add_test(tests, without_the_passphrase_it_is_a_lead);
    tcase_add_test(tests, a_seal_holds_the_public_fields);
    tcase_add_test(tests, a_keyring_gives_all_its_keys);
    tcase_add_test(tests, public_keys_are_no_finding);
    tcase_add_test(tests, a_wrong_sum_does_not_hide_a_key);
    tcase_add_test(tests, damaged_numbers_are_malformed);
    tcase_add_test(tests, a_foreign_public_half_is_forged);
    tcase_add_test(tests, a_card_is_a_lead_with_its_public_half);
    tcase_add_test(tests, what_is_no_finding_is_taken_all_the_same);
    tcase_add_test(tests, a_keyring_of_closed_keys_is_bounded);
    return suite_run("openpgp_keyring", tests);
}
