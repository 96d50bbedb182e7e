#include "candidates/damage.h"
#include "evidence_run.h"
#include "keys/openpgp_oracle.h"

/* Catalogue row 22: keys of GnuPG in evidence, as they stand and as leaks carry them, are
 * found there, proven, once each. */

static void prepare(void)
{
    run_prepare("correct horse\n");
}

/* How often each of the expected keys was proven, and what else came. */
struct tally {
    const struct oracle *oracle;
    size_t proven[ORACLE_KEYS_MAX], others;
    char places[ORACLE_KEYS_MAX][64];
};

static void tally_add(void *context, const struct record *record)
{
    struct tally *tally = context;
    if (record->kind != RECORD_KEY) {
        return;
    }
    char name[KEY_IDENTITY_TEXT];
    struct buffer place = { 0 };
    key_finding_name(&record->key.finding, name);
    ck_assert(provenance_print(record->key.provenance, &place) && buffer_append_byte(&place, 0));
    bool expected = false;
    for (size_t i = 0; i < tally->oracle->count; i++) {
        if (strcmp(tally->oracle->names[i], name) == 0 &&
            record->key.finding.verdict == VERDICT_PROVEN) {
            tally->proven[i]++;
            snprintf(tally->places[i], sizeof(tally->places[i]), "%s", (const char *)place.at);
            expected = true;
        }
    }
    tally->others += expected ? 0 : 1;
    buffer_clear(&place);
}

static struct tally scan_for(const struct oracle *oracle, struct bytes content)
{
    struct tally tally = { .oracle = oracle };
    const struct record_sink sink = { &tally, tally_add };
    run_scan_into(content, &sink);
    return tally;
}

static void check_once(const char *name, const char *how, const struct tally *tally)
{
    for (size_t i = 0; i < tally->oracle->count; i++) {
        ck_assert_msg(tally->proven[i] == 1, "%s, %s: key %zu %zu times", name, how, i,
                      tally->proven[i]);
    }
    ck_assert_msg(tally->others == 0, "%s, %s: %zu others", name, how, tally->others);
}

static void check_place(const char *name, const struct tally *tally, size_t from, size_t length)
{
    char expected[64];
    snprintf(expected, sizeof(expected), "@%zu+%zu", from, length);
    for (size_t i = 0; i < tally->oracle->count; i++) {
        ck_assert_msg(strcmp(tally->places[i], expected) == 0, "%s: %s, not %s", name,
                      tally->places[i], expected);
    }
}

static struct buffer armour_of(const char *name)
{
    char path[128];
    snprintf(path, sizeof(path), "keys/openpgp/%s.asc", name);
    return fixture_read(path);
}

static const char *const armours[] = {
    "rsa",        "dsa",           "ed25519",       "nistp256",       "brainpoolP384r1",
    "rfc-v5",     "rfc-v6",        "closed-rsa",    "closed-ed25519", "dummy",
    "s2k-mode-3", "sealed-ocb-v6", "sealed-gcm-v6", "sealed-ocb-v4",  "sealed-gcm-v4"
};
#define ARMOURS ((int)(sizeof(armours) / sizeof(armours[0])))

START_TEST(row_22_armour_is_found_where_it_stands)
{
    const struct oracle oracle = oracle_read(armours[_i]);
    struct buffer armour = armour_of(armours[_i]), content = { 0 };
    put(&content, "Here it is:\n");
    ck_assert(buffer_append(&content, buffer_bytes(&armour)));
    put(&content, "bye\n");
    const struct tally tally = scan_for(&oracle, buffer_bytes(&content));
    check_once(armours[_i], "as it stands", &tally);
    check_place(armours[_i], &tally, 12, armour.used - 1);
    buffer_clear(&armour);
    buffer_clear(&content);
}
END_TEST

#define DAMAGE(name)                                                                               \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct {
    const char *name;
    void (*apply)(struct bytes from, struct buffer *into);
} damages[] = {
    DAMAGE(escape_json),    DAMAGE(escape_json_slash), DAMAGE(escape_crlf),
    DAMAGE(escape_unicode), DAMAGE(escape_percent),    DAMAGE(escape_reference),
    DAMAGE(escape_quoted),  DAMAGE(in_json),           DAMAGE(in_mail),
    DAMAGE(line_ends_crlf), DAMAGE(line_ends_cr),      DAMAGE(line_ends_space),
    DAMAGE(quote),          DAMAGE(quote_twice),       DAMAGE(quote_bar),
    DAMAGE(indent),         DAMAGE(indent_tab),        DAMAGE(number_colon),
    DAMAGE(diff_plus),      DAMAGE(comment_hash),      DAMAGE(log_syslog),
    DAMAGE(log_iso),        DAMAGE(source_plus),       DAMAGE(in_binary),
    DAMAGE(base64_line),    DAMAGE(base64_wrapped),    DAMAGE(hex_plain),
    DAMAGE(hex_colons),     DAMAGE(hex_array),         DAMAGE(no_end),
};
#define DAMAGES ((int)(sizeof(damages) / sizeof(damages[0])))

START_TEST(row_22_armour_is_found_as_leaks_carry_it)
{
    for (int i = 0; i < ARMOURS; i++) {
        const struct oracle oracle = oracle_read(armours[i]);
        struct buffer armour = armour_of(armours[i]), content = { 0 };
        damages[_i].apply(buffer_bytes(&armour), &content);
        const struct tally tally = scan_for(&oracle, buffer_bytes(&content));
        check_once(armours[i], damages[_i].name, &tally);
        buffer_clear(&armour);
        buffer_clear(&content);
    }
}
END_TEST

/* Seen raw and as a reading: the case folds the two places. */
START_TEST(row_22_armour_is_found_in_utf_16)
{
    const struct oracle oracle = oracle_read("ed25519");
    struct buffer armour = armour_of("ed25519"), content = { 0 };
    utf16(buffer_bytes(&armour), _i == 1, &content);
    const struct tally tally = scan_for(&oracle, buffer_bytes(&content));
    for (size_t i = 0; i < oracle.count; i++) {
        ck_assert_uint_ge(tally.proven[i], 1);
    }
    ck_assert_uint_eq(tally.others, 0);
    buffer_clear(&armour);
    buffer_clear(&content);
}
END_TEST

/* What GnuPG 1 wrote above the base64, a check sum that is wrong, none at all, and none of
 * the line ends. */
START_TEST(row_22_headers_and_check_sum_do_not_matter)
{
    static const struct {
        const char *what, *headers, *sum;
    } variants[] = {
        { "headers",
          "Version: GnuPG v1.4.11 (GNU/Linux)\nComment: made for tests\nCharset: UTF-8\n", NULL },
        { "a wrong sum", "", "=AAAA" },
        { "a sum that looks like an escape", "", "=A3bC" },
        { "a sum that looks like another", "", "=0Abc" },
        { "no sum", "", "" },
    };
    const char *const name = _i == 0 ? "dsa" : "rsa"; /* with padding and without */
    const struct oracle oracle = oracle_read(name);
    struct buffer armour = armour_of(name);
    ck_assert(buffer_append_byte(&armour, 0));
    char *blank = strstr((char *)armour.at, "\n\n"), *sum = strstr(blank, "\n=");
    for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++) {
        struct buffer content = { 0 };
        ck_assert(buffer_append(&content,
                                bytes_over(armour.at, (size_t)(blank + 1 - (char *)armour.at))));
        put(&content, variants[i].headers);
        ck_assert(buffer_append(&content, bytes_over(blank + 1, (size_t)(sum - blank))));
        put(&content, variants[i].sum != NULL ? variants[i].sum : "=1234");
        put(&content, sum + 6);
        const struct tally tally = scan_for(&oracle, buffer_bytes(&content));
        check_once(name, variants[i].what, &tally);
        buffer_clear(&content);
    }
    buffer_clear(&armour);
}
END_TEST

static struct buffer packets_of(const char *name)
{
    struct buffer armour = armour_of(name), packets = { 0 };
    struct bytes text = buffer_bytes(&armour), line;
    struct base64_reader reader = { 0 };
    while (bytes_take_until(&text, '\n', &line)) {
        if (line.left > 0 && line.at[0] != '-' && line.at[0] != '=' &&
            memchr(line.at, ':', line.left) == NULL) {
            ck_assert(base64_read(&reader, line, &packets));
        }
    }
    ck_assert(base64_close(&reader, &packets));
    buffer_clear(&armour);
    return packets;
}

static const struct {
    const char *name;
    bool anchored; /* known in the middle of other bytes as well */
} binaries[] = {
    { "rsa", true },
    { "dsa", false },
    { "s2k-dsa", true }, /* by its protection alone */
    { "ed25519", true },
    { "nistp256", true },
    { "nistp384", true },
    { "nistp521", true },
    { "secp256k1", true },
    { "brainpoolP256r1", true },
    { "brainpoolP512r1", true },
    { "closed-rsa", true },
    { "closed-ed25519", true },
    { "dummy", true },
    { "version-3", true },
    { "version-3-closed", true },
    { "rfc-v5", true },
    { "rfc-v6", false },
};
#define BINARIES ((int)(sizeof(binaries) / sizeof(binaries[0])))

START_TEST(row_22_packets_are_found_in_bytes)
{
    const char *name = binaries[_i].name;
    const struct oracle oracle = oracle_read(name);
    struct buffer packets = packets_of(name), content = { 0 };
    struct tally tally = scan_for(&oracle, buffer_bytes(&packets));
    check_once(name, "alone", &tally);
    check_place(name, &tally, 0, packets.used);
    base64_wrapped(buffer_bytes(&packets), &content);
    tally = scan_for(&oracle, buffer_bytes(&content));
    check_once(name, "in base64", &tally);
    buffer_reset(&content);
    hex_plain(buffer_bytes(&packets), &content);
    tally = scan_for(&oracle, buffer_bytes(&content));
    check_once(name, "in hex", &tally);
    if (binaries[_i].anchored) {
        buffer_reset(&content);
        for (size_t i = 0; i < 3000; i++) {
            put_byte(&content, (uint8_t)(i * i >> 3));
        }
        ck_assert(buffer_append(&content, buffer_bytes(&packets)));
        for (size_t i = 0; i < 3000; i++) {
            put_byte(&content, 0);
        }
        tally = scan_for(&oracle, buffer_bytes(&content));
        check_once(name, "among other bytes", &tally);
        ck_assert_msg(strncmp(tally.places[0], "@3000+", 6) == 0 || strcmp(name, "dummy") == 0,
                      "%s: %s", name, tally.places[0]);
    }
    buffer_clear(&packets);
    buffer_clear(&content);
}
END_TEST

START_TEST(row_22_a_keyring_is_one_place)
{
    const struct oracle oracle = oracle_read("keyring");
    struct buffer keyring = fixture_read("keys/openpgp/keyring.gpg");
    struct tally tally = scan_for(&oracle, buffer_bytes(&keyring));
    check_once("keyring", "alone", &tally);
    check_place("keyring", &tally, 0, keyring.used);
    buffer_clear(&keyring);
}
END_TEST

START_TEST(row_22_public_keys_are_no_finding)
{
    static const char *const names[] = { "keys/openpgp/public.asc", "keys/openpgp/public.gpg" };
    const struct oracle none = { 0 };
    struct buffer content = fixture_read(names[_i]);
    const struct tally tally = scan_for(&none, buffer_bytes(&content));
    ck_assert_uint_eq(tally.others, 0);
    buffer_clear(&content);
}
END_TEST

/* Keys of gpg-agent: the first of a pair, alone in its file. */
static struct oracle first_of(const char *name)
{
    struct oracle oracle = oracle_read(name);
    oracle.count = 1;
    return oracle;
}

static struct buffer agent_of(const char *name)
{
    char path[128];
    snprintf(path, sizeof(path), "keys/gnupg-agent/%s-1.key", name);
    return fixture_read(path);
}

static const char *const agent_texts[] = { "text-rsa", "text-ed25519", "text-nistp256" };

START_TEST(row_22_agent_text_is_found_as_leaks_carry_it)
{
    if (damages[_i].apply == no_end || damages[_i].apply == in_json ||
        damages[_i].apply == log_iso || damages[_i].apply == source_plus) {
        return; /* of armour, whose base64 can be told from what else stands on its lines */
    }
    for (size_t i = 0; i < sizeof(agent_texts) / sizeof(agent_texts[0]); i++) {
        const struct oracle oracle = first_of(agent_texts[i]);
        struct buffer file = agent_of(agent_texts[i]), content = { 0 };
        damages[_i].apply(buffer_bytes(&file), &content);
        const struct tally tally = scan_for(&oracle, buffer_bytes(&content));
        check_once(agent_texts[i], damages[_i].name, &tally);
        buffer_clear(&file);
        buffer_clear(&content);
    }
}
END_TEST

static const char *const agent_octets[] = { "rsa",      "dsa",       "ed25519",
                                            "nistp256", "secp256k1", "brainpoolP384r1" };

START_TEST(row_22_agent_octets_are_found)
{
    static void (*const ways[])(struct bytes from, struct buffer * into) = { base64_line, hex_plain,
                                                                             in_binary };
    const char *name = agent_octets[_i];
    const struct oracle oracle = first_of(name);
    struct buffer file = agent_of(name);
    struct tally tally = scan_for(&oracle, buffer_bytes(&file));
    check_once(name, "alone", &tally);
    check_place(name, &tally, 0, file.used);
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        struct buffer content = { 0 };
        ways[i](buffer_bytes(&file), &content);
        tally = scan_for(&oracle, buffer_bytes(&content));
        check_once(name, "encoded", &tally);
        buffer_clear(&content);
    }
    buffer_clear(&file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("row_22_openpgp");
    tcase_set_timeout(tests, 240);
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, row_22_armour_is_found_where_it_stands, 0, ARMOURS);
    tcase_add_loop_test(tests, row_22_armour_is_found_as_leaks_carry_it, 0, DAMAGES);
    tcase_add_loop_test(tests, row_22_armour_is_found_in_utf_16, 0, 2);
    tcase_add_loop_test(tests, row_22_headers_and_check_sum_do_not_matter, 0, 2);
    tcase_add_loop_test(tests, row_22_packets_are_found_in_bytes, 0, BINARIES);
    tcase_add_test(tests, row_22_a_keyring_is_one_place);
    tcase_add_loop_test(tests, row_22_public_keys_are_no_finding, 0, 2);
    tcase_add_loop_test(tests, row_22_agent_text_is_found_as_leaks_carry_it, 0, DAMAGES);
    tcase_add_loop_test(tests, row_22_agent_octets_are_found, 0,
                        (int)(sizeof(agent_octets) / sizeof(agent_octets[0])));
    return run_suite("row_22_openpgp", tests);
}
